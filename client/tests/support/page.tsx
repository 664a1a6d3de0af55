import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { THEME } from "../../src/components/theme";
import { type ViewerActions, ViewerContext } from "../../src/components/viewerContext";
import { Fields } from "../../src/fields/Fields";
import type { ClientMessage, Command, SceneDescription, Status } from "../../src/protocol/generated";
import { initialConnection, useConnection } from "../../src/store/connectionStore";
import { initialInterface, useInterface } from "../../src/store/interfaceStore";
import { initialNotices, useNotices } from "../../src/store/noticesStore";
import { initialLink, useLink } from "../../src/store/linkStore";
import { initialPads, usePads } from "../../src/store/padsStore";
import { initialPeople, usePeople } from "../../src/store/peopleStore";
import { initialPlots, usePlots } from "../../src/store/plotsStore";
import { initialPanels, usePanels } from "../../src/store/panelsStore";
import { initialSelection, useSelection } from "../../src/store/selectionStore";
import { initialRecording, useRecording } from "../../src/store/recordingStore";
import { initialSession, useSession } from "../../src/store/sessionStore";
import { initialSidebar, useSidebar } from "../../src/store/sidebarStore";
import { initialStatistics, useStatistics } from "../../src/store/statisticsStore";
import { initialStatus, useStatus } from "../../src/store/statusStore";
import { initialWriting, useWriting } from "../../src/store/writingStore";
import { browserClock } from "../../src/support/clock";
import { RingBuffer } from "../../src/support/RingBuffer";
import type { JoinedFrame } from "../../src/telemetry/FrameLog";
import { Commands, type SendCommand } from "../../src/viewer/Commands";
import { Scrubber } from "../../src/viewer/Scrubber";

export const SCENE: SceneDescription = {
  title: "Humanoid",
  source: { type: "builtin", name: "humanoid" },
  generation: 1,
  timestep_sec: 0.002,
  bodies: 14,
  joints: 20,
  degrees_of_freedom: 27,
  keyframes: [],
  cameras: [],
  actuators: [],
  capabilities: { step: true, speed: true, reset: true, control: true },
};

export const STATUS: Status = {
  running: true,
  sim_time_sec: 12.34,
  speed: 1,
  real_time_factor: 1,
  still: false,
  frames_per_sec: 60,
  bits_per_sec: 2_500_000,
  render_ms: 9,
  encode_ms: 2,
  quality: "no-shadows",
  quality_index: 2,
  quality_levels: 6,
  encoder: "libx264",
  gl_device: "llvmpipe",
  gl_software: true,
  contacts: 8,
  steps_too_slow: false,
};

export function resetStores(): void {
  useLink.setState(initialLink, true);
  usePads.setState(initialPads, true);
  useConnection.setState(initialConnection, true);
  useInterface.setState(initialInterface, true);
  useNotices.setState(initialNotices, true);
  usePlots.setState(initialPlots, true);
  usePanels.setState(initialPanels, true);
  useSelection.setState(initialSelection, true);
  useRecording.setState(initialRecording, true);
  useSession.setState(initialSession, true);
  usePeople.setState(initialPeople, true);
  useSidebar.setState(initialSidebar, true);
  useStatistics.setState(initialStatistics, true);
  useStatus.setState(initialStatus, true);
  useWriting.setState(initialWriting, true);
}

/** As if the server had greeted and shown a scene. */
export function goLive(scene: SceneDescription = SCENE): void {
  useConnection.setState({ connection: { kind: "connected" } });
  useSession.setState({ state: "live", scene });
}

/** Render a part of the page; the result tells what it did. */
export function renderPart(part: ReactNode, answer: () => Promise<void> = () => Promise.resolve()) {
  const sent: Command[] = [];
  const setPreference = vi.fn();
  const retryConnection = vi.fn();
  const focusPicture = vi.fn();
  const send: SendCommand = (command) => {
    sent.push(command);
    return answer();
  };
  const messages: ClientMessage[] = [];
  const tell = (message: ClientMessage): boolean => messages.push(message) > 0;
  const commands = new Commands(send, () => 77);
  const frameLog = { frames: new RingBuffer<JoinedFrame>(100) };
  const viewer: ViewerActions = {
    commands,
    scrubber: new Scrubber((index) => commands.seek(index)),
    frameLog,
    pads: { askForSpaceMouse: () => Promise.resolve(false) },
    fields: new Fields(tell, send, browserClock),
    attach: () => () => undefined,
    setPreference,
    retryConnection,
    focusPicture,
  };
  render(
    <MantineProvider env="test" theme={THEME}>
      <ViewerContext value={viewer}>{part}</ViewerContext>
    </MantineProvider>,
  );
  const { fields } = viewer;
  return { sent, messages, setPreference, retryConnection, focusPicture, commands, fields, frameLog };
}
