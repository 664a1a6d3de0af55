import type { Preference } from "../connection/videoTypes";
import type { PictureFit } from "../inputs/geometry";
import type { SidebarStore } from "../store/sidebarStore";

const PREFERENCE_KEY = "remote-viewer-transport";
const NAME_KEY = "remote-viewer-name";
const IDENTITY_KEY = "remote-viewer-identity";
const FIT_KEY = "remote-viewer-fit";
const SIDEBAR_KEY = "remote-viewer-sidebar";
const PREFERENCES: readonly Preference[] = ["auto", "webrtc", "websocket", "mse", "jpeg"];

/** What the address and the browser's memory say about this visit. */
export interface PageSettings {
  name: string;
  /** A secret of this tab: whoever reloads is the same person. */
  identity: string;
  /** Another one each time that the page is opened. */
  page: string;
  preference: Preference;
  signalingUrl: string;
}

export function readPageSettings(address: string, storage: Storage | null, tab: Storage | null): PageSettings {
  const base = new URL(address);
  const query = base.searchParams;
  return {
    name: query.get("name") ?? storage?.getItem(NAME_KEY) ?? "",
    identity: identityOf(tab),
    page: secret(),
    preference:
      asPreference(query.get("transport")) ??
      asPreference(storage?.getItem(PREFERENCE_KEY) ?? null) ??
      "auto",
    signalingUrl: signalingUrl(base),
  };
}

export function rememberName(name: string, storage: Storage | null): void {
  storage?.setItem(NAME_KEY, name.trim());
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

/** Written as `open tab` or `closed tab`. */
export function readSidebar(storage: Storage | null): Pick<SidebarStore, "open" | "tab"> {
  const [state, tab = ""] = (storage?.getItem(SIDEBAR_KEY) ?? "").split(" ", 2);
  return { open: state === "open", tab };
}

export function rememberSidebar({ open, tab }: Pick<SidebarStore, "open" | "tab">, storage: Storage | null): void {
  storage?.setItem(SIDEBAR_KEY, `${open ? "open" : "closed"} ${tab}`);
}

/** The browser's memory; null where the person has switched it off. */
export function pageStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** What this tab remembers until it is closed. */
export function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function identityOf(tab: Storage | null): string {
  const known = tab?.getItem(IDENTITY_KEY);
  if (known) return known;
  const made = secret();
  tab?.setItem(IDENTITY_KEY, made);
  return made;
}

function secret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
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
