import type { VideoSupport } from "../connection/videoTypes";

/** Constrained baseline at level 3.1: what every H.264 decoder takes. */
const PROBE_CODEC = "avc1.42E01F";

/** Find out how this browser can decode H.264. */
export async function detectVideoSupport(): Promise<VideoSupport> {
  return {
    webrtc: supportsWebRtc(),
    webcodecs: await supportsWebCodecs(),
    mse: canPlayMse(`video/mp4; codecs="${PROBE_CODEC}"`),
    jpeg: typeof createImageBitmap === "function",
    secureContext: window.isSecureContext,
  };
}

function supportsWebRtc(): boolean {
  if (typeof RTCPeerConnection === "undefined" || typeof RTCRtpReceiver === "undefined") return false;
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  return codecs.some((codec) => codec.mimeType.toLowerCase() === "video/h264");
}

async function supportsWebCodecs(): Promise<boolean> {
  if (typeof VideoDecoder === "undefined") return false;
  return canDecode({ codec: PROBE_CODEC });
}

interface ManagedWindow {
  /** What Safari has on the iPhone. */
  ManagedMediaSource?: typeof MediaSource;
}

function mediaSource(): typeof MediaSource | undefined {
  const usual = typeof MediaSource === "undefined" ? undefined : MediaSource;
  return usual ?? (window as ManagedWindow).ManagedMediaSource;
}

export function canPlayMse(mimeType: string): boolean {
  return mediaSource()?.isTypeSupported(mimeType) ?? false;
}

export function createMediaSource(): MediaSource {
  const Source = mediaSource();
  if (Source === undefined) throw new Error("this browser has no MediaSource");
  return new Source();
}

/** Ask the browser if WebCodecs can decode a stream of this kind and size. */
export async function canDecode(configuration: VideoDecoderConfig): Promise<boolean> {
  try {
    const { supported } = await VideoDecoder.isConfigSupported(configuration);
    return supported === true;
  } catch {
    return false;
  }
}
