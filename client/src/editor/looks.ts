import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of XML. */
export const COLOURS = HighlightStyle.define([
  { tag: tags.tagName, color: "var(--rv-accent)" },
  { tag: tags.attributeName, color: "var(--rv-good)" },
  { tag: tags.attributeValue, color: "var(--rv-warning)" },
  { tag: tags.comment, color: "var(--rv-text-dim)", fontStyle: "italic" },
  { tag: [tags.angleBracket, tags.definitionOperator], color: "var(--rv-text-dim)" },
]);

/** An editor that looks like the page around it. */
export const LOOKS = EditorView.theme({
  "&": { height: "100%", fontSize: "0.8125rem", color: "var(--rv-text)", backgroundColor: "transparent" },
  ".cm-scroller": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--rv-text)" },
  ".cm-gutters": { color: "var(--rv-text-dim)", backgroundColor: "transparent", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--rv-hover)" },
  ".cm-cursor": { borderLeftColor: "var(--rv-text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--rv-press)" },
  ".cm-tooltip, .cm-panels": {
    color: "var(--rv-text)", backgroundColor: "var(--rv-panel-solid)", borderColor: "var(--rv-border)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--rv-on-accent)", backgroundColor: "var(--rv-accent)",
  },
});
