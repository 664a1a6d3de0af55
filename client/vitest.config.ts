import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    environment: "happy-dom",
    // A thread begins sooner than a process. Files share one: a page and React for each of them took most of the
    // time. What is kept between files, tests/support/setup.ts begins anew.
    pool: "threads",
    isolate: false,
    // Of what hangs; a busy machine may take its time.
    testTimeout: 20_000,
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/setup.ts"],
    css: false,
    restoreMocks: true,
  },
});
