import { Button } from "@mantine/core";
import { useState } from "react";
import { useConnection } from "../../store/connectionStore";
import { addProblem } from "../../store/noticesStore";
import { copyText } from "../../support/clipboard";
import { askForFile } from "../../support/files";
import classes from "./Cameras.module.css";

/** The present view as an element of MJCF. */
export function CopyCamera() {
  const [text, setText] = useState("");
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const { participant } = useConnection.getState();
    const asked = await askForFile(participant === null ? "api/camera" : `api/camera?participant=${participant}`);
    if ("problem" in asked) {
      addProblem(asked.problem);
      return;
    }
    const { mjcf } = JSON.parse(await asked.file.text()) as { mjcf: string };
    setText(mjcf);
    setCopied(await copyText(mjcf));
  };
  return (
    <section className={classes.section} aria-labelledby="copy-camera-title">
      <h3 id="copy-camera-title" className={classes.title}>Camera as MJCF</h3>
      <Button variant="default" onClick={() => { void copy(); }}>Copy the camera as MJCF</Button>
      <div role="status">
        {text && (
          <>
            <p className={classes.note}>
              {copied ? "Copied; paste it into the worldbody." : "Copy this into the worldbody:"}
            </p>
            <code className={classes.code}>{text}</code>
          </>
        )}
      </div>
    </section>
  );
}
