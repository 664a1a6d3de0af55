import { Button, Loader } from "@mantine/core";
import { useEffect, useRef } from "react";
import { applyText, followScene, keepMine, loadText, openEditor, useEditor } from "../../editor/editorStore";
import { useSession } from "../../store/sessionStore";
import classes from "./EditorTab.module.css";

/** The texts of the model, edited and applied live. */
export default function EditorTab() {
  const host = useRef<HTMLDivElement>(null);
  const ready = useEditor((state) => state.ready);
  useEffect(() => (host.current ? openEditor(host.current) : undefined), []);
  useFollowing();
  useWarning();
  return (
    <div className={classes.tab}>
      <Bar />
      <Messages />
      {!ready && (
        <p className={classes.note} role="status">
          <Loader size="sm" aria-hidden="true" /> Reading the text.
        </p>
      )}
      {/* The page's own keys mean nothing here, and Escape may close a list of the editor's. */}
      <div ref={host} className={classes.editor} onKeyDown={(event) => { event.stopPropagation(); }} />
    </div>
  );
}

/** The text is that of the scene which is shown. */
function useFollowing(): void {
  const generation = useSession((state) => state.scene?.generation ?? 0);
  const busy = useEditor((state) => state.busy);
  useEffect(() => {
    if (!busy) followScene(generation);
  }, [generation, busy]);
}

/** The browser asks before a page with changes is left. */
function useWarning(): void {
  const dirty = useEditor((state) => state.dirty);
  useEffect(() => {
    if (!dirty) return undefined;
    const warn = (event: BeforeUnloadEvent): void => { event.preventDefault(); };
    window.addEventListener("beforeunload", warn);
    return () => { window.removeEventListener("beforeunload", warn); };
  }, [dirty]);
}

function Bar() {
  const { file, files, dirty, busy } = useEditor();
  return (
    <div className={classes.bar}>
      <select
        className={classes.choice}
        aria-label="File"
        value={file ?? ""}
        disabled={dirty || files.length < 2}
        title={dirty ? "Apply or discard the changes first" : undefined}
        onChange={({ currentTarget }) => { void loadText(currentTarget.value); }}
      >
        {files.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      <Button loading={busy} disabled={!dirty} title="Ctrl+Enter" onClick={() => { void applyText(); }}>
        Apply
      </Button>
      <Button variant="default" disabled={!dirty || busy} onClick={() => { void loadText(file); }}>
        Discard
      </Button>
    </div>
  );
}

function Messages() {
  const { saved, overtaken, mistake, file } = useEditor();
  return (
    <>
      {saved && <p className={classes.note}>This scene came without a text; this is what MuJoCo saves of it.</p>}
      {overtaken && (
        <div className={classes.conflict} role="alert">
          <p>The scene was changed meanwhile. Your text was not applied.</p>
          <Button variant="default" onClick={() => { void loadText(file); }}>Take what is shown</Button>
          <Button variant="default" onClick={() => { void keepMine(); }}>Keep mine</Button>
        </div>
      )}
      {mistake && (
        <p className={classes.mistake} role="alert">
          {mistake.line ? `Line ${mistake.line}: ` : ""}{mistake.text}
        </p>
      )}
    </>
  );
}
