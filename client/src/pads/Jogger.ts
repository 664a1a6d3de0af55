import type { SendInput } from "../inputs/CameraGestures";
import type { GestureNumbers } from "../inputs/GestureNumbers";
import type { JogBody, JogCamera, JogControls } from "../protocol/generated";
import type { Clock } from "../support/clock";
import type { Aim } from "./aim";

export type Jog = JogCamera | JogBody | JogControls;

/** The server stops what it has not heard of for 250 ms. */
const REFRESH_MS = 80;
/** A hand is not faster, and each message is one for everybody's server. */
const EVERY_MS = 30;

/** Says how fast what a person steers moves: when that changes, and again while it stays. */
export class Jogger {
  private last: { gesture: number; aim: Aim; saidMs: number; text: string } | null = null;

  constructor(
    private readonly numbers: GestureNumbers,
    private readonly sendInput: SendInput<Jog>,
    private readonly clock: Clock,
  ) {}

  /** What is wanted now; null lets go. Called many times a second. */
  steer(aim: Aim | null): void {
    if (this.last && (aim === null || !sameThing(this.last.aim, aim))) this.letGo(this.last);
    if (aim === null) return;
    const now = this.clock.now();
    const text = JSON.stringify(aim);
    const { last } = this;
    if (last && now - last.saidMs < (text === last.text ? REFRESH_MS : EVERY_MS)) return;
    const gesture = last?.gesture ?? this.numbers.nextGesture();
    this.last = { gesture, aim, saidMs: now, text };
    this.say(aim, gesture, true);
  }

  private letGo({ aim, gesture }: { aim: Aim; gesture: number }): void {
    this.last = null;
    this.say(aim, gesture, false);
  }

  private say(aim: Aim, gesture: number, held: boolean): void {
    const { kind, ...motion } = aim;
    const type = `jog_${kind}` as const;
    const jog = { type, seq: this.numbers.nextMessage(), gesture, ...motion, held } as Jog;
    this.sendInput(jog, this.clock.now(), !held);
  }
}

function sameThing(before: Aim, now: Aim): boolean {
  if (before.kind === "body" && now.kind === "body") return before.mocap === now.mocap;
  return before.kind === now.kind;
}
