import { Button, Loader } from "@mantine/core";
import { NewSession } from "./NewSession";
import { SessionItem } from "./SessionItem";
import classes from "./Sessions.module.css";
import { useSessions } from "./useSessions";

/** The sessions, and a way to begin another one. */
export default function SessionsPanel() {
  const { value: list, failure, reload } = useSessions();
  if (list === null) return failure ? <Failure reason={failure} onRetry={reload} /> : <Waiting />;
  const here = list.sessions.some(({ name }) => name === list.present);
  return (
    <>
      {failure && <Failure reason={failure} onRetry={reload} />}
      <ul className={classes.list} aria-label="Sessions">
        {list.sessions.map((entry) => (
          <SessionItem key={entry.name} entry={entry} present={entry.name === list.present} onEnded={reload} />
        ))}
      </ul>
      <NewSession list={list} present={here ? list.present : null} />
    </>
  );
}

function Waiting() {
  return (
    <p className={classes.message} role="status">
      <Loader size="sm" aria-hidden="true" /> Reading the list of sessions.
    </p>
  );
}

function Failure({ reason, onRetry }: { reason: string; onRetry: () => void }) {
  return (
    <div className={classes.message} role="alert">
      {reason}
      <Button variant="default" onClick={onRetry}>Try again</Button>
    </div>
  );
}
