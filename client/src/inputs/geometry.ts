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

/** `fill`: as large as little is cut off for it. `whole`: never cut anything off. */
export type PictureFit = "fill" | "whole";

/** More than this part of a side is too much to lose for reaching all edges. */
const LARGEST_CROP = 0.25;
/**
 * A wide picture on an upright screen would be a strip across it. What is looked at is in the
 * middle, so there up to this part of its width makes way for twice the size.
 */
const LARGEST_UPRIGHT_CROP = 0.5;
/** So that a crop of just the limit does not hang on the last bit. */
const CROP_TOLERANCE = 1e-9;

/**
 * Where a picture lies. Where it is larger than its area it reaches over the edges. Its middle is
 * the middle of `free`, the part of the area over which no bar lies, as far as that leaves no gap
 * at one edge that the picture could fill, and cuts nothing off that the area has room for.
 */
export function pictureBox(area: Box, picture: Size, fit: PictureFit, free: Box = area): Box {
  const sides = [area.width, area.height, picture.width, picture.height];
  if (sides.some((side) => side <= 0)) return area;
  const scale = pictureScale(area, picture, fit);
  const width = picture.width * scale;
  const height = picture.height * scale;
  const atTop = area.top;
  const atBottom = area.top + area.height - height;
  const wanted = free.top + (free.height - height) / 2;
  return {
    left: area.left + (area.width - width) / 2,
    top: Math.min(Math.max(wanted, Math.min(atTop, atBottom)), Math.max(atTop, atBottom)),
    width,
    height,
  };
}

function pictureScale(area: Size, picture: Size, fit: PictureFit): number {
  const across = area.width / picture.width;
  const down = area.height / picture.height;
  const whole = Math.min(across, down);
  const covering = Math.max(across, down);
  if (fit === "whole") return whole;
  if (1 - whole / covering <= LARGEST_CROP + CROP_TOLERANCE) return covering;
  const isStrip = area.height > area.width && across < down;
  return isStrip ? Math.min(covering, whole / (1 - LARGEST_UPRIGHT_CROP)) : whole;
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
