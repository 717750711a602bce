/** For tests: a relay thread on a kernel that cannot tell how clients died. It plays a fixed piece, then waits to be stopped. */
import { parentPort, workerData } from "node:worker_threads";
import type { SessionFacts } from "../events.ts";
import { QueueWriter } from "../queue.ts";

const writer = new QueueWriter(workerData.queue, () => parentPort?.postMessage("events"));

function session(id: number, pid: number): SessionFacts {
  return {
    id,
    service: 1,
    client: { pid, uid: 0, gid: 0, name: "client", commandLine: [] },
    asked: { interface: "printer", protocolId: "", maxMessageSize: 4, pointerSize: 8 },
    boundBy: "sameName",
    tap: "all",
    openedAt: 0,
  };
}

const totals = { recordsToServer: 0, recordsToClient: 0, bytesToServer: 0, bytesToClient: 0 };

parentPort?.on("message", (command: { readonly kind: string; readonly session?: number }) => {
  if (command.kind === "stop") process.exit(0);
  // Of the test: the session of this number opens (its number is the pid, too) and ends at once.
  const id = command.session ?? 0;
  writer.event({ kind: "opened", session: session(id, id % 1000) });
  writer.event({ kind: "ended", session: id, at: 1, end: { cause: "gone" }, totals });
  writer.flush();
});
parentPort?.postMessage("ready");
