import { Button } from "@mantine/core";
import { useState } from "react";
import { DEFAULT_SESSION, endSession, type SessionEntry } from "../../sessions/api";
import { useConnection } from "../../store/connectionStore";
import { useInterface } from "../../store/interfaceStore";
import { peopleCount } from "../wording";
import { describeSession } from "./describe";
import classes from "./Sessions.module.css";

interface SessionItemProps {
  entry: SessionEntry;
  present: boolean;
  onEnded: () => void;
}

/** A session: what is shown there, a way to it, and its end. */
export function SessionItem({ entry, present, onEnded }: SessionItemProps) {
  const [asking, setAsking] = useState(false);
  return (
    <li className={classes.item} aria-current={present}>
      <div className={classes.words}>
        <span className={classes.name}>
          {entry.name}
          {present && <span className={classes.here}>You are here</span>}
        </span>
        <span className={classes.about}>{describeSession(entry)}</span>
      </div>
      {asking ? (
        <Confirmation entry={entry} present={present} onEnded={onEnded} onKeep={() => { setAsking(false); }} />
      ) : (
        <div className={classes.actions}>
          {!present && (
            <Button component="a" href={entry.url} variant="default" size="md" aria-label={`Open ${entry.name}`}>
              Open
            </Button>
          )}
          {entry.name !== DEFAULT_SESSION && (
            <Button variant="default" size="md" aria-label={`End ${entry.name}`} onClick={() => { setAsking(true); }}>
              End
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

interface ConfirmationProps extends SessionItemProps {
  onKeep: () => void;
}

function Confirmation({ entry, present, onEnded, onKeep }: ConfirmationProps) {
  const participant = useConnection((state) => state.participant);
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  const [ending, setEnding] = useState(false);
  const [failure, setFailure] = useState("");
  const end = async (): Promise<void> => {
    setEnding(true);
    setFailure("");
    try {
      await endSession(entry.name, connected ? participant : null);
      // What is told over the picture then is not hidden behind this window.
      if (present) useInterface.setState({ sessionsOpen: false });
      onEnded();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setEnding(false);
    }
  };
  const there = entry.participants > 0 ? ` for ${peopleCount(entry.participants)}` : "";
  return (
    <div className={classes.confirmation} role="group" aria-label={`End ${entry.name}?`}>
      <p className={classes.question}>End it{there}? Its simulation and its history are gone then.</p>
      {failure && <p className={classes.failure} role="alert">{failure}</p>}
      <div className={classes.actions}>
        <Button variant="default" size="md" data-autofocus onClick={onKeep}>Keep it</Button>
        <Button size="md" loading={ending} onClick={() => { void end(); }}>End it</Button>
      </div>
    </div>
  );
}
