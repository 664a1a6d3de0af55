import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { isOwnMachine } from "../../access/links";
import { copyText } from "../../support/clipboard";
import classes from "./Access.module.css";

/** A link that was just made; nobody can ask for it again. */
export function NewLink({ link }: { link: string }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    setSaid((await copyText(link)) ? "Copied." : "The browser does not let this page copy: select the link and copy it.");
  };
  return (
    <div className={classes.made} role="group" aria-label="The new link">
      <p className={classes.once}>Copy it now: it is shown this once.</p>
      <div className={classes.line}>
        <TextInput
          aria-label="The link"
          size="md"
          readOnly
          // Whoever made it wants it next.
          autoFocus
          value={link}
          onFocus={(event) => { event.currentTarget.select(); }}
        />
        <Button size="md" variant="default" onClick={() => { void copy(); }}>Copy</Button>
      </div>
      {isOwnMachine(link) && (
        <p className={classes.hint}>
          This address leads everybody to their own machine: others put the one by which they reach the server in its
          place.
        </p>
      )}
      <p className={classes.hint} role="status">{said}</p>
    </div>
  );
}
