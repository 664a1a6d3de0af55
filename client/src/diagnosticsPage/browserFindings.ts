import type { VideoSupport } from "../connection/videoTypes";
import { type Finding, finding } from "./findings";

const OTHER_BROWSER = "A current Chrome, Edge, Firefox or Safari has it; some Chromium builds come without H.264.";

/** What this browser can, before anything is sent. `host` is the server's, as the address says. */
export function browserFindings(support: VideoSupport, host: string): Finding[] {
  const found = [secureContext(support, host), webRtc(support), webCodecs(support), mse(support)];
  if (support.webrtc || support.webcodecs || support.mse) return found;
  const text = "This browser shows H.264 in no way, so the picture comes as single JPEG pictures.";
  if (support.jpeg) return [...found, finding("decoders", "slow", text, OTHER_BROWSER)];
  return [...found, finding("decoders", "broken", "This browser can show no picture in any way.", OTHER_BROWSER)];
}

function secureContext({ secureContext: secure }: VideoSupport, host: string): Finding {
  if (secure) return finding("secure_context", "ok", "The page is a secure context (https, or localhost).");
  return finding(
    "secure_context",
    "slow",
    "The page came over plain http from another machine, where browsers have no WebCodecs.",
    `Use https, or run \`ssh -L 8000:${host} HOST\` on your computer and open http://localhost:8000/ there.`,
  );
}

function webRtc({ webrtc }: VideoSupport): Finding {
  if (webrtc) return finding("webrtc", "ok", "WebRTC is there, and takes H.264.");
  return finding("webrtc", "slow", "This browser has no H.264 over WebRTC, the way with the least delay.", OTHER_BROWSER);
}

function webCodecs({ webcodecs, secureContext: secure }: VideoSupport): Finding {
  if (webcodecs) return finding("webcodecs", "ok", "WebCodecs is there, and decodes H.264 (avc1.42E01F).");
  if (!secure) return finding("webcodecs", "slow", "WebCodecs is missing, as the page is no secure context.", "See above.");
  return finding("webcodecs", "slow", "WebCodecs is missing, or decodes no H.264 (avc1.42E01F).", OTHER_BROWSER);
}

function mse({ mse: there }: VideoSupport): Finding {
  if (there) return finding("mse", "ok", "MSE is there, and plays H.264 (avc1.42E01F).");
  return finding("mse", "slow", "MSE is missing, or plays no H.264 (avc1.42E01F).", OTHER_BROWSER);
}
