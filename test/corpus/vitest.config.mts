import { defineConfig } from "vitest/config";

/** Apart from the unit tests: it needs a clone of legato-af. */
export default defineConfig({ test: { dir: import.meta.dirname, testTimeout: 20_000 } });
