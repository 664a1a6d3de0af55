import { type KeyboardEvent, useState } from "react";
import { arrowStep, formatExact, formatShown, parseNumber } from "../../fields/sliders";
import type { Field } from "../../protocol/generated";
import classes from "./Field.module.css";

interface NumberInputProps {
  id?: string;
  label?: string;
  describedBy: string;
  field: Field;
  value: number | undefined;
  disabled: boolean;
  invalid: boolean;
  onCommit: (value: number) => void;
  onNonsense: (text: string) => void;
}

/**
 * A number to be typed exactly. While it has the focus it stands still; Enter, or going on, sends
 * it, Escape takes it back, arrows go up and down.
 */
export function NumberInput(props: NumberInputProps) {
  const { field, value, onCommit, onNonsense } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const exact = value === undefined ? "" : formatExact(value);

  const commit = (): void => {
    const text = draft;
    setDraft(null);
    if (text === null || text === exact) return;
    const number = parseNumber(text);
    if (number === null) onNonsense(text);
    else onCommit(number);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") {
      commit();
    } else if (event.key === "Escape" && draft !== null && draft !== exact) {
      // Only what is typed is given up, not the focus.
      event.preventDefault();
      setDraft(exact);
    } else if (direction !== undefined && value !== undefined) {
      event.preventDefault();
      setDraft(null);
      onCommit(Number(formatExact(value + direction * arrowStep(field, value))));
    }
  };
  return (
    <input
      id={props.id}
      className={classes.number}
      type="text"
      inputMode="text"
      autoComplete="off"
      spellCheck={false}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid}
      disabled={props.disabled || value === undefined}
      value={draft ?? (value === undefined ? "–" : formatShown(field, value))}
      onFocus={(event) => {
        setDraft(exact);
        const input = event.currentTarget;
        // After it was drawn with all its digits.
        requestAnimationFrame(() => { input.select(); });
      }}
      onChange={(event) => { setDraft(event.currentTarget.value); }}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
