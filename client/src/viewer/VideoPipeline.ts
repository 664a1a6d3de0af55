import { PeerConnection } from "../connection/PeerConnection";
import { VideoChooser } from "../connection/VideoChooser";
import type { Preference, Selection, VideoChoice, VideoSupport } from "../connection/videoTypes";
import type {
  ClientMessage,
  IceServer,
  Telemetry,
  VideoConfiguration,
  Welcome,
} from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { browserClock } from "../support/clock";
import { canDecode } from "../video/support";
import { NO_FRAMES, type PresentedFrame, type VideoCounters } from "../video/types";
import { WebCodecsVideo } from "../video/WebCodecsVideo";
import { WebRtcVideo } from "../video/WebRtcVideo";
import type { VideoStage } from "./VideoStage";

export interface PipelineOptions {
  preference: Preference;
  send: (message: ClientMessage) => boolean;
  onPresented: (presented: PresentedFrame) => void;
  onPeerTelemetry: (telemetry: Telemetry) => void;
}

/** Both ways of the video, from the server to the stage, and the choice between them. */
export class VideoPipeline {
  readonly webCodecs: WebCodecsVideo;
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
    this.webRtc = this.createWebRtc();
    this.peer = this.createPeer();
    this.chooser = this.createChooser();
  }

  attach(stage: VideoStage): void {
    this.stage = stage;
    if (this.lastVideo) stage.setPictureSize(this.lastVideo);
    this.webCodecs.attach(stage.elements.canvas);
    this.webRtc.attach(stage.elements.video);
    this.applyChoice(this.chooser.choice);
  }

  detach(): void {
    this.webCodecs.attach(null);
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
  }

  /** Take the description of the stream that follows. */
  configure(video: VideoConfiguration): void {
    this.lastVideo = video;
    this.webCodecs.configure(video);
    this.stage?.setPictureSize(video);
  }

  /** The way in use and what it has counted. */
  counters(): { transport: Selection; counters: VideoCounters } {
    const transport = this.chooser.choice.selected;
    if (transport === "webrtc") return { transport, counters: this.webRtc.counters };
    if (transport === "websocket") return { transport, counters: this.webCodecs.counters };
    return { transport, counters: NO_FRAMES };
  }

  private createWebCodecs(): WebCodecsVideo {
    return new WebCodecsVideo({
      createDecoder: (init) => new VideoDecoder(init),
      canDecode,
      requestFrame: (callback) => requestAnimationFrame(callback),
      now: () => performance.now(),
      handler: {
        acknowledge: (frame) => { this.options.send({ type: "acknowledge", frame }); },
        requestKeyFrame: () => { this.options.send({ type: "request_key_frame" }); },
        onPresented: (presented) => { this.onPresented("websocket", presented); },
        onUnusable: (reason) => { this.chooser.webSocketUnusable(reason); },
        onUsable: () => { this.chooser.webSocketUsable(); },
      },
    });
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

  private onPresented(transport: "webrtc" | "websocket", presented: PresentedFrame): void {
    this.knowsFrames = presented.key !== null;
    this.options.onPresented(presented);
    this.chooser.framePresented(transport);
  }

  private selectVideo(transport: Selection): void {
    if (transport !== "websocket") this.webCodecs.stop();
    this.options.send({ type: "select_video", transport });
  }

  private applyChoice(choice: VideoChoice): void {
    useConnection.setState({ video: choice });
    this.stage?.setVideoVisible(choice.selected === "webrtc" || choice.shown === "webrtc");
  }

  private leavePeerVideo(): void {
    this.stage?.keepPicture();
    this.webRtc.stop();
  }
}
