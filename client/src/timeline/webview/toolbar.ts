/** The controls of the timeline, made of the platform's own elements. */
export interface ToolbarState {
  readonly view: "diagram" | "table";
  readonly filter: string;
}

export interface ToolbarActions {
  filter(text: string): void;
  view(view: "diagram" | "table"): void;
  zoom(factor: number): void;
  showAll(): void;
  exportJson(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  show(state: ToolbarState): void;
  focusFilter(): void;
}

export function createToolbar(initial: ToolbarState, actions: ToolbarActions): Toolbar {
  const element = document.createElement("div");
  element.className = "toolbar";
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", "Timeline");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Filter by function, client or interface";
  input.setAttribute("aria-label", input.placeholder);
  input.addEventListener("input", () => actions.filter(input.value));
  const view = button("", () => actions.view(view.dataset["next"] === "table" ? "table" : "diagram"));
  const zoomIn = button("Zoom in", () => actions.zoom(2), "+");
  const zoomOut = button("Zoom out", () => actions.zoom(0.5), "−");
  const all = button("Show all", () => actions.showAll());
  const save = button("Export JSON", () => actions.exportJson());
  element.append(input, view, zoomIn, zoomOut, all, save);
  const show = (state: ToolbarState): void => {
    if (input.value !== state.filter) input.value = state.filter;
    const next = state.view === "diagram" ? "table" : "diagram";
    view.dataset["next"] = next;
    view.textContent = next === "table" ? "Table" : "Diagram";
    for (const one of [zoomIn, zoomOut, all]) one.disabled = state.view === "table";
  };
  show(initial);
  return { element, show, focusFilter: () => input.focus() };
}

function button(label: string, act: () => void, text = label): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (text !== label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}
