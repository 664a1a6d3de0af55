import { CloseButton, UnstyledButton } from "@mantine/core";
import type { BodyDescription, ElementDescription } from "../../protocol/generated";
import { useSelection } from "../../store/selectionStore";
import { useField } from "../fields/useField";
import { Icon, type IconName } from "../Icon";
import { useViewer } from "../viewerContext";
import { Contacts } from "./Contacts";
import classes from "./Inspect.module.css";
import { number, numbers, places } from "./numbers";

/** What is known of a body: what it is made of, how it moves now, what it touches. */
export function BodyCard({ body, geom }: { body: BodyDescription; geom: string }) {
  const { commands } = useViewer();
  return (
    <section className={classes.card} aria-label={`Body ${body.name}`}>
      <header className={classes.heading}>
        <h3 className={classes.name}>{body.name}</h3>
        <CloseButton aria-label="Select nothing" onClick={() => { commands.select(null); }} />
      </header>
      <p className={classes.kind}>
        {kindOf(body)}
        {geom && `, clicked at ${/^geom \d+$/.test(geom) ? geom : `geom ${geom}`}`}
      </p>
      <div className={classes.actions}>
        <Action icon="target" onClick={() => { commands.lookAtBody(body.body, false); }}>Centre</Action>
        <Action icon="follow" onClick={() => { commands.lookAtBody(body.body, true); }}>Follow</Action>
        {body.geoms.length > 0 && <HideAction body={body.body} />}
        {body.parent > 0 && (
          <Action icon="chevronUp" onClick={() => { commands.select(body.parent); }}>
            {body.parent_name}
          </Action>
        )}
      </div>
      <dl className={classes.figures}>
        <Figure label="Mass" value={`${number(body.mass)} kg`} />
        <Figure label="With all below it" value={`${number(body.subtree_mass)} kg`} />
        <Figure label="Inertia, kg m²" value={numbers(body.inertia)} />
        <Motion body={body.body} />
      </dl>
      <Elements title="Joints" elements={body.joints} />
      <Elements title="Geoms" elements={body.geoms} />
      <Contacts body={body.body} />
    </section>
  );
}

function HideAction({ body }: { body: number }) {
  const { fields } = useViewer();
  const path = `view/body/${String(body)}`;
  const { value } = useField(path);
  if (value === undefined) return null;
  const shown = value === 1;
  return (
    <Action icon="eye" onClick={() => { fields.edit("groups", { [path]: shown ? 0 : 1 }); }}>
      {shown ? "Hide" : "Show"}
    </Action>
  );
}

function kindOf({ mocap, movable, parent_name: parent }: BodyDescription): string {
  if (mocap) return "A mocap body: it goes where it is put";
  return movable ? `A body on ${parent}` : `A body that is fixed to ${parent}`;
}

function Motion({ body }: { body: number }) {
  const state = useSelection(({ states }) => states[body]);
  if (!state) return null;
  return (
    <>
      <Figure label="Position, m" value={places(state.position)} />
      <Figure label="Quaternion" value={places(state.quaternion)} />
      <Figure label="Velocity, m/s" value={places(state.velocity)} />
      <Figure label="Turning, rad/s" value={places(state.angular_velocity)} />
    </>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Elements({ title, elements }: { title: string; elements: ElementDescription[] }) {
  if (elements.length === 0) return null;
  return (
    <>
      <h4 className={classes.subheading}>{title}</h4>
      <ul className={classes.elements}>
        {elements.map(({ name, kind, detail }, index) => (
          <li key={index}>
            <span>{name}</span>
            <span className={classes.dim}>{[kind, detail].filter(Boolean).join(", ")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Action(props: { icon: IconName; onClick: () => void; children: string }) {
  return (
    <UnstyledButton className={classes.action} onClick={props.onClick}>
      <Icon name={props.icon} size="1rem" />
      <span>{props.children}</span>
    </UnstyledButton>
  );
}
