import { Menu, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import type { Preference } from "../connection/videoTypes";
import type { PictureFit } from "../inputs/geometry";
import { useInterface } from "../store/interfaceStore";
import { pageStorage, rememberFit } from "../viewer/settings";
import { type Choice, ChoiceItems } from "./ChoiceItems";
import { Icon } from "./Icon";
import { ToolButton } from "./ToolButton";
import { useViewer } from "./viewerContext";

const TRANSPORTS: readonly Choice<Preference>[] = [
  { value: "auto", label: "Automatic" },
  { value: "webrtc", label: "WebRTC only" },
  { value: "websocket", label: "TCP only" },
  { value: "mse", label: "TCP only, by MSE" },
  { value: "jpeg", label: "TCP only, as JPEG" },
];

const FITS: readonly Choice<PictureFit>[] = [
  { value: "fill", label: "Fill the window" },
  { value: "whole", label: "Show the whole picture" },
];

const SCHEMES: readonly Choice<MantineColorScheme>[] = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

function chooseFit(fit: PictureFit): void {
  rememberFit(fit, pageStorage());
  useInterface.setState({ fit });
}

/** How the video comes and is shown, the looks, and the help. */
export function SettingsMenu() {
  const viewer = useViewer();
  const preference = useInterface((state) => state.preference);
  const fit = useInterface((state) => state.fit);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width="15rem">
      <Menu.Target>
        <ToolButton label="Settings" icon="settings" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Video connection</Menu.Label>
        <ChoiceItems choices={TRANSPORTS} chosen={preference} onChoose={(value) => { viewer.setPreference(value); }} />
        <Menu.Divider />
        <Menu.Label>Picture</Menu.Label>
        <ChoiceItems choices={FITS} chosen={fit} onChoose={chooseFit} />
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <ChoiceItems choices={SCHEMES} chosen={colorScheme} onChoose={setColorScheme} />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="help" size="1rem" />} onClick={() => { viewer.commands.showHelp(); }}>
          Mouse and keys
        </Menu.Item>
        <Menu.Item component="a" href="diagnostics" target="_blank" leftSection={<Icon name="info" size="1rem" />}>
          Why is it black or slow?
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
