import type { SessionFacts, SessionsSnapshot } from "@legato-api/runtime/inspector-protocol";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import {
  childRows,
  hasChildren,
  noFilter,
  parentRow,
  type Row,
  type RowFilter,
  type RowOrder,
  type RowsView,
  rootRows,
} from "./rows.ts";
import { SessionsStore } from "./store.ts";
import { printerFacts, START, sessionFacts } from "./testing/facts.ts";

const at = (seconds: number): string => new Date(START + 1000 * seconds).toISOString();
const NOW = Date.parse(at(120));

function session(id: number, over: Partial<SessionFacts> = {}): SessionFacts {
  const client = { pid: 4129 + id, name: "printClient", commandLine: ["printClient"], uid: 1000 };
  return sessionFacts({ id, client, lastActivity: at(100), calls: 14, bytes: 1000, ...over });
}

const job = (reference: number, name: string, seconds: number) => ({
  type: "Job",
  reference,
  acquiredBy: "Open",
  arguments: { name },
  at: at(seconds),
});

const holding = session(1, { held: [job(0x1001, "report", 2), job(0x1003, "photo", 108)], heldCount: 2 });
const idle = session(2, {
  client: { pid: 4188, name: "spooler", commandLine: [], uid: 1000 },
  openedAt: at(116),
  calls: 1,
});
const killed = session(3, {
  state: "ended",
  held: [job(0x1005, "x", 3)],
  heldCount: 1,
  leak: "suspect",
  end: { cause: "signal", code: null, signal: "SIGKILL", at: at(60), message: "Its process was killed." },
});
const closed = session(4, {
  state: "ended",
  end: { cause: "closed", code: null, signal: null, at: at(30), message: "" },
});

const snapshot: SessionsSnapshot = {
  services: [{ ...printerFacts, sessions: [holding, idle] }],
  waiting: [
    {
      id: 9,
      interface: "scanner",
      client: { pid: 5, name: "scan", commandLine: [], uid: 1000 },
      since: at(110),
      reason: "no binding",
      detail: "No service is called so.",
      suggestions: ["--bind 'scan.scanner->scanner'"],
    },
  ],
  ended: [closed, killed],
};

function view(filter: Partial<RowFilter> = {}, order: RowOrder = "opened"): RowsView {
  const store = new SessionsStore();
  store.reset(snapshot, 7);
  return { store, filter: { ...noFilter, ...filter }, order, now: NOW };
}

/** The tree as a person reads it; local times are shown as `TIME`. */
function drawn(one: RowsView): string[] {
  const lines = (rows: readonly Row[], depth: number): string[] =>
    rows.flatMap((row) => [
      `${"  ".repeat(depth)}${row.warns ? "! " : ""}${row.label}  ${row.description}`
        .trimEnd()
        .replace(/\d\d:\d\d:\d\d/g, "TIME"),
      ...lines(childRows(one, row), depth + 1),
    ]);
  return lines(rootRows(one), 0);
}

test("services, sessions, what they hold, who waits, and who is gone", () => {
  expect(drawn(view())).toEqual([
    "! printer  printServer 4121 · no close handler",
    "  printClient 4130  holds 2 · 14 calls · 2 min",
    '    Job 0x1001  Open(name "report")   1 min',
    '    Job 0x1003  Open(name "photo")   12 s',
    "  spooler 4188  holds 0 · 1 call · 4 s",
    "Waiting (1)",
    "  scan 5  scanner · no binding · 10 s",
    "! Ended (2)  1 leak suspect",
    "  ! printClient 4132  leak: still held 1 Job · killed by SIGKILL at TIME",
    '    ! Job 0x1005  Open(name "x")   1 min',
    "  printClient 4133  closed at TIME · held nothing",
  ]);
});

test("a screen reader says of a resource what it is called, by whom it was acquired, and no more", () => {
  const lock = { type: "lock", reference: null, acquiredBy: "Lock", arguments: {}, at: at(0) };
  const store = new SessionsStore();
  const holder = session(1, { held: [job(0x1001, "report", 2), lock], heldCount: 2 });
  store.reset({ services: [{ ...printerFacts, sessions: [holder] }], waiting: [], ended: [] }, 1);
  const one: RowsView = { store, filter: noFilter, order: "opened", now: NOW };
  const resources = rootRows(one).flatMap((row) => childRows(one, row).flatMap((child) => childRows(one, child)));
  expect(resources.map(({ spoken }) => spoken)).toEqual([
    'Job 0x1001, acquired by Open(name "report")',
    "lock, acquired by Lock()",
  ]);
});

test("icons tell how a session is, and what became of what it held", () => {
  const icons = (over: Partial<SessionFacts>): readonly string[] => {
    const store = new SessionsStore();
    const one = session(1, { held: [job(1, "a", 0)], heldCount: 1, ...over });
    const isOpen = one.end === null;
    store.reset(
      {
        services: [{ ...printerFacts, sessions: isOpen ? [one] : [] }],
        waiting: [],
        ended: isOpen ? [] : [one],
      },
      1,
    );
    const tree: RowsView = { store, filter: noFilter, order: "opened", now: NOW };
    const root = rootRows(tree).at(-1);
    const [row] = root === undefined ? [] : childRows(tree, root);
    return row === undefined ? [] : [row, ...childRows(tree, row)].map(({ icon }) => icon);
  };
  const end = (cause: "closed" | "signal") => ({ cause, code: null, signal: null, at: at(30), message: "" });
  const item = { type: "Job", reference: 1 };
  expect(icons({})).toEqual(["plug", "key"]);
  expect(icons({ state: "stopped" })).toEqual(["debug-pause", "key"]);
  expect(icons({ state: "stopped", leaving: end("signal") })).toEqual(["debug-disconnect", "key"]);
  expect(icons({ end: end("closed") })).toEqual(["check", "key"]);
  expect(icons({ end: end("signal") })).toEqual(["debug-disconnect", "key"]);
  expect(icons({ end: end("signal"), freed: { freed: [item], kept: [] } })).toEqual(["debug-disconnect", "check"]);
  expect(icons({ end: end("closed"), leak: "suspect" })).toEqual(["warning", "warning"]);
});

test("of an ended client it says what became of what it held", () => {
  const left = (over: Partial<SessionFacts>): string[] => {
    const store = new SessionsStore();
    const ended = [{ ...killed, held: [job(1, "a", 0), job(3, "b", 0)], heldCount: 2, ...over }];
    store.reset({ ...snapshot, waiting: [], services: [], ended }, 7);
    return drawn({ store, filter: noFilter, order: "opened", now: NOW }).slice(1);
  };
  const name = (reference: number) => ({ type: "Job", reference });
  expect(left({ leak: "none", freed: { freed: [name(1), name(3)], kept: [] } })).toEqual([
    "  printClient 4132  killed by SIGKILL at TIME · held 2 Job, all freed",
    '    Job 0x1  Open(name "a")   2 min',
    '    Job 0x3  Open(name "b")   2 min',
  ]);
  expect(left({ leak: "suspect", freed: { freed: [name(1)], kept: [name(3)] } })).toEqual([
    "  ! printClient 4132  leak: held 2 Job, 1 not freed · killed by SIGKILL at TIME",
    '    Job 0x1  Open(name "a")   2 min',
    '    ! Job 0x3  Open(name "b")   2 min',
  ]);
  expect(left({ leak: "suspect", freed: { freed: [], kept: [name(1), name(3)] } })[0]).toBe(
    "  ! printClient 4132  leak: still held 2 Job · killed by SIGKILL at TIME",
  );
  expect(left({ leak: "none", freed: null })[0]).toBe(
    "  printClient 4132  killed by SIGKILL at TIME · still held 2 Job, left to the close handler",
  );
  expect(left({ leak: "possible", freed: null })[0]).toContain("  possible leak: still held 2 Job · killed");
  const message = "the server died";
  const died = { cause: "server", code: null, signal: null, at: at(60), message, serverDied: true } as const;
  expect(left({ leak: "none", end: died })[0]).toBe(
    "  printClient 4132  the server died at TIME · held 2 Job, gone with the server",
  );
});

/** The open clients of the printer, in order. */
const clientsOf = (one: RowsView): readonly string[] =>
  drawn(one).flatMap((line) => /^ {2}(\S+ \d+) {2}holds/.exec(line)?.[1] ?? []);
const HOLDING = "printClient 4130";
const IDLE = "spooler 4188";

test.each<[Partial<RowFilter>, readonly string[], string | undefined]>([
  [{ name: "SPOOL" }, [IDLE], undefined],
  [{ name: "4130" }, [HOLDING], undefined],
  [{ name: "printServer" }, [HOLDING, IDLE], "Ended (2)"],
  [{ name: "nobody" }, [], undefined],
  [{ onlyHolding: true }, [HOLDING], "Ended (1)"],
  [{ onlyLeaks: true }, [], "Ended (1)"],
  [{ onlyLeaks: true, name: "spool" }, [], undefined],
])("with the filter %j one sees %j", (filter, clients, ended) => {
  const one = view(filter);
  expect(clientsOf(one)).toEqual(clients);
  const roots = rootRows(one).map(({ label }) => label);
  expect(roots.find((label) => label.startsWith("Ended"))).toBe(ended);
  expect(roots.includes("printer")).toBe(clients.length > 0);
});

test("a service that passes by its own name is shown without clients, one that only leaks are asked of is not", () => {
  const store = new SessionsStore();
  store.reset({ services: [{ ...printerFacts, sessions: [] }], waiting: [], ended: [] }, 1);
  const labels = (filter: Partial<RowFilter>) =>
    rootRows({ store, filter: { ...noFilter, ...filter }, order: "opened", now: NOW }).map(({ label }) => label);
  expect([labels({ name: "PRINTS" }), labels({ onlyLeaks: true }), labels({ onlyHolding: true })]).toEqual([
    ["printer"],
    [],
    [],
  ]);
});

test("a waiting client is filtered by name alone", () => {
  expect(drawn(view({ name: "scan" }))).toContain("Waiting (1)");
  expect(drawn(view({ name: "print" }))).not.toContain("Waiting (1)");
});

test("sessions that never came to be stand together, out of the way of the ended ones", () => {
  const refused = (id: number, name: string): SessionFacts =>
    session(id, {
      interface: name,
      client: { pid: 4129 + id, name: id === 6 ? "spooler" : "printClient", commandLine: [], uid: 1000 },
      service: null,
      state: "ended",
      end: { cause: "refused", code: -16, signal: null, at: at(id), message: "Nobody serves it." },
    });
  const store = new SessionsStore();
  const ended = [closed, refused(5, "LogClient"), refused(6, "appCfg"), refused(7, "LogClient"), killed];
  store.reset({ ...snapshot, waiting: [], services: [], ended }, 7);
  const one = { store, filter: noFilter, order: "opened", now: NOW } as const;
  expect(drawn(one)).toEqual([
    "! Ended (2)  1 leak suspect · 3 refused",
    "  ! printClient 4132  leak: still held 1 Job · killed by SIGKILL at TIME",
    '    ! Job 0x1005  Open(name "x")   1 min',
    "  printClient 4133  closed at TIME · held nothing",
    "  Refused (3)  printClient, spooler · LogClient, appCfg",
    "    printClient 4136  LogClient · refused at TIME",
    "    spooler 4135  appCfg · refused at TIME",
    "    printClient 4134  LogClient · refused at TIME",
  ]);
  const [group] = rootRows(one);
  const last = group === undefined ? undefined : childRows(one, group).at(-1);
  const [first] = last === undefined ? [] : childRows(one, last);
  expect(first === undefined ? undefined : parentRow(one, first)?.id).toBe("group:refused");
  expect(last === undefined ? undefined : parentRow(one, last)?.id).toBe("group:ended");
});

test("one whose request could not be read is named all the same", () => {
  const store = new SessionsStore();
  const end = { cause: "refused", code: -6, signal: null, at: at(1), message: "" } as const;
  const ended = [session(5, { interface: "", service: null, state: "ended", end })];
  store.reset({ services: [], waiting: [], ended }, 7);
  const one = { store, filter: noFilter, order: "opened", now: NOW } as const;
  expect(drawn(one)[1]).toBe("  Refused (1)  printClient");
});

test("a client that was killed while its message is held is not shown as one that lives", () => {
  const store = new SessionsStore();
  const end = {
    cause: "signal",
    code: null,
    signal: "SIGKILL",
    at: at(60),
    message: "Its client was killed.",
  } as const;
  const one = session(1, { ...holding, state: "stopped", leaving: end });
  store.reset({ services: [{ ...printerFacts, sessions: [one] }], waiting: [], ended: [] }, 7);
  const tree = { store, filter: noFilter, order: "opened", now: NOW } as const;
  expect(drawn(tree)[1]).toBe(
    "  printClient 4130  killed by SIGKILL at TIME · held at a breakpoint · holds 2 · 14 calls · 2 min",
  );
  const [row] = childRows(tree, rootRows(tree)[0] as Row);
  expect(row?.tooltip).toMatch(/\| Ends \| once its message goes on: Its client was killed\. at \d\d:\d\d:\d\d \|/);
});

test.each<[RowOrder, readonly number[]]>([
  ["opened", [1, 2, 3, 4]],
  ["name", [4, 2, 3, 1]],
  ["held", [3, 1, 2, 4]],
  ["calls", [2, 1, 3, 4]],
])("in the order '%s', what is equal in that of its beginning", (order, expected) => {
  const store = new SessionsStore();
  const client = (name: string) => ({ pid: 1, name, commandLine: [], uid: 0 });
  const sessions = [
    session(4, { client: client("a"), calls: 1 }),
    session(3, { client: client("b"), calls: 5, heldCount: 2 }),
    session(2, { client: client("b"), calls: 9 }),
    session(1, { client: client("c"), calls: 5, heldCount: 1 }),
  ];
  store.reset({ services: [{ ...printerFacts, sessions }], waiting: [], ended: [] }, 1);
  const one: RowsView = { store, filter: noFilter, order, now: NOW };
  const [service] = rootRows(one);
  const rows = service === undefined ? [] : childRows(one, service);
  expect(rows.map((row) => row.kind === "session" && row.session.id)).toEqual(expected);
});

test("every row has an id of its own, and a parent that leads back", () => {
  const one = view();
  const ids = new Set<string>();
  const visit = (rows: readonly Row[], parent: Row | undefined): void => {
    for (const row of rows) {
      expect(ids.has(row.id)).toBe(false);
      ids.add(row.id);
      expect(parentRow(one, row)?.id).toBe(parent?.id);
      if (childRows(one, row).length > 0) expect(hasChildren(one, row)).toBe(true);
      visit(childRows(one, row), row);
    }
  };
  visit(rootRows(one), undefined);
  expect(ids.size).toBe(11);
});

test("a service says what is wrong with it, and its menu has what can be done about that", () => {
  const shown = (over: Partial<typeof printerFacts>, sessions: readonly SessionFacts[] = [holding]) => {
    const store = new SessionsStore();
    store.reset(
      { services: [{ ...printerFacts, closeHandler: "registered", ...over, sessions }], waiting: [], ended: [] },
      1,
    );
    return rootRows({ store, filter: noFilter, order: "opened", now: NOW }).map(({ description, icon, context }) => [
      description.replace("printServer 4121", "").replace(/^ · /, ""),
      icon,
      context,
    ]);
  };
  expect(shown({})).toEqual([["", "server-process", "service api"]]);
  expect(shown({ closeHandler: "missing", evidence: ["/w/printServer.c:12"] })).toEqual([
    ["no close handler", "warning", "service api noHandler evidence"],
  ]);
  expect(shown({ api: null, relayed: false })).toEqual([
    ["not watched: ends are not seen", "server-process", "service"],
  ]);
  expect(shown({ advertised: false })).toEqual([["withdrawn", "server-process", "service api"]]);
  expect(shown({ advertised: false }, [])).toEqual([]);
  expect(shown({}, [])).toHaveLength(1);
});

test("how a session ended is told once in its tooltip", () => {
  const one = view();
  const group = rootRows(one).find((row) => row.kind === "group" && row.group === "ended");
  const row = group === undefined ? undefined : childRows(one, group).find(({ id }) => id === "session:3");
  expect(row?.tooltip).toMatch(/\| Ended \| \d\d:\d\d:\d\d: Its process was killed\. \|$/m);
});

test("a tooltip shows any name as text: no HTML, no picture, no link, no other column", () => {
  const evil =
    "a|b ![x](https://evil.example/x.png) <img src=x onerror=y> [x](command:y) `c` **d** <https://e> \\| \\![x](y)\n|z|";
  const store = new SessionsStore();
  const snapshot: SessionsSnapshot = {
    services: [
      {
        ...printerFacts,
        interface: evil,
        api: `/w/${evil}.api`,
        server: { ...printerFacts.server, name: evil },
        evidence: [evil],
        sessions: [
          session(1, {
            client: { pid: 1, uid: 1, name: evil, commandLine: [evil, evil] },
            binding: evil,
            warning: evil,
            held: [{ ...job(1, evil, 0), type: evil }],
            heldCount: 1,
          }),
        ],
      },
    ],
    waiting: [],
    ended: [],
  };
  store.reset(snapshot, 1);
  const view = { store, filter: noFilter, order: "opened", now: NOW } as const;
  const rows = rootRows(view);
  const all = [...rows, ...rows.flatMap((row) => childRows(view, row))];
  const resources = all.flatMap((row) => (row.kind === "session" ? childRows(view, row) : []));
  expect(resources).toHaveLength(1);
  const reader = new MarkdownIt({ html: true });
  reader.validateLink = () => true;
  for (const { tooltip } of [...all, ...resources]) {
    const tokens = reader.parse(tooltip, {}).flatMap((token) => [token, ...(token.children ?? [])]);
    expect(tokens.map(({ type }) => type).filter((type) => /html|image|link_open|code/.test(type))).toEqual([]);
    const cells = tokens.filter(({ type }) => type === "td_open").length;
    expect(cells).toBe(2 * tokens.filter(({ type }) => type === "tr_open").length - 2);
  }
});
