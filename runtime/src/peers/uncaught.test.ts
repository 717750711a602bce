import path from "node:path";
import { expect, it } from "vitest";
import { problemText } from "./uncaught.ts";

it("keeps the message and the author's own places, and drops those nobody can act on", () => {
  const error = new Error("no\nwhat");
  error.stack = [
    "Error: no",
    "what",
    `    at connect (${path.join(import.meta.dirname, "peers.js")}:271:64)`,
    "    at async file:///home/me/client.ts:2:11",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
  ].join("\n");
  expect(problemText(error)).toBe("Error: no\nwhat\n    at async file:///home/me/client.ts:2:11");
});

it("shows what is thrown without being an error", () => {
  expect(problemText("no")).toBe("no");
});
