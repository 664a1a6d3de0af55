import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useWriting } from "../../store/writingStore";
import { redoScene, undoScene } from "../../writing/asking";
import { broughtBy } from "../../writing/wording";
import { Icon } from "../Icon";
import { useWritingRights } from "./rights";
import { VersionCard } from "./VersionCard";
import classes from "./Versions.module.css";

/** All that was written, the newest first, and the way back and forth among what was shown. */
export function Versions() {
  const versions = useWriting((state) => state.versions);
  if (versions.length === 0) {
    return <p className={classes.none}>Nothing has been written yet. What is will be kept here, with all that was checked.</p>;
  }
  return (
    <section className={classes.versions} aria-label="Versions">
      <BackAndForth />
      <ul className={classes.list} aria-label="Versions, the newest first">
        {[...versions].reverse().map((version) => <VersionCard key={version.number} version={version} />)}
      </ul>
    </section>
  );
}

function BackAndForth() {
  const { versions, undo, redo } = useWriting();
  return (
    <div className={classes.pair} role="group" aria-label="Back and forth">
      <Step way="undo" brings={broughtBy(undo, versions)} onStep={undoScene} />
      <Step way="redo" brings={broughtBy(redo, versions)} onStep={redoScene} />
    </div>
  );
}

interface StepProps {
  way: "undo" | "redo";
  /** Null where there is nothing to go to. */
  brings: string | null;
  onStep: () => Promise<boolean>;
}

function Step({ way, brings, onStep }: StepProps) {
  const { mayApply } = useWritingRights();
  const [busy, setBusy] = useState(false);
  const step = async (): Promise<void> => {
    setBusy(true);
    await onStep();
    setBusy(false);
  };
  return (
    <UnstyledButton
      className={classes.step}
      disabled={brings === null || busy || !mayApply}
      title={brings ?? undefined}
      onClick={() => { void step(); }}
    >
      <Icon name={way} size="1.125rem" />
      <span className={classes.stepWords}>
        <span className={classes.stepName}>{way === "undo" ? "Undo" : "Redo"}</span>{" "}
        <span className={classes.brings}>{brings ?? "nothing"}</span>
      </span>
    </UnstyledButton>
  );
}
