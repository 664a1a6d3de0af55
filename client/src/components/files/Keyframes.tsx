import { Button, CloseButton, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { fetchKeyframe } from "../../files/api";
import { tell } from "../../files/sending";
import { useFiles } from "../../store/filesStore";
import { addNotice } from "../../store/noticesStore";
import { useSession } from "../../store/sessionStore";
import { useViewer } from "../viewerContext";
import classes from "./FilesTab.module.css";

const NONE: string[] = [];

/** The model's keyframes, those that people saved here, and the state as a new one. */
export function Keyframes() {
  const { commands } = useViewer();
  const own = useSession((state) => state.scene?.keyframes ?? NONE);
  const saved = useFiles((state) => state.files.keyframes);
  const editable = useSession((state) => state.scene?.capabilities.edit !== false);
  const [name, setName] = useState("");
  const save = async (): Promise<void> => {
    if (await commands.saveKeyframe(name)) setName("");
  };
  return (
    <section>
      <h3 className={classes.heading}>Keyframes</h3>
      <form
        className={classes.buttons}
        onSubmit={(event) => { event.preventDefault(); void save(); }}
      >
        <TextInput
          className={classes.grow}
          aria-label="Name of the keyframe"
          placeholder="Name"
          maxLength={100}
          value={name}
          onChange={(event) => { setName(event.currentTarget.value); }}
        />
        <Button type="submit" variant="default">Save state</Button>
        <Button variant="default" onClick={() => { void copyKeyframe(name); }}>Copy as MJCF</Button>
      </form>
      <ul className={classes.keyframes} aria-label="Keyframes">
        {saved.map((key) => (
          <li key={`saved ${key.name}`}>
            <UnstyledButton className={classes.keyframe} disabled={!editable} onClick={() => { commands.loadKeyframe(key.name); }}>
              {key.name}<small>saved at {key.sim_time_sec.toFixed(2)} s</small>
            </UnstyledButton>
            <CloseButton aria-label={`Delete keyframe ${key.name}`} size="lg" onClick={() => { commands.deleteKeyframe(key.name); }} />
          </li>
        ))}
        {own.map((key, index) => (
          // Names may repeat or be missing; the index is what tells them apart.
          <li key={index}>
            <UnstyledButton className={classes.keyframe} disabled={!editable} onClick={() => { commands.reset(index); }}>
              {key || `Keyframe ${index}`}<small>of the model, index {index}</small>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function copyKeyframe(name: string): Promise<void> {
  try {
    await copyText(await fetchKeyframe(name.trim()));
    addNotice({ code: "copied", level: "info", text: "The state is in the clipboard, as a <key> element.", problem: null });
  } catch (error) {
    tell(error);
  }
}

/** The clipboard is there on https and localhost only. */
async function copyText(text: string): Promise<void> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (!clipboard) {
    throw new Error("The browser lets pages copy on https and localhost only; download keyframe.xml at api/download/keyframe.xml.");
  }
  await clipboard.writeText(text);
}
