import { defineConfig } from "vitest/config";

/** Apart from the unit tests: it needs packages, which `npm run package` makes. */
export default defineConfig({ test: { dir: import.meta.dirname, testTimeout: 30_000, hookTimeout: 30_000 } });
