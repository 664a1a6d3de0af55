import { browserFrames, type Frames } from "../inputs/TouchInput";
import { usePads } from "../store/padsStore";
import { useSession } from "../store/sessionStore";
import { aimOf } from "./aim";
import { readGamepads } from "./gamepads";
import type { Jogger } from "./Jogger";
import { AXES_AT_REST, type Axes, type PadReading } from "./readings";
import { browserHid, type Hid, SpaceMice } from "./SpaceMouse";

/** What is shown of the axes need not be finer. */
const SHOWN_STEP = 0.05;

export interface PadsBrowser {
  frames: Frames;
  hid: Hid | null;
  /** The page is seen and has the focus: two pages beside each other see the same pad. */
  attended(): boolean;
}

const realBrowser = (): PadsBrowser => ({
  frames: browserFrames,
  hid: browserHid(),
  attended: () => !document.hidden && document.hasFocus(),
});

/**
 * Gamepads and SpaceMice: what one wants is said as long as its dead-man button is held and
 * somebody is at the page. Whatever interrupts that wants the button to be pressed anew. Nothing is
 * polled while there is none.
 */
export class Pads {
  private readonly mice: SpaceMice;
  private frame: number | null = null;
  /** Held when something interrupted it, or from the beginning: it does not count. */
  private spent = new Set<string>();
  private known = new Set<string>();

  constructor(private readonly jogger: Jogger, private readonly browser = realBrowser()) {
    this.mice = new SpaceMice(browser.hid, () => { this.look(); });
    usePads.setState({ hid: this.mice.supported });
  }

  start(): void {
    for (const name of ["gamepadconnected", "gamepaddisconnected"]) {
      window.addEventListener(name, () => { this.look(); });
    }
    window.addEventListener("blur", () => { this.interrupt(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.interrupt(); });
    // Another thing to steer, or another scene, is not what the hand had begun with.
    usePads.subscribe((now, before) => {
      if (now.target !== before.target || now.mocap !== before.mocap || now.actuators !== before.actuators) this.interrupt();
    });
    useSession.subscribe((now, before) => {
      if (now.scene?.generation !== before.scene?.generation) this.interrupt();
    });
    this.look();
    void this.mice.start();
  }

  /** Let the person choose a SpaceMouse; needs a click. */
  askForSpaceMouse(): Promise<boolean> {
    return this.mice.ask();
  }

  /** Let go, and want the dead-man button to be pressed anew. */
  interrupt(): void {
    for (const id of this.known) this.spent.add(id);
    this.jogger.steer(null);
    usePads.setState({ holding: null, axes: AXES_AT_REST });
  }

  /** One came or went. */
  private look(): void {
    if (this.frame === null) this.turn();
  }

  private turn(): void {
    const readings = this.read();
    this.take(readings);
    this.frame = readings.length > 0 ? this.browser.frames.request(() => { this.turn(); }) : null;
  }

  private read(): PadReading[] {
    const mice = this.mice.readings;
    const pads = typeof navigator.getGamepads === "function" ? readGamepads(navigator) : [];
    // One that comes both ways is one.
    return [...mice, ...pads.filter(({ kind }) => kind === "gamepad" || mice.length === 0)];
  }

  private take(readings: PadReading[]): void {
    for (const { id, held } of readings) {
      if (!held) this.spent.delete(id);
      else if (!this.known.has(id)) this.spent.add(id);
    }
    this.known = new Set(readings.map(({ id }) => id));
    const attended = this.browser.attended();
    if (!attended) for (const id of this.known) this.spent.add(id);
    const holding = readings.find(({ id, held }) => held && !this.spent.has(id)) ?? null;
    this.jogger.steer(holding && aimOf(holding, usePads.getState(), useSession.getState().scene));
    this.show(readings, holding, attended);
  }

  private show(readings: PadReading[], holding: PadReading | null, attended: boolean): void {
    const pads = readings.map(({ id, name, kind }) => ({ id, name, kind }));
    const shown = holding ?? readings[0];
    const axes = (shown?.axes ?? AXES_AT_REST).map((value) => Math.round(value / SHOWN_STEP) * SHOWN_STEP) as unknown as Axes;
    const next = { pads, holding: holding?.id ?? null, attended, axes };
    const { pads: before, holding: held, attended: was, axes: old } = usePads.getState();
    const same = JSON.stringify([before, held, was, old]) === JSON.stringify([pads, next.holding, attended, axes]);
    if (!same) usePads.setState(next);
  }
}
