import { MantineProvider } from "@mantine/core";
import { ControlBar } from "./ControlBar";
import { DropOverlay } from "./files/DropOverlay";
import { ModelChoice } from "./files/ModelChoice";
import { LinkQuestion } from "./links/LinkQuestion";
import { HelpSheet } from "./HelpSheet";
import { Notices } from "./Notices";
import { Overlay } from "./Overlay";
import { ScenePicker } from "./ScenePicker";
import { SessionsWindow } from "./sessions/SessionsWindow";
import { Sidebar } from "./sidebar/Sidebar";
import { Stage } from "./Stage";
import { StatusBar } from "./StatusBar";
import { THEME } from "./theme";
import { TileFrames } from "./tiles/TileFrames";
import { Timeline } from "./Timeline";
import { TopBar } from "./TopBar";
import { TrajectoryBanner } from "./trajectory/TrajectoryBanner";
import { type ViewerActions, ViewerContext } from "./viewerContext";

/** The whole page. */
export function App({ viewer }: { viewer: ViewerActions }) {
  return (
    // The variables and classes that it would put into style elements are in the style sheets.
    <MantineProvider theme={THEME} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <ViewerContext value={viewer}>
        <TopBar />
        <Stage />
        <TileFrames />
        <TrajectoryBanner />
        <Overlay />
        <LinkQuestion />
        <Timeline />
        <ControlBar />
        <Sidebar />
        <StatusBar />
        <Notices />
        <ScenePicker />
        <SessionsWindow />
        <HelpSheet />
        <ModelChoice />
        <DropOverlay />
      </ViewerContext>
    </MantineProvider>
  );
}
