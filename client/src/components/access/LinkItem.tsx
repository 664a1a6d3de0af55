import { Button } from "@mantine/core";
import { useState } from "react";
import { type LinkEntry, revokeLink } from "../../access/links";
import classes from "./Access.module.css";
import { describeLink, nameOfLink } from "./describe";

interface LinkItemProps {
  entry: LinkEntry;
  onRevoked: () => void;
}

/** A link that lets in: for whom, as what, until when, and its end. */
export function LinkItem({ entry, onRevoked }: LinkItemProps) {
  const [asking, setAsking] = useState(false);
  const name = nameOfLink(entry);
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.about}>{describeLink(entry)}</span>
      </div>
      {asking ? (
        <Confirmation entry={entry} onRevoked={onRevoked} onKeep={() => { setAsking(false); }} />
      ) : (
        <Button variant="default" size="md" aria-label={`Revoke ${name}`} onClick={() => { setAsking(true); }}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function Confirmation({ entry, onRevoked, onKeep }: LinkItemProps & { onKeep: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const revoke = async (): Promise<void> => {
    setBusy(true);
    setFailure("");
    try {
      await revokeLink(entry.id);
      onRevoked();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <div className={classes.confirmation} role="group" aria-label={`Revoke ${nameOfLink(entry)}?`}>
      <p className={classes.question}>Revoke it? Whoever came by it is sent away at once.</p>
      {failure && <p className={classes.failure} role="alert">{failure}</p>}
      <div className={classes.actions}>
        {/* Whoever pressed the button by mistake presses the next key here. */}
        <Button variant="default" size="md" autoFocus onClick={onKeep}>Keep it</Button>
        <Button size="md" loading={busy} onClick={() => { void revoke(); }}>Revoke it</Button>
      </div>
    </div>
  );
}
