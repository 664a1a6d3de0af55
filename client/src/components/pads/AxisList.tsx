import type { ActuatorDescription } from "../../protocol/generated";
import { type PadTarget, usePads } from "../../store/padsStore";
import { useSession } from "../../store/sessionStore";
import fields from "../fields/Field.module.css";
import classes from "./Pads.module.css";

/** In the order of the axes. */
const STICKS = ["Left stick ↔", "Left stick ↕", "Triggers", "Right stick ↕", "Right stick ↔", "Cross ↔"];
const PUCK = ["Push ↔", "Lift", "Push away", "Tip", "Twist", "Lean ↔"];
const EFFECTS: Readonly<Record<Exclude<PadTarget, "controls">, readonly string[]>> = {
  camera: ["Moves sideways", "Moves up and down", "Goes closer", "Goes over it", "Goes round it", "Nothing"],
  body: ["Moves sideways", "Moves up and down", "Moves away", "Tips", "Turns", "Rolls"],
};
const NO_ACTUATORS: readonly ActuatorDescription[] = [];

/** What each axis does, and how far it is moved now. */
export function AxisList() {
  const pads = usePads((state) => state.pads);
  const axes = usePads((state) => state.axes);
  const target = usePads((state) => state.target);
  const names = pads[0]?.kind === "spacemouse" ? PUCK : STICKS;
  return (
    <ul className={classes.axes} aria-label="Axes">
      {names.map((name, axis) => (
        <li key={name} className={classes.axis}>
          <span>{name}</span>
          <Bar value={axes[axis] ?? 0} />
          {target === "controls" ? <ActuatorChoice axis={axis} name={name} /> : <span className={classes.effect}>{EFFECTS[target][axis]}</span>}
        </li>
      ))}
    </ul>
  );
}

function ActuatorChoice({ axis, name }: { axis: number; name: string }) {
  const actuators = useSession((state) => state.scene?.actuators) ?? NO_ACTUATORS;
  const chosen = usePads((state) => state.actuators[axis] ?? null);
  return (
    <select
      className={fields.choice}
      aria-label={`Control of ${name}`}
      value={chosen !== null && chosen < actuators.length ? chosen : ""}
      onChange={({ currentTarget: { value } }) => {
        const actuator = value === "" ? null : Number(value);
        usePads.setState((state) => ({ actuators: state.actuators.with(axis, actuator) }));
      }}
    >
      <option value="">Nothing</option>
      {actuators.map((actuator, index) => <option key={index} value={index}>{actuator.name}</option>)}
    </select>
  );
}

/** From its middle to one side. */
function Bar({ value }: { value: number }) {
  const [from, to] = value < 0 ? [50 + 50 * value, 50] : [50, 50 + 50 * value];
  return (
    <svg className={classes.bar} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className={classes.barGround} width="100" height="8" rx="2" />
      <rect className={classes.barValue} x={from} width={to - from} height="8" rx="2" />
      <rect className={classes.barMiddle} x="49.500" width="1" height="8" />
    </svg>
  );
}
