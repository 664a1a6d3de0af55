/** Numbers gestures and their messages, of all kinds together: a larger number is a newer one. */
export class GestureNumbers {
  private seq = 0;
  private gesture = 0;

  nextGesture(): number {
    this.gesture += 1;
    return this.gesture;
  }

  nextMessage(): number {
    this.seq += 1;
    return this.seq;
  }
}
