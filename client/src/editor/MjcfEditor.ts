import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { xmlLanguage } from "@codemirror/lang-xml";
import {
  bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { mjcfCompletion, type Schema } from "./completion";
import { COLOURS, LOOKS } from "./looks";
import schema from "./mjcf.json";

const SCHEMA: Schema = schema;

/** A place in the text, counted from 1, and what is wrong there. */
export interface Mistake {
  line: number | null;
  column: number | null;
  text: string;
}

export interface EditorEvents {
  onChange: () => void;
  onApply: () => void;
}

/**
 * An editor of MJCF. It lives in a shadow root, where its style sheets need no style elements, which
 * a strict content security policy refuses.
 */
export class MjcfEditor {
  private readonly view: EditorView;
  private showing = false;

  constructor(parent: HTMLElement, private readonly events: EditorEvents) {
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
    root.replaceChildren();
    this.view = new EditorView({ parent: root, root, state: this.fresh("") });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Another text, with nothing to undo. */
  show(text: string): void {
    this.showing = true;
    this.view.setState(this.fresh(text));
    this.showing = false;
  }

  /** Mark a mistake at its place and go there; null takes the mark away. */
  mark(mistake: Mistake | null): void {
    const { state } = this.view;
    if (!mistake?.line) {
      this.view.dispatch(setDiagnostics(state, []));
      return;
    }
    const line = state.doc.line(Math.min(mistake.line, state.doc.lines));
    const indent = line.text.length - line.text.trimStart().length;
    const start = mistake.column ? mistake.column - 1 : indent;
    const from = line.from + Math.max(Math.min(start, line.length - 1), 0);
    this.view.dispatch(
      setDiagnostics(state, [{ from, to: line.to, severity: "error", message: mistake.text }]),
    );
    this.view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
  }

  close(): void {
    this.view.destroy();
  }

  private fresh(text: string): EditorState {
    const apply = (): boolean => {
      this.events.onApply();
      return true;
    };
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), indentOnInput(),
        bracketMatching(), closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(),
        highlightSelectionMatches(), search({ top: true }),
        xmlLanguage,
        autocompletion({ override: [mjcfCompletion(SCHEMA)] }),
        syntaxHighlighting(COLOURS), LOOKS,
        // Tab moves the focus on, as everywhere on the page.
        keymap.of([
          { key: "Mod-Enter", run: apply, preventDefault: true },
          ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap,
          ...completionKeymap,
        ]),
        EditorView.contentAttributes.of({ "aria-label": "XML of the model" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !this.showing) this.events.onChange();
        }),
      ],
    });
  }
}
