import { type Axes, eased, type PadReading } from "./readings";

/** As the Gamepad standard lays them out. */
const SHOULDERS = [4, 5];
const LEFT_TRIGGER = 6;
const RIGHT_TRIGGER = 7;
const PAD_LEFT = 14;
const PAD_RIGHT = 15;
/** Makers of SpaceMice; some browsers show one as a gamepad of six axes. */
const SPACEMOUSE = /vendor: (?:256f|046d product: c6)|^(?:256f|046d-c6)/i;

type ReadPad = Pick<Gamepad, "id" | "index" | "axes" | "buttons" | "mapping" | "connected">;

/** The pads that the browser shows now; it shows one when a button of it was pressed. */
export function readGamepads(navigator: Pick<Navigator, "getGamepads">): PadReading[] {
  return [...navigator.getGamepads()].flatMap((pad) => (pad?.connected ? [readGamepad(pad)] : []));
}

export function readGamepad(pad: ReadPad): PadReading {
  const spacemouse = SPACEMOUSE.test(pad.id.replace(/[()]/g, ""));
  return {
    id: `gamepad-${pad.index}`,
    name: shortName(pad.id),
    kind: spacemouse ? "spacemouse" : "gamepad",
    held: (spacemouse ? [0] : SHOULDERS).some((button) => pad.buttons[button]?.pressed),
    axes: spacemouse ? puckAxes(pad.axes) : stickAxes(pad),
  };
}

/** The left stick moves, the right one turns, triggers go there and back, the cross rolls. */
function stickAxes({ axes, buttons, mapping }: ReadPad): Axes {
  const stick = (index: number): number => eased(axes[index] ?? 0);
  const button = (index: number): number => buttons[index]?.value ?? 0;
  // Where the browser does not know the pad, only its sticks are likely to be where they usually are.
  const known = mapping === "standard";
  return [
    stick(0),
    -stick(1),
    known ? eased(button(RIGHT_TRIGGER) - button(LEFT_TRIGGER)) : 0,
    stick(3),
    stick(2),
    known ? button(PAD_RIGHT) - button(PAD_LEFT) : 0,
  ];
}

/** A SpaceMouse counts right, towards the hand, down, and turns about these. */
export function puckAxes(axes: readonly number[]): Axes {
  const [x, y, z, rx, ry, rz] = Array.from({ length: 6 }, (_, index) => eased(axes[index] ?? 0));
  return [x ?? 0, -(z ?? 0), -(y ?? 0), rx ?? 0, -(rz ?? 0), -(ry ?? 0)];
}

/** Browsers add numbers of the USB standard. */
function shortName(id: string): string {
  return id.replace(/\s*\((?:STANDARD GAMEPAD )?Vendor:.*\)$/i, "").replace(/^[0-9a-f]{4}-[0-9a-f]{4}-/i, "") || "Gamepad";
}
