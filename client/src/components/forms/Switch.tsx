import { type ReactNode, useId } from "react";
import fields from "../fields/Field.module.css";
import classes from "./Forms.module.css";

interface SwitchProps {
  children: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, with its name before it. */
export function Switch({ children, checked, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id}>{children}</label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className={fields.toggle}
        checked={checked}
        disabled={disabled}
        onChange={(event) => { onChange(event.currentTarget.checked); }}
      />
    </div>
  );
}
