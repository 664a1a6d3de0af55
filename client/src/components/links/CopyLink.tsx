import { Button } from "@mantine/core";
import { useState } from "react";
import { addProblem } from "../../store/noticesStore";
import { copyText } from "../../support/clipboard";
import { linkToHere } from "../../links/linkToHere";
import classes from "../cameras/Cameras.module.css";

/** A link to what is seen now. */
export function CopyLink() {
  const [link, setLink] = useState("");
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const made = await linkToHere();
    if ("problem" in made) {
      addProblem(made.problem);
      return;
    }
    setCopied(await copyText(made.link));
    setLink(made.link);
  };
  return (
    <section className={classes.section} aria-labelledby="copy-link-title">
      <h3 id="copy-link-title" className={classes.title}>Link</h3>
      <p className={classes.note}>Whoever opens it looks from here, and is asked whether to go to this moment.</p>
      <Button variant="default" onClick={() => { void copy(); }}>Copy link</Button>
      <div role="status">
        {link && (
          <>
            <p className={classes.note}>{copied ? "Copied." : "Copy this:"}</p>
            <code className={classes.code}>{link}</code>
          </>
        )}
      </div>
    </section>
  );
}
