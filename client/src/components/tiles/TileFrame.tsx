import { Menu } from "@mantine/core";
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef } from "react";
import type { Tile } from "../../protocol/generated";
import { useSession } from "../../store/sessionStore";
import {
  cameraName,
  CHANNELS,
  channelLabel,
  cornerAt,
  cornerByKey,
  cornerOf,
  moved,
  resized,
} from "../../tiles/places";
import { ChoiceItems } from "../ChoiceItems";
import { Icon } from "../Icon";
import { useViewer } from "../viewerContext";
import classes from "./Tiles.module.css";

/** Around one tile: what it shows, a handle to move it by, and a menu. */
export function TileFrame({ tile, index }: { tile: Tile; index: number }) {
  const { commands } = useViewer();
  const tiles = useSession((state) => state.tiles);
  const cameras = useSession((state) => state.scene?.cameras);
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!frame.current) return;
    const { style } = frame.current;
    style.left = percent(tile.x);
    style.top = percent(tile.y);
    style.width = percent(tile.width);
    style.height = percent(tile.height);
  }, [tile]);
  const camera = cameraName(tile.camera, cameras ?? []);
  const channel = tile.channel ?? "rgb";
  const title = channel === "rgb" ? camera : `${camera}, ${channelLabel(channel).toLowerCase()}`;
  const change = (next: readonly Tile[]): void => { commands.setTiles(next); };

  const onKeyDown = (event: KeyboardEvent): void => {
    const corner = cornerByKey(event.key, cornerOf(tile));
    if (!corner) return;
    event.preventDefault();
    change(moved(tiles, index, corner));
  };
  const onDrop = (event: PointerEvent): void => {
    const layer = frame.current?.parentElement?.getBoundingClientRect();
    if (!layer) return;
    const x = (event.clientX - layer.left) / layer.width;
    const y = (event.clientY - layer.top) / layer.height;
    const corner = cornerAt(x, y);
    if (corner !== cornerOf(tile)) change(moved(tiles, index, corner));
  };
  return (
    <div ref={frame} className={classes.frame} data-corner={cornerOf(tile)}>
      <div className={classes.bar}>
        <button
          type="button"
          className={classes.handle}
          aria-label={`${title}: drag, or press an arrow key, to move it to another corner`}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); }}
          onPointerUp={onDrop}
        >
          {title}
        </button>
        <Menu position="bottom-end" width="13rem">
          <Menu.Target>
            <button type="button" className={classes.menu} aria-label={`Menu of ${title}`}>
              <Icon name="chevron" size="1rem" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Picture of</Menu.Label>
            <ChoiceItems
              choices={CHANNELS}
              chosen={channel}
              onChoose={(value) => { change(tiles.with(index, { ...tile, channel: value })); }}
            />
            <Menu.Divider />
            <Menu.Item closeMenuOnClick={false} onClick={() => { change(resized(tiles, index, 1)); }}>Larger</Menu.Item>
            <Menu.Item closeMenuOnClick={false} onClick={() => { change(resized(tiles, index, -1)); }}>Smaller</Menu.Item>
            {tile.camera < 2 && (
              <Menu.Item onClick={() => { change(tiles.with(index, { ...tile, pose: null })); }}>
                Look from where I do
              </Menu.Item>
            )}
            <Menu.Item leftSection={<Icon name="close" size="1rem" />} onClick={() => { change(tiles.toSpliced(index, 1)); }}>
              Close
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}

function percent(fraction: number): string {
  return `${100 * fraction}%`;
}
