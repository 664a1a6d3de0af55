import { Button } from "@mantine/core";
import { useId } from "react";
import { type PadTarget, usePads } from "../../store/padsStore";
import { useSession } from "../../store/sessionStore";
import fields from "../fields/Field.module.css";
import forms from "../forms/Forms.module.css";
import { Select } from "../forms/Select";
import { Switch } from "../forms/Switch";
import { useViewer } from "../viewerContext";
import { AxisList } from "./AxisList";
import classes from "./Pads.module.css";

/** Gamepads and SpaceMice: which there are, and what they steer. */
export default function PadsTab() {
  return (
    <div className={classes.tab}>
      <Found />
      <DeadMan />
      <Target />
      <AxisList />
    </div>
  );
}

function Found() {
  const { pads: input } = useViewer();
  const pads = usePads((state) => state.pads);
  const hid = usePads((state) => state.hid);
  return (
    <section className={classes.section} aria-label="Gamepads">
      {pads.length > 0 ? (
        <ul className={classes.pads} aria-label="Pads found">
          {pads.map(({ id, name, kind }) => (
            <li key={id}>{name}{kind === "spacemouse" && " (SpaceMouse)"}</li>
          ))}
        </ul>
      ) : (
        <p className={classes.note}>Connect a gamepad to this computer and press one of its buttons: browsers show it only then.</p>
      )}
      {hid ? (
        <Button variant="default" onClick={() => { void input.askForSpaceMouse(); }}>Connect a SpaceMouse</Button>
      ) : (
        <p className={classes.note}>A SpaceMouse needs Chromium, and this page by https or from localhost.</p>
      )}
    </section>
  );
}

/** Whether something is steered now, and if not, what it takes. */
function DeadMan() {
  const pads = usePads((state) => state.pads);
  const holding = usePads((state) => state.holding);
  const attended = usePads((state) => state.attended);
  if (pads.length === 0) return null;
  const button = pads.some(({ kind }) => kind === "gamepad") ? "a shoulder button (L1 or R1)" : "a button of the SpaceMouse";
  const text = holding !== null ? "Steering" : attended ? `Hold ${button} to steer.` : "Click into the page: it does not have the focus.";
  return (
    <p className={classes.deadMan} role="status" data-held={holding !== null}>
      <span className={classes.lamp} aria-hidden="true" />
      {text}
    </p>
  );
}

function Target() {
  const target = usePads((state) => state.target);
  const mocap = usePads((state) => state.mocap);
  const turned = usePads((state) => state.turned);
  const scene = useSession((state) => state.scene);
  const bodies = scene?.mocap_bodies ?? [];
  const targets: { value: PadTarget; label: string }[] = [{ value: "camera", label: "The camera" }];
  if (scene?.actuators.length && scene.capabilities.control) targets.push({ value: "controls", label: "Controls of actuators" });
  if (bodies.length && (scene?.capabilities.perturb ?? true)) targets.push({ value: "body", label: "A mocap body" });
  return (
    <section className={classes.section} aria-label="What is steered">
      <Select label="Steers" choices={targets} value={target} onChange={(value) => { usePads.setState({ target: value }); }} />
      {target === "body" && bodies.length > 0 && (
        <Select
          label="Body"
          choices={bodies.map((label, value) => ({ value, label }))}
          value={mocap}
          onChange={(value) => { usePads.setState({ mocap: value }); }}
        />
      )}
      <Speed />
      {target !== "controls" && (
        <Switch checked={turned} onChange={(value) => { usePads.setState({ turned: value }); }}>The other way round</Switch>
      )}
    </section>
  );
}

function Speed() {
  const id = useId();
  const speed = usePads((state) => state.speed);
  return (
    <div className={forms.row}>
      <label htmlFor={id}>Speed</label>
      <input
        id={id}
        className={fields.slider}
        type="range"
        min={0.05}
        max={1}
        step={0.05}
        value={speed}
        aria-valuetext={`${Math.round(100 * speed)} %`}
        onChange={(event) => { usePads.setState({ speed: event.currentTarget.valueAsNumber }); }}
      />
    </div>
  );
}
