import { UnstyledButton } from "@mantine/core";
import type { SceneVersion } from "../../protocol/generated";
import { isOpened, toggleVersion, useWriting } from "../../store/writingStore";
import { checksPassed, effortOf, whenOf, writerOf } from "../../writing/wording";
import { Icon } from "../Icon";
import { Checks } from "./Checks";
import { useBroughtIntoView } from "./useBroughtIntoView";
import { VersionActions } from "./VersionActions";
import { VersionPicture } from "./VersionPicture";
import classes from "./Versions.module.css";

/** A version: in a few words, or with all there is of it and what can be done with it. */
export function VersionCard({ version }: { version: SceneVersion }) {
  const { number, title, success, who, at_ms: atMs } = version;
  const opened = useWriting((state) => isOpened(state, number));
  const current = useWriting((state) => state.current === number);
  const made = useWriting((state) => state.made === number);
  const card = useBroughtIntoView<HTMLLIElement>(made, "start");
  return (
    <li ref={card} className={classes.card} data-failed={!success} aria-current={current} aria-label={`Version ${number}`}>
      <UnstyledButton
        className={classes.head}
        aria-expanded={opened}
        onClick={() => { toggleVersion(number); }}
      >
        {!opened && <VersionPicture version={version} />}
        <span className={classes.headWords}>
          <span className={classes.title}>{title || `Version ${number}`}</span>
          <span className={classes.facts}>
            {current && <span className={classes.badge}>Current</span>}
            {number} · {who} · <time dateTime={new Date(atMs).toISOString()}>{whenOf(atMs)}</time>
          </span>
          {!opened && (
            <span className={classes.outcome} data-failed={!success}>
              {success ? checksPassed(version.checks ?? []) : "Did not pass"}
            </span>
          )}
        </span>
        <Icon name="chevron" size="1.125rem" />
      </UnstyledButton>
      {opened && <Body version={version} />}
    </li>
  );
}

function Body({ version }: { version: SceneVersion }) {
  const { prompt, title, explanation, success, reason = "", checks = [], edits = [], base = null, picture } = version;
  const effort = effortOf(version);
  return (
    <div className={classes.body}>
      {picture && <VersionPicture version={version} alt={`A picture of ${title}`} />}
      {!success && <Failed reason={reason} />}
      {prompt !== "" && <blockquote className={classes.prompt}>{prompt}</blockquote>}
      {explanation !== "" && <p className={classes.explanation}>{explanation}</p>}
      {edits.length > 0 && (
        <div>
          <p className={classes.subheading}>{base ? `What it changes in version ${base}` : "What it changes"}</p>
          <ul className={classes.edits} aria-label="Changes">
            {edits.map((edit, index) => <li key={index}>{edit}</li>)}
          </ul>
        </div>
      )}
      {checks.length > 0 && <Checks checks={checks} />}
      <p className={classes.facts}>
        {[writerOf(version), effort].filter(Boolean).join(" · ")}
      </p>
      <VersionActions version={version} />
    </div>
  );
}

function Failed({ reason }: { reason: string }) {
  return (
    <div className={classes.failed} role="note">
      <p className={classes.failedTitle}><Icon name="warning" size="1rem" /> This attempt did not pass</p>
      {reason !== "" && <p className={classes.reason}>{reason}</p>}
    </div>
  );
}
