/**
 * Entry of the relay's thread: it owns the directory and the relay, and sleeps in epoll_wait.
 *
 * In: `RelayWorkerData`, then commands by message, each with a wake-up on the eventfd. Out: events through the queue. It has no event
 * loop of Node's while it runs: everything happens in `Loop.turn`.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { RelayContext } from "./directory/context.ts";
import { Directory } from "./directory/directory.ts";
import { Gates } from "./directory/gate.ts";
import { Loop } from "./directory/loop.ts";
import { QueueWriter } from "./directory/queue.ts";
import type { Command, RelayWorkerData, Signal } from "./directory/relayProtocol.ts";
import { loadSystem } from "./system/linux.ts";
import { Ready } from "./system/system.ts";

/** A record larger than this is cut, however large the server says its messages are. */
const LARGEST_PACKET = 64 << 20;
/** Milliseconds until events that found no room in the queue are tried again. */
const BACKLOG_PAUSE = 5;
/** Milliseconds without traffic after which the main thread is told of copies, and the longest time until it is told in any case. */
const TRAFFIC_PAUSE = 2;
const LONGEST_SILENCE = 20;
/** Milliseconds to wait at the end for the main thread to take the last events. */
const LAST_WAIT = 2000;

async function run(data: RelayWorkerData): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("worker.ts runs as a worker thread only");
  const signal = (what: Signal) => port.postMessage(what);
  const system = await loadSystem();
  const loop = new Loop(system);
  const outlet = new QueueWriter(data.queue, () => signal("events"));
  const beat = new BigInt64Array(data.heartbeat);
  const gates = new Gates(
    () => Number(Atomics.load(beat, 0)) / 1e6,
    () => Number(process.hrtime.bigint()) / 1e6,
    (event) => outlet.event(event),
  );
  let packet = system.sockets.packet(system.sockets.largestRecord);
  const context: RelayContext = {
    system,
    loop,
    outlet,
    gates,
    packet: () => packet,
    makeRoom(bytes) {
      if (bytes > packet.payload.length && bytes <= LARGEST_PACKET) packet = system.sockets.packet(bytes);
    },
    now: () => performance.timeOrigin + performance.now(),
  };
  const directory = new Directory(context, { ...data, untapped: new Set(data.untapped) });

  let running = true;
  const obey = (command: Command): void => {
    switch (command.kind) {
      case "setGate":
        gates.set(command.key, command.action);
        break;
      case "release":
        gates.release(command.ticket);
        break;
      case "closeSession":
        directory.closeSession(command.session);
        break;
      case "bind":
        directory.bind(command.binding);
        break;
      case "stop":
        running = false;
        break;
    }
  };
  const wakeup = system.wakeup(data.wakeFd);
  const wakeWatch = loop.watch(wakeup.fd, () => {
    wakeup.drain();
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      obey(next.message);
    }
  });
  wakeWatch.set(Ready.IN);

  // Time matters only while a record is held, an event waits for room, or copies wait for traffic to pause; else the thread just sleeps.
  const patience = () => {
    if (outlet.hasBacklog) return BACKLOG_PAUSE;
    if (announceBy > 0) return TRAFFIC_PAUSE;
    return gates.holding ? Math.max(0, Math.ceil(gates.timeLeft())) : -1;
  };
  /** Until when the main thread must have been told of what is in the queue; 0: it knows, or there is nothing. */
  let announceBy = 0;
  signal("ready");
  while (running) {
    const ready = loop.turn(patience());
    if (gates.holding) gates.check();
    const patient = ready > 0 && (announceBy === 0 || performance.now() < announceBy);
    outlet.flush(patient);
    if (!patient || !outlet.hasUnread) announceBy = 0;
    else if (announceBy === 0) announceBy = performance.now() + LONGEST_SILENCE;
  }
  directory.stop();
  outlet.flush();
  outlet.waitUntilTaken(LAST_WAIT);
  wakeWatch.stop();
  loop.close();
  port.close();
}

run(workerData).catch((error: unknown) => {
  // Out of here it is the worker's `error` event, which the main thread reports.
  setImmediate(() => {
    throw error;
  });
});
