import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";
import type { StoreApi } from "zustand";

// A canvas is needed to draw; what is drawn the end-to-end tests look at. For all files, as they share their modules.
vi.mock("../../src/plots/LiveChart", () => ({
  LiveChart: class {
    close = (): void => undefined;
    moveCursor = (): void => undefined;
  },
}));
vi.mock("../../src/plots/ProfileChart", async (original) => ({
  ...(await original<typeof import("../../src/plots/ProfileChart")>()),
  ProfileChart: class {
    close = (): void => undefined;
  },
}));

// As long as a busy machine may take; what is there is found at once.
configure({ asyncUtilTimeout: 10_000 });

const modules = import.meta.glob<Record<string, unknown>>("../../src/**/*Store.ts", { eager: true });
const stores = Object.values(modules).flatMap((module) => Object.values(module).filter(isStore));

// Files of one worker share what is imported, and the page.
beforeAll(() => {
  for (const store of stores) store.setState(store.getInitialState(), true);
  localStorage.clear();
  sessionStorage.clear();
  document.body.replaceChildren();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  // user-event puts one there.
  Reflect.deleteProperty(navigator, "clipboard");
});

function isStore(value: unknown): value is StoreApi<unknown> {
  return typeof value === "function" && "getInitialState" in value && "setState" in value;
}
