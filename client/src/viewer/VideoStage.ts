import { type Box, coversStage, pictureBox, type PictureFit, type Size } from "../inputs/geometry";
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

  constructor(readonly elements: StageElements) {
    // An observer ends with the element that it observes.
    new ResizeObserver(() => { this.fitPicture(); }).observe(elements.stage);
  }

  get element(): HTMLElement {
    return this.elements.stage;
  }

  setPictureSize(size: Size): void {
    this.picture = size;
    this.fitPicture();
  }

  pictureBox(): Box {
    return pictureBox(this.elements.stage.getBoundingClientRect(), this.picture, this.fit);
  }

  /** What the person prefers; the stage carries it for the style sheet too. */
  private get fit(): PictureFit {
    return this.elements.stage.dataset.fit === "whole" ? "whole" : "fill";
  }

  /** Tell the style sheet if filling is sensible; it joins that with the preference. */
  private fitPicture(): void {
    const { stage } = this.elements;
    const fills = coversStage(stage.getBoundingClientRect(), this.picture, "fill");
    stage.toggleAttribute("data-fillable", fills);
  }

  /**
   * Show the `<video>` over the canvas, or not. An empty `<video>` is transparent, so the last
   * picture of the canvas stays until WebRTC's first one covers it.
   */
  setVideoVisible(visible: boolean): void {
    this.elements.video.style.visibility = visible ? "visible" : "hidden";
  }
}
