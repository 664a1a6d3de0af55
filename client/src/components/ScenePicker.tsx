import { Button, Loader, Modal, TextInput, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useInterface } from "../store/interfaceStore";
import { useSession } from "../store/sessionStore";
import { Icon } from "./Icon";
import classes from "./ScenePicker.module.css";
import { fetchScenes, findScenes, type SceneEntry } from "./scenes";
import { useViewer } from "./viewerContext";

const NARROW = "(max-width: 40em)";

/** A window with all built-in scenes. */
export function ScenePicker() {
  const viewer = useViewer();
  const opened = useInterface((state) => state.pickerOpen);
  const narrow = useMediaQuery(NARROW);
  return (
    <Modal
      opened={opened}
      onClose={close}
      returnFocus={false}
      onExitTransitionEnd={() => { viewer.focusPicture(); }}
      title="Choose a scene"
      size="56rem"
      fullScreen={narrow}
      radius={narrow ? 0 : "lg"}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <SceneList />
    </Modal>
  );
}

function close(): void {
  useInterface.setState({ pickerOpen: false });
}

type Listing = { kind: "loading" } | { kind: "failed"; reason: string } | { kind: "ready"; scenes: SceneEntry[] };

/** Reads the list when it is opened, so that a restarted server's scenes are the shown ones. */
function useListing(): [Listing, () => void] {
  const [listing, setListing] = useState<Listing>({ kind: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    fetchScenes(abort.signal).then(
      (scenes) => { setListing({ kind: "ready", scenes }); },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        setListing({ kind: "failed", reason });
      },
    );
    return () => { abort.abort(); };
  }, [attempt]);
  const retry = (): void => {
    setListing({ kind: "loading" });
    setAttempt(attempt + 1);
  };
  return [listing, retry];
}

function SceneList() {
  const [listing, retry] = useListing();
  const [search, setSearch] = useState("");
  if (listing.kind === "loading") {
    return (
      <div className={classes.message} role="status">
        <Loader size="sm" aria-hidden="true" />
        Reading the list of scenes.
      </div>
    );
  }
  if (listing.kind === "failed") {
    return (
      <div className={classes.message} role="alert">
        {listing.reason}
        <Button variant="default" onClick={retry}>Try again</Button>
      </div>
    );
  }
  return (
    <>
      <TextInput
        data-autofocus
        aria-label="Search scenes"
        placeholder="Search"
        size="md"
        leftSection={<Icon name="search" size="1rem" />}
        value={search}
        onChange={(event) => { setSearch(event.currentTarget.value); }}
      />
      <SceneCards scenes={findScenes(listing.scenes, search)} />
    </>
  );
}

function SceneCards({ scenes }: { scenes: readonly SceneEntry[] }) {
  const { commands } = useViewer();
  const source = useSession((state) => state.scene?.source);
  const [chosen, setChosen] = useState<string | null>(null);
  const current = source?.type === "builtin" ? source.name : null;
  const choose = async (name: string): Promise<void> => {
    setChosen(name);
    if (await commands.loadScene(name)) close();
    setChosen(null);
  };
  if (scenes.length === 0) return <p className={classes.message}>No scene matches.</p>;
  return (
    <ul className={classes.grid}>
      {scenes.map((scene) => (
        <li key={scene.name}>
          <SceneCard
            scene={scene}
            current={scene.name === current}
            loading={scene.name === chosen}
            disabled={chosen !== null}
            onChoose={() => { void choose(scene.name); }}
          />
        </li>
      ))}
    </ul>
  );
}

interface SceneCardProps {
  scene: SceneEntry;
  current: boolean;
  loading: boolean;
  disabled: boolean;
  onChoose: () => void;
}

function SceneCard({ scene, current, loading, disabled, onChoose }: SceneCardProps) {
  return (
    <UnstyledButton
      className={`${classes.card ?? ""} ${current ? (classes.current ?? "") : ""}`}
      aria-label={`${scene.title}. ${scene.description}`}
      aria-current={current}
      aria-busy={loading}
      disabled={disabled}
      onClick={onChoose}
    >
      <span className={classes.frame}>
        <Icon name="cube" size="2rem" />
        <ScenePicture scene={scene} />
        {current && !loading && <Mark icon text="Now" />}
        {loading && <Mark text="Loading" />}
      </span>
      <span className={classes.words}>
        <span className={classes.title}>{scene.title}</span>
        <span className={classes.description}>{scene.description}</span>
      </span>
    </UnstyledButton>
  );
}

function ScenePicture({ scene }: { scene: SceneEntry }) {
  const [missing, setMissing] = useState(false);
  if (missing || !scene.picture) return null;
  const url = new URL(scene.picture, document.baseURI).href;
  return <img className={classes.picture} src={url} alt="" loading="lazy" onError={() => { setMissing(true); }} />;
}

function Mark({ text, icon = false }: { text: string; icon?: boolean }) {
  return (
    <span className={classes.mark}>
      {icon ? <Icon name="check" size="0.875rem" /> : <Loader size="0.75rem" color="currentColor" aria-hidden="true" />}
      {text}
    </span>
  );
}
