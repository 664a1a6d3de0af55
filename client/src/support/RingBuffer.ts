/** The newest `capacity` values, oldest first. */
export class RingBuffer<Value> {
  private values: Value[] = [];

  constructor(readonly capacity: number) {}

  push(value: Value): void {
    this.values.push(value);
    // Cutting in blocks keeps a push cheap on average.
    if (this.values.length >= 2 * this.capacity) this.values = this.values.slice(-this.capacity);
  }

  clear(): void {
    this.values = [];
  }

  newest(): Value | undefined {
    return this.values.at(-1);
  }

  /** At most so many of the newest, oldest first. */
  tail(count: number): Value[] {
    return count > 0 ? this.values.slice(-Math.min(count, this.capacity)) : [];
  }

  /** A copy, so that a reader sees no later change. */
  toArray(): Value[] {
    return this.values.slice(-this.capacity);
  }
}
