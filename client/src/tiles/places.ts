import type { Tile } from "../protocol/generated";

export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";
export type Channel = NonNullable<Tile["channel"]>;

export const MOST_TILES = 4;
/** Sides of a tile as fractions of the picture's. */
export const SIZES: readonly number[] = [0.2, 0.25, 0.33, 0.4, 0.49];
export const CORNERS: readonly Corner[] = ["top-right", "top-left", "bottom-right", "bottom-left"];
export const CHANNELS: readonly { value: Channel; label: string }[] = [
  { value: "rgb", label: "Colours" },
  { value: "depth", label: "Depth" },
  { value: "segmentation", label: "Segmentation" },
  { value: "id_color", label: "Id colours" },
];
const USUAL_SIZE = 0.33;
const FIRST_FIXED = 2;

/** What a tile's camera is called. */
export function cameraName(camera: number, cameras: readonly string[]): string {
  if (camera === 0) return "Free camera";
  if (camera === 1) return "Tracking camera";
  return cameras[camera - FIRST_FIXED] ?? `Camera ${camera - FIRST_FIXED}`;
}

/** All cameras that a tile can have, by their numbers. */
export function cameraChoices(cameras: readonly string[]): string[] {
  return Array.from({ length: cameras.length + FIRST_FIXED }, (_, index) => cameraName(index, cameras));
}

export function channelLabel(channel: Channel): string {
  return CHANNELS.find(({ value }) => value === channel)?.label ?? channel;
}

/** The corner that a tile stands nearest to. */
export function cornerOf({ x, y, width, height }: Tile): Corner {
  const side = x + width / 2 < 0.5 ? "left" : "right";
  return y + height / 2 < 0.5 ? `top-${side}` : `bottom-${side}`;
}

export function placed(tile: Tile, corner: Corner, size = tile.width): Tile {
  return {
    ...tile,
    x: corner.endsWith("left") ? 0 : 1 - size,
    y: corner.startsWith("top") ? 0 : 1 - size,
    width: size,
    height: size,
  };
}

/** A tile goes to a corner; what stands there takes its place. */
export function moved(tiles: readonly Tile[], index: number, corner: Corner): Tile[] {
  const tile = tiles[index];
  if (!tile) return [...tiles];
  const from = cornerOf(tile);
  return tiles.map((other, at) => {
    if (at === index) return placed(other, corner);
    return cornerOf(other) === corner ? placed(other, from) : other;
  });
}

/** A tile becomes larger or smaller by a step, as far as there is one. */
export function resized(tiles: readonly Tile[], index: number, step: 1 | -1): Tile[] {
  return tiles.map((tile, at) => (at === index ? placed(tile, cornerOf(tile), nextSize(tile.width, step)) : tile));
}

export function nextSize(size: number, step: 1 | -1): number {
  const later = SIZES.filter((other) => (step > 0 ? other > size + 1e-6 : other < size - 1e-6));
  return (step > 0 ? later[0] : later.at(-1)) ?? size;
}

/** One more tile, in a corner that is free: of the first camera of the model that has none. */
export function withAnother(tiles: readonly Tile[], cameras: readonly string[]): Tile[] {
  if (tiles.length >= MOST_TILES) return [...tiles];
  const taken = tiles.map(cornerOf);
  const corner = CORNERS.find((candidate) => !taken.includes(candidate)) ?? "top-right";
  const shown = new Set(tiles.map(({ camera }) => camera));
  const unseen = cameras.findIndex((_, index) => !shown.has(index + FIRST_FIXED));
  const camera = unseen < 0 ? 0 : unseen + FIRST_FIXED;
  return [...tiles, placed({ camera, x: 0, y: 0, width: USUAL_SIZE, height: USUAL_SIZE }, corner)];
}

/** The corner of a box that a point is in. */
export function cornerAt(x: number, y: number): Corner {
  const side = x < 0.5 ? "left" : "right";
  return y < 0.5 ? `top-${side}` : `bottom-${side}`;
}

const ARROWS: Readonly<Record<string, (corner: Corner) => string>> = {
  ArrowLeft: (corner) => corner.replace("right", "left"),
  ArrowRight: (corner) => corner.replace("left", "right"),
  ArrowUp: (corner) => corner.replace("bottom", "top"),
  ArrowDown: (corner) => corner.replace("top", "bottom"),
};

/** Where an arrow key takes a tile; null for other keys. */
export function cornerByKey(key: string, corner: Corner): Corner | null {
  return (ARROWS[key]?.(corner) as Corner | undefined) ?? null;
}
