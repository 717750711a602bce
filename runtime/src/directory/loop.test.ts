import { afterEach, describe, expect, it } from "vitest";
import { loadSystem } from "../system/linux.ts";
import { type Poller, Ready } from "../system/system.ts";
import { Loop } from "./loop.ts";

const system = await loadSystem();
const { sockets } = system;
const packet = sockets.packet(64);
const open = new Set<number>();

afterEach(() => {
  for (const fd of open) sockets.close(fd);
  open.clear();
});

function pair(): [number, number] {
  const ends = sockets.pair();
  if (typeof ends === "number") throw new Error("no pair");
  for (const fd of ends) open.add(fd);
  return [ends[0], ends[1]];
}

function close(fd: number): void {
  open.delete(fd);
  sockets.close(fd);
}

/** What one wait finds, and how many milliseconds it takes. */
interface Answer {
  readonly ready: number;
  readonly took: number;
}
const quick: Answer = { ready: 1, took: 0.05 };
const slow: Answer = { ready: 1, took: 5 };
const nothing: Answer = { ready: 0, took: 0.04 };

/** A loop whose waits are answered by the script, its last line for ever, and whose clock runs by that alone. */
function scripted(script: readonly Answer[]) {
  let time = 0;
  let next = 0;
  let yields = 0;
  let yieldTook = 0;
  const waits: number[] = [];
  const done = () => 0;
  const poller: Poller = {
    add: done,
    modify: done,
    remove: done,
    token: done,
    ready: done,
    waitAsync: done,
    close: done,
    wait(milliseconds) {
      waits.push(milliseconds);
      const { ready, took } = script[Math.min(next++, script.length - 1)] ?? nothing;
      time += took;
      return ready;
    },
    yield() {
      yields += 1;
      time += yieldTook;
    },
  };
  const loop = new Loop({ poller: () => poller }, () => time);
  return {
    loop,
    waits,
    yields: () => yields,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    yieldTakes: (milliseconds: number) => {
      yieldTook = milliseconds;
    },
    /** The waits of one turn, in milliseconds as they were asked for. */
    turn(): number[] {
      waits.length = 0;
      loop.turn(-1);
      return [...waits];
    },
  };
}

describe("the loop", () => {
  it("does not give a descriptor what was ready for another one with the same number", () => {
    const loop = new Loop(system);
    const [firstPeer, first] = pair();
    const [secondPeer, second] = pair();
    const heard: string[] = [];
    // Whichever comes first closes the other one, and a third takes over its number at once.
    const closeOther = (name: string, other: number, otherWatch: () => void) => () => {
      heard.push(name);
      otherWatch();
      close(other);
      const taken = system.duplicate(firstPeer);
      open.add(taken);
      expect(taken).toBe(other);
      loop.watch(taken, () => heard.push("the new one")).set(Ready.READ_HANGUP);
    };
    const firstWatch = loop.watch(
      first,
      closeOther("first", second, () => secondWatch.stop()),
    );
    const secondWatch = loop.watch(
      second,
      closeOther("second", first, () => firstWatch.stop()),
    );
    firstWatch.set(Ready.IN);
    secondWatch.set(Ready.IN);
    for (const peer of [firstPeer, secondPeer]) sockets.send(peer, packet, 1);
    expect(loop.turn(0)).toBe(2);
    expect(heard).toHaveLength(1);
    loop.close();
  });

  it("runs timers in their order, not before their time, and waits no longer than for the next", () => {
    const { loop, turn, pass } = scripted([{ ready: 0, took: 0 }]);
    const ran: string[] = [];
    loop.after(20, () => ran.push("second"));
    loop.after(5, () => {
      ran.push("first");
      loop.after(0, () => ran.push("set by the first"));
    });
    expect(turn()).toEqual([5]);
    expect(ran).toEqual([]);
    pass(5);
    expect(turn()).toEqual([0]);
    expect(ran).toEqual(["first"]);
    expect(turn()).toEqual([0]);
    expect(ran).toEqual(["first", "set by the first"]);
    expect(turn()).toEqual([15]);
    pass(14.5);
    expect(turn()).toEqual([1]);
    expect(ran).toHaveLength(2);
    pass(0.5);
    turn();
    expect(ran.at(-1)).toBe("second");
  });

  it("wakes for a timer from a wait without end", () => {
    const loop = new Loop(system);
    let ran = false;
    loop.after(5, () => {
      ran = true;
    });
    while (!ran) expect(loop.turn(-1)).toBe(0);
    expect(ran).toBe(true);
    loop.close();
  });

  it("polls before it sleeps while events come quickly, and stops at the first that does not", () => {
    const { loop, turn, waits, yields } = scripted([
      slow,
      quick,
      nothing,
      quick,
      nothing,
      nothing,
      nothing,
      slow,
      slow,
      quick,
      nothing,
    ]);
    expect(turn()).toEqual([-1]);
    // That took long. The next one is quick, so it pays to poll after it.
    expect(turn()).toEqual([-1]);
    expect(turn()).toEqual([0, 0]);
    expect(turn()).toEqual([0, 0, 0, -1]);
    expect(turn()).toEqual([-1]);
    expect(turn()).toEqual([-1]);
    waits.length = 0;
    loop.turn(0);
    expect(waits).toEqual([0]);
    expect(yields()).toBe(4);
  });

  it("sleeps at once for a while when somebody else has taken the processor while it polled, and longer each time", () => {
    const script = [quick, nothing, quick, quick, nothing, quick, quick, quick, nothing, quick, nothing, quick];
    const { loop, turn, pass, yields, yieldTakes } = scripted(script);
    expect(turn()).toEqual([-1]);
    yieldTakes(3);
    expect(turn()).toEqual([0, -1]);
    // Once as long, then twice.
    expect(turn()).toEqual([-1]);
    pass(3);
    expect(turn()).toEqual([0, -1]);
    pass(3);
    expect(turn()).toEqual([-1]);
    expect(turn()).toEqual([-1]);
    pass(3);
    yieldTakes(0);
    expect(turn()).toEqual([0, 0]);
    expect(yields()).toBe(3);
    // What has been woken waits for its turn among the others for longer.
    loop.giveWay();
    expect(yields()).toBe(3);
    pass(200);
    loop.giveWay();
    expect(yields()).toBe(4);
    // A short one has made it as it was.
    yieldTakes(3);
    expect(turn()).toEqual([0, -1]);
    expect(turn()).toEqual([-1]);
    pass(3);
    expect(turn()).toEqual([0]);
  });

  it("gives way to whom a handler has woken, unless others wait for it", () => {
    const { loop, turn, yields } = scripted([quick, { ready: 2, took: 0.05 }]);
    turn();
    loop.giveWay();
    expect(yields()).toBe(1);
    turn();
    loop.giveWay();
    expect(yields()).toBe(1);
  });

  it("forgets a timer's watch that was stopped", () => {
    const loop = new Loop(system);
    const [, end] = pair();
    const watch = loop.watch(end, () => {});
    watch.stop();
    watch.resume(Ready.OUT);
    expect(loop.turn(0)).toBe(0);
    loop.close();
  });
});
