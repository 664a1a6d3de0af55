import { useViewer } from "../viewerContext";
import type { ControlProps } from "./controls";
import classes from "./Field.module.css";
import { useField } from "./useField";

/** On or off. */
export function ToggleControl({ panel, field, id, describedBy }: ControlProps) {
  const { fields } = useViewer();
  const { value } = useField(field.path);
  return (
    <input
      id={id}
      className={classes.toggle}
      type="checkbox"
      role="switch"
      aria-describedby={describedBy}
      disabled={!(field.writable ?? true) || value === undefined}
      checked={typeof value === "number" && value !== 0}
      onChange={(event) => {
        fields.edit(panel, { [field.path]: event.currentTarget.checked ? 1 : 0 });
      }}
    />
  );
}
