import { pageStorage } from "../viewer/settings";

const KEPT = "remote-viewer-model-key:";

/**
 * Keys of language models. They are in the memory of this page, and in that of the browser only where
 * the person wants that; here is the one place that has them.
 */
export class ModelKeys {
  private readonly keys = new Map<string, string>();

  constructor(private readonly storage: () => Storage | null = pageStorage) {}

  /** The key for this provider; empty where there is none. */
  of(provider: string): string {
    return this.keys.get(provider) ?? this.storage()?.getItem(KEPT + provider) ?? "";
  }

  isKept(provider: string): boolean {
    return Boolean(this.storage()?.getItem(KEPT + provider));
  }

  /** Take a key for as long as the page is open, or to keep; an empty one is forgotten. */
  take(provider: string, key: string, keep: boolean): void {
    const clean = key.trim();
    this.forget(provider);
    if (clean === "") return;
    this.keys.set(provider, clean);
    if (keep) this.storage()?.setItem(KEPT + provider, clean);
  }

  forget(provider: string): void {
    this.keys.delete(provider);
    this.storage()?.removeItem(KEPT + provider);
  }
}

/** Those of this page. */
export const modelKeys = new ModelKeys();
