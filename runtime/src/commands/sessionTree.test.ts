/** What `legato-api sessions` shows of a made-up runtime. */
import { describe, expect, test } from "vitest";
import { PRINTER } from "../sessions/testing/printer.ts";
import { Story } from "../sessions/testing/story.ts";
import { sessionTree } from "./sessionTree.ts";

/** The state as `legato-api sessions` shows it; times of day are left out, or TIME. */
function tree(story: Story): string {
  return sessionTree(story.registry.snapshot(), story.now)
    .replace(/\(((?:\d+ times, last )?at) \d\d:\d\d:\d\d\)/g, "($1 TIME)")
    .replace(/ at \d\d:\d\d:\d\d/g, "");
}

function printer() {
  const story = new Story(PRINTER);
  return { story, service: story.advertise(), registry: story.registry };
}

describe("the tree of sessions", () => {
  test("shows who holds what, acquired by which call, and since when", () => {
    const { story, service } = printer();
    const client = service.open("printClient");
    client.call("Open", { name: "report" }, { result: 0x1001 });
    story.now += 106_000;
    client.call("Open", { name: "photo" }, { result: 0x1003 });
    client.call("Write", { job: 0x1003, data: Uint8Array.of(1, 2) }, { result: "LE_OK" });
    story.now += 12_000;
    expect(tree(story)).toBe(
      `printer   printServer 4000
  printClient 4001   holds 2 · 3 calls · 1 min
    Job 0x1001   Open(name "report")   1 min
    Job 0x1003   Open(name "photo")   12 s
`,
    );
  });

  test("shows what is left when a client is killed, and that it may leak", () => {
    const { story, service } = printer();
    const killed = service.open("printClient");
    killed.call("Open", { name: "report" }, { result: 0x1001 });
    killed.end({ cause: "signal", signal: 9, coreDumped: false });
    const clean = service.open("printClient");
    clean.call("Open", { name: "photo" }, { result: 0x1003 });
    clean.call("Close", { job: 0x1003 });
    clean.end({ cause: "closed" });
    expect(tree(story)).toBe(
      `printer   printServer 4000
Ended (2)
  printClient 4002   printer: closed by the client · held nothing
  printClient 4001   printer: the client was killed by SIGKILL · still held 1 Job · possible leak
`,
    );
  });

  test("claims nothing of what a session did that was handed over (--tap none)", () => {
    const { story, service } = printer();
    service.open("printClient", { tap: "none" });
    expect(tree(story)).toBe(
      `printer   printServer 4000 · not relayed, ends are not seen
  printClient 4001   0 s
`,
    );
    service.withdraw(false);
    expect(tree(story)).toBe(
      `Ended (1)
  printClient 4001   printer: not seen to end; its server died
`,
    );
  });

  test("lists a client whose request could not be read", () => {
    const story = new Story(PRINTER);
    const refused = { session: 1, client: story.process("nc"), at: story.now, code: -6, reason: "malformed" } as const;
    story.tell({ kind: "refused", ...refused, detail: "a client sent 1 bytes" });
    expect(tree(story)).toBe("Refused (1)\n  nc 4000   a client sent 1 bytes (at TIME)\n");
  });

  test("keeps those who are refused again and again out of the way, in one line", () => {
    const { story, service } = printer();
    const refuse = (session: number, client: string): void =>
      story.tell({
        kind: "refused",
        session,
        client: story.process(client),
        asked: story.facts({ interface: "LogClient" }),
        at: story.now,
        code: -21,
        reason: "no server",
        detail: "nobody advertises LogClient",
      });
    refuse(11, "printServer");
    service.open("printClient").end({ cause: "closed" });
    refuse(12, "printClient");
    refuse(13, "printClient");
    expect(tree(story)).toBe(
      `printer   printServer 4000
Ended (1)
  printClient 4002   printer: closed by the client
Refused (3)
  printClient 4004, printClient 4003, printServer 4001   LogClient: nobody advertises LogClient (3 times, last at TIME)
`,
    );
    refuse(14, "spooler");
    refuse(15, "spooler");
    expect(tree(story)).toContain("spooler 4006, spooler 4005, printClient 4004 and 2 more   LogClient: nobody");
  });

  test("counts a process that is refused again once", () => {
    const story = new Story(PRINTER);
    const client = story.process("printClient");
    for (const session of [1, 2]) {
      const why = { code: -21, reason: "no server", detail: "nobody advertises printer" } as const;
      story.tell({ kind: "refused", session, client, asked: story.facts(), at: story.now, ...why });
    }
    expect(tree(story)).toContain("  printClient 4000   printer: nobody advertises printer (2 times, last at TIME)\n");
  });

  test("names who waits, for what, and what to type", () => {
    const story = new Story(PRINTER);
    story.tell({
      kind: "waiting",
      waiter: 7,
      client: story.process("printClient"),
      asked: story.facts({ interface: "a.b.printer" }),
      since: story.now,
      reason: "no binding",
      detail: "nothing is bound",
      suggestions: ["--bind 'a.b.printer->printer'"],
    });
    expect(tree(story)).toBe(
      `Waiting (1)
  printClient 4000   for a.b.printer · no binding (nothing is bound) · 0 s
    --bind 'a.b.printer->printer'
`,
    );
    story.tell({ kind: "waitEnded", waiter: 7, outcome: "left" });
    expect(tree(story)).toBe("Nothing is connected.\n");
  });

  test("lists a refused client with the reason it was given", () => {
    const story = new Story(PRINTER);
    story.tell({
      kind: "refused",
      session: 1,
      client: story.process("printClient"),
      asked: story.facts(),
      at: story.now,
      code: -6,
      reason: "mismatch",
      detail: "the client was built from another printer.api",
    });
    expect(tree(story)).toContain("printClient 4000   printer: the client was built from another printer.api");
    expect(story.registry.history(1)[0]?.end).toMatchObject({ cause: "refused", code: -6, signal: null });
  });
});
