import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    // What needs no page says so in its first line, and begins sooner.
    environment: "happy-dom",
    // A thread begins sooner than a process.
    pool: "threads",
    // Of what hangs; a busy machine may take its time.
    testTimeout: 20_000,
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/setup.ts"],
    css: false,
    restoreMocks: true,
  },
});
