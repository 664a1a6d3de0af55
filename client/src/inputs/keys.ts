import { ZOOM_PER_NOTCH } from "./wheel";

/** What keys do; what the simulation or the view does not support does nothing, or says so. */
export interface KeyActions {
  toggleRunning(): void;
  step(): void;
  stepBack(): void;
  selectParent(): void;
  faster(): void;
  slower(): void;
  reset(): void;
  reload(): void;
  /** Ways in heights of the picture; `time` is when the key went down. */
  turnCamera(dx: number, dy: number, time: number): void;
  moveCamera(dx: number, dy: number, time: number): void;
  zoomCamera(way: number, time: number): void;
  lookAtMiddle(): void;
  freeCamera(): void;
  cycleCamera(direction: 1 | -1): void;
  toggleGroup(kind: "geom" | "site", group: number): void;
  /** The flag whose key this is; false where there is surely none. */
  toggleFlag(key: string): boolean;
  searchPanels(): void;
  toggleSidebar(): void;
  cycleTab(direction: 1 | -1): void;
  toggleRecording(): void;
  showHelp(): void;
}

interface Stroke {
  /** `KeyboardEvent.key`; letters of flags are not here, they are described by the server. */
  key?: string;
  /** `KeyboardEvent.code`, where Shift would make another key of it. */
  code?: string;
  /** Undefined where it does not matter, as for what is typed with it on some keyboards. */
  shift?: boolean;
  ctrl?: boolean;
  run: (actions: KeyActions, time: number) => void;
}

export interface KeyBinding {
  topic: "Simulation" | "Camera" | "What is drawn" | "Page";
  /** How it is written; keys that are pressed together are joined by a plus. */
  shown: readonly string[];
  what: string;
  /** Holding the key down does it again and again. */
  repeats?: boolean;
  strokes: readonly Stroke[];
}

/** How far one press goes, in heights of the picture: about five degrees of turning. */
const STEP = 0.03;
const ARROWS = [
  ["ArrowLeft", -STEP, 0],
  ["ArrowRight", STEP, 0],
  ["ArrowUp", 0, -STEP],
  ["ArrowDown", 0, STEP],
] as const;
const GROUPS = [0, 1, 2, 3, 4, 5] as const;

/**
 * All keys of the picture: the handler acts by this table, and the help sheet is made of it. They
 * are the native viewer's; what it has on Ctrl is the browser's, and elsewhere here.
 */
export const KEY_BINDINGS: readonly KeyBinding[] = [
  {
    topic: "Simulation",
    shown: ["Space"],
    what: "Run or pause",
    strokes: [{ key: " ", run: (actions) => { actions.toggleRunning(); } }],
  },
  {
    topic: "Simulation",
    shown: ["→"],
    what: "One time step",
    repeats: true,
    strokes: [{ key: "ArrowRight", shift: false, run: (actions) => { actions.step(); } }],
  },
  {
    topic: "Simulation",
    shown: ["←"],
    what: "One time step back",
    repeats: true,
    strokes: [{ key: "ArrowLeft", shift: false, run: (actions) => { actions.stepBack(); } }],
  },
  {
    topic: "Simulation",
    shown: ["PgUp"],
    what: "Select the body that the selected one hangs on",
    strokes: [{ key: "PageUp", shift: false, run: (actions) => { actions.selectParent(); } }],
  },
  {
    topic: "Simulation",
    shown: ["=", "-"],
    what: "Faster, slower",
    repeats: true,
    strokes: [
      { key: "=", run: (actions) => { actions.faster(); } },
      { key: "+", run: (actions) => { actions.faster(); } },
      { key: "-", run: (actions) => { actions.slower(); } },
    ],
  },
  {
    topic: "Simulation",
    shown: ["Backspace"],
    what: "Reset the simulation",
    strokes: [{ key: "Backspace", shift: false, run: (actions) => { actions.reset(); } }],
  },
  {
    topic: "Simulation",
    shown: ["Shift+Backspace"],
    what: "Load the scene again",
    strokes: [{ key: "Backspace", shift: true, run: (actions) => { actions.reload(); } }],
  },
  {
    topic: "Camera",
    shown: ["Shift+Arrows"],
    what: "Turn the camera",
    repeats: true,
    strokes: ARROWS.map(([key, dx, dy]) => ({
      key,
      shift: true,
      run: (actions, time) => { actions.turnCamera(dx, dy, time); },
    })),
  },
  {
    topic: "Camera",
    shown: ["Ctrl+Arrows"],
    what: "Move the camera",
    repeats: true,
    strokes: ARROWS.map(([key, dx, dy]) => ({
      key,
      ctrl: true,
      shift: false,
      run: (actions, time) => { actions.moveCamera(dx, dy, time); },
    })),
  },
  {
    topic: "Camera",
    shown: ["Shift+PgUp", "Shift+PgDn"],
    what: "Come closer, go away",
    repeats: true,
    strokes: [
      { key: "PageUp", shift: true, run: (actions, time) => { actions.zoomCamera(ZOOM_PER_NOTCH, time); } },
      { key: "PageDown", shift: true, run: (actions, time) => { actions.zoomCamera(-ZOOM_PER_NOTCH, time); } },
    ],
  },
  {
    topic: "Camera",
    shown: ["Enter"],
    what: "Look at the middle",
    strokes: [{ key: "Enter", shift: false, run: (actions) => { actions.lookAtMiddle(); } }],
  },
  {
    topic: "Camera",
    shown: ["[", "]"],
    what: "The camera before, the next camera of the model",
    strokes: [
      { key: "[", run: (actions) => { actions.cycleCamera(-1); } },
      { key: "]", run: (actions) => { actions.cycleCamera(1); } },
    ],
  },
  {
    topic: "Camera",
    shown: ["Esc"],
    what: "The free camera; where it is free, its first place",
    strokes: [{ key: "Escape", run: (actions) => { actions.freeCamera(); } }],
  },
  {
    topic: "What is drawn",
    shown: ["0 to 5"],
    what: "A group of geoms",
    strokes: GROUPS.map((group) => ({
      code: `Digit${group}`,
      shift: false,
      run: (actions) => { actions.toggleGroup("geom", group); },
    })),
  },
  {
    topic: "What is drawn",
    shown: ["Shift+0 to 5"],
    what: "A group of sites",
    strokes: GROUPS.map((group) => ({
      code: `Digit${group}`,
      shift: true,
      run: (actions) => { actions.toggleGroup("site", group); },
    })),
  },
  {
    topic: "Page",
    shown: ["F2"],
    what: "Search all panels",
    strokes: [{ key: "F2", shift: false, run: (actions) => { actions.searchPanels(); } }],
  },
  {
    topic: "Page",
    shown: ["F4"],
    what: "Open or close the panels",
    strokes: [{ key: "F4", shift: false, run: (actions) => { actions.toggleSidebar(); } }],
  },
  {
    topic: "Page",
    shown: ["F8", "Shift+F8"],
    what: "The next panel, the one before",
    repeats: true,
    strokes: [
      { key: "F8", shift: false, run: (actions) => { actions.cycleTab(1); } },
      { key: "F8", shift: true, run: (actions) => { actions.cycleTab(-1); } },
    ],
  },
  {
    topic: "Page",
    shown: ["F9"],
    what: "Begin or end a recording",
    strokes: [{ key: "F9", shift: false, run: (actions) => { actions.toggleRecording(); } }],
  },
  {
    topic: "Page",
    shown: ["?", "F1"],
    what: "This help",
    strokes: [
      { key: "?", run: (actions) => { actions.showHelp(); } },
      { key: "F1", run: (actions) => { actions.showHelp(); } },
    ],
  },
];

/** What a key does; null for the keys of nobody. */
export function findKey(event: KeyboardEvent): { stroke: Stroke; repeats: boolean } | null {
  for (const { strokes, repeats = false } of KEY_BINDINGS) {
    const stroke = strokes.find((candidate) => isPressed(candidate, event));
    if (stroke) return { stroke, repeats };
  }
  return null;
}

function isPressed({ key, code, shift, ctrl = false }: Stroke, event: KeyboardEvent): boolean {
  if (event.ctrlKey !== ctrl || event.altKey || event.metaKey) return false;
  if (shift !== undefined && event.shiftKey !== shift) return false;
  return code === undefined ? event.key === key : event.code === code;
}
