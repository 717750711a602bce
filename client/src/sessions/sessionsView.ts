/**
 * The tree "Sessions" in the Run and Debug side bar.
 *
 * Draws the rows of rows.ts. Updates are coalesced to VS Code's own pace, name only the rows that look different, and stop while the view is hidden;
 * ids are stable, so selection and expansion survive. Looking for a runtime begins when the view is first shown.
 */
import * as vscode from "vscode";
import type { SessionsLink } from "./live.ts";
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
import { type Changes, ShownRows } from "./shownRows.ts";

export const SESSIONS_VIEW = "legatoApi.sessions";
/** One frame: more often nobody sees it. */
const FRAME_MS = 16;
/**
 * Milliseconds between two updates. VS Code takes the first at once, and puts off those that come within 200 ms after another until there is a pause: with a client
 * that never pauses, for ever.
 */
const PACE_MS = 205;
/** Ages are shown in seconds at best. */
const AGE_MS = 1000;

const LOST =
  "The runtime has ended, and its servers with it. What it last saw is shown; start it again with F5, or with the button in the title of this view.";

export class SessionsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #link: SessionsLink;
  readonly #tree: vscode.TreeView<Row>;
  readonly #disposables: { dispose(): unknown }[] = [];
  readonly #shownRows = new ShownRows(
    (parent) => this.#childrenNow(parent),
    () => performance.now(),
  );
  #filter: RowFilter = noFilter;
  #order: RowOrder = "opened";
  #frame: NodeJS.Timeout | undefined;
  /** When it was last drawn, by `performance.now()`. */
  #drawn = -PACE_MS;
  #drawnState: SessionsLink["state"] | undefined;
  #ages: NodeJS.Timeout | undefined;

  constructor(link: SessionsLink) {
    this.#link = link;
    this.#tree = vscode.window.createTreeView(SESSIONS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#disposables.push(
      this.#tree,
      this.#changed,
      link.onChange(() => this.#draw()),
      this.#tree.onDidChangeVisibility(({ visible }) => this.#shown(visible)),
    );
    this.#shown(this.#tree.visible);
  }

  get filter(): RowFilter {
    return this.#filter;
  }

  setFilter(filter: RowFilter): void {
    this.#filter = filter;
    this.#tree.description = describeFilter(filter);
    // Read by the view's words for when it is empty.
    void vscode.commands.executeCommand("setContext", "legatoApi.filtered", this.#tree.description !== "");
    this.#drawAll();
  }

  setOrder(order: RowOrder): void {
    this.#order = order;
    this.#drawAll();
  }

  /** The rows with focus first; empty when nothing is selected. */
  get selection(): readonly Row[] {
    return this.#tree.selection;
  }

  /** What a row that VS Code hands to a command is now. */
  current(row: Row): Row {
    return this.#shownRows.current(row);
  }

  /** Also a row that the filter hides: then there is none any more. */
  async reveal(row: Row): Promise<void> {
    const parent = parentRow(this.rows(), row);
    const beside = parent === undefined ? rootRows(this.rows()) : childRows(this.rows(), parent);
    if (beside.every(({ id }) => id !== row.id)) this.setFilter(noFilter);
    await this.#tree.reveal(row, { select: true, focus: true, expand: true });
  }

  rows(): RowsView {
    return { store: this.#link.store, filter: this.#filter, order: this.#order, now: Date.now() };
  }

  getChildren(row?: Row): Row[] {
    return this.#shownRows.give(row);
  }

  getParent(row: Row): Row | undefined {
    return parentRow(this.rows(), row);
  }

  getTreeItem(given: Row): vscode.TreeItem {
    const row = this.current(given);
    const item = new vscode.TreeItem(row.label, this.#collapsible(row));
    item.id = row.id;
    item.description = row.description;
    item.iconPath = new vscode.ThemeIcon(
      row.icon,
      row.warns ? new vscode.ThemeColor("list.warningForeground") : undefined,
    );
    item.contextValue = row.context;
    item.accessibilityInformation = { label: row.spoken };
    return item;
  }

  /** What is shown under the mouse only: a thousand of them are not sent at each update. */
  resolveTreeItem(item: vscode.TreeItem, given: Row): vscode.TreeItem {
    const row = this.current(given);
    this.#shownRows.read(row);
    if (row.tooltip !== "") item.tooltip = new vscode.MarkdownString(row.tooltip);
    return item;
  }

  dispose(): void {
    clearTimeout(this.#frame);
    clearInterval(this.#ages);
    for (const one of this.#disposables) one.dispose();
  }

  #collapsible(row: Row): vscode.TreeItemCollapsibleState {
    // Also without sessions: VS Code keeps a row closed that gets its first child later.
    if (row.kind === "service") return vscode.TreeItemCollapsibleState.Expanded;
    if (!hasChildren(this.rows(), row)) return vscode.TreeItemCollapsibleState.None;
    const open = (row.kind === "group" && row.group === "waiting") || row.warns;
    return open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  }

  #childrenNow(row: Row | undefined): readonly Row[] {
    if (this.#link.state.kind === "none") return [];
    return row === undefined ? rootRows(this.rows()) : childRows(this.rows(), row);
  }

  #drawAll(): void {
    this.#fire(this.#shownRows.startAnew());
  }

  #fire(changes: Changes): void {
    // Also where nothing looks different: to find that out for a thousand rows is no less work.
    this.#drawn = performance.now();
    if (changes.length === 0) return;
    this.#changed.fire(changes === "all" ? undefined : [...changes]);
  }

  #shown(visible: boolean): void {
    clearInterval(this.#ages);
    if (!visible) return;
    void this.#link.start();
    this.#draw();
    this.#ages = setInterval(() => {
      const goesOn = this.#link.state.kind === "connected" && this.#link.store.counts().open > 0;
      if (goesOn || this.#shownRows.isBehind) this.#draw();
    }, AGE_MS);
  }

  #draw(): void {
    if (!this.#tree.visible || this.#frame !== undefined) return;
    const wait = Math.max(FRAME_MS, this.#drawn + PACE_MS - performance.now());
    this.#frame = setTimeout(() => {
      this.#frame = undefined;
      const { leaks } = this.#link.store.counts();
      this.#tree.badge =
        leaks === 0 ? undefined : { value: leaks, tooltip: `${leaks} leak ${leaks === 1 ? "suspect" : "suspects"}` };
      const { state } = this.#link;
      // Another runtime counts its sessions from the start: what looks like the same row is not.
      this.#fire(state === this.#drawnState ? this.#shownRows.changes() : this.#shownRows.startAnew());
      this.#drawnState = state;
      // Where nothing is left to be shown, the view says how to start one.
      const message = state.kind === "lost" && this.#childrenNow(undefined).length > 0 ? LOST : "";
      // Each time it is set counts as an update.
      if ((this.#tree.message ?? "") !== message) this.#tree.message = message;
    }, wait);
  }
}

function describeFilter(filter: RowFilter): string {
  const parts = [
    filter.name === "" ? "" : `"${filter.name}"`,
    filter.onlyHolding ? "holding" : "",
    filter.onlyLeaks ? "leaks" : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
