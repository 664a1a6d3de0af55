import { Menu } from "@mantine/core";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

interface ChoiceItemsProps<Value extends string> {
  choices: readonly Choice<Value>[];
  chosen: Value;
  onChoose: (value: Value) => void;
  /** Scroll to the chosen one when the menu opens, for lists that may be longer than the window. */
  revealChosen?: boolean;
}

/** Items of a menu of which exactly one holds. */
export function ChoiceItems<Value extends string>(props: ChoiceItemsProps<Value>) {
  const { choices, chosen, onChoose, revealChosen = false } = props;
  return (
    <Menu.RadioGroup value={chosen}>
      {choices.map(({ value, label }) => (
        <Menu.RadioItem
          key={value}
          ref={revealChosen && value === chosen ? revealSoon : null}
          value={value}
          closeMenuOnClick
          onChange={() => { onChoose(value); }}
        >
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

/** Not before the next frame: the menu gets its height after its items are there. */
function revealSoon(item: HTMLElement | null): void {
  if (item) requestAnimationFrame(() => { item.scrollIntoView({ block: "nearest" }); });
}
