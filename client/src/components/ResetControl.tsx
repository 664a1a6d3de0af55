import { Menu } from "@mantine/core";
import { useSession } from "../store/sessionStore";
import { ToolButton } from "./ToolButton";
import { useViewer } from "./viewerContext";

const NO_KEYFRAMES: string[] = [];

/** Back to the initial state; with keyframes a menu of them. */
export function ResetControl({ disabled }: { disabled: boolean }) {
  const { commands } = useViewer();
  const keyframes = useSession((state) => state.scene?.keyframes ?? NO_KEYFRAMES);
  const recorded = useSession((state) => Boolean(state.scene?.trajectory));
  if (keyframes.length === 0 || recorded) {
    return (
      <ToolButton
        label="Reset"
        hint={recorded ? "Back to the first row (Backspace)" : "Reset (Backspace)"}
        icon="reset"
        disabled={disabled}
        onClick={() => { commands.reset(); }}
      />
    );
  }
  return (
    <Menu position="top" width="14rem">
      <Menu.Target>
        <ToolButton label="Reset" hint="Reset, or go to a keyframe" icon="reset" disabled={disabled} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => { commands.reset(); }}>Initial state</Menu.Item>
        <Menu.Divider />
        <Menu.Label>Keyframes</Menu.Label>
        {keyframes.map((name, index) => (
          // Keyframes are told apart by their index: names may repeat or be missing.
          <Menu.Item key={index} title={name} onClick={() => { commands.reset(index); }}>
            {name || `Keyframe ${index}`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
