import { MOUSE_GESTURES, TOUCH_GESTURES } from "../inputs/gestures";
import { KEY_BINDINGS } from "../inputs/keys";
import type { Panel } from "../protocol/generated";

/** A line of the help: keys, of which those that are pressed together are joined by a plus, or words. */
export interface HelpRow {
  keys?: readonly string[];
  how?: string;
  what: string;
}

export interface HelpSection {
  title: string;
  rows: readonly HelpRow[];
}

const FILE_ROWS: readonly HelpRow[] = [
  { how: "Drop a model", what: "Show it: an MJCF or URDF file, its folder, or a zip" },
  { how: "Drop a trajectory", what: "Play an NPZ, HDF5 or MCAP of the model; two are compared" },
];

/** All there is to know: the table by which keys act, the gestures, and the flags of the scene. */
export function helpSections(rendering: Panel | undefined): HelpSection[] {
  const topics = [...new Set(KEY_BINDINGS.map(({ topic }) => topic))];
  return [
    { title: "Mouse", rows: MOUSE_GESTURES.map(([how, what]) => ({ how, what })) },
    { title: "Touch", rows: TOUCH_GESTURES.map(([how, what]) => ({ how, what })) },
    ...topics.map((topic) => ({
      title: topic,
      rows: KEY_BINDINGS.filter((binding) => binding.topic === topic).map(({ shown, what }) => ({
        keys: shown,
        what,
      })),
    })),
    { title: "Files", rows: FILE_ROWS },
    { title: "Flags", rows: flagRows(rendering) },
  ];
}

/** The sections with what matches: each word stands in the title, the keys or the effect. */
export function findHelp(sections: readonly HelpSection[], query: string): HelpSection[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return sections.flatMap(({ title, rows }) => {
    const found = rows.filter(({ keys = [], how = "", what }) => {
      const text = `${title} ${how} ${what}`.toLowerCase();
      // A single letter is meant as a key, and would be found in every sentence.
      const named = keys.map((key) => key.toLowerCase());
      return words.every((word) =>
        named.some((key) => key === word || key.split("+").includes(word)) ||
        (word.length > 1 && (text.includes(word) || named.some((key) => key.includes(word)))),
      );
    });
    return found.length > 0 ? [{ title, rows: found }] : [];
  });
}

function flagRows(rendering: Panel | undefined): HelpRow[] {
  const seen = new Set<string>();
  const fields = rendering?.sections.flatMap((section) => section.fields) ?? [];
  return fields.flatMap(({ key, label }) => {
    // Where two have the same key it is the first that it toggles.
    if (!key || seen.has(key)) return [];
    seen.add(key);
    return [{ keys: [key], what: label }];
  });
}
