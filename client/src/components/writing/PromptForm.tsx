import { Button } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useSession } from "../../store/sessionStore";
import { useWriting } from "../../store/writingStore";
import type { Provider, Writer } from "../../writing/api";
import { askForScene } from "../../writing/asking";
import type { WritingChoices } from "../../writing/choices";
import { modelKeys } from "../../writing/keys";
import { Switch } from "../forms/Switch";
import { Icon } from "../Icon";
import classes from "./Create.module.css";
import { useWritingRights } from "./rights";
import { modelOf, providerOf, useChoices } from "./useChoices";
import type { WritersReading } from "./useWriters";
import { WriterChoice } from "./WriterChoice";

/** As many characters as the server reads. */
const LONGEST_PROMPT = 4_000;
const SETTINGS = "how-it-is-written";

/** Where a scene is asked for: the words, and who shall write. */
export function PromptForm({ reading: { writers, failure, reload } }: { reading: WritersReading }) {
  const [choices, change] = useChoices();
  const { mayWrite, mayApply } = useWritingRights();
  const { prompt, edit, asking, atWork } = useWriting();
  const [open, setOpen] = useState<boolean | null>(null);
  const provider = providerOf(choices, writers);
  const ready = mayWrite && !asking && atWork === null && prompt.trim() !== "" && writers !== null &&
    provider?.available !== false;
  const shown = open ?? isToSettle(provider);
  const send = (): void => {
    if (ready) void askForScene(writerOf(provider, choices), choices.atOnce && mayApply);
  };
  return (
    <form
      className={classes.form}
      aria-label="Ask for a scene"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Mode />
      <div className={classes.composer}>
        <PromptBox disabled={!mayWrite} onSend={send} />
        <div className={classes.composerFoot}>
          <WriterButton provider={provider} choices={choices} open={shown} onClick={() => { setOpen(!shown); }} />
          <Button
            type="submit"
            leftSection={<Icon name="wand" size="1.125rem" />}
            disabled={!ready}
            aria-label={edit ? "Change the scene" : "Write the scene"}
            title="Ctrl+Enter, or ⌘+Enter"
          >
            {edit ? "Change" : "Write"}
          </Button>
        </div>
      </div>
      {failure && (
        <div className={classes.failure} role="alert">
          <p>Who can write cannot be read. {failure}</p>
          <Button variant="default" onClick={reload}>Try again</Button>
        </div>
      )}
      {writers && shown && (
        <div id={SETTINGS} className={classes.settings} role="group" aria-label="How it is written">
          <WriterChoice writers={writers} choices={choices} onChange={change} onReload={reload} />
          <Switch checked={choices.atOnce} disabled={!mayApply} onChange={(atOnce) => { change({ atOnce }); }}>
            Show it at once
          </Switch>
        </div>
      )}
    </form>
  );
}

interface WriterButtonProps {
  provider: Provider | null;
  choices: WritingChoices;
  open: boolean;
  onClick: () => void;
}

/** Says who will write, and leads to what can be chosen of that. */
function WriterButton({ provider, choices, open, onClick }: WriterButtonProps) {
  const writer = provider ? modelOf(choices, provider) || provider.title : "No language model";
  return (
    <button
      type="button"
      className={classes.writerButton}
      aria-label={`Writer: ${writer}`}
      aria-expanded={open}
      aria-controls={open ? SETTINGS : undefined}
      title="Who writes, and how"
      onClick={onClick}
    >
      <Icon name="settings" size="1rem" />
      <span>{writer}</span>
      <Icon name="chevron" size="1rem" />
    </button>
  );
}

/** Something of it has to be settled before it can write. */
function isToSettle(provider: Provider | null): boolean {
  if (provider === null) return false;
  const { name, available, needs_key: needsKey, operator_key: operatorKey } = provider;
  return !available || (needsKey && !operatorKey && modelKeys.of(name) === "");
}

/** A scene of its own, or the present one with something changed. */
function Mode() {
  const edit = useWriting((state) => state.edit);
  const scene = useSession((state) => state.scene !== null);
  const choose = (chosen: boolean): void => { useWriting.setState({ edit: chosen }); };
  return (
    <div className={classes.mode} role="radiogroup" aria-label="What is asked for">
      <label className={classes.choice} data-chosen={!edit}>
        <input type="radio" name="what-is-asked-for" checked={!edit} onChange={() => { choose(false); }} />
        New scene
      </label>
      <label className={classes.choice} data-chosen={edit}>
        <input
          type="radio"
          name="what-is-asked-for"
          checked={edit}
          disabled={!scene && !edit}
          onChange={() => { choose(true); }}
        />
        Change this scene
      </label>
    </div>
  );
}

function PromptBox({ disabled, onSend }: { disabled: boolean; onSend: () => void }) {
  const prompt = useWriting((state) => state.prompt);
  const edit = useWriting((state) => state.edit);
  const [composing, setComposing] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  useFocusOnSuggestion(box);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || composing) return;
    event.preventDefault();
    onSend();
  };
  return (
    <textarea
      ref={box}
      className={classes.box}
      aria-label="What shall be there"
      placeholder={edit
        ? "What shall be other: make the ball twice as heavy, put a ramp behind it…"
        : "What shall be there: a red ball of 2 kg on a ramp of 20°, three boxes at its end…"}
      rows={4}
      maxLength={LONGEST_PROMPT}
      disabled={disabled}
      value={prompt}
      onChange={(event) => { useWriting.setState({ prompt: event.currentTarget.value }); }}
      onCompositionStart={() => { setComposing(true); }}
      onCompositionEnd={() => { setComposing(false); }}
      onKeyDown={onKeyDown}
    />
  );
}

/** What was put into the box by something else is read and changed next. */
function useFocusOnSuggestion(box: RefObject<HTMLTextAreaElement | null>): void {
  const suggested = useWriting((state) => state.suggested);
  const seen = useRef(suggested);
  useEffect(() => {
    if (seen.current === suggested || !box.current) return;
    seen.current = suggested;
    const { value } = box.current;
    box.current.focus();
    box.current.setSelectionRange(value.length, value.length);
  }, [box, suggested]);
}

function writerOf(provider: Provider | null, choices: WritingChoices): Writer {
  if (provider === null) return { source: "template" };
  const { name } = provider;
  return { source: "llm", provider: name, model: modelOf(choices, provider), key: modelKeys.of(name) };
}
