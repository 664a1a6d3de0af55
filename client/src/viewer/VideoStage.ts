import { type Box, pictureBox, type PictureFit, type Size } from "../inputs/geometry";
import type { Surface } from "../inputs/types";
import { usePicture } from "../store/pictureStore";

/** The elements that show the picture; made by React once, driven from outside of it. */
export interface StageElements {
  stage: HTMLElement;
  /** The part of the stage that the picture is fitted into. */
  area: HTMLElement;
  /** The part of that over which no bar lies; what matters in the picture should be there. */
  free: HTMLElement;
  canvas: HTMLCanvasElement;
  /** The picture of WebRTC. */
  video: HTMLVideoElement;
  /** The picture of MSE. */
  mse: HTMLVideoElement;
}

/** Where the picture is, and which of its elements are seen. */
export class VideoStage implements Surface {
  private picture: Size = { width: 0, height: 0 };
  private fit: PictureFit = "fill";

  constructor(readonly elements: StageElements) {
    // An observer ends with the element that it observes.
    const observer = new ResizeObserver(() => { this.layOut(); });
    observer.observe(elements.area);
    observer.observe(elements.free);
  }

  get element(): HTMLElement {
    return this.elements.stage;
  }

  setPictureSize(size: Size): void {
    this.picture = size;
    this.layOut();
  }

  setFit(fit: PictureFit): void {
    if (fit === this.fit) return;
    this.fit = fit;
    this.layOut();
  }

  pictureBox(): Box {
    const { area, free } = this.elements;
    const freeBox = free.getBoundingClientRect();
    return pictureBox(area.getBoundingClientRect(), this.picture, this.fit, freeBox);
  }

  /** What is seen and what pointers are reckoned by is the same box. */
  private layOut(): void {
    const { stage, canvas, video, mse } = this.elements;
    const origin = stage.getBoundingClientRect();
    const { left, top, width, height } = this.pictureBox();
    usePicture.setState({ left: left - origin.left, top: top - origin.top, width, height });
    for (const { style } of [canvas, video, mse]) {
      style.left = `${left - origin.left}px`;
      style.top = `${top - origin.top}px`;
      style.width = `${width}px`;
      style.height = `${height}px`;
    }
  }

  /**
   * Show each `<video>` over the canvas, or not. An empty `<video>` is transparent, so the
   * picture of the canvas stays until the first one covers it.
   */
  setVideoVisible(visible: { webrtc: boolean; mse: boolean }): void {
    const { video, mse } = this.elements;
    video.style.visibility = visible.webrtc ? "visible" : "hidden";
    mse.style.visibility = visible.mse ? "visible" : "hidden";
  }

  /** Draw a `<video>`'s picture on the canvas, where it stays when the `<video>` is emptied. */
  keepPicture(of: "video" | "mse"): void {
    const { canvas, [of]: video } = this.elements;
    if (video.videoWidth === 0) return;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d", { alpha: false })?.drawImage(video, 0, 0);
    canvas.style.visibility = "visible";
  }

  /** Give the picture the keys. */
  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  /** The same at load, without the ring: nobody has asked where the focus is. */
  focusQuietly(): void {
    if (document.activeElement !== document.body) return;
    const { element } = this;
    element.dataset.quiet = "";
    element.addEventListener("blur", () => { delete element.dataset.quiet; }, { once: true });
    this.focus();
  }
}
