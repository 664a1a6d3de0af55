import { fromHex, toHex } from "../../fields/colors";
import { useViewer } from "../viewerContext";
import type { ControlProps } from "./controls";
import classes from "./Field.module.css";
import { useField } from "./useField";
import { VectorControl } from "./VectorControl";

/** A colour: the browser's picker, and exact numbers, the opacity among them. */
export function ColorControl(props: ControlProps) {
  const { panel, field, id, describedBy } = props;
  const { fields } = useViewer();
  const { value } = useField(field.path);
  const numbers = typeof value === "object" ? value : undefined;
  return (
    <>
      <input
        id={id}
        className={classes.color}
        type="color"
        aria-describedby={describedBy}
        disabled={!(field.writable ?? true) || numbers === undefined}
        value={toHex(numbers ?? [])}
        onChange={(event) => {
          if (!numbers) return;
          const color = [...fromHex(event.currentTarget.value), ...numbers.slice(3)];
          fields.edit(panel, { [field.path]: color });
        }}
      />
      <VectorControl {...props} id={`${id}-numbers`} />
    </>
  );
}
