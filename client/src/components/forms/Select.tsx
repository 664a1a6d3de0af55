import { useId } from "react";
import fields from "../fields/Field.module.css";
import classes from "./Forms.module.css";

interface SelectProps<T extends string | number> {
  label: string;
  choices: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** A choice with its name before it. */
export function Select<T extends string | number>({ label, choices, value, onChange }: SelectProps<T>) {
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={fields.choice}
        value={value}
        onChange={(event) => {
          const chosen = choices[event.currentTarget.selectedIndex];
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
    </div>
  );
}
