import { create } from "zustand";
import { applySource, fetchSource, type Source } from "../files/api";
import { participant, tell } from "../files/sending";
import { CommandError } from "../protocol/messages";
import { MjcfEditor, type Mistake } from "./MjcfEditor";

/** What is in the editor, and how it stands to what is simulated. */
export interface EditorStore {
  file: string | null;
  files: string[];
  generation: number;
  /** The scene came without a text; this is what MuJoCo saves. */
  saved: boolean;
  dirty: boolean;
  busy: boolean;
  ready: boolean;
  /** Somebody else changed the scene while this text was being edited. */
  overtaken: boolean;
  mistake: Mistake | null;
}

export const initialEditor: EditorStore = {
  file: null,
  files: [],
  generation: 0,
  saved: false,
  dirty: false,
  busy: false,
  ready: false,
  overtaken: false,
  mistake: null,
};

export const useEditor = create<EditorStore>(() => initialEditor);

let editor: MjcfEditor | null = null;
/** What is not applied yet outlives a look at another tab. */
let draft = "";

/** Edit in this element; call the result to end that. */
export function openEditor(host: HTMLElement): () => void {
  const made = new MjcfEditor(host, {
    onChange: () => { useEditor.setState({ dirty: true, mistake: null }); },
    onApply: () => { void applyText(); },
  });
  editor = made;
  if (useEditor.getState().dirty) made.show(draft);
  else useEditor.setState(initialEditor);
  return () => {
    draft = made.text;
    made.close();
    editor = null;
  };
}

/** A scene is shown: follow it, unless there is something that it would overwrite. */
export function followScene(generation: number): void {
  const { dirty, busy, generation: known } = useEditor.getState();
  if (busy || generation === 0 || generation === known) return;
  if (dirty) useEditor.setState({ overtaken: true });
  else void loadText(null);
}

/** Show a text of the scene, the main one for null; what was changed here is gone. */
export async function loadText(file: string | null): Promise<void> {
  try {
    const source = await fetchSource(file);
    editor?.show(source.text);
    useEditor.setState({ ...initialEditor, ...about(source), ready: true });
  } catch (error) {
    // The file that was shown may be none of another scene's.
    if (file !== null) {
      await loadText(null);
      return;
    }
    tell(error);
    useEditor.setState({ ready: true });
  }
}

/** Show the scene with this text. */
export async function applyText(): Promise<void> {
  const { file, generation, busy } = useEditor.getState();
  const text = editor?.text;
  if (busy || file === null || text === undefined) return;
  useEditor.setState({ busy: true, mistake: null });
  editor?.mark(null);
  try {
    const shown = await applySource(generation, { [file]: text }, participant());
    // What was typed meanwhile is a change of what is shown now.
    const dirty = editor !== null && editor.text !== text;
    useEditor.setState({ busy: false, dirty, overtaken: false, generation: shown, saved: false });
  } catch (error) {
    useEditor.setState({ busy: false });
    if (!(error instanceof CommandError)) throw error;
    refused(error);
  }
}

/** Go on with the text here, to apply it over what is shown now. */
export async function keepMine(): Promise<void> {
  try {
    useEditor.setState({ ...about(await fetchSource(useEditor.getState().file)), overtaken: false });
  } catch (error) {
    tell(error);
  }
}

function refused({ problem }: CommandError): void {
  if (problem.code === "conflict") {
    useEditor.setState({ overtaken: true });
    return;
  }
  const here = !problem.file || problem.file === useEditor.getState().file;
  const mistake: Mistake = {
    line: here ? (problem.line ?? null) : null,
    column: here ? (problem.column ?? null) : null,
    text: problem.detail,
  };
  useEditor.setState({ mistake });
  editor?.mark(mistake);
}

function about({ file, files, generation, saved }: Source): Partial<EditorStore> {
  return { file, files, generation, saved };
}
