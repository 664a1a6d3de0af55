import type { Preference, TcpTransport, VideoSupport } from "./videoTypes";

/** From the best on. */
export const TCP_WAYS: readonly TcpTransport[] = ["websocket", "mse", "jpeg"];

export type TcpSupport = Pick<VideoSupport, "webcodecs" | "mse" | "jpeg">;

/** The ways over TCP: which of them this browser may try, and which did not work. */
export class TcpWays {
  /** Why a way does not work here, in a sentence. */
  readonly failures = new Map<TcpTransport, string>();

  failed(way: TcpTransport, reason: string): void {
    this.failures.set(way, reason);
  }

  mayWork(way: TcpTransport): void {
    this.failures.delete(way);
  }

  forget(): void {
    this.failures.clear();
  }

  /** The best that works; who prefers one of them gets that, or the best below it. */
  best(preference: Preference, support: TcpSupport): TcpTransport | null {
    return this.usable(preference, support)[0] ?? null;
  }

  /** True if there is another to try after this one. */
  hasNext(way: TcpTransport, support: TcpSupport): boolean {
    return this.usable(way, support).some((other) => other !== way);
  }

  private usable(preference: Preference, support: TcpSupport): readonly TcpTransport[] {
    if (preference === "webrtc") return [];
    const from = preference === "auto" ? 0 : TCP_WAYS.indexOf(preference);
    return TCP_WAYS.slice(from).filter((way) => isSupported(way, support) && !this.failures.has(way));
  }
}

function isSupported(way: TcpTransport, support: TcpSupport): boolean {
  return { websocket: support.webcodecs, mse: support.mse, jpeg: support.jpeg }[way];
}
