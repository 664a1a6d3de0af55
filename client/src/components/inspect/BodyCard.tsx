import { CloseButton, UnstyledButton } from "@mantine/core";
import type { BodyDescription, ElementDescription } from "../../protocol/generated";
import { useSelection } from "../../store/selectionStore";
import { Icon, type IconName } from "../Icon";
import { useViewer } from "../viewerContext";
import { Contacts } from "./Contacts";
import classes from "./Inspect.module.css";
import { number, numbers } from "./numbers";

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
        {geom && `, clicked at geom ${geom}`}
      </p>
      <div className={classes.actions}>
        <Action icon="target" onClick={() => { commands.lookAtBody(body.body, false); }}>Centre</Action>
        <Action icon="follow" onClick={() => { commands.lookAtBody(body.body, true); }}>Follow</Action>
        {body.parent > 0 && (
          <Action icon="chevronUp" onClick={() => { commands.select(body.parent); }}>
            {body.parent_name}
          </Action>
        )}
      </div>
      <dl className={classes.figures}>
        <Figure label="Mass" value={`${number(body.mass)} kg`} />
        <Figure label="With all below it" value={`${number(body.subtree_mass)} kg`} />
        <Figure label="Inertia" value={`${numbers(body.inertia)} kg m²`} />
        <Motion body={body.body} />
      </dl>
      <Elements title="Joints" elements={body.joints} />
      <Elements title="Geoms" elements={body.geoms} />
      <Contacts body={body.body} />
    </section>
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
      <Figure label="Position" value={`${numbers(state.position)} m`} />
      <Figure label="Quaternion" value={numbers(state.quaternion)} />
      <Figure label="Velocity" value={`${numbers(state.velocity)} m/s`} />
      <Figure label="Turning" value={`${numbers(state.angular_velocity)} rad/s`} />
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
