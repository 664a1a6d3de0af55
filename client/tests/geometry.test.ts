import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Box, dragFraction, pictureBox, pictureFraction, type PictureFit } from "../src/inputs/geometry";
import { VideoStage } from "../src/viewer/VideoStage";

const STAGE = { left: 10, top: 20, width: 1000, height: 500 };
const WIDE = { width: 1280, height: 720 };

describe("the picture's box", () => {
  it("centres a narrower picture, of which points are fractions", () => {
    const box = pictureBox(STAGE, { width: 640, height: 640 }, "fill");
    expect(box).toEqual({ left: 260, top: 20, width: 500, height: 500 });
    expect(pictureFraction({ x: 510, y: 270 }, box)).toEqual({ x: 0.5, y: 0.5 });
    expect(pictureFraction({ x: 100, y: 270 }, box)).toBeNull();
  });

  it("makes drags count in heights of the picture", () => {
    const box = pictureBox(STAGE, { width: 640, height: 640 }, "fill");
    expect(dragFraction({ x: 0, y: 0 }, { x: 250, y: -500 }, box)).toEqual({ x: 0.5, y: -1 });
  });

  it("may reach over the edges, and points are fractions of all of it still", () => {
    const box = pictureBox(STAGE, { width: 1600, height: 1000 }, "fill");
    expect(box).toEqual({ left: 10, top: -42.5, width: 1000, height: 625 });
    expect(pictureFraction({ x: 10, y: 20 }, box)).toEqual({ x: 0, y: 0.1 });
    expect(pictureBox(STAGE, { width: 1600, height: 1000 }, "whole").height).toBe(500);
  });

  it("fills where at most a quarter of a side is cut off for it, either way", () => {
    const square = { width: 600, height: 600 };
    const at = (width: number, height: number): Box => pictureBox({ left: 0, top: 0, width, height }, square, "fill");
    expect(at(800, 600)).toMatchObject({ width: 800, height: 800 });
    expect(at(600, 800)).toMatchObject({ width: 800, height: 800 });
    expect(at(810, 600)).toMatchObject({ width: 600, height: 600 });
  });

  it("is twice as large as a strip across an upright screen, and half of its width is seen", () => {
    const phone = { left: 0, top: 60, width: 360, height: 480 };
    const box = pictureBox(phone, WIDE, "fill");
    expect(box).toEqual({ left: -180, top: 97.5, width: 720, height: 405 });
    expect(pictureFraction({ x: 0, y: 300 }, box)).toEqual({ x: 0.25, y: 0.5 });
    expect(pictureBox(phone, WIDE, "whole")).toMatchObject({ left: 0, width: 360, height: 202.5 });
  });

  it("never is higher than an upright screen", () => {
    const tablet = { left: 0, top: 0, width: 768, height: 800 };
    expect(pictureBox(tablet, WIDE, "fill").height).toBeCloseTo(800);
  });

  it("has its middle between the bars, as far as it still reaches all edges", () => {
    const area = { left: 0, top: 0, width: 1000, height: 500 };
    const free = { ...area, height: 420 };
    const at = (height: number, fit: PictureFit = "fill"): Box =>
      pictureBox(area, { width: 1000, height }, fit, free);
    // Just as high as the area: there is nothing to move it by.
    expect(at(500).top).toBe(0);
    // Higher: what is cut off is cut off at the top.
    expect(at(550).top).toBe(-50);
    expect(at(620).top).toBe(-100);
    // Lower: it stays inside.
    expect(at(400, "whole").top).toBe(10);
    expect(at(480, "whole").top).toBe(0);
  });

  it("is all of the area before the picture's size is known", () => {
    expect(pictureBox(STAGE, { width: 0, height: 0 }, "fill")).toEqual(STAGE);
  });
});

describe("the stage", () => {
  const elementAt = (box: Box): HTMLElement => {
    const element = document.createElement("div");
    element.getBoundingClientRect = () => box as DOMRect;
    return element;
  };

  beforeEach(() => {
    vi.stubGlobal("ResizeObserver", class {
      observe(): void {
        // Nothing changes its size here.
      }
    });
  });

  it("lays the picture where pointers are reckoned by, inside of the area that is free", () => {
    const canvas = document.createElement("canvas");
    const stage = new VideoStage({
      stage: elementAt({ left: 0, top: 0, width: 360, height: 640 }),
      area: elementAt({ left: 0, top: 60, width: 360, height: 480 }),
      free: elementAt({ left: 0, top: 60, width: 360, height: 480 }),
      canvas,
      video: document.createElement("video"),
      mse: document.createElement("video"),
    });
    stage.setPictureSize(WIDE);
    expect(canvas.style).toMatchObject({ left: "-180px", top: "97.5px", width: "720px", height: "405px" });
    expect(stage.pictureBox()).toEqual({ left: -180, top: 97.5, width: 720, height: 405 });
    stage.setFit("whole");
    expect(canvas.style).toMatchObject({ left: "0px", width: "360px", height: "202.5px" });
  });

  it("keeps the last picture of a peer on the canvas", () => {
    const drawImage = vi.fn();
    const canvas = document.createElement("canvas");
    canvas.getContext = (() => ({ drawImage })) as unknown as HTMLCanvasElement["getContext"];
    const video = { videoWidth: 0, videoHeight: 0 } as HTMLVideoElement;
    const area = elementAt(STAGE);
    const mse = document.createElement("video");
    const stage = new VideoStage({ stage: area, area, free: area, canvas, video, mse });
    stage.keepPicture("video");
    expect(drawImage).not.toHaveBeenCalled();
    Object.assign(video, { videoWidth: 1280, videoHeight: 720 });
    stage.keepPicture("video");
    expect(drawImage).toHaveBeenCalledWith(video, 0, 0);
    expect(canvas).toMatchObject({ width: 1280, height: 720 });
    expect(canvas.style.visibility).toBe("visible");
  });

  it("takes the focus at load only where nothing else has it", () => {
    const input = document.body.appendChild(document.createElement("input"));
    const element = document.body.appendChild(document.createElement("div"));
    element.tabIndex = 0;
    const stage = new VideoStage({
      stage: element,
      area: element,
      free: element,
      canvas: document.createElement("canvas"),
      video: document.createElement("video"),
      mse: document.createElement("video"),
    });
    input.focus();
    stage.focusQuietly();
    expect(document.activeElement).toBe(input);
    input.remove();
    stage.focusQuietly();
    expect(document.activeElement).toBe(element);
    expect(element.dataset.quiet).toBe("");
    element.blur();
    expect(element.dataset.quiet).toBeUndefined();
    element.remove();
  });
});
