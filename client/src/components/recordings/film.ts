import type { FilmWish, HistorySpan } from "../../protocol/generated";

/** What of the past a film shows: all of it, so many seconds before now, or one side of the moment
 * that is shown. */
export type Span = "all" | "before" | "after" | number;

export interface FilmChoices {
  span: Span;
  /** "1280x720" */
  size: string;
  fps: number;
  speed: number;
  quality: "full" | "draft";
  /** As the field `view/camera` counts; null as everybody sees it now. */
  camera: number | null;
  tiles: boolean;
  pulls: boolean;
  time: boolean;
  values: boolean;
  caption: string;
}

export const FIRST_CHOICES: FilmChoices = {
  span: "all",
  size: "1280x720",
  fps: 60,
  speed: 1,
  quality: "full",
  camera: null,
  tiles: false,
  pulls: true,
  time: true,
  values: false,
  caption: "",
};

export const FILM_SIZES = ["640x360", "1280x720", "1920x1080", "2560x1440", "3840x2160", "1080x1920"] as const;
export const FILM_RATES = [24, 30, 60] as const;
export const FILM_SPEEDS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16] as const;
const LAST_SECONDS = [5, 10, 30, 60] as const;
const MOST_VALUES = 12;

/** The spans that a history has to offer. */
export function spanChoices(history: HistorySpan): { value: Span; label: string }[] {
  const reach = history.head_sec - history.first_sec;
  const choices: { value: Span; label: string }[] = [{ value: "all", label: `All of it: ${tenths(reach)}` }];
  for (const seconds of LAST_SECONDS) {
    if (seconds < reach) choices.push({ value: seconds, label: `The last ${seconds} s` });
  }
  if (history.index > history.first && history.index < history.head) {
    const at = history.index_sec - history.first_sec;
    choices.push({ value: "before", label: `Up to the moment shown: ${tenths(at)}` });
    choices.push({ value: "after", label: `From the moment shown: ${tenths(reach - at)}` });
  }
  return choices;
}

/** The first and the last moment of a span; steps are taken to be equally long. */
export function momentsOf(span: Span, history: HistorySpan): { first: number; last: number } {
  const { first, index, head } = history;
  if (span === "all") return { first, last: head };
  if (span === "before") return { first, last: index };
  if (span === "after") return { first: index, last: head };
  const perSecond = (head - first) / Math.max(1e-9, history.head_sec - history.first_sec);
  return { first: Math.max(first, head - Math.round(span * perSecond)), last: head };
}

/** How many seconds the film will be. */
export function filmSeconds(choices: FilmChoices, history: HistorySpan): number {
  const { first, last } = momentsOf(choices.span, history);
  const moments = Math.max(1, history.head - history.first);
  const simulated = ((last - first) / moments) * (history.head_sec - history.first_sec);
  return simulated / choices.speed;
}

/** As the server takes it; `series` are those that are plotted. */
export function filmWish(choices: FilmChoices, history: HistorySpan, title: string, series: readonly string[]): FilmWish {
  const [width = 1280, height = 720] = choices.size.split("x").map(Number);
  return {
    ...momentsOf(choices.span, history),
    title,
    width,
    height,
    fps: choices.fps,
    speed: choices.speed,
    quality: choices.quality,
    camera: choices.camera === null ? null : { camera: choices.camera },
    tiles: choices.tiles,
    pulls: choices.pulls,
    time: choices.time,
    caption: choices.caption,
    series: (choices.values ? series.slice(0, MOST_VALUES) : []) as NonNullable<FilmWish["series"]>,
  };
}

function tenths(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
