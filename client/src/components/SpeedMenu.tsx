import { Menu } from "@mantine/core";
import { useSession } from "../store/sessionStore";
import { useStatus } from "../store/statusStore";
import { formatSpeed } from "../viewer/speeds";
import { ChoiceItems } from "./ChoiceItems";
import { ToolButton } from "./ToolButton";
import { useViewer } from "./viewerContext";

interface SpeedMenuProps {
  disabled: boolean;
  className: string | undefined;
}

/** The real-time factor that is asked for. */
export function SpeedMenu({ disabled, className }: SpeedMenuProps) {
  const { commands } = useViewer();
  const speeds = useSession((state) => state.speeds);
  const speed = useStatus((state) => state.status?.speed ?? 1);
  return (
    <Menu position="top" width="12.5rem">
      <Menu.Target>
        <ToolButton
          className={className}
          label={`Speed: ${formatSpeed(speed)}`}
          hint="Speed (= faster, - slower)"
          disabled={disabled}
        >
          {formatSpeed(speed)}
        </ToolButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Speed against real time</Menu.Label>
        <ChoiceItems
          choices={speeds.map((value) => ({ value: `${value}`, label: formatSpeed(value) }))}
          chosen={`${speed}`}
          revealChosen
          onChoose={(value) => { commands.setSpeed(Number(value)); }}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
