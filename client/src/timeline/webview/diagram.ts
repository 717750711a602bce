/**
 * The sequence diagram: one lane a process, time to the right; calls and events as arrows between lanes, resources as bars.
 *
 * Drawn on a canvas, only what is in sight: ten thousand calls cost no more than a hundred. Colours are the theme's; what a colour says, a shape or a
 * word says too: a bar without an end has an open edge, a leak is hatched and named.
 */
import { valuesText } from "../callText.ts";
import type { Bar, Lane, Mark, TimelineFilter, TimelineModel } from "../model.ts";

/** A lane with one row of bars; every further row adds to all lanes. */
const LANE_HEIGHT = 44;
const BAR_ROW = 13;
/** Bars that overlap beyond this share the last row. */
const MOST_BAR_ROWS = 6;
const HEADER = 24;
const LABEL_WIDTH = 190;
const HIT = 5;
/** Smallest span of time shown, in milliseconds. */
const SHORTEST = 0.5;

interface Colours {
  readonly text: string;
  readonly faint: string;
  readonly background: string;
  readonly call: string;
  readonly event: string;
  readonly bar: string;
  readonly leak: string;
}

interface Hit {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
  readonly open?: () => void;
}

export class Diagram {
  readonly element = document.createElement("div");
  onChange: () => void = () => {};
  readonly #model: TimelineModel;
  readonly #open: (session: number, name: string) => void;
  #laneHeight = LANE_HEIGHT;
  readonly #canvas = document.createElement("canvas");
  readonly #tip = document.createElement("div");
  #from = 0;
  #to = 0;
  /** While true the view follows the newest. */
  #showsAll = true;
  #hits: Hit[] = [];

  constructor(model: TimelineModel, open: (session: number, name: string) => void) {
    this.#model = model;
    this.#open = open;
    this.element.className = "diagram";
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute(
      "aria-label",
      "Sequence diagram of sessions and calls. The table lists the calls, the Sessions view how each session ended.",
    );
    this.#tip.className = "tip";
    this.#tip.hidden = true;
    this.element.append(this.#canvas, this.#tip);
    this.#listen();
  }

  showAll(): void {
    this.#showsAll = true;
    this.onChange();
  }

  pan(part: number): void {
    const by = (this.#to - this.#from) * part;
    this.#move(this.#from + by, this.#to + by);
  }

  /** `centre` as a part of the width. */
  zoom(factor: number, centre = 0.5): void {
    const span = Math.max(SHORTEST, (this.#to - this.#from) / factor);
    const middle = this.#from + (this.#to - this.#from) * centre;
    this.#move(middle - span * centre, middle + span * (1 - centre));
  }

  draw(filter: TimelineFilter): void {
    const extent = this.#model.extent();
    if (extent !== undefined && this.#showsAll) {
      const margin = Math.max(SHORTEST, (extent.to - extent.from) * 0.02);
      this.#from = extent.from - margin;
      this.#to = extent.to + margin;
    }
    const lanes = this.#model.lanes(filter);
    const bars = inRows(this.#model.bars(this.#from, this.#to, filter));
    this.#laneHeight = LANE_HEIGHT + BAR_ROW * Math.max(0, ...bars.map(({ row }) => row));
    const context = this.#prepare(lanes.length);
    if (context === null) return;
    const colours = this.#colours();
    this.#hits = [];
    this.#drawLanes(context, lanes, colours);
    if (extent === undefined) return;
    this.#drawTimes(context, colours);
    const rows = new Map(lanes.map((lane, index) => [lane.id, this.#laneLine(index)]));
    for (const { bar, row } of bars) this.#drawBar(context, bar, row, rows, colours);
    for (const mark of this.#model.marks(this.#from, this.#to, filter)) this.#drawMark(context, mark, rows, colours);
    this.#canvas.dataset["marks"] = String(this.#hits.length);
  }

  #prepare(lanes: number): CanvasRenderingContext2D | null {
    const width = Math.max(300, this.element.clientWidth);
    const height = HEADER + Math.max(1, lanes) * this.#laneHeight + 8;
    const scale = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    const context = this.#canvas.getContext("2d");
    context?.scale(scale, scale);
    return context;
  }

  #drawLanes(context: CanvasRenderingContext2D, lanes: readonly Lane[], { text, faint }: Colours): void {
    context.font = getComputedStyle(document.body).font;
    context.textBaseline = "middle";
    lanes.forEach((lane, index) => {
      const y = this.#laneLine(index);
      context.fillStyle = text;
      const indent = lane.kind === "server" ? 4 : 16;
      context.fillText(`${lane.kind === "server" ? "▣" : "○"} ${lane.label}`, indent, y, LABEL_WIDTH - indent - 4);
      line(context, LABEL_WIDTH, y, this.#width(), y, faint, lane.kind === "server" ? 2 : 1);
    });
  }

  #drawTimes(context: CanvasRenderingContext2D, { text, faint }: Colours): void {
    const step = niceStep((this.#to - this.#from) / Math.max(1, (this.#width() - LABEL_WIDTH) / 110));
    const first = Math.ceil(this.#from / step) * step;
    context.fillStyle = text;
    for (let time = first; time <= this.#to; time += step) {
      const x = this.#x(time);
      line(context, x, HEADER - 6, x, this.#canvas.clientHeight, faint, 0.5);
      context.fillText(timeText(time, step), x + 3, HEADER / 2);
    }
  }

  /** Bars stand on the line of their lane, so it lies low in it. */
  #laneLine(index: number): number {
    return HEADER + (index + 1) * this.#laneHeight - LANE_HEIGHT / 2;
  }

  #drawBar(
    context: CanvasRenderingContext2D,
    bar: Bar,
    row: number,
    rows: ReadonlyMap<string, number>,
    colours: Colours,
  ): void {
    const laneY = rows.get(bar.lane);
    if (laneY === undefined) return;
    const y = laneY - row * BAR_ROW;
    const left = Math.max(LABEL_WIDTH, this.#x(bar.start));
    const right = bar.end === undefined ? this.#width() : Math.max(left + 2, this.#x(bar.end));
    const colour = bar.leaked ? colours.leak : colours.bar;
    context.globalAlpha = 0.35;
    context.fillStyle = colour;
    context.fillRect(left, y - 12, right - left, 9);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    if (bar.leaked) hatch(context, left, y - 12, right - left, 9);
    context.beginPath();
    context.moveTo(right, y - 12);
    context.lineTo(left, y - 12);
    context.lineTo(left, y - 3);
    context.lineTo(right, y - 3);
    // The closing edge is missing while nobody gave it back.
    if (bar.end !== undefined && !bar.leaked) context.closePath();
    context.stroke();
    const label = bar.leaked ? `${bar.label} leaked` : bar.label;
    this.#hits.push({
      x: (left + right) / 2,
      top: y - 13,
      bottom: y - 2,
      text: `${label}, held ${durationText((bar.end ?? this.#to) - bar.start)}`,
    });
    if (right - left > 70) {
      const width = Math.min(context.measureText(label).width, right - left - 6);
      // Nobody reads words on a hatching.
      context.fillStyle = colours.background;
      context.fillRect(left + 2, y - 12, width + 4, 9);
      context.fillStyle = colours.text;
      context.fillText(label, left + 4, y - 8, width);
    }
  }

  #drawMark(context: CanvasRenderingContext2D, mark: Mark, rows: ReadonlyMap<string, number>, colours: Colours): void {
    const y = rows.get(mark.lane);
    if (y === undefined) return;
    const x = this.#x(mark.start);
    if (x < LABEL_WIDTH) return;
    if (mark.kind === "open" || mark.kind === "end") {
      context.fillStyle = mark.kind === "end" && mark.session.leak !== "none" ? colours.leak : colours.text;
      context.fillText(mark.kind === "open" ? "▶" : mark.session.end?.cause === "closed" ? "■" : "✕", x - 5, y);
      this.#hits.push({
        x,
        top: y - 9,
        bottom: y + 9,
        text: mark.kind === "open" ? "session opened" : `session ended: ${mark.session.end?.cause ?? ""}`,
      });
      return;
    }
    const server = rows.get(mark.server) ?? y - this.#laneHeight / 2;
    const down = mark.kind === "call";
    const colour = down ? colours.call : colours.event;
    arrow(context, x, down ? y : server, down ? server : y, colour, mark.kind === "event");
    if (mark.end !== undefined && mark.end > mark.start) {
      const right = Math.max(x + 1, this.#x(mark.end));
      line(context, x, server, right, server, colour, 3);
    }
    const { call } = mark;
    const took =
      call.durationMs === null ? (call.kind === "event" ? "event" : "no answer") : durationText(call.durationMs);
    const values = valuesText(call.arguments, this.#model.referencesOf(call.session));
    this.#hits.push({
      x,
      top: Math.min(y, server),
      bottom: Math.max(y, server),
      text: `${call.function}(${values.slice(0, 120)}) ${took}`,
      open: () => this.#open(call.session, call.function),
    });
  }

  #listen(): void {
    this.#canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.deltaX === 0) this.zoom(event.deltaY < 0 ? 1.25 : 0.8, this.#part(event.offsetX));
      else this.pan(event.deltaX / 1000);
    });
    this.#canvas.addEventListener("mousemove", (event) => this.#showTip(event.offsetX, event.offsetY));
    this.#canvas.addEventListener("mouseleave", () => {
      this.#tip.hidden = true;
    });
    this.#canvas.addEventListener("click", (event) => this.#hitAt(event.offsetX, event.offsetY)?.open?.());
    let dragged: number | undefined;
    this.#canvas.addEventListener("mousedown", (event) => {
      dragged = event.offsetX;
    });
    window.addEventListener("mouseup", () => {
      dragged = undefined;
    });
    this.#canvas.addEventListener("mousemove", (event) => {
      if (dragged === undefined) return;
      this.pan((dragged - event.offsetX) / Math.max(1, this.#width() - LABEL_WIDTH));
      dragged = event.offsetX;
    });
  }

  #showTip(x: number, y: number): void {
    const hit = this.#hitAt(x, y);
    this.#tip.hidden = hit === undefined;
    if (hit === undefined) return;
    this.#tip.textContent = hit.text;
    this.#tip.style.left = `${Math.min(x + 12, this.#width() - 260)}px`;
    this.#tip.style.top = `${y + 12}px`;
  }

  #hitAt(x: number, y: number): Hit | undefined {
    const near = this.#hits.filter((one) => Math.abs(one.x - x) <= HIT && y >= one.top - HIT && y <= one.bottom + HIT);
    return near.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
  }

  #move(from: number, to: number): void {
    this.#showsAll = false;
    this.#from = from;
    this.#to = to;
    this.onChange();
  }

  #width(): number {
    return this.#canvas.clientWidth;
  }

  #x(time: number): number {
    return LABEL_WIDTH + ((time - this.#from) / (this.#to - this.#from)) * (this.#width() - LABEL_WIDTH);
  }

  #part(x: number): number {
    return Math.min(1, Math.max(0, (x - LABEL_WIDTH) / Math.max(1, this.#width() - LABEL_WIDTH)));
  }

  #colours(): Colours {
    const style = getComputedStyle(document.body);
    const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
    const text = colour("--vscode-foreground", "#888");
    return {
      text,
      // Only high contrast themes have a contrast border, and their indent guides may be faint.
      faint: colour("--vscode-contrastBorder", colour("--vscode-editorIndentGuide-background1", "#8884")),
      background: colour("--vscode-editor-background", "transparent"),
      call: colour("--vscode-charts-blue", text),
      event: colour("--vscode-charts-green", text),
      bar: colour("--vscode-charts-purple", text),
      leak: colour("--vscode-errorForeground", text),
    };
  }
}

function line(
  context: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function arrow(
  context: CanvasRenderingContext2D,
  x: number,
  fromY: number,
  toY: number,
  colour: string,
  dashed: boolean,
): void {
  context.setLineDash(dashed ? [4, 3] : []);
  line(context, x, fromY, x, toY, colour, 1);
  context.setLineDash([]);
  const back = toY > fromY ? -6 : 6;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, toY);
  context.lineTo(x - 3, toY + back);
  context.lineTo(x + 3, toY + back);
  context.fill();
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = x - height; at < x + width; at += 6) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/** 1, 2 or 5 times a power of ten, not below `least` milliseconds. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-3)));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? power * 10;
}

function timeText(time: number, step: number): string {
  const date = new Date(time);
  const clock = date.toTimeString().slice(0, 8);
  return step >= 1000 ? clock : `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function durationText(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`;
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Bars of one lane that overlap stand in rows above each other, from the oldest. */
function inRows(bars: readonly Bar[]): readonly { readonly bar: Bar; readonly row: number }[] {
  const ends = new Map<string, number[]>();
  return [...bars]
    .sort((a, b) => a.start - b.start)
    .map((bar) => {
      const rows = ends.get(bar.lane) ?? [];
      ends.set(bar.lane, rows);
      const free = rows.findIndex((end) => end <= bar.start);
      const row = free >= 0 ? free : Math.min(rows.length, MOST_BAR_ROWS - 1);
      rows[row] = bar.end ?? Number.POSITIVE_INFINITY;
      return { bar, row };
    });
}
