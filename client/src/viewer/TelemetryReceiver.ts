import type { VideoChooser } from "../connection/VideoChooser";
import type { Telemetry } from "../protocol/generated";
import { readStamp } from "../protocol/stamps";
import { useStatus } from "../store/statusStore";
import type { LatencyTracker } from "../telemetry/LatencyTracker";

/** Takes in telemetry, which comes over two ways that know nothing of each other's order. */
export class TelemetryReceiver {
  /** How many frames the server says it has sent to this page on the present way. */
  sentFrames = 0;
  private newestMs = -Infinity;
  private lossy = false;

  constructor(
    private readonly chooser: Pick<VideoChooser, "serverSent">,
    private readonly tracker: Pick<LatencyTracker, "stampsReceived">,
  ) {}

  /** Another server may answer next, with another clock. */
  reset(): void {
    this.newestMs = -Infinity;
    this.sentFrames = 0;
    this.lossy = false;
  }

  /** `lossy` says that it came on a way on which some may get lost. */
  receive(telemetry: Telemetry, lossy: boolean): void {
    // The data channel is unordered: what is older than the newest has been overtaken.
    if (telemetry.server_ms < this.newestMs) return;
    this.newestMs = telemetry.server_ms;
    // What got lost there is missing from what comes over the WebSocket afterwards, too.
    this.lossy ||= lossy;
    this.sentFrames = telemetry.sent_frames;
    this.chooser.serverSent(telemetry.sent_frames);
    this.tracker.stampsReceived(telemetry.stamps.map(readStamp), this.lossy);
    useStatus.setState({ status: telemetry.status });
  }
}
