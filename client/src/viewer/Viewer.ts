import { PeerConnection } from "../connection/PeerConnection";
import { type ConnectionState, SignalingConnection } from "../connection/SignalingConnection";
import {
  isPeerVideoOver,
  type Preference,
  type Selection,
  type VideoChoice,
  VideoChooser,
  type VideoSupport,
} from "../connection/VideoChooser";
import { CameraGestures } from "../inputs/CameraGestures";
import { KeyboardInput } from "../inputs/KeyboardInput";
import { PointerInput } from "../inputs/PointerInput";
import { TouchInput } from "../inputs/TouchInput";
import type { Input } from "../inputs/types";
import { WheelInput } from "../inputs/WheelInput";
import {
  type CameraDrag,
  type IceServer,
  PROTOCOL_VERSION,
  type SceneDescription,
  type ServerMessage,
  type Telemetry,
  type VideoConfiguration,
  type Welcome,
} from "../protocol/generated";
import { readStamp } from "../protocol/stamps";
import { useConnection } from "../store/connectionStore";
import { useInterface } from "../store/interfaceStore";
import { addProblem } from "../store/noticesStore";
import { useSession } from "../store/sessionStore";
import { useStatus } from "../store/statusStore";
import { browserClock } from "../support/clock";
import { RingBuffer } from "../support/RingBuffer";
import { LatencyTracker } from "../telemetry/LatencyTracker";
import { NO_FRAMES, type PresentedFrame, type VideoCounters } from "../video/types";
import { WebCodecsVideo } from "../video/WebCodecsVideo";
import { WebRtcVideo } from "../video/WebRtcVideo";
import { Commands } from "./Commands";
import { showNotice } from "./Notices";
import { type PageSettings, pageStorage, rememberPreference } from "./settings";
import { StatisticsReporter } from "./StatisticsReporter";
import { type StageElements, VideoStage } from "./VideoStage";

const KEPT_PRESENTED = 5_000;

/** The page without its looks: wires connection, video and inputs, and fills the stores. */
export class Viewer {
  readonly presented = new RingBuffer<PresentedFrame>(KEPT_PRESENTED);
  readonly signaling: SignalingConnection;
  readonly tracker: LatencyTracker;
  readonly webCodecs: WebCodecsVideo;
  readonly webRtc = new WebRtcVideo((presented) => {
    this.onPresented("webrtc", presented);
  });
  readonly commands: Commands;
  private readonly peer: PeerConnection;
  private readonly chooser: VideoChooser;
  private readonly reporter: StatisticsReporter;
  private readonly gestures: CameraGestures;
  private iceServers: readonly IceServer[] = [];
  private stage: VideoStage | null = null;
  private inputs: Input[] = [];
  private lastVideo: VideoConfiguration | null = null;
  sentFrames = 0;

  constructor(
    private readonly settings: PageSettings,
    private readonly support: VideoSupport,
  ) {
    this.signaling = this.createSignaling();
    this.tracker = new LatencyTracker((serverMs) => this.signaling.clockSync.toLocal(serverMs));
    this.webCodecs = this.createWebCodecs();
    this.peer = this.createPeer();
    this.chooser = this.createChooser();
    this.reporter = this.createReporter();
    this.commands = new Commands((command) => this.signaling.command(command));
    this.gestures = new CameraGestures((input, eventTime, reliable) => {
      this.sendInput(input, eventTime, reliable);
    });
    useConnection.setState({ support });
    useInterface.setState({ preference: settings.preference });
  }

  /** Connect; the page lives until it is unloaded. */
  start(): void {
    this.chooser.setHidden(document.hidden);
    document.addEventListener("visibilitychange", () => {
      this.chooser.setHidden(document.hidden);
      if (!document.hidden) this.signaling.hasten();
    });
    window.addEventListener("online", () => {
      this.signaling.hasten();
    });
    this.signaling.open();
  }

  /** Take the stage's elements; call the result to let go of them. */
  attach(elements: StageElements): () => void {
    const stage = new VideoStage(elements);
    this.stage = stage;
    if (this.lastVideo) stage.setPictureSize(this.lastVideo);
    this.webCodecs.attach(elements.canvas);
    this.webRtc.attach(elements.video);
    this.inputs = this.createInputs(stage);
    for (const input of this.inputs) input.register();
    this.applyChoice(this.chooser.choice);
    return () => {
      for (const input of this.inputs) input.unregister();
      this.inputs = [];
      this.webCodecs.attach(null);
      this.webRtc.attach(null);
      this.stage = null;
    };
  }

  retryConnection(): void {
    this.signaling.retryNow();
  }

  setPreference(preference: Preference): void {
    rememberPreference(preference, pageStorage());
    useInterface.setState({ preference });
    this.chooser.setPreference(preference);
  }

  /** The way in use and what it has counted. */
  currentCounters(): { transport: Selection; counters: VideoCounters } {
    const transport = this.chooser.choice.selected;
    if (transport === "webrtc") return { transport, counters: this.webRtc.counters };
    if (transport === "websocket") return { transport, counters: this.webCodecs.counters };
    return { transport, counters: NO_FRAMES };
  }

  private createSignaling(): SignalingConnection {
    return new SignalingConnection({
      url: this.settings.signalingUrl,
      clock: browserClock,
      createSocket: (url) => new WebSocket(url),
      hello: () => ({
        type: "hello",
        version: PROTOCOL_VERSION,
        name: this.settings.name,
        h264_webrtc: this.support.webrtc,
        h264_webcodecs: this.support.webcodecs,
      }),
      handler: {
        onConnectionState: (state) => { this.onConnectionState(state); },
        onMessage: (message) => { this.onMessage(message); },
        onMedia: (buffer) => { this.webCodecs.receive(buffer); },
      },
    });
  }

  private createWebCodecs(): WebCodecsVideo {
    return new WebCodecsVideo({
      createDecoder: (init) => new VideoDecoder(init),
      requestFrame: (callback) => requestAnimationFrame(callback),
      now: () => performance.now(),
      handler: {
        acknowledge: (frame) => { this.signaling.send({ type: "acknowledge", frame }); },
        requestKeyFrame: () => { this.signaling.send({ type: "request_key_frame" }); },
        onPresented: (presented) => { this.onPresented("websocket", presented); },
      },
    });
  }

  private createPeer(): PeerConnection {
    return new PeerConnection({
      clock: browserClock,
      send: (message) => this.signaling.send(message),
      createPeer: (configuration) => new RTCPeerConnection(configuration),
      handler: {
        onPeerTrack: (receiver) => { this.webRtc.play(receiver); },
        onPeerConnected: () => { this.chooser.peerConnected(); },
        onPeerLost: (reason) => { this.chooser.peerLost(reason); },
        onPeerTelemetry: (telemetry) => { this.onTelemetry(telemetry, true); },
      },
    });
  }

  private createChooser(): VideoChooser {
    const effects = {
      connectPeer: () => { this.peer.connect(this.iceServers); },
      closePeer: () => { this.peer.close(); },
      selectVideo: (transport: Selection) => { this.selectVideo(transport); },
      onChoice: (choice: VideoChoice) => { this.applyChoice(choice); },
    };
    return new VideoChooser(this.support, this.settings.preference, effects, browserClock);
  }

  private createReporter(): StatisticsReporter {
    return new StatisticsReporter({
      clock: browserClock,
      tracker: this.tracker,
      refresh: () => this.webRtc.refresh(),
      counters: () => this.currentCounters(),
      roundTripMs: () => this.signaling.clockSync.roundTripMs,
      send: (report) => { this.signaling.send(report); },
    });
  }

  private createInputs(stage: VideoStage): Input[] {
    const lookAt = (x: number, y: number): void => {
      this.commands.lookAt(x, y);
    };
    return [
      new PointerInput(stage, this.gestures, lookAt),
      new TouchInput(stage, this.gestures, lookAt),
      new WheelInput(stage, this.gestures, browserClock),
      new KeyboardInput(stage.element, this.commands),
    ];
  }

  private onConnectionState(connection: ConnectionState): void {
    useConnection.setState({ connection });
    if (connection.kind === "connected") return;
    this.chooser.stop();
    this.reporter.stop();
    this.webCodecs.stop();
  }

  private onMessage(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        this.onWelcome(message);
        break;
      case "offer":
        void this.peer.handleOffer(message);
        break;
      case "peer_closed":
        this.peer.handlePeerClosed(message);
        break;
      case "video":
        this.onVideo(message);
        break;
      case "telemetry":
        this.onTelemetry(message, false);
        break;
      case "scene":
        this.onScene(message.scene);
        break;
      case "participants":
        useSession.setState({ participants: message.participants });
        break;
      case "notice":
        showNotice(message);
        break;
      case "error":
        addProblem(message.problem);
        break;
      default:
      // A message of a newer server, or one that the connection itself deals with.
    }
  }

  private onWelcome(welcome: Welcome): void {
    this.iceServers = welcome.ice_servers;
    this.tracker.reset(welcome.participant);
    useConnection.setState({
      participant: welcome.participant,
      serverVersion: welcome.server_version,
    });
    useSession.setState({
      participants: welcome.participants,
      speeds: [...welcome.speeds].sort((a, b) => a - b),
      scene: welcome.scene,
      restarting: null,
      loading: null,
    });
    if (welcome.video) this.onVideo(welcome.video);
    this.chooser.start(welcome.webrtc);
    this.reporter.start();
  }

  private onVideo(video: VideoConfiguration): void {
    this.lastVideo = video;
    this.webCodecs.configure(video);
    this.stage?.setPictureSize(video);
  }

  private onScene(scene: SceneDescription): void {
    useSession.setState({ scene, loading: null, restarting: null });
  }

  private onTelemetry(telemetry: Telemetry, lossy: boolean): void {
    this.sentFrames = telemetry.sent_frames;
    this.chooser.serverSent(telemetry.sent_frames);
    this.tracker.stampsReceived(telemetry.stamps.map(readStamp), lossy);
    useStatus.setState({ status: telemetry.status });
  }

  private onPresented(transport: "webrtc" | "websocket", presented: PresentedFrame): void {
    this.presented.push(presented);
    const { key, time } = presented;
    if (key) this.tracker.framePresented({ key, time });
    this.chooser.framePresented(transport);
  }

  private selectVideo(transport: Selection): void {
    if (transport !== "websocket") this.webCodecs.stop();
    this.signaling.send({ type: "select_video", transport });
  }

  private applyChoice(choice: VideoChoice): void {
    useConnection.setState({ video: choice });
    if (isPeerVideoOver(choice)) this.webRtc.stop();
    this.stage?.setVideoVisible(choice.selected === "webrtc" || choice.shown === "webrtc");
  }

  private sendInput(input: CameraDrag, eventTime: number, reliable: boolean): void {
    const message = { type: "input", input } as const;
    const sent = (!reliable && this.peer.sendInput(message)) || this.signaling.send(message);
    if (sent && !reliable) this.tracker.inputSent(input.seq, eventTime, performance.now());
  }
}
