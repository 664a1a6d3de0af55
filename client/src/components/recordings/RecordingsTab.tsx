import { Button, Loader, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useRecording } from "../../store/recordingStore";
import { useSimulationReady } from "../../viewer/readiness";
import { useViewer } from "../viewerContext";
import { FilmSection } from "./FilmForm";
import { Elapsed } from "./RecordButton";
import { RecordingItem } from "./RecordingItem";
import { fetchRecordings, formatBytes, type RecordingList } from "./recordings";
import classes from "./RecordingsTab.module.css";

/** Begin and end recordings, watch, save and delete them. */
export default function RecordingsTab() {
  const [list, failure, reload] = useList();
  return (
    <div className={classes.tab}>
      <Recorder />
      <FilmSection />
      {failure && (
        <div className={classes.failure} role="alert">
          {failure}
          <Button variant="default" onClick={reload}>Try again</Button>
        </div>
      )}
      {!list && !failure && (
        <p className={classes.empty} role="status">
          <Loader size="sm" aria-hidden="true" /> Reading the list.
        </p>
      )}
      {list && <Recordings list={list} onChanged={reload} />}
    </div>
  );
}

/** Read again whenever the server says that it has changed. */
function useList(): [RecordingList | null, string, () => void] {
  const revision = useRecording((state) => state.revision);
  const [attempt, setAttempt] = useState(0);
  const [list, setList] = useState<RecordingList | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const abort = new AbortController();
    fetchRecordings(abort.signal).then(
      (found) => {
        setList(found);
        setFailure("");
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setFailure(`The recordings cannot be listed. ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    return () => { abort.abort(); };
  }, [revision, attempt]);
  const reload = useCallback(() => { setAttempt((number) => number + 1); }, []);
  return [list, failure, reload];
}

function Recorder() {
  const { commands } = useViewer();
  const running = useRecording((state) => state.running);
  const ready = useSimulationReady();
  const [title, setTitle] = useState("");
  if (running) {
    return (
      <div className={classes.now}>
        <p className={classes.running}>
          <span className={classes.dot} aria-hidden="true" />
          <span className={classes.words}>{running.by} records {running.title}</span>
          <Elapsed running={running} />
        </p>
        <Button size="md" variant="default" onClick={() => { commands.stopRecording(); }}>Stop and save</Button>
      </div>
    );
  }
  return (
    <form
      className={classes.recorder}
      onSubmit={(event) => {
        event.preventDefault();
        commands.startRecording(title);
        setTitle("");
      }}
    >
      <TextInput
        aria-label="Title of the recording"
        placeholder="Title, or as the scene"
        size="md"
        maxLength={200}
        value={title}
        onChange={(event) => { setTitle(event.currentTarget.value); }}
      />
      <Button size="md" type="submit" disabled={!ready}>Record</Button>
    </form>
  );
}

function Recordings({ list, onChanged }: { list: RecordingList; onChanged: () => void }) {
  const running = useRecording((state) => state.running?.id);
  const film = useRecording((state) => state.film?.id);
  const [watched, setWatched] = useState<string | null>(null);
  const shown = list.recordings.filter(({ id }) => id !== running && id !== film);
  return (
    <>
      <ul className={classes.list} aria-label="Recordings">
        {shown.map((entry) => (
          <RecordingItem
            key={entry.id}
            entry={entry}
            watched={watched === entry.id}
            onWatch={() => { setWatched(watched === entry.id ? null : entry.id); }}
            onChanged={onChanged}
          />
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.empty}>No recordings yet.</p>}
      <p className={classes.room}>
        {formatBytes(list.used_bytes)} of {formatBytes(list.quota_bytes)} used
      </p>
    </>
  );
}
