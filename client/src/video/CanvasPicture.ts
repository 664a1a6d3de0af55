import type { Size } from "../inputs/geometry";

/** A picture on the canvas: its time in the stream and the server's frame number. */
export interface DrawnPicture {
  ptsUs: number;
  frame: number | null;
  receivedTime: number | undefined;
  decodeMs: number | undefined;
}

export interface CanvasPictureOptions {
  requestFrame: (callback: (time: number) => void) => number;
  /** This picture is on the screen. */
  onPresented: (drawn: DrawnPicture) => void;
  /** A picture was drawn over before the screen showed it. */
  onDropped: () => void;
}

/** Draws decoded frames on a canvas and tells which of them the screen shows. */
export class CanvasPicture {
  private context: CanvasRenderingContext2D | null = null;
  private drawn: DrawnPicture | null = null;

  constructor(private readonly options: CanvasPictureOptions) {}

  attach(canvas: HTMLCanvasElement | null): void {
    // Opaque, which is cheaper, and therefore black until something is drawn.
    if (canvas) canvas.style.visibility = "hidden";
    this.context = canvas?.getContext("2d", { alpha: false }) ?? null;
  }

  draw(picture: VideoFrame | ImageBitmap, { width, height }: Size, drawn: DrawnPicture): void {
    if (this.context === null) return;
    const { canvas } = this.context;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.context.drawImage(picture, 0, 0);
    canvas.style.visibility = "visible";
    this.noteDrawn(drawn);
  }

  /** The picture drawn last before an animation frame is the one that it shows. */
  private noteDrawn(drawn: DrawnPicture): void {
    const scheduled = this.drawn !== null;
    this.drawn = drawn;
    if (scheduled) this.options.onDropped();
    else this.options.requestFrame(() => { this.present(); });
  }

  private present(): void {
    const { drawn } = this;
    this.drawn = null;
    if (drawn !== null) this.options.onPresented(drawn);
  }
}
