import { defineConfig } from "vitest/config";

/** Unit tests stand beside the code; what needs a built product or a real editor lives in test/. */
export default defineConfig({
  test: {
    include: [
      "{language,server,runtime,client}/src/**/*.test.ts",
      "test/{unit,fuzz,endurance}/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    testTimeout: 20_000,
  },
});
