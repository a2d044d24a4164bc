import react from "@vitejs/plugin-react";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

const shared = decodeURIComponent(new URL("../shared", import.meta.url).pathname);
const clients = decodeURIComponent(new URL("../../clients/js/gen", import.meta.url).pathname); // the types of messages

export default defineConfig(({ mode }) => {
  const node = loadEnv(mode, ".", "TIANWANG_").TIANWANG_URL ?? "http://127.0.0.1:8080"; // where `npm run dev` finds a network
  return {
    plugins: [react()],
    resolve: { alias: { "@shared": shared }, dedupe: ["react", "react-dom", "@bufbuild/protobuf"] },
    server: { proxy: { "/api": node, "/v1": node }, fs: { allow: [".", shared, clients] } },
    build: {
      assetsInlineLimit: 0, // the policy of the page allows no data: URLs
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
    test: { dir: "..", include: ["app/src/**/*.test.ts", "shared/*.test.ts"] },
  };
});
