import { type Box, pictureBox, type Size } from "../inputs/geometry";
import type { Surface } from "../inputs/types";

/** The elements that show the picture; made by React once, driven from outside of it. */
export interface StageElements {
  stage: HTMLElement;
  canvas: HTMLCanvasElement;
  video: HTMLVideoElement;
}

/** Where the picture is, and which of its two elements is seen. */
export class VideoStage implements Surface {
  private picture: Size = { width: 0, height: 0 };

  constructor(readonly elements: StageElements) {}

  get element(): HTMLElement {
    return this.elements.stage;
  }

  setPictureSize(size: Size): void {
    this.picture = size;
  }

  pictureBox(): Box {
    return pictureBox(this.elements.stage.getBoundingClientRect(), this.picture);
  }

  /**
   * Show the `<video>` over the canvas, or not. An empty `<video>` is transparent, so the last
   * picture of the canvas stays until WebRTC's first one covers it.
   */
  setVideoVisible(visible: boolean): void {
    this.elements.video.style.visibility = visible ? "visible" : "hidden";
  }
}
