import { useViewer } from "../viewerContext";
import type { ControlProps } from "./controls";
import classes from "./Field.module.css";
import { useField } from "./useField";

/** One of several; the browser's own list has room for 500, and is searched by typing. */
export function ChoiceControl({ panel, field, id, describedBy }: ControlProps) {
  const { fields } = useViewer();
  const { value } = useField(field.path);
  const choices = field.choices ?? [];
  const chosen = typeof value === "number" ? value : -1;
  return (
    <select
      id={id}
      className={classes.choice}
      aria-describedby={describedBy}
      disabled={!(field.writable ?? true) || value === undefined}
      value={chosen}
      onChange={(event) => {
        fields.edit(panel, { [field.path]: Number(event.currentTarget.value) });
      }}
    >
      {chosen in choices || <option value={chosen}>{chosen < 0 ? "–" : `Number ${chosen}`}</option>}
      {choices.map((name, index) => <option key={index} value={index}>{name}</option>)}
    </select>
  );
}
