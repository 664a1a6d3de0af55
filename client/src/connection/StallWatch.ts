import type { Clock } from "../support/clock";
import { StallDetector } from "./StallDetector";

const CHECK_MS = 500;

/** Looks again and again if frames are sent and none is seen, and says so for as long as it is so. */
export class StallWatch {
  private readonly detector = new StallDetector();
  private timer = 0;

  constructor(
    private readonly onStall: () => void,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.stop();
    this.timer = this.clock.setTimeout(() => {
      if (this.detector.isStalled(this.clock.now())) this.onStall();
      this.start();
    }, CHECK_MS);
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
  }

  /** A frame was seen, or another way is judged from now on. */
  reset(): void {
    this.detector.reset(this.clock.now());
  }

  /** How many frames the server says it has sent on the present way. */
  sent(count: number): void {
    this.detector.sent(count, this.clock.now());
  }
}
