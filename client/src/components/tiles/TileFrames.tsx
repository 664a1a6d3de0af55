import { useLayoutEffect, useRef } from "react";
import { usePicture } from "../../store/pictureStore";
import { useSession } from "../../store/sessionStore";
import { TileFrame } from "./TileFrame";
import classes from "./Tiles.module.css";

/** Frames and titles around the tiles that are in the picture itself. */
export function TileFrames() {
  const tiles = useSession((state) => state.tiles);
  const shown = useSession((state) => state.state === "live");
  const { left, top, width, height } = usePicture();
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!layer.current) return;
    const { style } = layer.current;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${width}px`;
    style.height = `${height}px`;
  }, [left, top, width, height, tiles.length, shown]);
  if (tiles.length === 0 || !shown) return null;
  return (
    <div ref={layer} className={classes.layer} role="group" aria-label="Tiles in the picture">
      {tiles.map((tile, index) => <TileFrame key={index} tile={tile} index={index} />)}
    </div>
  );
}
