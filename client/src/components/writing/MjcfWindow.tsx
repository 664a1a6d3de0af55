import { Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { SceneVersion } from "../../protocol/generated";
import { fetchVersion, type VersionText } from "../../writing/api";
import { Waiting } from "../sidebar/Waiting";
import { HandEditor } from "./HandEditor";
import { MjcfText } from "./MjcfText";
import classes from "./MjcfWindow.module.css";

const NARROW = "(max-width: 48em)";

interface MjcfWindowProps {
  version: SceneVersion;
  editing: boolean;
  onClose: () => void;
}

/** The text of a version, to be read beside what was there before, or to be edited. */
export default function MjcfWindow({ version, editing, onClose }: MjcfWindowProps) {
  const narrow = useMediaQuery(NARROW);
  const [text, failure, reload] = useText(version.number);
  const [dirty, setDirty] = useState(false);
  const [leaving, setLeaving] = useState(false);
  return (
    <Modal
      opened
      onClose={() => {
        if (dirty) setLeaving(true);
        else onClose();
      }}
      title={`${editing ? "Edit" : "MJCF of"} ${version.title || `version ${version.number}`}`}
      size="64rem"
      fullScreen={narrow}
      radius={narrow ? 0 : "lg"}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {/* The sidebar that this was opened from would take Escape for its own. */}
      <div className={classes.content} onKeyDown={(event) => { event.stopPropagation(); }}>
        {failure && (
          <div className={classes.failure} role="alert">
            {failure}
            <Button variant="default" onClick={reload}>Try again</Button>
          </div>
        )}
        {!text && !failure && <Waiting />}
        {text && !editing && <MjcfText text={text} />}
        {text && editing && (
          <HandEditor text={text} onDirty={setDirty} onClose={onClose} leaving={leaving} onStay={() => { setLeaving(false); }} />
        )}
      </div>
    </Modal>
  );
}

function useText(number: number): [VersionText | null, string, () => void] {
  const [text, setText] = useState<VersionText | null>(null);
  const [failure, setFailure] = useState("");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    fetchVersion(number, abort.signal).then(
      (found) => {
        setText(found);
        setFailure("");
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    return () => { abort.abort(); };
  }, [number, attempt]);
  return [text, failure, () => { setAttempt(attempt + 1); }];
}
