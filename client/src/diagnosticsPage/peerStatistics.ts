/** What a browser tells of a WebRTC connection. */
export interface PeerStatistics {
  /** Of the candidates in use: ours, and the server's. */
  local: string;
  remote: string;
  protocol: string;
  roundTripMs: number | null;
  received: number;
  decoded: number;
  decoder: string;
}

/** Read the candidate pair in use, and what came of the video. */
export async function readStatistics(peer: RTCPeerConnection): Promise<PeerStatistics> {
  const report = new Map<string, Entry>();
  (await peer.getStats()).forEach((entry: Entry) => { report.set(entry.id, entry); });
  const pair = selectedPair([...report.values()]);
  const local = report.get(pair?.localCandidateId ?? "");
  const video = [...report.values()].find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
  return {
    local: local?.candidateType ?? "",
    remote: report.get(pair?.remoteCandidateId ?? "")?.candidateType ?? "",
    protocol: (local?.relayProtocol ?? local?.protocol ?? "").toUpperCase(),
    roundTripMs: pair?.currentRoundTripTime === undefined ? null : 1000 * pair.currentRoundTripTime,
    received: video?.framesReceived ?? 0,
    decoded: video?.framesDecoded ?? 0,
    decoder: video?.decoderImplementation ?? "",
  };
}

/** The rest of the sentence on a peer that connects. */
export function way(statistics: PeerStatistics | null): string {
  if (!statistics?.local) return "";
  const { local, remote, protocol, roundTripMs } = statistics;
  const relayed = local === "relay" || remote === "relay" ? ", through a TURN server" : "";
  const time = roundTripMs === null ? "" : `, with a round trip of ${roundTripMs.toFixed(1)} ms`;
  return ` by ${protocol || "UDP"}: ${local} (browser) to ${remote} (server)${relayed}${time}`;
}

/** What is read of all kinds of entries. */
interface Entry {
  id: string;
  type: string;
  kind?: string;
  selectedCandidatePairId?: string;
  /** Firefox has no transport that would name the pair. */
  selected?: boolean;
  nominated?: boolean;
  state?: string;
  localCandidateId?: string;
  remoteCandidateId?: string;
  currentRoundTripTime?: number;
  candidateType?: string;
  protocol?: string;
  relayProtocol?: string;
  framesReceived?: number;
  framesDecoded?: number;
  decoderImplementation?: string;
}

function selectedPair(entries: readonly Entry[]): Entry | undefined {
  const named = entries.find(({ selectedCandidatePairId }) => selectedCandidatePairId)?.selectedCandidatePairId;
  const pairs = entries.filter(({ type }) => type === "candidate-pair");
  return (
    pairs.find(({ id }) => id === named) ??
    pairs.find(({ selected }) => selected) ??
    pairs.find(({ nominated, state }) => nominated && state === "succeeded")
  );
}
