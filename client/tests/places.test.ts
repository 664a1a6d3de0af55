import { describe, expect, it } from "vitest";
import type { Tile } from "../src/protocol/generated";
import {
  cameraChoices,
  CORNERS,
  cornerByKey,
  cornerOf,
  moved,
  nextSize,
  placed,
  resized,
  SIZES,
  withAnother,
} from "../src/tiles/places";

const TILE: Tile = { camera: 2, x: 0.67, y: 0, width: 0.33, height: 0.33 };

describe("places of tiles", () => {
  it("a tile placed in a corner is found there, whatever its size", () => {
    for (const corner of CORNERS) {
      for (const size of SIZES) {
        const tile = placed(TILE, corner, size);
        expect(cornerOf(tile)).toBe(corner);
        expect(tile.x + tile.width).toBeLessThanOrEqual(1 + 1e-9);
        expect(tile.y + tile.height).toBeLessThanOrEqual(1 + 1e-9);
      }
    }
  });

  it("four tiles go to four corners, the model's cameras first, and a fifth is none", () => {
    let tiles: Tile[] = [];
    for (let count = 0; count < 6; count += 1) tiles = withAnother(tiles, ["wrist", "top"]);
    expect(tiles.map(({ camera }) => camera)).toEqual([2, 3, 0, 0]);
    expect(new Set(tiles.map(cornerOf)).size).toBe(4);
  });

  it("a tile moved to a corner that is taken changes places with what stands there", () => {
    const tiles = withAnother(withAnother([], ["a", "b"]), ["a", "b"]);
    const [first, second] = tiles.map(cornerOf);
    const after = moved(tiles, 0, second ?? "top-left").map(cornerOf);
    expect(after).toEqual([second, first]);
  });

  it("sizes go in steps and end", () => {
    expect(nextSize(0.33, 1)).toBe(0.4);
    expect(nextSize(SIZES.at(-1) ?? 1, 1)).toBe(SIZES.at(-1));
    expect(nextSize(0.3, -1)).toBe(0.25);
    const [small] = resized([TILE], 0, -1);
    expect(small?.width).toBe(0.25);
    expect(cornerOf(small ?? TILE)).toBe("top-right");
  });

  it("arrow keys name the neighbouring corner, other keys none", () => {
    expect(cornerByKey("ArrowLeft", "top-right")).toBe("top-left");
    expect(cornerByKey("ArrowDown", "top-left")).toBe("bottom-left");
    expect(cornerByKey("Enter", "top-left")).toBeNull();
  });

  it("cameras are numbered as the server does: free, tracking, the model's", () => {
    expect(cameraChoices(["wrist"])).toEqual(["Free camera", "Tracking camera", "wrist"]);
  });
});
