import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Activity, ControlState, Participant } from "../../protocol/generated";
import { useConnection } from "../../store/connectionStore";
import { useInterface } from "../../store/interfaceStore";
import { seeLog, usePeople } from "../../store/peopleStore";
import { useSelection } from "../../store/selectionStore";
import { useSession } from "../../store/sessionStore";
import { AccessPart } from "../access/AccessPart";
import fields from "../fields/Field.module.css";
import { Switch } from "../forms/Switch";
import { useViewer } from "../viewerContext";
import { nameOfPerson, nameOfTransport } from "../wording";
import { Dot } from "./ControlChip";
import { useOwnControl } from "./control";
import { describeLooking } from "./looking";
import classes from "./People.module.css";

type Role = NonNullable<Participant["role"]>;

const ROLES: readonly Role[] = ["viewer", "operator", "admin"];

/** Who is here and may do what; what they did, and what they say. */
export default function PeopleTab() {
  const people = useSession((state) => state.participants);
  const control = usePeople((state) => state.control);
  const { self } = useOwnControl();
  useEffect(() => {
    seeLog(true);
    return () => { seeLog(false); };
  }, []);
  return (
    <div className={classes.tab}>
      {self && <OwnName self={self} />}
      <AccessPart self={self} />
      <ul className={classes.people} aria-label="People">
        {people.map((person) => <Person key={person.id} person={person} self={self} control={control} />)}
      </ul>
      {control && self?.role === "admin" && <Rules control={control} />}
      <Pointing />
      <Log />
      <Say />
    </div>
  );
}

function OwnName({ self }: { self: Participant }) {
  const { commands } = useViewer();
  const [name, setName] = useState(self.name);
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        commands.rename(name);
      }}
    >
      <TextInput
        aria-label="Your name"
        size="md"
        maxLength={40}
        value={name}
        onChange={(event) => { setName(event.currentTarget.value); }}
      />
      <Button type="submit" size="md" variant="default" disabled={name.trim() === "" || name === self.name}>Rename</Button>
    </form>
  );
}

interface PersonProps {
  person: Participant;
  self: Participant | null;
  control: ControlState | null;
}

function Person({ person, self, control }: PersonProps) {
  const { commands } = useViewer();
  const name = nameOfPerson(person);
  const holds = control?.holder === person.id;
  const one = control?.mode === "one";
  const mayGive = one && !holds && person.role !== "viewer" && (control.holder === self?.id || self?.role === "admin");
  const people = useSession((state) => state.participants);
  const follows = people.find(({ id }) => id === self?.id)?.follows === person.id;
  const selected = useSelection(({ selections }) =>
    selections.find(({ participant }) => participant === person.id)?.body?.name);
  const doing = [
    holds ? "has control" : (control?.asking ?? []).includes(person.id) ? "asks for control" : null,
    describeLooking(person, people),
    selected ? `at ${selected}` : null,
    person.role,
    nameOfTransport(person.transport),
  ];
  return (
    <li className={classes.person}>
      <Dot color={person.color} />
      <div className={classes.words}>
        <div className={classes.name}>{name}{person.id === self?.id && " (you)"}</div>
        <div className={classes.facts}>{doing.filter(Boolean).join(" · ")}</div>
      </div>
      {person.id !== self?.id && (
        <Button
          size="compact-sm"
          variant="default"
          aria-pressed={follows}
          aria-label={follows ? `Follow ${name} no more` : `See what ${name} sees`}
          onClick={() => {
            commands.people(follows ? { type: "share_view" } : { type: "follow", participant: person.id });
          }}
        >
          {follows ? "Unfollow" : "Follow"}
        </Button>
      )}
      {mayGive && person.id !== self?.id && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Give control to ${name}`}
          onClick={() => { commands.people({ type: "give_control", to: person.id }); }}
        >
          Give
        </Button>
      )}
      {self?.role === "admin" && person.id !== self.id && (
        <select
          className={fields.choice}
          aria-label={`Role of ${name}`}
          value={person.role}
          onChange={(event) => {
            const role = ROLES[event.currentTarget.selectedIndex] ?? "viewer";
            commands.people({ type: "set_role", participant: person.id, role });
          }}
        >
          {ROLES.map((role) => <option key={role} value={role}>{role}</option>)}
        </select>
      )}
    </li>
  );
}

/** What an admin decides for all. */
function Rules({ control }: { control: ControlState }) {
  const { commands } = useViewer();
  const together = control.mode === "together";
  return (
    <div className={classes.rules}>
      <Switch
        checked={together}
        onChange={(on) => { commands.people({ type: "set_control_mode", mode: on ? "together" : "one" }); }}
      >
        All act at once
      </Switch>
      {!together && (
        <Switch checked={control.locked ?? false} onChange={(on) => { commands.people({ type: "lock_control", on }); }}>
          Only admins have control
        </Switch>
      )}
    </div>
  );
}

/** On touch screens there is no key to hold. */
function Pointing() {
  const pointing = useInterface((state) => state.pointing);
  return (
    <div className={classes.rules}>
      <Switch checked={pointing} onChange={(on) => { useInterface.setState({ pointing: on }); }}>Point at things</Switch>
    </div>
  );
}

function Log() {
  const log = usePeople((state) => state.log);
  const list = useRef<HTMLOListElement>(null);
  const newest = log.at(-1)?.id;
  useEffect(() => {
    const box = list.current;
    // Who reads what was before is left there.
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < 120) box.scrollTop = box.scrollHeight;
  }, [newest]);
  return (
    <ol ref={list} className={classes.log} aria-label="What was done and said" aria-live="polite" tabIndex={0}>
      {log.map((entry) => <Entry key={entry.id} entry={entry} />)}
    </ol>
  );
}

function Entry({ entry }: { entry: Activity }) {
  const { at_ms: atMs, kind, who, text, color, times = 1 } = entry;
  return (
    <li className={classes.entry} data-kind={kind}>
      <time className={classes.time} dateTime={new Date(atMs).toISOString()}>
        {new Date(atMs).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}
      </time>
      <span className={classes.said}>
        <Dot color={color} /> <b>{who}</b>{kind === "chat" ? ": " : " "}{text}{times > 1 && ` (${times} times)`}
      </span>
    </li>
  );
}

function Say() {
  const { commands } = useViewer();
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  const [text, setText] = useState("");
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        void commands.say(text).then((taken) => { if (taken) setText(""); });
      }}
    >
      <TextInput
        aria-label="Message to everybody"
        placeholder="Message to everybody"
        size="md"
        maxLength={500}
        value={text}
        onChange={(event) => { setText(event.currentTarget.value); }}
      />
      <Button type="submit" size="md" disabled={!connected || text.trim() === ""}>Send</Button>
    </form>
  );
}
