import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { MjcfEditor } from "../../editor/MjcfEditor";
import type { VersionText } from "../../writing/api";
import { saveByHand } from "../../writing/asking";
import type { WritingProblem } from "../../writing/api";
import classes from "./MjcfWindow.module.css";

interface HandEditorProps {
  text: VersionText;
  onDirty: (dirty: boolean) => void;
  onClose: () => void;
  /** The window shall be closed although the text is not saved. */
  leaving: boolean;
  onStay: () => void;
}

/** An editor of a version's MJCF; what is saved is tried and becomes a version of its own. */
export function HandEditor({ text: { version, mjcf }, onDirty, onClose, leaving, onStay }: HandEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<MjcfEditor | null>(null);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<WritingProblem | null>(null);
  const save = async (): Promise<void> => {
    const written = editor.current?.text ?? mjcf;
    if (busy || written === mjcf) return;
    setBusy(true);
    setProblem(null);
    editor.current?.mark(null);
    const found = await saveByHand(written, version.number);
    setBusy(false);
    if (found === null) {
      onClose();
      return;
    }
    setProblem(found);
    editor.current?.mark({ line: found.line ?? null, column: found.column ?? null, text: found.detail });
  };
  const latest = useRef(save);
  useEffect(() => { latest.current = save; });
  useEffect(() => {
    if (!host.current) return undefined;
    const made = new MjcfEditor(host.current, {
      onChange: () => {
        setDirty(true);
        onDirty(true);
      },
      onApply: () => { void latest.current(); },
    });
    made.show(mjcf);
    editor.current = made;
    return () => {
      editor.current = null;
      made.close();
    };
  }, [mjcf, onDirty]);
  return (
    <>
      <p className={classes.about}>
        It is tried and checked as version {version.number} was, and becomes a version of its own.
      </p>
      {problem && (
        <p className={classes.mistake} role="alert">
          {problem.line ? `Line ${problem.line}: ` : ""}{problem.detail}
        </p>
      )}
      {/* Escape may close a list of the editor's; the window hears of no key in here. */}
      <div ref={host} className={classes.text} data-mantine-stop-propagation="true" />
      {leaving ? (
        <div className={classes.foot} role="group" aria-label="Throw the changes away?">
          <p className={classes.said}>What you have changed is not saved.</p>
          <Button variant="default" autoFocus onClick={onStay}>Go on editing</Button>
          <Button onClick={onClose}>Throw it away</Button>
        </div>
      ) : (
        <div className={classes.foot}>
          <span className={classes.said} />
          <Button loading={busy} disabled={!dirty} title="Ctrl+Enter" onClick={() => { void save(); }}>Save and try</Button>
        </div>
      )}
    </>
  );
}
