import { Kbd } from "@mantine/core";
import { type ComponentType, memo, useId } from "react";
import type { Field } from "../../protocol/generated";
import { ChoiceControl } from "./ChoiceControl";
import { ColorControl } from "./ColorControl";
import type { ControlProps } from "./controls";
import classes from "./Field.module.css";
import { NumberControl } from "./NumberControl";
import { ToggleControl } from "./ToggleControl";
import { useField } from "./useField";
import { VectorControl } from "./VectorControl";

const CONTROLS: Readonly<Record<NonNullable<Field["kind"]>, ComponentType<ControlProps>>> = {
  number: NumberControl,
  integer: NumberControl,
  toggle: ToggleControl,
  choice: ChoiceControl,
  vector: VectorControl,
  color: ColorControl,
};

/** A field: its name, its control, what is to be known about it, and why an edit was refused. */
export const FieldRow = memo(function FieldRow({ panel, field }: { panel: string; field: Field }) {
  const id = useId();
  const kind = field.kind ?? "number";
  const Control = CONTROLS[kind];
  return (
    <div className={classes.row} data-kind={kind} data-path={field.path}>
      <label className={classes.label} htmlFor={id} title={`${field.label} (${field.path})`}>
        <span className={classes.name}>{field.label}</span>
        {field.unit && <span className={classes.unit}>{field.unit}</span>}
        {field.key && <Kbd className={classes.key} aria-hidden="true">{field.key}</Kbd>}
      </label>
      <Control panel={panel} field={field} id={id} describedBy={`${id}-about`} />
      <div id={`${id}-about`} className={classes.about}>
        {field.note && <p className={classes.note}>{field.note}</p>}
        <Problem path={field.path} />
      </div>
    </div>
  );
});

function Problem({ path }: { path: string }) {
  const { problem } = useField(path);
  return problem === null ? null : <p className={classes.problem} role="alert">{problem}</p>;
}
