import type { PullDrag } from "../protocol/generated";
import type { Clock } from "../support/clock";
import type { SendInput } from "./CameraGestures";
import type { GestureNumbers } from "./GestureNumbers";
import type { Point } from "./geometry";

export type PullAction = PullDrag["action"];

/** The server lets go of what it has not heard of for 250 ms. */
const REFRESH_MS = 80;

/** Makes the pulls on bodies: of what the person sees, in the picture that is shown just now. */
export class PullGestures {
  constructor(
    private readonly numbers: GestureNumbers,
    private readonly sendInput: SendInput<PullDrag>,
    /** The RTP timestamp of the picture that is shown; null where the browser does not tell. */
    private readonly shownRtp: () => number | null,
    private readonly clock: Clock,
  ) {}

  /** Take hold of what is at this place, fractions of the picture from its top left. */
  begin(action: PullAction, place: Point, time: number): PullGesture {
    const gesture = this.numbers.nextGesture();
    const rtp = this.shownRtp();
    const pull = new PullGesture(this.clock, (dx, dy, held, at) => {
      const { x, y } = place;
      const seq = this.numbers.nextMessage();
      this.sendInput({ type: "pull", seq, gesture, action, x, y, dx, dy, held, rtp }, at, !held);
    });
    pull.start(time);
    return pull;
  }
}

/** One pull: said again and again until it ends, also while the hand is still. */
export class PullGesture {
  private dx = 0;
  private dy = 0;
  private timer = 0;

  constructor(
    private readonly clock: Clock,
    private readonly send: (dx: number, dy: number, held: boolean, time: number) => void,
  ) {}

  start(time: number): void {
    this.say(0, 0, time);
  }

  /** Come to (dx, dy), in picture heights since the beginning. */
  moveTo(dx: number, dy: number, time: number): void {
    if (dx === this.dx && dy === this.dy) return;
    this.say(dx, dy, time);
  }

  /** Let go. */
  end(): void {
    this.clock.clearTimeout(this.timer);
    this.send(this.dx, this.dy, false, this.clock.now());
  }

  private say(dx: number, dy: number, time: number): void {
    this.dx = dx;
    this.dy = dy;
    this.send(dx, dy, true, time);
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => { this.say(dx, dy, this.clock.now()); }, REFRESH_MS);
  }
}
