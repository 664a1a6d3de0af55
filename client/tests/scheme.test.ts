import { readFileSync } from "node:fs";
import { beforeEach, expect, it, vi } from "vitest";

const script = readFileSync("public/scheme.js", "utf8");
const root = document.documentElement;

function runScript(systemIsDark: boolean): string | undefined {
  vi.stubGlobal("matchMedia", () => ({ matches: systemIsDark }));
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- It runs as the page runs it: as a script.
  (new Function(script) as () => void)();
  return root.dataset.mantineColorScheme;
}

beforeEach(() => {
  localStorage.clear();
  delete root.dataset.mantineColorScheme;
});

it("begins in the colours of the system", () => {
  expect(runScript(true)).toBe("dark");
  expect(runScript(false)).toBe("light");
});

it("prefers the colours that the person chose, and passes over nonsense", () => {
  localStorage.setItem("mantine-color-scheme-value", "light");
  expect(runScript(true)).toBe("light");
  localStorage.setItem("mantine-color-scheme-value", "auto");
  expect(runScript(true)).toBe("dark");
});
