import type { CameraDrag, InputMessage } from "../protocol/generated";
import { GestureNumbers } from "./GestureNumbers";

export type CameraAction = CameraDrag["action"];

export type AnyInput = InputMessage["input"];

/** Brings an input to the server; a `reliable` one must not get lost. */
export type SendInput<Drag = AnyInput> = (
  input: Drag,
  eventTime: number,
  reliable: boolean,
) => void;

/** Makes the gestures on the camera. */
export class CameraGestures {
  constructor(
    private readonly sendInput: SendInput<CameraDrag>,
    private readonly numbers = new GestureNumbers(),
  ) {}

  begin(action: CameraAction): Gesture {
    const gesture = this.numbers.nextGesture();
    return new Gesture((dx, dy, time, reliable) => {
      const seq = this.numbers.nextMessage();
      const drag = { type: "camera_drag", seq, gesture, action, dx, dy } as const;
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
