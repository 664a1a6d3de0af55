import { xmlLanguage } from "@codemirror/lang-xml";
import { syntaxHighlighting } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { COLOURS, LOOKS } from "../editor/looks";

const NEW = "var(--rv-good)";
const GONE = "var(--rv-error)";

/** As specific as those that the merge view brings, and after them. */
const DIFF_LOOKS = EditorView.theme({
  "&.cm-merge-b .cm-changedLine": { backgroundColor: tint(NEW, 12) },
  "&.cm-merge-b .cm-changedText": { background: tint(NEW, 30), borderRadius: "2px" },
  ".cm-deletedChunk": { backgroundColor: tint(GONE, 12) },
  "& .cm-deletedChunk .cm-deletedText": { background: tint(GONE, 30), borderRadius: "2px" },
  "&.cm-merge-b .cm-changedLineGutter": { background: NEW },
  "& .cm-deletedLineGutter": { background: GONE },
  // Not every font has the sign that stands beside these by itself.
  "& .cm-collapsedLines:before, & .cm-collapsedLines:after": { content: "none" },
  "& .cm-collapsedLines": {
    padding: "0.25rem 0.625rem", color: "var(--rv-text-dim)", background: "var(--rv-hover)", fontSize: "0.75rem",
  },
});

/** Lines of context around a change; fewer than the second number are not left out. */
const CONTEXT = { margin: 3, minSize: 5 };

/**
 * A text of MJCF to be read, with what is other than in the text before. It lives in a shadow root,
 * as the editor does and for the same reason.
 */
export class MjcfDiff {
  private readonly view: EditorView;

  constructor(parent: HTMLElement, mjcf: string, before: string | null) {
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
    root.replaceChildren();
    this.view = new EditorView({ parent: root, root, doc: mjcf, extensions: [reading(), compared(before)] });
  }

  close(): void {
    this.view.destroy();
  }
}

function reading(): Extension {
  return [
    lineNumbers(), xmlLanguage, syntaxHighlighting(COLOURS), LOOKS,
    EditorState.readOnly.of(true),
    // Lines of MJCF are long, and phones narrow.
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "XML of this version" }),
  ];
}

function compared(before: string | null): Extension {
  if (before === null) return [];
  return [
    unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: CONTEXT }),
    DIFF_LOOKS,
  ];
}

function tint(colour: string, percent: number): string {
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}
