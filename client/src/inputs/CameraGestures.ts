import type { CameraDrag } from "../protocol/generated";

export type CameraAction = CameraDrag["action"];

/** Brings an input to the server; a `reliable` one must not get lost. */
export type SendInput = (input: CameraDrag, eventTime: number, reliable: boolean) => void;

/** Numbers the gestures on the camera and their messages. */
export class CameraGestures {
  private seq = 0;
  private gesture = 0;

  constructor(private readonly sendInput: SendInput) {}

  begin(action: CameraAction): Gesture {
    this.gesture += 1;
    const gesture = this.gesture;
    return new Gesture((dx, dy, time, reliable) => {
      this.seq += 1;
      const drag = { type: "camera_drag", seq: this.seq, gesture, action, dx, dy } as const;
      this.sendInput(drag, time, reliable);
    });
  }
}

/** One gesture: each message carries the whole way since its beginning. */
export class Gesture {
  private dx = 0;
  private dy = 0;
  private moved = false;
  private lastTime = 0;

  constructor(
    private readonly send: (dx: number, dy: number, time: number, reliable: boolean) => void,
  ) {}

  /** Come to (dx, dy), in picture heights since the beginning. */
  moveTo(dx: number, dy: number, time: number): void {
    if (dx === this.dx && dy === this.dy) return;
    this.dx = dx;
    this.dy = dy;
    this.moved = true;
    this.lastTime = time;
    this.send(dx, dy, time, false);
  }

  /** Go on by (dx, dy). */
  moveBy(dx: number, dy: number, time: number): void {
    this.moveTo(this.dx + dx, this.dy + dy, time);
  }

  /** Say the last value again, so that it cannot get lost. */
  end(): void {
    if (this.moved) this.send(this.dx, this.dy, this.lastTime, true);
    this.moved = false;
  }
}
