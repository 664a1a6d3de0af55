import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` passes the server's addresses on to a server started by hand.
const SERVER = "http://localhost:8000";

export default defineConfig({
  // Relative, so that the page also works under a sub-path of a reverse proxy.
  base: "./",
  plugins: [react()],
  build: {
    outDir: "dist",
    target: "es2022",
    // Inlined files would be data: URLs, which a strict content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "diagnostics.html"] },
  },
  server: {
    proxy: {
      "/api": SERVER,
      "/ws": { target: SERVER, ws: true },
    },
  },
});
