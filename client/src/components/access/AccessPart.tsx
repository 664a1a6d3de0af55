import { Button } from "@mantine/core";
import { useState } from "react";
import { type AccessReport, logOut } from "../../access/links";
import type { Participant } from "../../protocol/generated";
import { useViewer } from "../viewerContext";
import classes from "./Access.module.css";
import { describeAccess } from "./describe";
import { InviteWindow } from "./InviteWindow";
import { useAccess } from "./useAccess";

/** By what this person came in, and what follows from it: invite others, become an admin, leave. */
export function AccessPart({ self }: { self: Participant | null }) {
  const access = useAccess();
  if (access === null) return null;
  return (
    <section className={classes.part} aria-label="Access">
      <p className={classes.who}>{describeAccess(access, self?.role ?? null)}</p>
      {access.let_in && !access.insecure && <Actions access={access} self={self} />}
    </section>
  );
}

function Actions({ access, self }: { access: AccessReport; self: Participant | null }) {
  const { commands } = useViewer();
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const admin = self?.role === "admin";
  if (leaving) return <Question onKeep={() => { setLeaving(false); }} />;
  return (
    <div className={classes.actions}>
      {admin && <Button size="compact-sm" onClick={() => { setInviting(true); }}>Invite…</Button>}
      {access.owner && self && !admin && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => { commands.people({ type: "set_role", participant: self.id, role: "admin" }); }}
        >
          Become admin
        </Button>
      )}
      {/* Whom a proxy names comes in again with the next thing that the page asks for. */}
      {access.name === "" && (
        <Button size="compact-sm" variant="default" onClick={() => { setLeaving(true); }}>Log out</Button>
      )}
      {/* It stays open for who is made an operator meanwhile: the server says that in a sentence. */}
      <InviteWindow opened={inviting} onClose={() => { setInviting(false); }} />
    </div>
  );
}

/** Coming back takes a token, which not everybody has at hand. */
function Question({ onKeep }: { onKeep: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const leave = async (): Promise<void> => {
    setBusy(true);
    setFailure("");
    try {
      // What comes then is told over the picture, once the server has closed the connection.
      await logOut();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <div className={classes.confirmation} role="group" aria-label="Log out?">
      <p className={classes.question}>
        Log out, in all tabs of this browser? To come back takes a link or a token.
      </p>
      {failure && <p className={classes.failure} role="alert">{failure}</p>}
      <div className={classes.actions}>
        {/* Whoever pressed the button by mistake presses the next key here. */}
        <Button variant="default" size="compact-sm" autoFocus onClick={onKeep}>Stay</Button>
        <Button size="compact-sm" loading={busy} onClick={() => { void leave(); }}>Log out</Button>
      </div>
    </div>
  );
}
