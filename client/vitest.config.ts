import { availableParallelism } from "node:os";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    // What needs no page says so in its first line, and begins sooner.
    environment: "happy-dom",
    // A thread begins sooner than a process; by default one core would be left free.
    pool: "threads",
    maxWorkers: availableParallelism(),
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/setup.ts"],
    css: false,
    restoreMocks: true,
  },
});
