import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { SceneVersion } from "../../protocol/generated";
import { suggest, useWriting } from "../../store/writingStore";
import { showVersion } from "../../writing/asking";
import { useWritingRights } from "./rights";
import classes from "./Versions.module.css";

/** The editor of these is large, and fetched when one is opened. */
const MjcfWindow = lazy(() => import("./MjcfWindow"));

/** What can be done with a version. */
export function VersionActions({ version }: { version: SceneVersion }) {
  const { number, prompt, base = null } = version;
  const { mayWrite } = useWritingRights();
  const [window, setWindow] = useState<"text" | "editor" | null>(null);
  return (
    <div className={classes.actions}>
      <Apply version={version} />
      {prompt !== "" && (
        <Button
          variant="default"
          disabled={!mayWrite}
          aria-label={`Ask again for version ${number}`}
          onClick={() => { suggest(prompt, base !== null); }}
        >
          Ask again
        </Button>
      )}
      <Button variant="default" aria-label={`Show MJCF of version ${number}`} onClick={() => { setWindow("text"); }}>
        Show MJCF
      </Button>
      <Button
        variant="default"
        disabled={!mayWrite}
        aria-label={`Edit version ${number} by hand`}
        onClick={() => { setWindow("editor"); }}
      >
        Edit by hand
      </Button>
      {window && (
        <Suspense fallback={null}>
          <MjcfWindow version={version} editing={window === "editor"} onClose={() => { setWindow(null); }} />
        </Suspense>
      )}
    </div>
  );
}

function Apply({ version: { number, success, checks = [] } }: { version: SceneVersion }) {
  const current = useWriting((state) => state.current === number);
  const { mayApply } = useWritingRights();
  const [busy, setBusy] = useState(false);
  // What could not even be built has nothing to show.
  if (current || (!success && checks.length === 0)) return null;
  const apply = async (): Promise<void> => {
    setBusy(true);
    await showVersion(number);
    setBusy(false);
  };
  return (
    <Button
      variant={success ? "filled" : "default"}
      loading={busy}
      disabled={!mayApply}
      aria-label={success ? `Apply version ${number}` : `Apply version ${number} anyway`}
      onClick={() => { void apply(); }}
    >
      {success ? "Apply" : "Apply anyway"}
    </Button>
  );
}
