/**
 * Draws at the next animation frame after a request, however many there were, and only while the
 * element can be seen; a change of its width is a request.
 */
export class Repainter {
  private frame = 0;
  private width: number;
  private seen = true;
  private readonly resize: ResizeObserver;
  private readonly intersection: IntersectionObserver;

  constructor(
    element: HTMLElement,
    private readonly draw: (width: number) => void,
  ) {
    this.width = element.clientWidth;
    this.resize = new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry?.contentRect.width ?? 0);
      this.request();
    });
    this.resize.observe(element);
    this.intersection = new IntersectionObserver((entries) => {
      this.seen = entries.at(-1)?.isIntersecting ?? true;
      this.request();
    });
    this.intersection.observe(element);
  }

  request(): void {
    if (this.frame !== 0 || !this.seen || this.width === 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw(this.width);
    });
  }

  close(): void {
    this.resize.disconnect();
    this.intersection.disconnect();
    cancelAnimationFrame(this.frame);
  }
}
