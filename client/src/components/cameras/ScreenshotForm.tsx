import { Button } from "@mantine/core";
import { useState } from "react";
import { askForFile, saveFile } from "../../support/files";
import { useConnection } from "../../store/connectionStore";
import { addProblem } from "../../store/noticesStore";
import { CHANNELS } from "../../tiles/places";
import classes from "./Cameras.module.css";
import { Select } from "../forms/Select";
import { Switch } from "../forms/Switch";

const SIZES = [
  { value: "", label: "As the video" },
  { value: "1280x720", label: "1280 × 720" },
  { value: "1920x1080", label: "1920 × 1080" },
  { value: "2560x1440", label: "2560 × 1440" },
  { value: "3840x2160", label: "3840 × 2160 (4K)" },
  { value: "2160x3840", label: "2160 × 3840, upright" },
] as const;
const SHOWN = "shown";

/** A picture of the moment, in full quality at any size. */
export function ScreenshotForm() {
  const [size, setSize] = useState<string>("");
  const [channel, setChannel] = useState<string>(SHOWN);
  const [tiles, setTiles] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const asked = await askForFile(screenshotAddress(size, channel, tiles));
    setBusy(false);
    if ("problem" in asked) addProblem(asked.problem);
    else saveFile(asked.file, `screenshot-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.png`);
  };
  return (
    <section className={classes.section} aria-labelledby="screenshot-title">
      <h3 id="screenshot-title" className={classes.title}>Screenshot</h3>
      <Select label="Pixels" choices={SIZES} value={size} onChange={setSize} />
      <Select
        label="Of"
        choices={[{ value: SHOWN, label: "What is shown" }, ...CHANNELS]}
        value={channel}
        onChange={setChannel}
      />
      <Switch checked={tiles} onChange={setTiles}>With the tiles</Switch>
      <Button variant="default" loading={busy} onClick={() => { void save(); }}>Save as PNG</Button>
    </section>
  );
}

function screenshotAddress(size: string, channel: string, tiles: boolean): string {
  const query = new URLSearchParams();
  const { participant } = useConnection.getState();
  if (participant !== null) query.set("participant", `${participant}`);
  const [width, height] = size.split("x");
  if (width && height) {
    query.set("width", width);
    query.set("height", height);
  }
  if (channel !== SHOWN) query.set("channel", channel);
  if (tiles) query.set("tiles", "true");
  return `api/screenshot?${query.toString()}`;
}
