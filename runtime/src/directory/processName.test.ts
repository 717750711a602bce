import { expect, test } from "vitest";
import { processName } from "./processName.ts";

test.each([
  ["printServer", ["/usr/bin/printServer", "config.js"], "printServer"],
  ["node", ["/usr/bin/node", "/w/printClient.ts", "other.js"], "printClient"],
  ["MainThread", ["node", "--import", "/x/register.js", "--no-warnings", "/w/client.mjs"], "client"],
  ["node", ["node", "/dist/peersHost.js", "/w/printer.ts"], "printer"],
  ["python3", ["/usr/bin/python3.12", "-u", "peer.py"], "peer"],
  ["node", ["node"], "node"],
  ["MainThread", ["/usr/bin/node"], "node"],
  ["MainThread", ["node", "/dist/peersCrashClient.js"], "legato-api crash"],
  ["MainThread", ["node", "/dist/peersHost.js"], "legato-api"],
  ["gone", [], "gone"],
])("a process %j started as %j is called %j", (shortName, commandLine, name) => {
  expect(processName(shortName, commandLine)).toBe(name);
});
