/**
 * The sessions view as rows, without VS Code: what each says, its icon, its children and its commands' context.
 *
 * In: the store, a filter, an order and the time. Out: rows with ids that never change for the same thing, so that selection and expansion survive
 * every update. Meaning is in words and icons; colour only repeats it.
 */
import type {
  FreedFacts,
  HeldResource,
  ResourceName,
  ServiceFacts,
  SessionFacts,
  WaitingFacts,
} from "@legato-api/runtime/inspector-protocol";
import type { SessionsStore } from "./store.ts";
import {
  acquiredText,
  ageText,
  clockText,
  endText,
  heldText,
  isLeaked,
  leftText,
  plural,
  referenceText,
} from "./words.ts";

export interface RowFilter {
  /** Part of an interface's, client's or server's name, any case; empty: all. */
  readonly name: string;
  readonly onlyHolding: boolean;
  readonly onlyLeaks: boolean;
}

export type RowOrder = "opened" | "name" | "held" | "calls";

export const noFilter: RowFilter = { name: "", onlyHolding: false, onlyLeaks: false };

interface RowBase {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Id of a codicon. */
  readonly icon: string;
  readonly warns: boolean;
  /** Markdown. */
  readonly tooltip: string;
  /** `contextValue` of the tree item: words separated by spaces, each a capability the menus look for. */
  readonly context: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

export type Row =
  | (RowBase & { readonly kind: "service"; readonly service: ServiceFacts })
  | (RowBase & { readonly kind: "session"; readonly session: SessionFacts })
  | (RowBase & { readonly kind: "resource"; readonly session: SessionFacts; readonly resource: HeldResource })
  | (RowBase & { readonly kind: "waiting"; readonly waiting: WaitingFacts })
  | (RowBase & { readonly kind: "group"; readonly group: RowGroup });

/** `refused` stands in `ended`: real Legato processes ask for log servers that are seldom there, often, and each is a session that never came to be. */
type RowGroup = "ended" | "refused" | "waiting";

export interface RowsView {
  readonly store: SessionsStore;
  readonly filter: RowFilter;
  readonly order: RowOrder;
  readonly now: number;
}

export function rootRows(view: RowsView): readonly Row[] {
  const rows: Row[] = view.store
    .services()
    .filter((service) => service.advertised || view.store.open(service.id).length > 0)
    .filter((service) => isShown(view, service))
    .map((service) => serviceRow(view, service));
  const waiting = waitingShown(view);
  if (waiting.length > 0) rows.push(groupRow("waiting", `Waiting (${waiting.length})`, "", false));
  const { ended, refused } = endedSessions(view);
  if (ended.length + refused.length > 0) {
    const leaks = ended.filter((session) => session.leak === "suspect").length;
    const parts = [
      ...(leaks === 0 ? [] : [plural(leaks, "leak suspect")]),
      ...(refused.length === 0 ? [] : [`${refused.length} refused`]),
    ];
    rows.push(groupRow("ended", `Ended (${ended.length})`, parts.join(" · "), leaks > 0));
  }
  return rows;
}

export function childRows(view: RowsView, row: Row): readonly Row[] {
  switch (row.kind) {
    case "service":
      return ordered(
        view,
        view.store.open(row.service.id).filter((session) => passes(view, session)),
      ).map((session) => sessionRow(view, session));
    case "session":
      return heldRows(view, view.store.session(row.session.id) ?? row.session);
    case "group":
      return groupRows(view, row.group);
    default:
      return [];
  }
}

function groupRows(view: RowsView, group: RowGroup): readonly Row[] {
  if (group === "waiting") return waitingShown(view).map((waiting) => waitingRow(view, waiting));
  const { ended, refused } = endedSessions(view);
  if (group === "refused") return refused.map((session) => sessionRow(view, session));
  const rows = ended.map((session) => sessionRow(view, session));
  return refused.length === 0 ? rows : [...rows, refusedRow(refused)];
}

/** One that waits holds nothing; that it waits is worth knowing whatever else is looked for. */
function waitingShown({ store, filter }: RowsView): readonly WaitingFacts[] {
  return store
    .waiting()
    .filter(({ interface: name, client }) => matchesName(filter, [name, client.name, String(client.pid)]));
}

/** Both newest first. */
function endedSessions(view: RowsView): Record<"ended" | "refused", readonly SessionFacts[]> {
  const ended = view.store.ended().filter((session) => passes(view, session));
  return { ended: ended.filter((one) => !isRefused(one)), refused: ended.filter(isRefused) };
}

function isRefused({ end }: SessionFacts): boolean {
  return end?.cause === "refused";
}

function refusedRow(refused: readonly SessionFacts[]): Row {
  const list = (names: readonly string[]): string => [...new Set(names)].sort().join(", ");
  const who = list(refused.map(({ client }) => client.name));
  // A request that could not be read names no interface.
  const wanted = list(refused.flatMap(({ interface: name }) => (name === "" ? [] : [name])));
  const description = wanted === "" ? who : `${who} · ${wanted}`;
  return groupRow("refused", `Refused (${refused.length})`, description, false);
}

/** The row a row stands under; undefined at the top. Needed to reveal a row. */
export function parentRow(view: RowsView, row: Row): Row | undefined {
  if (row.kind === "resource") return sessionRow(view, row.session);
  const group = (name: RowGroup, among: readonly Row[]): Row | undefined =>
    among.find((one) => one.kind === "group" && one.group === name);
  if (row.kind === "waiting") return group("waiting", rootRows(view));
  if (row.kind === "group" && row.group === "refused") return group("ended", rootRows(view));
  if (row.kind !== "session") return undefined;
  if (isRefused(row.session)) return group("refused", groupRows(view, "ended"));
  if (row.session.end !== null) return group("ended", rootRows(view));
  const service = row.session.service === null ? undefined : view.store.service(row.session.service);
  return service === undefined ? undefined : serviceRow(view, service);
}

export function hasChildren(view: RowsView, row: Row): boolean {
  return (
    row.kind === "group" ||
    (row.kind === "service" && view.store.open(row.service.id).length > 0) ||
    (row.kind === "session" && row.session.heldCount > 0)
  );
}

function isShown(view: RowsView, service: ServiceFacts): boolean {
  if (isNoFilter(view.filter)) return true;
  if (
    !view.filter.onlyHolding &&
    !view.filter.onlyLeaks &&
    matchesName(view.filter, [service.interface, service.server.name])
  )
    return true;
  return view.store.open(service.id).some((session) => passes(view, session));
}

function isNoFilter(filter: RowFilter): boolean {
  return filter.name === "" && !filter.onlyHolding && !filter.onlyLeaks;
}

function passes({ filter, store }: RowsView, session: SessionFacts): boolean {
  if (filter.onlyHolding && session.heldCount === 0) return false;
  if (filter.onlyLeaks && session.leak === "none") return false;
  const service = session.service === null ? undefined : store.service(session.service);
  return matchesName(filter, [
    session.interface,
    session.client.name,
    String(session.client.pid),
    service?.server.name ?? "",
  ]);
}

function matchesName(filter: RowFilter, names: readonly string[]): boolean {
  const wanted = filter.name.toLowerCase();
  return wanted === "" || names.some((name) => name.toLowerCase().includes(wanted));
}

function ordered({ order }: RowsView, sessions: readonly SessionFacts[]): readonly SessionFacts[] {
  const by: Readonly<Record<RowOrder, (a: SessionFacts, b: SessionFacts) => number>> = {
    opened: (a, b) => a.id - b.id,
    name: (a, b) => a.client.name.localeCompare(b.client.name) || a.id - b.id,
    held: (a, b) => b.heldCount - a.heldCount || a.id - b.id,
    calls: (a, b) => b.calls - a.calls || a.id - b.id,
  };
  return [...sessions].sort(by[order]);
}

function serviceRow(view: RowsView, service: ServiceFacts): Row {
  const open = view.store.open(service.id);
  const noHandler = service.closeHandler === "missing";
  const parts = [`${service.server.name} ${service.server.pid}`];
  if (!service.advertised) parts.push("withdrawn");
  if (noHandler) parts.push("no close handler");
  if (!service.relayed) parts.push("not watched: ends are not seen");
  const description = parts.join(" · ");
  return {
    kind: "service",
    id: `service:${service.id}`,
    service,
    label: service.interface,
    description,
    icon: noHandler ? "warning" : "server-process",
    warns: noHandler,
    tooltip: table([
      ["Interface", service.interface],
      ["Server", `${service.server.name}, process ${service.server.pid}, user ${service.server.uid}`],
      ["API", service.api ?? "unknown: no .api with this protocol id was found, so nothing is decoded"],
      ["Protocol id", service.protocolId],
      ["Close handler", [service.closeHandler, ...service.evidence].join(", ")],
      ["Sessions", String(open.length)],
    ]),
    context: words(
      "service",
      service.api !== null && "api",
      noHandler && "noHandler",
      service.evidence.length > 0 && "evidence",
    ),
    spoken: `Service ${service.interface}, ${description}, ${plural(open.length, "session")}`,
  };
}

export function sessionRow(view: RowsView, session: SessionFacts): Row {
  const name = `${session.client.name} ${session.client.pid}`;
  const leaks = session.leak !== "none";
  const description = session.end === null ? openText(session, view.now) : endedText(session);
  return {
    kind: "session",
    id: `session:${session.id}`,
    session,
    label: name,
    description,
    icon: sessionIcon(session),
    warns: leaks,
    tooltip: sessionTooltip(session),
    context: words(
      "session",
      session.end === null ? "open" : "ended",
      leaks && "leak",
      session.service !== null && "served",
    ),
    spoken: `Client ${name} of ${session.interface}, ${description}`,
  };
}

function openText(session: SessionFacts, now: number): string {
  const gone = session.leaving === null ? "" : `${endText({ end: session.leaving })} · `;
  const stopped = session.state === "stopped" ? `${gone}held at a breakpoint · ` : "";
  return `${stopped}holds ${session.heldCount} · ${plural(session.calls, "call")} · ${ageText(session.openedAt, now)}`;
}

function endedText(session: SessionFacts): string {
  if (session.end?.cause === "refused") return `${session.interface} · ${endText(session)}`;
  const parts = [endText(session), leftText(session)];
  // A narrow view cuts the end off.
  return (session.leak === "none" ? parts : parts.toReversed()).join(" · ");
}

function sessionIcon(session: SessionFacts): string {
  if (session.leak !== "none") return "warning";
  if (session.state === "stopped") return session.leaving === null ? "debug-pause" : "debug-disconnect";
  if (session.end === null) return "plug";
  return session.end.cause === "closed"
    ? "check"
    : session.end.cause === "refused"
      ? "circle-slash"
      : "debug-disconnect";
}

function sessionTooltip(session: SessionFacts): string {
  return table([
    ["Client", `${session.client.name}, process ${session.client.pid}, user ${session.client.uid}`],
    ["Command", session.client.commandLine.join(" ")],
    ["Interface", session.interface],
    ["Binding", session.binding],
    ["Opened", clockText(session.openedAt)],
    ["Last activity", clockText(session.lastActivity)],
    [
      "Calls",
      `${session.calls}, ${plural(session.events, "event")}, ${session.bytes} bytes, ${session.outstanding} unanswered`,
    ],
    ["Holds", heldText(session)],
    ...(session.unseen > 0
      ? [["Not seen", `${plural(session.unseen, "record")}: what it holds may be wrong`] as const]
      : []),
    ...(session.warning === null ? [] : [["Note", session.warning] as const]),
    ...(session.leaving === null
      ? []
      : [
          ["Ends", `once its message goes on: ${session.leaving.message} at ${clockText(session.leaving.at)}`] as const,
        ]),
    ...(session.freed === null ? [] : [["The server", freedText(session.freed)] as const]),
    ...(session.end === null ? [] : [["Ended", `${clockText(session.end.at)}: ${session.end.message}`] as const]),
  ]);
}

function freedText({ freed, kept }: FreedFacts): string {
  const list = (all: readonly ResourceName[]): string =>
    all.length === 0 ? "nothing" : all.map(resourceText).join(", ");
  return `freed ${list(freed)}, kept ${list(kept)}`;
}

function resourceText({ type, reference }: ResourceName): string {
  return `${type} ${referenceText(reference)}`.trim();
}

function heldRows(view: RowsView, session: SessionFacts): readonly Row[] {
  return session.held.map((resource, index): Row => {
    const reference = referenceText(resource.reference);
    const label = resourceText(resource);
    const leaked = isLeaked(session, resource);
    const description = `${acquiredText(resource)}   ${ageText(resource.at, view.now)}`;
    return {
      kind: "resource",
      id: `resource:${session.id}:${resource.type}:${reference === "" ? index : reference}:${resource.at}`,
      session,
      resource,
      label,
      description,
      icon: leaked ? "warning" : session.end === null || session.freed === null ? "key" : "check",
      warns: leaked,
      tooltip: table([
        ["Resource", resource.type],
        ["Reference", reference],
        ["Acquired by", acquiredText(resource)],
        ["At", clockText(resource.at)],
      ]),
      context: words("resource"),
      spoken: `${label}, acquired by ${acquiredText(resource)}`,
    };
  });
}

function waitingRow(view: RowsView, waiting: WaitingFacts): Row {
  const label = `${waiting.client.name} ${waiting.client.pid}`;
  const why = waiting.reason === "no binding" ? "no binding" : "no server yet";
  const description = `${waiting.interface} · ${why} · ${ageText(waiting.since, view.now)}`;
  return {
    kind: "waiting",
    id: `waiting:${waiting.id}`,
    waiting,
    label,
    description,
    icon: "watch",
    warns: false,
    tooltip: table([
      ["Client", `${waiting.client.name}, process ${waiting.client.pid}`],
      ["Asks for", waiting.interface],
      ["Waits because of", why],
      ["Seen", waiting.detail],
      ["To bind it", waiting.suggestions.join(" or ") || "start a server that offers this interface"],
    ]),
    context: words("waiting", waiting.suggestions.length > 0 && "bindable"),
    spoken: `Waiting client ${label} for ${description}`,
  };
}

const GROUP_ICONS: Readonly<Record<RowGroup, string>> = { ended: "history", refused: "circle-slash", waiting: "watch" };

function groupRow(group: RowGroup, label: string, description: string, warns: boolean): Row {
  return {
    kind: "group",
    group,
    id: `group:${group}`,
    label,
    description,
    icon: warns ? "warning" : GROUP_ICONS[group],
    warns,
    tooltip: "",
    context: words("group", group),
    spoken: `${label} ${description}`.trim(),
  };
}

function words(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(" ");
}

/** A Markdown table that shows any text as text. */
function table(rows: readonly (readonly [string, string])[]): string {
  const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s+/g, " ");
  return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`)].join("\n");
}
