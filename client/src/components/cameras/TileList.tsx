import { Button, CloseButton } from "@mantine/core";
import { useSession } from "../../store/sessionStore";
import {
  cameraChoices,
  CHANNELS,
  type Corner,
  CORNERS,
  cornerOf,
  MOST_TILES,
  moved,
  nextSize,
  placed,
  SIZES,
  withAnother,
} from "../../tiles/places";
import type { Tile } from "../../protocol/generated";
import { useViewer } from "../viewerContext";
import classes from "./Cameras.module.css";
import { Select } from "../forms/Select";

const CORNER_NAMES: Readonly<Record<Corner, string>> = {
  "top-right": "Top right",
  "top-left": "Top left",
  "bottom-right": "Bottom right",
  "bottom-left": "Bottom left",
};
const NO_CAMERAS: readonly string[] = [];

/** The tiles that stand in the picture, for everybody. */
export function TileList() {
  const { commands } = useViewer();
  const tiles = useSession((state) => state.tiles);
  const cameras = useSession((state) => state.scene?.cameras) ?? NO_CAMERAS;
  const change = (next: readonly Tile[]): void => { commands.setTiles(next); };
  return (
    <section className={classes.section} aria-labelledby="tiles-title">
      <h3 id="tiles-title" className={classes.title}>Tiles in the picture</h3>
      <p className={classes.note}>Other cameras, drawn into corners of the picture that everybody sees.</p>
      {tiles.map((tile, index) => (
        <TileControls
          key={index}
          number={index + 1}
          tile={tile}
          cameras={cameras}
          onChange={(changed) => { change(tiles.with(index, changed)); }}
          onMove={(corner) => { change(moved(tiles, index, corner)); }}
          onRemove={() => { change(tiles.toSpliced(index, 1)); }}
        />
      ))}
      <Button
        variant="default"
        disabled={tiles.length >= MOST_TILES}
        onClick={() => { change(withAnother(tiles, cameras)); }}
      >
        Add a tile
      </Button>
    </section>
  );
}

interface TileControlsProps {
  number: number;
  tile: Tile;
  cameras: readonly string[];
  onChange: (tile: Tile) => void;
  onMove: (corner: Corner) => void;
  onRemove: () => void;
}

function TileControls({ number, tile, cameras, onChange, onMove, onRemove }: TileControlsProps) {
  const nearest = SIZES.find((size) => Math.abs(size - tile.width) < 0.01) ?? nextSize(tile.width, 1);
  return (
    <fieldset className={classes.tile}>
      <legend className={classes.legend}>Tile {number}</legend>
      <CloseButton className={classes.remove} aria-label={`Remove tile ${number}`} onClick={onRemove} />
      <Select
        label="Camera"
        choices={cameraChoices(cameras).map((label, value) => ({ value, label }))}
        value={tile.camera}
        onChange={(camera) => { onChange({ ...tile, camera, pose: null }); }}
      />
      <Select
        label="Picture of"
        choices={CHANNELS}
        value={tile.channel ?? "rgb"}
        onChange={(channel) => { onChange({ ...tile, channel }); }}
      />
      <Select
        label="Corner"
        choices={CORNERS.map((value) => ({ value, label: CORNER_NAMES[value] }))}
        value={cornerOf(tile)}
        onChange={onMove}
      />
      <Select
        label="Size"
        choices={SIZES.map((value) => ({ value, label: `${Math.round(100 * value)} %` }))}
        value={nearest}
        onChange={(size) => { onChange(placed(tile, cornerOf(tile), size)); }}
      />
    </fieldset>
  );
}
