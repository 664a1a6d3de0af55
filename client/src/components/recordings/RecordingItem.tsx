import { Button } from "@mantine/core";
import { useState } from "react";
import { DEFAULT_SESSION } from "../../sessions/api";
import { ToolButton } from "../ToolButton";
import { deleteRecording, formatBytes, formatDuration, type RecordingEntry, videoUrl } from "./recordings";
import classes from "./RecordingsTab.module.css";

interface RecordingItemProps {
  entry: RecordingEntry;
  watched: boolean;
  onWatch: () => void;
  onChanged: () => void;
}

/** One recording: what it is, and what can be done with it. */
export function RecordingItem({ entry, watched, onWatch, onChanged }: RecordingItemProps) {
  const [asking, setAsking] = useState(false);
  const busy = entry.state === "recording";
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h3 className={classes.title}>{entry.title}</h3>
          <p className={classes.facts}>{factsOf(entry)}</p>
        </div>
        <ToolButton
          label={`${watched ? "Close" : "Play"} ${entry.title}`}
          hint={watched ? "Close the video" : "Play"}
          icon={watched ? "close" : "play"}
          aria-expanded={watched}
          disabled={busy}
          onClick={onWatch}
        />
        <SaveLink entry={entry} />
        <ToolButton
          label={`Delete ${entry.title}`}
          hint="Delete"
          icon="trash"
          disabled={busy}
          onClick={() => { setAsking(true); }}
        />
      </div>
      {entry.note && <p className={classes.note}>{entry.note}</p>}
      {asking && <Question entry={entry} onDone={() => { setAsking(false); }} onChanged={onChanged} />}
      {watched && (
        <video className={classes.video} src={videoUrl(entry)} controls autoPlay playsInline aria-label={entry.title} />
      )}
    </li>
  );
}

function SaveLink({ entry }: { entry: RecordingEntry }) {
  return (
    <ToolButton
      label={`Download ${entry.title}`}
      hint="Download"
      icon="download"
      disabled={entry.state === "recording"}
      onClick={() => {
        const link = document.createElement("a");
        link.href = videoUrl(entry, true);
        link.download = `${entry.id}.mp4`;
        link.click();
      }}
    />
  );
}

interface QuestionProps {
  entry: RecordingEntry;
  onDone: () => void;
  onChanged: () => void;
}

/** What is deleted is gone, so it is asked for once more. */
function Question({ entry, onDone, onChanged }: QuestionProps) {
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await deleteRecording(entry.id);
      onDone();
      onChanged();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <div className={classes.question} role="group" aria-label={`Delete ${entry.title}?`}>
      <p className={classes.words}>{failure || "Delete it for good?"}</p>
      {/* Whoever pressed the button by mistake presses the next key here. */}
      <Button variant="default" autoFocus onClick={onDone}>Keep</Button>
      <Button color="red" variant="default" className={classes.delete} disabled={busy} onClick={() => { void remove(); }}>
        Delete
      </Button>
    </div>
  );
}

function factsOf(entry: RecordingEntry): string {
  const when = new Date(entry.started);
  const day = when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const facts = [day, formatDuration(entry.duration_sec), formatBytes(entry.bytes)];
  if (entry.session !== "" && entry.session !== DEFAULT_SESSION) facts.push(`session ${entry.session}`);
  if (entry.state === "interrupted") facts.push("cut off");
  if (entry.state === "recording") facts.push("being made");
  if (entry.kind === "render") facts.push("rendered");
  return facts.join(" · ");
}
