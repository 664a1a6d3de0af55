import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { HistorySpan } from "../../protocol/generated";
import { usePlots } from "../../store/plotsStore";
import { useRecording } from "../../store/recordingStore";
import { useSession } from "../../store/sessionStore";
import { useStatus } from "../../store/statusStore";
import { cameraChoices } from "../../tiles/places";
import { useSimulationReady } from "../../viewer/readiness";
import { Select } from "../forms/Select";
import { Switch } from "../forms/Switch";
import { useViewer } from "../viewerContext";
import {
  FILM_RATES,
  FILM_SIZES,
  FILM_SPEEDS,
  type FilmChoices,
  filmSeconds,
  filmWish,
  FIRST_CHOICES,
  spanChoices,
} from "./film";
import { formatDuration } from "./recordings";
import classes from "./RecordingsTab.module.css";

const NO_CAMERAS: readonly string[] = [];
const QUALITIES = [
  { value: "full", label: "Full" },
  { value: "draft", label: "Draft, faster" },
] as const;
const AS_NOW = -1;

/** Lets the past be drawn again as a film, and shows how far that is. */
export function FilmSection() {
  const film = useRecording((state) => state.film);
  const history = useStatus((state) => state.status?.history ?? null);
  const ready = useSimulationReady();
  // A trajectory has no past that could be computed again.
  const supported = useSession((state) => state.scene?.capabilities.export !== false);
  if (film) return <FilmProgress />;
  if (!ready || !supported || !history || history.head === history.first) return null;
  return (
    <details className={classes.film}>
      <summary className={classes.summary}>Film of the past…</summary>
      <FilmForm history={history} />
    </details>
  );
}

function FilmProgress() {
  const { commands } = useViewer();
  const film = useRecording((state) => state.film);
  if (!film) return null;
  const percent = Math.floor(100 * film.share);
  return (
    <div className={classes.now}>
      <p className={classes.running}>
        <span className={classes.words}>The film {film.title} is drawn for {film.by}</span>
        <span className={classes.percent}>{percent} %</span>
      </p>
      <progress className={classes.progress} max={1} value={film.share} aria-label={`The film ${film.title}`} />
      <Button variant="default" onClick={() => { commands.cancelFilm(film.id); }}>Call it off</Button>
    </div>
  );
}

function FilmForm({ history }: { history: HistorySpan }) {
  const { commands } = useViewer();
  const cameras = useSession((state) => state.scene?.cameras) ?? NO_CAMERAS;
  const plots = usePlots((state) => state.plots);
  const [choices, setChoices] = useState<FilmChoices>(FIRST_CHOICES);
  const [title, setTitle] = useState("");
  const series = [...new Set(plots.flatMap((plot) => plot.series.map(({ name }) => name)))];
  const change = (changed: Partial<FilmChoices>): void => { setChoices({ ...choices, ...changed }); };
  const spans = spanChoices(history);
  const span = spans.some(({ value }) => value === choices.span) ? choices.span : "all";
  const wished = { ...choices, span };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        commands.makeFilm(filmWish(wished, history, title, series));
      }}
    >
      <TextInput
        aria-label="Title of the film"
        placeholder="Title, or as the scene"
        size="md"
        maxLength={200}
        value={title}
        onChange={(event) => { setTitle(event.currentTarget.value); }}
      />
      <Select label="Shows" choices={spans} value={span} onChange={(value) => { change({ span: value }); }} />
      <Select
        label="Camera"
        choices={[
          { value: AS_NOW, label: "As seen now" },
          ...cameraChoices(cameras).map((label, value) => ({ value, label })).slice(2),
        ]}
        value={choices.camera ?? AS_NOW}
        onChange={(camera) => { change({ camera: camera === AS_NOW ? null : camera }); }}
      />
      <Select
        label="Pixels"
        choices={FILM_SIZES.map((value) => ({ value, label: value.replace("x", " × ") }))}
        value={choices.size}
        onChange={(size) => { change({ size }); }}
      />
      <Select
        label="Frames a second"
        choices={FILM_RATES.map((value) => ({ value, label: String(value) }))}
        value={choices.fps}
        onChange={(fps) => { change({ fps }); }}
      />
      <Select
        label="Speed"
        choices={FILM_SPEEDS.map((value) => ({ value, label: speedLabel(value) }))}
        value={choices.speed}
        onChange={(speed) => { change({ speed }); }}
      />
      <Select label="Quality" choices={QUALITIES} value={choices.quality} onChange={(quality) => { change({ quality }); }} />
      <Switch checked={choices.time} onChange={(time) => { change({ time }); }}>Simulation time</Switch>
      <Switch checked={choices.pulls} onChange={(pulls) => { change({ pulls }); }}>What people pulled with</Switch>
      <Switch checked={choices.tiles} onChange={(tiles) => { change({ tiles }); }}>Tiles</Switch>
      <Switch
        checked={choices.values && series.length > 0}
        disabled={series.length === 0}
        onChange={(values) => { change({ values }); }}
      >
        {series.length > 0 ? "Values of what is plotted" : "Values: nothing is plotted"}
      </Switch>
      <TextInput
        aria-label="Caption in the film"
        placeholder="Caption in the film"
        size="md"
        maxLength={200}
        value={choices.caption}
        onChange={(event) => { change({ caption: event.currentTarget.value }); }}
      />
      <Button size="md" type="submit">Make a film of {formatDuration(filmSeconds(wished, history))}</Button>
    </form>
  );
}

function speedLabel(speed: number): string {
  if (speed === 1) return "As it was";
  return speed < 1 ? `1/${1 / speed}, slow motion` : `${speed} times as fast`;
}
