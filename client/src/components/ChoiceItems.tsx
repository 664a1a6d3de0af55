import { Menu } from "@mantine/core";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

interface ChoiceItemsProps<Value extends string> {
  choices: readonly Choice<Value>[];
  chosen: Value;
  onChoose: (value: Value) => void;
}

/** Items of a menu of which exactly one holds. */
export function ChoiceItems<Value extends string>(props: ChoiceItemsProps<Value>) {
  const { choices, chosen, onChoose } = props;
  return (
    <Menu.RadioGroup value={chosen}>
      {choices.map(({ value, label }) => (
        <Menu.RadioItem key={value} value={value} closeMenuOnClick onChange={() => { onChoose(value); }}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
