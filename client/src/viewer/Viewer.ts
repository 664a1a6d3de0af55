import { credentials } from "../access/Credentials";
import { type ConnectionState, SignalingConnection } from "../connection/SignalingConnection";
import { NO_SUPPORT, type Preference, type Selection, type Transport, type VideoSupport } from "../connection/videoTypes";
import { Fields } from "../fields/Fields";
import type { AnyInput, SendInput } from "../inputs/CameraGestures";
import { GestureNumbers } from "../inputs/GestureNumbers";
import { Jogger } from "../pads/Jogger";
import { Pads } from "../pads/Pads";
import { PROTOCOL_VERSION, type Welcome } from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { useInterface } from "../store/interfaceStore";
import { useRecording } from "../store/recordingStore";
import { useSession } from "../store/sessionStore";
import { initialStatistics, useStatistics } from "../store/statisticsStore";
import { initialStatus, useStatus } from "../store/statusStore";
import { browserClock } from "../support/clock";
import { RingBuffer } from "../support/RingBuffer";
import { LinkOpener } from "../links/LinkOpener";
import type { FrameLog } from "../telemetry/FrameLog";
import { LatencyTracker } from "../telemetry/LatencyTracker";
import { rtpTimestamp } from "../telemetry/presentation";
import type { PresentedFrame, VideoCounters } from "../video/types";
import { Commands, type SendCommand } from "./Commands";
import { Scrubber } from "./Scrubber";
import { type MessageHandler, receiveMessage } from "./ServerMessages";
import { SeriesWatch } from "./SeriesWatch";
import { type PageSettings, pageStorage, rememberPreference } from "./settings";
import { StageInputs } from "./StageInputs";
import { StatisticsReporter } from "./StatisticsReporter";
import { TelemetryReceiver } from "./TelemetryReceiver";
import { VideoPipeline } from "./VideoPipeline";
import { type StageElements, VideoStage } from "./VideoStage";
import { ViewKeys } from "./ViewKeys";

const KEPT_PRESENTED = 5_000;

/** The page without its looks: wires connection, video and inputs, and fills the stores. */
export class Viewer {
  readonly presented = new RingBuffer<PresentedFrame>(KEPT_PRESENTED);
  readonly signaling: SignalingConnection;
  readonly tracker: LatencyTracker;
  readonly commands: Commands;
  readonly fields: Fields;
  readonly scrubber: Scrubber;
  readonly pads: Pads;
  private readonly video: VideoPipeline;
  private readonly telemetry: TelemetryReceiver;
  private readonly reporter: StatisticsReporter;
  private readonly inputs: StageInputs;
  private readonly seriesWatch: SeriesWatch;
  private support = NO_SUPPORT;
  private stage: VideoStage | null = null;
  private readonly messages: MessageHandler = {
    onWelcome: (welcome) => { this.onWelcome(welcome); },
    onVideo: (video) => { this.video.configure(video); },
    onOffer: (offer) => { void this.video.peer.handleOffer(offer); },
    onPeerClosed: (message) => { this.video.peer.handlePeerClosed(message); },
    onTelemetry: (telemetry) => { this.telemetry.receive(telemetry, false); },
    onScene: ({ generation }) => { this.fields.sceneShown(generation); },
    onPanel: (panel) => { this.fields.describe(panel); },
    onFields: (values) => { this.fields.tell(values); },
  };

  constructor(private readonly settings: PageSettings) {
    this.signaling = this.createSignaling();
    this.tracker = new LatencyTracker((serverMs) => this.signaling.clockSync.toLocal(serverMs));
    this.video = this.createVideo();
    this.telemetry = new TelemetryReceiver(this.video.chooser, this.tracker);
    this.reporter = this.createReporter();
    const command: SendCommand = (asked) => this.signaling.command(asked);
    const shownRtp = (): number | null => this.shownRtp();
    this.commands = new Commands(command, shownRtp);
    this.scrubber = new Scrubber((index) => this.commands.seek(index));
    this.fields = new Fields((message) => this.signaling.send(message), command, browserClock);
    const sendInput: SendInput = (...input) => { this.sendInput(...input); };
    // All inputs of a page are counted together.
    const numbers = new GestureNumbers();
    this.inputs = new StageInputs(this.commands, new ViewKeys(this.fields), sendInput, shownRtp, numbers);
    this.pads = new Pads(new Jogger(numbers, sendInput, browserClock));
    this.seriesWatch = new SeriesWatch(browserClock, (message) => this.signaling.send(message));
    useInterface.setState({ preference: settings.preference });
  }

  /** Connect; the page lives until it is unloaded. */
  start(support: VideoSupport): void {
    this.support = support;
    useConnection.setState({ support });
    this.takeVisibility();
    document.addEventListener("visibilitychange", () => {
      this.takeVisibility();
      if (!document.hidden) this.signaling.hasten();
    });
    window.addEventListener("online", () => {
      this.signaling.hasten();
    });
    this.pads.start();
    new LinkOpener(this.commands).start();
    this.signaling.open();
  }

  private takeVisibility(): void {
    this.video.chooser.setHidden(document.hidden);
    this.fields.setHidden(document.hidden);
  }

  /** Take the stage's elements; call the result to let go of them. */
  attach(elements: StageElements): () => void {
    const stage = new VideoStage(elements);
    this.stage = stage;
    // Tiles stand at the edges, which filling the window cuts off.
    const fit = (): void => {
      const { tiles } = useSession.getState();
      stage.setFit(tiles.length > 0 ? "whole" : useInterface.getState().fit);
    };
    fit();
    const unsubscribes = [useInterface.subscribe(fit), useSession.subscribe(fit)];
    this.video.attach(stage);
    const unregister = this.inputs.register(stage);
    stage.focusQuietly();
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      unregister();
      this.video.detach();
      this.stage = null;
    };
  }

  get frameLog(): FrameLog {
    return this.tracker.log;
  }

  focusPicture(): void {
    this.stage?.focus();
  }

  retryConnection(): void {
    this.signaling.retryNow();
  }

  /** Come in by a ticket that was given to this page late; who is in already needs none. */
  comeIn(ticket: string): void {
    if (useConnection.getState().connection.kind === "connected") return;
    credentials.take(ticket);
    this.signaling.retryNow();
  }

  setPreference(preference: Preference): void {
    rememberPreference(preference, pageStorage());
    useInterface.setState({ preference });
    this.video.chooser.setPreference(preference);
  }

  /** The way in use and what it has counted. */
  currentCounters(): { transport: Selection; counters: VideoCounters } {
    return this.video.counters();
  }

  /** Ask the browser for its newest counters of WebRTC. */
  refreshCounters(): Promise<void> {
    return this.video.refresh();
  }

  /** How many frames the server says it has sent to this page on the present way. */
  get sentFrames(): number {
    return this.telemetry.sentFrames;
  }

  private createSignaling(): SignalingConnection {
    return new SignalingConnection({
      url: this.settings.signalingUrl,
      clock: browserClock,
      createSocket: (url) => new WebSocket(url),
      hello: () => credentials.sign({
        type: "hello",
        version: PROTOCOL_VERSION,
        name: this.settings.name,
        identity: this.settings.identity,
        page: this.settings.page,
        h264_webrtc: this.support.webrtc,
        h264_webcodecs: this.support.webcodecs,
        h264_mse: this.support.mse,
      }),
      handler: {
        onConnectionState: (state) => { this.onConnectionState(state); },
        onMessage: (message) => { receiveMessage(message, this.messages); },
        onMedia: (buffer) => { this.video.receive(buffer); },
      },
    });
  }

  private createVideo(): VideoPipeline {
    return new VideoPipeline({
      preference: this.settings.preference,
      send: (message) => this.signaling.send(message),
      onPresented: (presented, transport) => { this.onPresented(presented, transport); },
      onPeerTelemetry: (telemetry) => { this.telemetry.receive(telemetry, true); },
    });
  }

  private createReporter(): StatisticsReporter {
    return new StatisticsReporter({
      clock: browserClock,
      tracker: this.tracker,
      refresh: () => this.refreshCounters(),
      counters: () => this.currentCounters(),
      knowsFrames: () => this.video.knowsFrames,
      roundTripMs: () => this.signaling.clockSync.roundTripMs,
      jitterBufferMs: () => this.video.jitterBufferMs,
      send: (report) => { this.signaling.send(report); },
    });
  }

  private onConnectionState(connection: ConnectionState): void {
    useConnection.setState({ connection });
    if (connection.kind === "connected") return;
    if (connection.kind === "refused" && connection.wayOut === "token") credentials.forget();
    this.video.stop();
    this.reporter.stop();
    // What was measured over the old connection says nothing of now.
    useStatus.setState(initialStatus);
    useStatistics.setState(initialStatistics);
    useSession.setState({ participants: [] });
    useRecording.setState({ running: null, film: null });
  }

  private onWelcome(welcome: Welcome): void {
    credentials.welcomed(welcome.bearer ?? "");
    this.tracker.reset(welcome.participant);
    this.fields.restart();
    if (welcome.scene) this.fields.sceneShown(welcome.scene.generation);
    this.telemetry.reset();
    this.video.start(this.support, welcome);
    this.reporter.start();
    this.seriesWatch.connected();
  }

  private onPresented(presented: PresentedFrame, transport: Transport): void {
    this.presented.push(presented);
    const { key, time, receivedTime, decodeMs } = presented;
    if (key) this.tracker.framePresented({ key, time, receivedTime, decodeMs, transport });
  }

  /** Which picture the person sees. */
  private shownRtp(): number | null {
    const key = this.presented.newest()?.key;
    return key ? rtpTimestamp(key) : null;
  }

  private sendInput(input: AnyInput, eventTime: number, reliable: boolean): void {
    const message = { type: "input", input } as const;
    const sent = (!reliable && this.video.peer.sendInput(message)) || this.signaling.send(message);
    if (sent && !reliable) this.tracker.inputSent(input.seq, eventTime, performance.now());
  }
}
