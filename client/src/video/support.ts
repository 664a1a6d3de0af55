import type { VideoSupport } from "../connection/VideoChooser";

/** Constrained baseline at level 3.1: what every H.264 decoder takes. */
const PROBE_CODEC = "avc1.42E01F";

/** Find out how this browser can decode H.264. WebCodecs exists only on https and localhost. */
export async function detectVideoSupport(): Promise<VideoSupport> {
  return { webrtc: supportsWebRtc(), webcodecs: await supportsWebCodecs() };
}

function supportsWebRtc(): boolean {
  if (typeof RTCPeerConnection === "undefined" || typeof RTCRtpReceiver === "undefined") return false;
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  return codecs.some((codec) => codec.mimeType.toLowerCase() === "video/h264");
}

async function supportsWebCodecs(): Promise<boolean> {
  if (typeof VideoDecoder === "undefined") return false;
  try {
    const { supported } = await VideoDecoder.isConfigSupported({ codec: PROBE_CODEC });
    return supported === true;
  } catch {
    return false;
  }
}
