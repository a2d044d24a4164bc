import react from "@vitejs/plugin-react";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);
const shared = here("../shared");
const packages = [
  "react",
  "react-dom",
  "@bufbuild/protobuf",
  "@noble/curves",
  "@noble/hashes",
  "@scure/base",
  "@scure/bip32",
  "@scure/bip39",
];

export default defineConfig(({ mode }) => {
  const node = loadEnv(mode, ".", "TIANWANG_").TIANWANG_URL ?? "http://127.0.0.1:8080"; // where `npm run dev` finds a network
  return {
    plugins: [react()],
    resolve: { alias: { "@shared": shared }, dedupe: packages },
    server: { port: 5174, proxy: { "/api": node }, fs: { allow: [".", shared, here("../../clients/js/gen")] } },
    worker: { format: "es" as const },
    build: {
      assetsInlineLimit: 0, // the policy of the page allows no data: URLs
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700, // kB; the types of all messages are in it
    },
    test: { dir: "..", include: ["wallet/src/**/*.test.ts", "shared/{keys,chain,provider}/*.test.ts", "extension/**/*.test.ts"] },
  };
});
