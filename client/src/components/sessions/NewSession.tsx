import { Button, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { createSession, type SessionList, type SessionWish } from "../../sessions/api";
import { useConnection } from "../../store/connectionStore";
import { Select } from "../forms/Select";
import { fetchScenes, type SceneEntry } from "../scenes";
import classes from "./Sessions.module.css";

/** Values that no scene is called. */
const COPY = "/copy";
const FIRST = "/first";

interface NewSessionProps {
  list: SessionList;
  /** The session of this page; null where that has ended. */
  present: string | null;
}

/** Begins a session with a scene or as a copy of this one, and goes there. */
export function NewSession({ list, present }: NewSessionProps) {
  const participant = useConnection((state) => state.participant);
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  const scenes = useScenes();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState(COPY);
  const [creating, setCreating] = useState(false);
  const [failure, setFailure] = useState("");
  if (!list.creatable) return <p className={classes.hint}>{fullText(list)}</p>;
  const choices = [
    ...(present === null ? [] : [{ value: COPY, label: "A copy of this session" }]),
    { value: FIRST, label: "What the server began with" },
    ...scenes.map((scene) => ({ value: scene.name, label: scene.title })),
  ];
  const value = choices.some((choice) => choice.value === chosen) ? chosen : FIRST;
  const create = async (): Promise<void> => {
    setCreating(true);
    setFailure("");
    try {
      const made = await createSession(wish(name, value, present), connected ? participant : null);
      window.location.assign(new URL(made.url, document.baseURI));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setCreating(false);
    }
  };
  return (
    <form
      className={classes.form}
      aria-label="New session"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <h3 className={classes.heading}>New session</h3>
      <Select label="Shows" choices={choices} value={value} onChange={setChosen} />
      <div className={classes.line}>
        <TextInput
          aria-label="Name of the new session"
          placeholder="Name, or as the scene"
          size="md"
          maxLength={40}
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(event) => { setName(event.currentTarget.value); }}
        />
        <Button type="submit" size="md" loading={creating}>Create and open</Button>
      </div>
      {failure && <p className={classes.failure} role="alert">{failure}</p>}
    </form>
  );
}

function wish(name: string, chosen: string, present: string | null): SessionWish {
  const named = name.trim() === "" ? {} : { name: name.trim() };
  if (chosen === FIRST) return named;
  if (chosen === COPY) return present === null ? named : { ...named, clone: present };
  return { ...named, scene: chosen };
}

function fullText({ most, sessions }: SessionList): string {
  if (most === 1) return "This server has one session only; its operator can allow more.";
  return `There are ${sessions.length} sessions, and ${most} is the limit: end one to begin another.`;
}

/** Empty until they are read, and where they cannot be. */
function useScenes(): SceneEntry[] {
  const [scenes, setScenes] = useState<SceneEntry[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    fetchScenes(abort.signal).then(setScenes, () => undefined);
    return () => { abort.abort(); };
  }, []);
  return scenes;
}
