import { PeerConnection } from "../connection/PeerConnection";
import { VideoChooser } from "../connection/VideoChooser";
import type {
  Preference,
  Selection,
  TcpTransport,
  Transport,
  VideoChoice,
  VideoSupport,
} from "../connection/videoTypes";
import type {
  ClientMessage,
  IceServer,
  Telemetry,
  VideoConfiguration,
  Welcome,
} from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { browserClock } from "../support/clock";
import { parseMediaMessage } from "../protocol/media";
import { JpegVideo } from "../video/JpegVideo";
import { MseVideo } from "../video/MseVideo";
import { canDecode, canPlayMse, createMediaSource } from "../video/support";
import { NO_FRAMES, type PresentedFrame, type StreamHandler, type VideoCounters } from "../video/types";
import { WebCodecsVideo } from "../video/WebCodecsVideo";
import { WebRtcVideo } from "../video/WebRtcVideo";
import type { VideoStage } from "./VideoStage";

export interface PipelineOptions {
  preference: Preference;
  send: (message: ClientMessage) => boolean;
  onPresented: (presented: PresentedFrame, transport: Transport) => void;
  onPeerTelemetry: (telemetry: Telemetry) => void;
}

/** All ways of the video, from the server to the stage, and the choice between them. */
export class VideoPipeline {
  readonly webCodecs: WebCodecsVideo;
  readonly mse: MseVideo;
  readonly jpeg: JpegVideo;
  readonly webRtc: WebRtcVideo;
  readonly peer: PeerConnection;
  readonly chooser: VideoChooser;
  /** False where the browser does not tell which picture it shows. */
  knowsFrames = true;
  private iceServers: readonly IceServer[] = [];
  private relayOnly = false;
  private stage: VideoStage | null = null;
  private lastVideo: VideoConfiguration | null = null;

  constructor(private readonly options: PipelineOptions) {
    this.webCodecs = this.createWebCodecs();
    this.mse = this.createMse();
    this.jpeg = this.createJpeg();
    this.webRtc = this.createWebRtc();
    this.peer = this.createPeer();
    this.chooser = this.createChooser();
  }

  attach(stage: VideoStage): void {
    this.stage = stage;
    if (this.lastVideo) stage.setPictureSize(this.lastVideo);
    this.webCodecs.attach(stage.elements.canvas);
    this.jpeg.attach(stage.elements.canvas);
    this.mse.attach(stage.elements.mse);
    this.webRtc.attach(stage.elements.video);
    this.applyChoice(this.chooser.choice);
  }

  detach(): void {
    this.webCodecs.attach(null);
    this.jpeg.attach(null);
    this.mse.attach(null);
    this.webRtc.attach(null);
    this.stage = null;
  }

  start(support: VideoSupport, welcome: Welcome): void {
    this.iceServers = welcome.ice_servers;
    this.relayOnly = welcome.relay_only ?? false;
    if (welcome.video) this.configure(welcome.video);
    this.chooser.start(support, welcome.webrtc);
  }

  stop(): void {
    this.chooser.stop();
    this.webCodecs.stop();
    this.jpeg.stop();
    this.leaveMse();
  }

  /** Take a media message; what does not fit the way in use was sent before it was chosen. */
  receive(buffer: ArrayBuffer): void {
    const message = parseMediaMessage(buffer, performance.now());
    if (message === null) return;
    const { selected } = this.chooser.choice;
    if (selected === "jpeg" && message.kind === "jpeg") this.jpeg.receive(message);
    if (message.kind !== "h264") return;
    if (selected === "websocket") this.webCodecs.receive(message);
    else if (selected === "mse") this.mse.receive(message);
  }

  /** Bring the browser's own counters up to date. */
  async refresh(): Promise<void> {
    this.mse.refresh();
    await this.webRtc.refresh();
  }

  /** Take the description of the stream that follows. */
  configure(video: VideoConfiguration): void {
    this.lastVideo = video;
    this.stage?.setPictureSize(video);
    if (video.codec === "jpeg") return;
    this.webCodecs.configure(video);
    // Its `<video>` is empty until the other stream's first picture.
    this.stage?.keepPicture("mse");
    this.mse.configure(video);
  }

  /** The way in use and what it has counted. */
  counters(): { transport: Selection; counters: VideoCounters } {
    const transport = this.chooser.choice.selected;
    if (transport === "none") return { transport, counters: NO_FRAMES };
    const { webRtc, webCodecs, mse, jpeg } = this;
    const video = { webrtc: webRtc, websocket: webCodecs, mse, jpeg }[transport];
    return { transport, counters: video.counters };
  }

  /** How long WebRTC frames are held back by the browser, in the mean of the last second. */
  get jitterBufferMs(): number | null {
    return this.webRtc.jitterBufferMs;
  }

  private createWebCodecs(): WebCodecsVideo {
    return new WebCodecsVideo({
      createDecoder: (init) => new VideoDecoder(init),
      canDecode,
      requestFrame: (callback) => requestAnimationFrame(callback),
      now: () => performance.now(),
      handler: this.streamHandler("websocket"),
    });
  }

  private createMse(): MseVideo {
    return new MseVideo({
      createSource: createMediaSource,
      canPlay: canPlayMse,
      listening: {
        requestFrame: (callback) => requestAnimationFrame(callback),
        cancelFrame: (request) => { cancelAnimationFrame(request); },
        now: () => performance.now(),
      },
      now: () => performance.now(),
      handler: this.streamHandler("mse"),
    });
  }

  private createJpeg(): JpegVideo {
    return new JpegVideo({
      decode: (picture) => createImageBitmap(picture),
      requestFrame: (callback) => requestAnimationFrame(callback),
      now: () => performance.now(),
      handler: this.streamHandler("jpeg"),
    });
  }

  private streamHandler(way: TcpTransport): StreamHandler {
    return {
      acknowledge: (frame) => { this.options.send({ type: "acknowledge", frame }); },
      requestKeyFrame: () => { this.options.send({ type: "request_key_frame" }); },
      onPresented: (presented) => { this.onPresented(way, presented); },
      onUnusable: (reason) => { this.chooser.tcpUnusable(way, reason); },
      onUsable: () => { this.chooser.tcpUsable(way); },
    };
  }

  private createWebRtc(): WebRtcVideo {
    return new WebRtcVideo({
      onPresented: (presented) => { this.onPresented("webrtc", presented); },
      requestFrame: (callback) => requestAnimationFrame(callback),
      cancelFrame: (request) => { cancelAnimationFrame(request); },
      now: () => performance.now(),
    });
  }

  private createPeer(): PeerConnection {
    return new PeerConnection({
      clock: browserClock,
      send: (message) => this.options.send(message),
      createPeer: (configuration) => new RTCPeerConnection(configuration),
      handler: {
        onPeerTrack: (receiver) => { this.webRtc.play(receiver); },
        onPeerConnected: () => { this.chooser.peerConnected(); },
        onPeerLost: (reason) => { this.chooser.peerLost(reason); },
        onPeerTelemetry: (telemetry) => { this.options.onPeerTelemetry(telemetry); },
        onPeerClosing: () => { this.leavePeerVideo(); },
      },
    });
  }

  private createChooser(): VideoChooser {
    const effects = {
      connectPeer: () => { this.peer.connect(this.iceServers, this.relayOnly); },
      closePeer: () => { this.peer.close(); },
      selectVideo: (transport: Selection) => { this.selectVideo(transport); },
      onChoice: (choice: VideoChoice) => { this.applyChoice(choice); },
    };
    return new VideoChooser(this.options.preference, effects, browserClock);
  }

  private onPresented(transport: Transport, presented: PresentedFrame): void {
    this.knowsFrames = presented.key !== null;
    this.options.onPresented(presented, transport);
    this.chooser.framePresented(transport);
  }

  private selectVideo(transport: Selection): void {
    if (transport !== "websocket") this.webCodecs.stop();
    if (transport !== "jpeg") this.jpeg.stop();
    if (transport !== "mse") this.leaveMse();
    this.options.send({ type: "select_video", transport });
  }

  private applyChoice(choice: VideoChoice): void {
    useConnection.setState({ video: choice });
    const isWay = (way: Transport): boolean => choice.selected === way || choice.shown === way;
    this.stage?.setVideoVisible({ webrtc: isWay("webrtc"), mse: isWay("mse") });
  }

  /** The picture stays on the canvas. */
  private leaveMse(): void {
    this.stage?.keepPicture("mse");
    this.mse.stop();
  }

  private leavePeerVideo(): void {
    this.stage?.keepPicture("video");
    this.webRtc.stop();
  }
}
