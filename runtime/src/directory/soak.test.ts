/**
 * A thousand sessions and a hundred thousand calls, while clients are killed at random and rubbish comes in on all sockets: no record
 * lost or out of order, no session forgotten, descriptors and memory back to the start.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DirectoryEvent } from "./events.ts";
import { pythonMissing } from "./testing/peer.ts";
import { startProgram } from "./testing/python.ts";
import { bundledWorker, startRelay } from "./testing/relay.ts";

const PROTOCOL = "464c4857c693006fb7b0ec663aa1fac7";
const SIZE = 276;
const CLIENTS = 40;
const SESSIONS_EACH = 25;
const CALLS_EACH = 2500;
const VICTIMS = 300;
const VANDALS = 4;

const openDescriptors = () => readdirSync("/proc/self/fd").length;

function residentMegabytes(): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1]) / 1024;
}

/** Checks the stream of events as the registry would rely on it, and keeps nothing else. */
class Ledger {
  readonly problems: string[] = [];
  readonly open = new Set<number>();
  readonly ends = new Map<string, number>();
  records = 0;
  lost = 0;
  most = 0;

  take(event: DirectoryEvent): void {
    if (event.kind === "opened") {
      this.open.add(event.session.id);
      this.most = Math.max(this.most, this.open.size);
    } else if (event.kind === "record") {
      this.records += 1;
      if (!this.open.has(event.session)) this.problems.push(`a record of session ${event.session}, which is not open`);
    } else if (event.kind === "lost") {
      this.lost += event.copies;
    } else if (event.kind === "ended") {
      if (!this.open.delete(event.session)) this.problems.push(`session ${event.session} ended and was not open`);
      this.ends.set(event.end.cause, (this.ends.get(event.end.cause) ?? 0) + 1);
    }
  }
}

describe.skipIf(pythonMissing !== undefined)("the relay under load", () => {
  it("keeps every promise at once", async () => {
    await bundledWorker(); // the bundler keeps pipes of its own
    const descriptorsBefore = openDescriptors();
    const ledger = new Ledger();
    const relay = await startRelay({ keep: false, watcher: (event) => ledger.take(event) });
    const descriptorsStarted = openDescriptors();
    const service = startProgram<{ requests: number; wrong?: string }>("service.py", [
      relay.folder,
      "printer",
      PROTOCOL,
      SIZE,
    ]);
    await service.count(1);
    const soak = startProgram<{ failed: number }>("soak.py", [
      ...[relay.folder, "printer", PROTOCOL, SIZE],
      ...[CLIENTS, SESSIONS_EACH, CALLS_EACH, VICTIMS, VANDALS, 20261122],
    ]);
    const warm = residentMegabytes();
    expect(await soak.exited).toBe(0);
    expect(soak.lines).toEqual([{ failed: 0 }]);
    await relay.idle();

    expect(await service.finish()).toBe(0);
    const [, counted] = service.lines;
    expect(service.lines.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
    expect(counted?.requests).toBeGreaterThanOrEqual(CLIENTS * CALLS_EACH);

    expect(ledger.problems).toEqual([]);
    expect([...ledger.open]).toEqual([]);
    expect(ledger.most).toBeGreaterThanOrEqual(CLIENTS * SESSIONS_EACH);
    expect(ledger.ends.get("signal")).toBe(VICTIMS);
    expect(ledger.ends.get("gone")).toBeUndefined();
    // Every request and its response was seen, or its copy counted as lost.
    expect(ledger.records + ledger.lost).toBeGreaterThanOrEqual(2 * CLIENTS * CALLS_EACH);
    expect(relay.sinkErrors).toEqual([]);
    expect(openDescriptors()).toBe(descriptorsStarted);
    expect(residentMegabytes() - warm).toBeLessThan(150);

    await relay.stop();
    expect(openDescriptors()).toBe(descriptorsBefore);
  }, 300_000);
});
