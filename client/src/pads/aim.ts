import type { SceneDescription } from "../protocol/generated";
import type { PadsStore } from "../store/padsStore";
import type { Axes, PadReading } from "./readings";

export type Three = [number, number, number];

/** What is to move, and how fast. */
export type Aim =
  | { kind: "camera"; move: Three; turn: Three }
  | { kind: "body"; mocap: number; move: Three; turn: Three }
  | { kind: "controls"; rates: Record<string, number> };

/** Finer than that a hand is not, and nothing would be at rest. */
const STEP = 1 / 256;

/** What a pad wants; null where the scene has nothing of the kind. */
export function aimOf(reading: PadReading, store: PadsStore, scene: SceneDescription | null): Aim | null {
  const { target, speed, mocap } = store;
  if (target === "controls") {
    const rates = controlRates(scaled(reading.axes, speed), store, scene);
    return rates && { kind: "controls", rates };
  }
  const sign = store.turned ? -1 : 1;
  if (target === "body") {
    if (mocap >= (scene?.mocap_bodies?.length ?? 0)) return null;
    return { kind: "body", mocap, ...split(scaled(reading.axes, sign * speed)) };
  }
  return { kind: "camera", ...cameraMotion(scaled(reading.axes, sign * speed), reading.kind) };
}

/**
 * A stick moves the camera. A puck is the scene in the hand, which is the same the other way round.
 */
function cameraMotion(axes: Axes, kind: PadReading["kind"]): { move: Three; turn: Three } {
  const sign = kind === "gamepad" ? 1 : -1;
  const [right, up, away, aboutRight, aboutUp] = axes.map((value) => sign * value + 0) as Three & number[];
  return { move: [right, up, away], turn: [-(aboutRight ?? 0) + 0, aboutUp ?? 0, 0] };
}

function controlRates(axes: Axes, store: PadsStore, scene: SceneDescription | null): Record<string, number> | null {
  const count = scene?.actuators.length ?? 0;
  if (count === 0 || !scene?.capabilities.control) return null;
  const rates: Record<string, number> = {};
  axes.forEach((value, axis) => {
    const actuator = store.actuators[axis] ?? null;
    // Two axes on one control add up.
    if (actuator !== null && actuator < count) rates[actuator] = within((rates[actuator] ?? 0) + value);
  });
  return Object.keys(rates).length > 0 ? rates : null;
}

function split([a, b, c, d, e, f]: Axes): { move: Three; turn: Three } {
  return { move: [a, b, c], turn: [d, e, f] };
}

function scaled(axes: Axes, by: number): Axes {
  // Adding 0 turns -0 into 0.
  return axes.map((value) => within(Math.round((value * by) / STEP) * STEP) + 0) as unknown as Axes;
}

function within(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
