/** The same data as a plain table: only the rows in sight are in the page, so ten thousand scroll like ten. */
import type { CallFacts } from "@legato-api/runtime/inspector-protocol";
import { timeText, valuesText } from "../callText.ts";
import type { TimelineFilter, TimelineModel } from "../model.ts";

const ROW_HEIGHT = 22;
const COLUMNS = ["Time", "Client", "Function", "Arguments", "Result", "Duration", "Holds"] as const;

export class CallTable {
  readonly element = document.createElement("div");
  readonly #model: TimelineModel;
  readonly #open: (session: number, name: string) => void;
  readonly #body = document.createElement("tbody");
  readonly #table = document.createElement("table");
  #filter: TimelineFilter = { text: "" };

  constructor(model: TimelineModel, open: (session: number, name: string) => void) {
    this.#model = model;
    this.#open = open;
    this.element.className = "table";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", "Calls and events");
    const head = document.createElement("thead");
    const row = document.createElement("tr");
    for (const name of COLUMNS) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      row.append(cell);
    }
    head.append(row);
    this.#table.append(head, this.#body);
    this.element.append(this.#table);
    this.element.addEventListener("scroll", () => this.draw(this.#filter));
  }

  draw(filter: TimelineFilter): void {
    this.#filter = filter;
    const calls = this.#model.callsPassing(filter);
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW_HEIGHT) - 5);
    const count = Math.ceil(this.element.clientHeight / ROW_HEIGHT) + 10;
    const shown = calls.slice(first, first + count);
    this.#table.setAttribute("aria-rowcount", String(calls.length + 1));
    this.#body.replaceChildren(
      spacer(first * ROW_HEIGHT),
      ...shown.map((call, index) => this.#row(call, first + index)),
      spacer(Math.max(0, calls.length - first - shown.length) * ROW_HEIGHT),
    );
  }

  #row(call: CallFacts, index: number): HTMLTableRowElement {
    const row = document.createElement("tr");
    row.setAttribute("aria-rowindex", String(index + 2));
    const references = this.#model.referencesOf(call.session);
    const duration =
      call.durationMs === null ? (call.kind === "event" ? "event" : call.state) : `${call.durationMs.toFixed(2)} ms`;
    const texts = [
      timeText(call.at),
      this.#model.clientOf(call.session),
      "",
      valuesText(call.arguments, references),
      valuesText(call.result, references),
      duration,
      this.#model.holdsOf(call),
    ];
    texts.forEach((text, column) => {
      const cell = document.createElement("td");
      if (column === 2) {
        const link = document.createElement("button");
        link.type = "button";
        link.className = "link";
        link.textContent = call.function;
        link.addEventListener("click", () => this.#open(call.session, call.function));
        cell.append(link);
      } else {
        cell.textContent = text;
        cell.title = text;
      }
      row.append(cell);
    });
    return row;
  }
}

function spacer(height: number): HTMLTableRowElement {
  const row = document.createElement("tr");
  row.setAttribute("aria-hidden", "true");
  row.style.height = `${height}px`;
  return row;
}
