import type { ServiceFacts, WaitingFacts } from "@legato-api/runtime/inspector-protocol";
import { expect, test } from "vitest";
import { bindingChoices } from "./bindingChoices.ts";

const waiting: WaitingFacts = {
  id: 1,
  interface: "app.client.printer",
  client: { pid: 5, name: "client", commandLine: [], uid: 1000 },
  since: "2026-01-01T14:00:00.000Z",
  reason: "no binding",
  detail: "2 services would fit: ground.printer, attic.printer",
  suggestions: ["--bind 'app.client.printer->ground.printer'", "--bind 'app.client.printer->attic.printer'"],
};

function service(name: string, pid: number, uid = 1000): ServiceFacts {
  return {
    id: pid,
    interface: name,
    protocolId: "abc",
    api: null,
    server: { pid, name: "printServer", uid },
    closeHandler: "unknown",
    evidence: [],
    relayed: true,
    advertised: true,
  };
}

test("are those that the runtime suggests, each with its process", () => {
  const services = [service("scanner", 7), service("attic.printer", 8), service("ground.printer", 9)];
  expect(bindingChoices(waiting, services)).toEqual([
    { server: "ground.printer", process: "printServer 9" },
    { server: "attic.printer", process: "printServer 8" },
  ]);
});

test("name the other user's service as the other user's", () => {
  const foreign = { ...waiting, suggestions: ["--bind 'app.client.printer-><0>.printer'"] };
  const services = [service("printer", 8), service("printer", 9, 0)];
  expect(bindingChoices(foreign, services)).toEqual([{ server: "<0>.printer", process: "printServer 9" }]);
});

test("are none where the server is not there yet", () => {
  expect(bindingChoices({ ...waiting, reason: "no server", suggestions: [] }, [service("scanner", 7)])).toEqual([]);
});
