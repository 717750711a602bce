/**
 * The process of a client that is killed on purpose: acquires what it is told to, says so, and waits for its end.
 *
 * In: a `CrashOrder` over IPC. Out: `CrashNews`. It ends by itself only with the runtime.
 */
import { loadApi } from "../interfaces/loadApi.ts";
import { acquire } from "./acquiring.ts";
import { openSession } from "./clientSession.ts";
import { type CrashNews, type CrashOrder, isCrashOrder } from "./crashProtocol.ts";
import { eventLoop } from "./eventLoop.ts";

async function run(order: CrashOrder): Promise<CrashNews> {
  const loaded = loadApi(order.api);
  if (!loaded.ok) return { kind: "called", acquired: false, values: null, problem: loaded.problem };
  const target = { folder: order.folder, interface: order.interface, api: loaded.api, wait: false };
  try {
    const session = await openSession(await eventLoop(), target);
    const { attempt } = await acquire(session, order.calls);
    return { kind: "called", ...attempt };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: "called", acquired: false, values: null, problem };
  }
}

process.on("disconnect", () => process.exit(0));
process.on("message", async (message) => {
  if (isCrashOrder(message)) process.send?.(await run(message));
});
