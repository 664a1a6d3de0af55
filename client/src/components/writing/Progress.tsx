import { Button, Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import type { WritingAtWork } from "../../protocol/generated";
import { useWriting } from "../../store/writingStore";
import { stopWriting } from "../../writing/asking";
import { MOST_ATTEMPTS, type ShownStep, stepsOf } from "../../writing/steps";
import { Icon } from "../Icon";
import { formatDuration } from "../recordings/recordings";
import classes from "./Create.module.css";
import { useWritingRights } from "./rights";
import { useBroughtIntoView } from "./useBroughtIntoView";

/** What is being written, for whom, and how far it is. */
export function Progress() {
  const atWork = useWriting((state) => state.atWork);
  const asking = useWriting((state) => state.asking);
  if (atWork) return <Work work={atWork} />;
  if (!asking) return null;
  return <p className={classes.sent} role="status"><Loader size="sm" aria-hidden="true" /> The request is on its way.</p>;
}

function Work({ work }: { work: WritingAtWork }) {
  const { mayWrite } = useWritingRights();
  // Only who asked for it: others may look at something else.
  const asking = useWriting((state) => state.asking);
  const section = useBroughtIntoView<HTMLElement>(asking, "nearest");
  const [stopping, setStopping] = useState(false);
  const { attempt = 1, detail = "", writer = "" } = work;
  const stop = async (): Promise<void> => {
    setStopping(true);
    await stopWriting();
    setStopping(false);
  };
  return (
    <section ref={section} className={classes.work} aria-label="Being written">
      <p className={classes.asked}><b>{work.who}</b> asked for</p>
      <blockquote className={classes.quote}>{work.prompt}</blockquote>
      <ol className={classes.steps} aria-label="Steps" aria-live="polite">
        {stepsOf(work).map((step) => <Step key={step.step} step={step} />)}
      </ol>
      {detail !== "" && <p className={classes.detail}>{detail}</p>}
      <div className={classes.workFoot}>
        <p className={classes.facts}>
          Attempt {attempt} of {MOST_ATTEMPTS} · <Elapsed />{writer !== "" && ` · ${writer}`}
        </p>
        {mayWrite && (
          <Button variant="default" size="compact-sm" loading={stopping} onClick={() => { void stop(); }}>Call it off</Button>
        )}
      </div>
    </section>
  );
}

function Step({ step: { words, state } }: { step: ShownStep }) {
  return (
    <li className={classes.step} data-state={state} aria-current={state === "now" ? "step" : undefined}>
      <span className={classes.mark} aria-hidden="true">
        {state === "done" && <Icon name="check" size="1rem" />}
        {state === "now" && <Loader size="0.875rem" />}
      </span>
      {words}
    </li>
  );
}

function Elapsed() {
  const since = useWriting((state) => state.atWorkSinceMs);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = window.setInterval(() => { setNow(performance.now()); }, 500);
    return () => { window.clearInterval(timer); };
  }, []);
  return <time>{formatDuration((now - since) / 1000)}</time>;
}
