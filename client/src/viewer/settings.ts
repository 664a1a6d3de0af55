import type { Preference } from "../connection/videoTypes";
import type { PictureFit } from "../inputs/geometry";

const PREFERENCE_KEY = "remote-viewer-transport";
const FIT_KEY = "remote-viewer-fit";
const PREFERENCES: readonly Preference[] = ["auto", "webrtc", "websocket"];

/** What the address and the browser's memory say about this visit. */
export interface PageSettings {
  name: string;
  preference: Preference;
  signalingUrl: string;
}

export function readPageSettings(address: string, storage: Storage | null): PageSettings {
  const base = new URL(address);
  const query = base.searchParams;
  return {
    name: query.get("name") ?? "",
    preference:
      asPreference(query.get("transport")) ??
      asPreference(storage?.getItem(PREFERENCE_KEY) ?? null) ??
      "auto",
    signalingUrl: signalingUrl(base),
  };
}

export function rememberPreference(preference: Preference, storage: Storage | null): void {
  storage?.setItem(PREFERENCE_KEY, preference);
}

export function readFit(storage: Storage | null): PictureFit {
  return storage?.getItem(FIT_KEY) === "whole" ? "whole" : "fill";
}

export function rememberFit(fit: PictureFit, storage: Storage | null): void {
  storage?.setItem(FIT_KEY, fit);
}

/** The browser's memory; null where the person has switched it off. */
export function pageStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Relative to the page, so that it also works under a sub-path. */
function signalingUrl(base: URL): string {
  const url = new URL("ws/signaling", base);
  url.protocol = base.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function asPreference(value: string | null): Preference | null {
  return PREFERENCES.find((preference) => preference === value) ?? null;
}
