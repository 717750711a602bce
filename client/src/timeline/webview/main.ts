/**
 * The page of the timeline: toolbar, diagram or table, details. Wires the parts; what there is to draw is the model's.
 *
 * Keyboard: Left and Right move, + and - zoom, 0 shows all, F filters, T switches between diagram and table. What the diagram shows is
 * in the table too, for those who cannot see it.
 */
import type { ToExtension, ToPage } from "../messages.ts";
import { TimelineModel } from "../model.ts";
import { Diagram } from "./diagram.ts";
import { CallTable } from "./table.ts";
import { createToolbar } from "./toolbar.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension): void;
  getState(): unknown;
  setState(state: unknown): void;
};

interface PageState {
  readonly view: "diagram" | "table";
  readonly filter: string;
}

const vscode = acquireVsCodeApi();
const model = new TimelineModel();
const saved = vscode.getState();
let state: PageState = isPageState(saved) ? saved : { view: "diagram", filter: "" };
let drawing = false;

const open = (session: number, name: string): void => {
  const api = model.apiOf(session);
  if (api !== null) vscode.postMessage({ type: "open", api, function: name });
};
const diagram = new Diagram(model, open);
const table = new CallTable(model, open);
const status = document.createElement("p");
status.className = "status";
status.setAttribute("role", "status");
const toolbar = createToolbar(state, {
  filter: (text) => change({ ...state, filter: text }),
  view: (view) => change({ ...state, view }),
  zoom: (factor) => diagram.zoom(factor),
  showAll: () => diagram.showAll(),
  exportJson: () => vscode.postMessage({ type: "export", calls: model.calls }),
});
document.body.append(toolbar.element, status, diagram.element, table.element);

function change(next: PageState): void {
  state = next;
  vscode.setState(state);
  toolbar.show(state);
  draw();
}

/** Once a frame, whatever arrives. */
function draw(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const filter = { text: state.filter };
    diagram.element.hidden = state.view !== "diagram";
    table.element.hidden = state.view !== "table";
    if (state.view === "diagram") diagram.draw(filter);
    else table.draw(filter);
    const { length } = model.calls;
    const passing = model.callsPassing(filter).length;
    const dropped = model.dropped === 0 ? "" : ` ${model.dropped} were not seen.`;
    status.textContent =
      length === 0
        ? "No calls yet. Start a server and a client under the runtime."
        : `${passing === length ? length : `${passing} of ${length}`} calls and events.${dropped}`;
  });
}

window.addEventListener("message", (event: MessageEvent<ToPage>) => {
  const message = event.data;
  if (message.type === "sessions") {
    model.takeServices(message.services);
    model.takeSessions(message.sessions);
  } else if (message.type === "filter") {
    change({ ...state, filter: message.text });
  } else if (message.type === "anew") {
    model.clear();
  } else if (message.type === "calls") {
    model.takeCalls(message.calls);
    model.dropped += message.dropped;
  }
  if (message.type === "ended" || message.type === "anew")
    document.body.classList.toggle("ended", message.type === "ended");
  draw();
});

document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => diagram.pan(-0.2),
    ArrowRight: () => diagram.pan(0.2),
    "+": () => diagram.zoom(2),
    "-": () => diagram.zoom(0.5),
    "0": () => diagram.showAll(),
    f: () => toolbar.focusFilter(),
    t: () => change({ ...state, view: state.view === "diagram" ? "table" : "diagram" }),
  };
  const act = keys[event.key];
  if (act === undefined || (state.view === "table" && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  act();
});
window.addEventListener("resize", draw);
// A theme comes as style and classes; what is on a canvas does not follow by itself.
const theme = new MutationObserver(draw);
theme.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
diagram.onChange = draw;
draw();
vscode.postMessage({ type: "ready" });

function isPageState(value: unknown): value is PageState {
  return (
    typeof value === "object" &&
    value !== null &&
    "view" in value &&
    (value.view === "diagram" || value.view === "table") &&
    "filter" in value &&
    typeof value.filter === "string"
  );
}
