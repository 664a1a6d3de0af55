import { Button, Loader, TextInput } from "@mantine/core";
import { useState } from "react";
import { fetchLinks, linkFor, makeLink, type Role } from "../../access/links";
import { Select } from "../forms/Select";
import { type Reading, useReadAgain } from "../useReadAgain";
import type { LinkEntry } from "../../access/links";
import classes from "./Access.module.css";
import { LinkItem } from "./LinkItem";
import { NewLink } from "./NewLink";

const EVERY_MS = 5_000;
const LONGEST_LABEL = 40;
const ROLES: readonly { value: Role; label: string }[] = [
  { value: "viewer", label: "Viewer: sees and talks" },
  { value: "operator", label: "Operator: also acts" },
  { value: "admin", label: "Admin: may do everything" },
];
/** Of the choice that has no end. */
const NO_END = 0;
const DURATIONS: readonly { value: number; label: string }[] = [
  { value: 1, label: "1 hour" },
  { value: 8, label: "8 hours" },
  { value: 24, label: "1 day" },
  { value: 168, label: "7 days" },
  { value: NO_END, label: "As long as the server runs" },
];

/** Makes links that let others in, and lists those that there are. */
export default function InvitePanel() {
  const links = useReadAgain(fetchLinks, EVERY_MS);
  return (
    <>
      <LinkForm onMade={links.reload} />
      <Links links={links} />
    </>
  );
}

function LinkForm({ onMade }: { onMade: () => void }) {
  const [role, setRole] = useState<Role>("viewer");
  const [hours, setHours] = useState(24);
  const [label, setLabel] = useState("");
  const [made, setMade] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const make = async (): Promise<void> => {
    setBusy(true);
    setFailure("");
    setMade("");
    try {
      const { token } = await makeLink({ role, label: label.trim(), hours: hours === NO_END ? null : hours });
      setMade(linkFor(document.baseURI, token));
      setLabel("");
      onMade();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <form
      className={classes.form}
      aria-label="New link"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void make();
      }}
    >
      <p className={classes.hint}>Whoever opens the link is let in with this role, to every session of this server.</p>
      <Select label="Role" choices={ROLES} value={role} onChange={setRole} />
      <Select label="Lasts" choices={DURATIONS} value={hours} onChange={setHours} />
      <div className={classes.line}>
        <TextInput
          aria-label="For whom the link is"
          placeholder="For whom, so that you know it again"
          size="md"
          maxLength={LONGEST_LABEL}
          autoComplete="off"
          value={label}
          onChange={(event) => { setLabel(event.currentTarget.value); }}
        />
        <Button type="submit" size="md" loading={busy}>Make a link</Button>
      </div>
      {failure && <p className={classes.failure} role="alert">{failure}</p>}
      {made && <NewLink link={made} />}
    </form>
  );
}

function Links({ links: { value, failure, reload } }: { links: Reading<LinkEntry[]> }) {
  if (value === null && failure === "") {
    return <p className={classes.message} role="status"><Loader size="sm" aria-hidden="true" /> Reading the links.</p>;
  }
  return (
    <section aria-labelledby="links-title">
      <h3 id="links-title" className={classes.heading}>Links that let in</h3>
      {failure && <p className={classes.failure} role="alert">{failure}</p>}
      {value?.length === 0 && <p className={classes.hint}>There are none but the server&apos;s own.</p>}
      <ul className={classes.list} aria-label="Links">
        {value?.map((entry) => <LinkItem key={entry.id} entry={entry} onRevoked={reload} />)}
      </ul>
    </section>
  );
}
