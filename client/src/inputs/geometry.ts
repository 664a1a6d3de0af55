export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  left: number;
  top: number;
}

/** `fill`: reach all edges if little is cut off for it. `whole`: never cut anything off. */
export type PictureFit = "fill" | "whole";

/** More than this part of a side is too much to lose for a filled window. */
const LARGEST_CROP = 0.25;
/** So that a crop of just the limit does not hang on the last bit. */
const CROP_TOLERANCE = 1e-9;

/** True if the picture should reach all edges of the stage (`object-fit: cover`). */
export function coversStage(stage: Size, picture: Size, fit: PictureFit): boolean {
  const sides = [stage.width, stage.height, picture.width, picture.height];
  if (fit === "whole" || sides.some((side) => side <= 0)) return false;
  const ratio = (stage.width * picture.height) / (stage.height * picture.width);
  return 1 - Math.min(ratio, 1 / ratio) <= LARGEST_CROP + CROP_TOLERANCE;
}

/** Where a picture lies, centred on the stage; where it covers it, it reaches over its edges. */
export function pictureBox(stage: Box, picture: Size, fit: PictureFit): Box {
  if (picture.width <= 0 || picture.height <= 0) return stage;
  const scales = [stage.width / picture.width, stage.height / picture.height];
  const scale = coversStage(stage, picture, fit) ? Math.max(...scales) : Math.min(...scales);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    left: stage.left + (stage.width - width) / 2,
    top: stage.top + (stage.height - height) / 2,
    width,
    height,
  };
}

/** A point as fractions of the picture from its top left; null outside of it. */
export function pictureFraction(point: Point, box: Box): Point | null {
  if (box.width <= 0 || box.height <= 0) return null;
  const x = (point.x - box.left) / box.width;
  const y = (point.y - box.top) / box.height;
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}

/** A way on the screen in fractions of the picture's height, the unit of camera gestures. */
export function dragFraction(from: Point, to: Point, box: Box): Point {
  const height = Math.max(1, box.height);
  return { x: (to.x - from.x) / height, y: (to.y - from.y) / height };
}

export function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
