import { useViewer } from "../viewerContext";
import type { ControlProps } from "./controls";
import classes from "./Field.module.css";
import { componentNames } from "./componentNames";
import { NumberInput } from "./NumberInput";
import { useField } from "./useField";

/** Several numbers that belong together: a vector, a quaternion, a pose, the numbers of a colour. */
export function VectorControl({ panel, field, id, describedBy }: ControlProps) {
  const { fields } = useViewer();
  const { value, problem } = useField(field.path);
  const numbers = typeof value === "object" ? value : undefined;
  const names = componentNames(field);
  return (
    <div
      id={id}
      className={`${classes.vector ?? ""} ${names.length > 4 ? (classes.long ?? "") : ""}`}
      role="group"
      aria-label={field.label}
    >
      {names.map((name, index) => (
        <label key={name} className={classes.component}>
          <span className={classes.componentName} aria-hidden="true">{name}</span>
          <NumberInput
            field={field}
            label={`${field.label} ${name}`}
            describedBy={describedBy}
            value={numbers?.[index]}
            disabled={!(field.writable ?? true)}
            invalid={problem !== null}
            onCommit={(number) => {
              if (numbers) fields.edit(panel, { [field.path]: numbers.with(index, number) });
            }}
            onNonsense={(text) => { fields.complain(field.path, `“${text}” is not a number.`); }}
          />
        </label>
      ))}
    </div>
  );
}
