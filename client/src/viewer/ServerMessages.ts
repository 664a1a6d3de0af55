import type {
  FieldValues,
  Offer,
  PanelDescribed,
  PeerClosed,
  SceneDescription,
  ServerMessage,
  SessionStateChanged,
  Telemetry,
  VideoConfiguration,
  Welcome,
} from "../protocol/generated";
import { seriesData } from "../plots/SeriesData";
import { useConnection } from "../store/connectionStore";
import { useFiles } from "../store/filesStore";
import { addNotice } from "../store/noticesStore";
import { takeBodyState, takeSelections } from "../store/selectionStore";
import { initialPeople, takeActivity, usePeople } from "../store/peopleStore";
import { takeRecordings, useRecording } from "../store/recordingStore";
import { useSession } from "../store/sessionStore";
import { initialStatus, useStatus } from "../store/statusStore";
import { takeWriting } from "../store/writingStore";
import { logProblem } from "../support/log";
import { showNotice } from "./Notices";

/** What messages set in motion, beyond what they change in the stores. */
export interface MessageHandler {
  onWelcome(welcome: Welcome): void;
  onVideo(video: VideoConfiguration): void;
  onOffer(offer: Offer): void;
  onPeerClosed(message: PeerClosed): void;
  onTelemetry(telemetry: Telemetry): void;
  onScene(scene: SceneDescription): void;
  onPanel(panel: PanelDescribed): void;
  onFields(values: FieldValues): void;
}

/** Take in a message of the server: what it tells goes into the stores. */
export function receiveMessage(message: ServerMessage, handler: MessageHandler): void {
  switch (message.type) {
    case "welcome":
      takeWelcome(message);
      handler.onWelcome(message);
      break;
    case "offer":
      handler.onOffer(message);
      break;
    case "peer_closed":
      handler.onPeerClosed(message);
      break;
    case "video":
      handler.onVideo(message);
      break;
    case "telemetry":
      handler.onTelemetry(message);
      break;
    case "state":
      takeState(message);
      break;
    case "scene":
      useSession.setState({ scene: message.scene, loading: null });
      takeSelections([]);
      handler.onScene(message.scene);
      break;
    case "panel":
      handler.onPanel(message);
      break;
    case "fields":
      handler.onFields(message);
      break;
    case "selections":
      takeSelections(message.selections);
      break;
    case "body_state":
      takeBodyState(message);
      break;
    case "pull_refused":
      addNotice({ code: "hint", level: "info", text: message.why, problem: null });
      break;
    case "files":
      useFiles.setState({ files: message });
      break;
    case "participants":
      useSession.setState({ participants: message.participants });
      break;
    case "tiles":
      useSession.setState({ tiles: message.tiles });
      break;
    case "recordings":
      takeRecordings(message);
      break;
    case "control":
      usePeople.setState({ control: message.control });
      break;
    case "activity":
      takeActivity(message.entries, useConnection.getState().participant);
      break;
    case "film":
      useRecording.setState({ film: message.running });
      break;
    case "writing":
      takeWriting(message);
      break;
    case "notice":
      showNotice(message);
      break;
    case "series":
      seriesData.describe(message);
      break;
    case "samples":
      seriesData.receive(message);
      break;
    case "error":
      // What a person does is answered by a result; this answers the page's own messages.
      logProblem(message.problem);
      break;
    default:
    // A message of a newer server, or one that the connection itself deals with.
  }
}

function takeWelcome(welcome: Welcome): void {
  useConnection.setState({
    participant: welcome.participant,
    serverVersion: welcome.server_version,
    access: welcome.access ?? null,
  });
  // The log follows, all of it.
  usePeople.setState(({ seen }) => ({ ...initialPeople, seen }));
  // So do the scenes from words, where there are any.
  takeWriting({});
  useSession.setState({
    name: welcome.session,
    state: welcome.state,
    failed: welcome.problem,
    participants: welcome.participants,
    speeds: [...welcome.speeds].sort((a, b) => a - b),
    scene: welcome.scene,
    sharedSize: { width: welcome.shared_size[0], height: welcome.shared_size[1] },
    tiles: welcome.tiles ?? [],
    restarting: null,
    loading: null,
  });
  takeSelections([]);
}

function takeState({ state, problem }: SessionStateChanged): void {
  useSession.setState({ state, failed: problem ?? null, restarting: null });
  // The figures of a simulation that is gone say nothing of now.
  if (state !== "live") useStatus.setState(initialStatus);
}
