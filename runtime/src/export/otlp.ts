/**
 * `--otlp`: what the registry knows, told to a backend that speaks OTLP over HTTP.
 *
 * In: the relay's events, after the registry has them, and its calls. Out: a span a session with its calls below it, leak suspects as events of the
 * session's span, and counters. Always holds: OpenTelemetry is loaded only here and only when asked for; a backend that is away stops nothing,
 * is said once, and again when it is back; what waits to be sent is bounded, and what is left out is counted.
 */
import type { Attributes, Context, HrTime, Span } from "@opentelemetry/api";
import type { DirectoryEvent } from "../directory/events.ts";
import type { CallFacts, SessionFacts } from "../sessions/facts.ts";
import type { Registry } from "../sessions/registry.ts";
import { Backend } from "./backend.ts";
import { CallBudget } from "./callBudget.ts";
import { Counts } from "./counts.ts";

export interface OtlpOptions {
  /** The backend's address, to which `/v1/traces` and `/v1/metrics` are added. */
  readonly url: string;
  readonly version: string;
  /** Folder of the directory's sockets. */
  readonly directory: string;
}

export interface OtlpExport {
  /** An event that the registry has been told of. */
  take(event: DirectoryEvent): void;
  /** Sends what waits, for a few seconds at most. */
  stop(): Promise<void>;
}

const PACKAGES = [
  "@opentelemetry/api",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-metrics",
  "@opentelemetry/exporter-trace-otlp-http",
  "@opentelemetry/exporter-metrics-otlp-http",
];
const SPANS_WAITING = 8192;
const SPANS_AT_ONCE = 512;
const METRICS_EVERY = 10_000;
/** Milliseconds in which a backend has to take what is sent. */
const PATIENCE = 5000;
const LAST_PATIENCE = 3000;
/** Resources named in a leak's event. */
const HELD = 20;

/** A sentence where OpenTelemetry is not installed. */
export async function startOtlp(
  { url, version, directory }: OtlpOptions,
  registry: Registry,
  log: (line: string) => void,
): Promise<OtlpExport | string> {
  const loaded = await load();
  if (loaded === undefined) {
    return `--otlp needs OpenTelemetry, which is an optional part of the npm package and is not installed. Install it beside legato-api: npm install ${PACKAGES.join(" ")}`;
  }
  const { api, resources, trace, metrics, spanExporter, metricExporter } = loaded;
  const backend = new Backend(url, log);
  const resource = resources.resourceFromAttributes({
    "service.name": "legato-api",
    "service.version": version,
    "service.instance.id": `${process.pid}`,
    "legato.directory": directory,
  });
  const base = url.replace(/\/+$/, "");
  const spans = new spanExporter.OTLPTraceExporter({ url: `${base}/v1/traces`, timeoutMillis: PATIENCE });
  const provider = new trace.BasicTracerProvider({
    resource,
    spanProcessors: [
      new trace.BatchSpanProcessor(backend.watch(spans), {
        maxQueueSize: SPANS_WAITING,
        maxExportBatchSize: SPANS_AT_ONCE,
        exportTimeoutMillis: PATIENCE,
      }),
    ],
  });
  const numbers = new metricExporter.OTLPMetricExporter({ url: `${base}/v1/metrics`, timeoutMillis: PATIENCE });
  const meters = new metrics.MeterProvider({
    resource,
    readers: [
      new metrics.PeriodicExportingMetricReader({
        exporter: backend.watch(numbers),
        exportIntervalMillis: METRICS_EVERY,
        exportTimeoutMillis: PATIENCE,
      }),
    ],
  });
  const tracer = provider.getTracer("legato-api", version);
  const counts = new Counts();
  counts.observe(meters.getMeter("legato-api", version));
  const budget = new CallBudget();
  /** Of open sessions. */
  const open = new Map<number, { readonly span: Span; readonly below: Context; readonly attributes: Attributes }>();

  const opened = (session: SessionFacts): void => {
    const attributes = { "legato.interface": session.interface };
    const { pid, name } = session.client;
    const span = tracer.startSpan(
      `session ${session.interface}`,
      {
        root: true,
        startTime: hrTime(Date.parse(session.openedAt)),
        attributes: {
          ...attributes,
          "legato.session": session.id,
          "legato.binding": session.binding,
          "legato.client.pid": pid,
          "legato.client.name": name,
        },
      },
      api.ROOT_CONTEXT,
    );
    open.set(session.id, { span, below: api.trace.setSpan(api.ROOT_CONTEXT, span), attributes });
    counts.add("open", attributes, 1);
  };
  const ended = (session: SessionFacts): void => {
    const known = open.get(session.id);
    if (known === undefined || session.end === null) return;
    open.delete(session.id);
    const { span, attributes } = known;
    counts.add("open", attributes, -1);
    const at = hrTime(Date.parse(session.end.at));
    if (session.leak !== "none") {
      const verdict = { ...attributes, "legato.leak": session.leak };
      counts.add("leaks", verdict, 1);
      const held = session.held
        .slice(0, HELD)
        .map((one) => `${one.type} ${String(one.reference ?? "")} by ${one.acquiredBy}`);
      span.addEvent("legato.leak", { ...verdict, "legato.held": held, "legato.held.count": session.heldCount }, at);
    }
    span.setAttributes({
      "legato.end.cause": session.end.cause,
      "legato.end.message": session.end.message,
      ...(session.end.signal === null ? {} : { "legato.end.signal": session.end.signal }),
      ...(session.end.code === null ? {} : { "legato.end.code": session.end.code }),
      "legato.calls": session.calls,
      "legato.held.count": session.heldCount,
      "legato.leak": session.leak,
    });
    if (session.leak === "suspect") span.setStatus({ code: api.SpanStatusCode.ERROR, message: "leak suspect" });
    span.end(at);
  };
  const called = (call: CallFacts): void => {
    const session = open.get(call.session);
    const attributes = { ...session?.attributes, "legato.kind": call.kind };
    counts.add("calls", attributes, 1);
    if (session === undefined || !budget.take()) {
      counts.add("notExported", attributes, 1);
      return;
    }
    const start = Date.parse(call.at);
    const span = tracer.startSpan(
      call.function,
      {
        startTime: hrTime(start),
        attributes: { ...attributes, "legato.session": call.session, "legato.call.state": call.state },
      },
      session.below,
    );
    span.end(hrTime(start + (call.durationMs ?? 0)));
  };
  const unlisten = registry.listenToCalls(called);
  return {
    take(event) {
      if (event.kind === "opened") withSession(registry, event.session.id, opened);
      if (event.kind === "ended") withSession(registry, event.session, ended);
    },
    async stop() {
      unlisten();
      for (const { span } of open.values()) span.end();
      const last = Promise.allSettled([provider.shutdown(), meters.shutdown()]);
      await within(last, LAST_PATIENCE);
      backend.sayLost();
    },
  };
}

function withSession(registry: Registry, id: number, use: (session: SessionFacts) => void): void {
  const session = registry.session(id, HELD);
  if (session !== undefined) use(session);
}

/** Milliseconds since 1970, with their fraction. */
function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}

async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, bound]);
  clearTimeout(timer);
}

async function load() {
  try {
    const [api, resources, trace, metrics, spanExporter, metricExporter] = await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-base"),
      import("@opentelemetry/sdk-metrics"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/exporter-metrics-otlp-http"),
    ]);
    return { api, resources, trace, metrics, spanExporter, metricExporter };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
