/** `--otlp` against a receiver of OTLP over HTTP on 127.0.0.1: the real runtime, real clients, and what arrives. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { legatoApi, type RunningCommand, stopAll } from "../commands/testing/product.ts";
import { type Client, connect } from "../peers/index.ts";
import { EVERYTHING, type Everything } from "../peers/testing/everything.ts";

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}
interface Attribute {
  readonly key: string;
  readonly value: Value;
}
interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly { readonly name: string; readonly attributes: readonly Attribute[] }[];
}
interface Traces {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[] }[];
}
interface Point {
  readonly asInt?: number | string;
  readonly asDouble?: number;
}
interface Metrics {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly { readonly name: string; readonly sum?: { readonly dataPoints: readonly Point[] } }[];
    }[];
  }[];
}

/** The smallest backend: it keeps what it is sent, in OTLP's JSON. */
class Receiver {
  readonly spans: ReceivedSpan[] = [];
  /** The last value of each metric, over all attributes. */
  readonly metrics = new Map<string, number>();
  /** What it answers. */
  status = 200;
  refused = 0;
  #server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      request.on("end", () => {
        if (this.status === 200) this.#take(request.url ?? "", body);
        else this.refused += 1;
        response.writeHead(this.status, { "Content-Type": "application/json" }).end("{}");
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #take(url: string, body: string): void {
    if (url === "/v1/traces") {
      const traces: Traces = JSON.parse(body);
      this.spans.push(...traces.resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)));
    }
    if (url === "/v1/metrics") {
      const { resourceMetrics }: Metrics = JSON.parse(body);
      for (const { name, sum } of resourceMetrics.flatMap((one) =>
        one.scopeMetrics.flatMap(({ metrics }) => metrics),
      )) {
        const total = (sum?.dataPoints ?? []).reduce((all, point) => all + Number(point.asInt ?? point.asDouble), 0);
        this.metrics.set(name, total);
      }
    }
  }
}

let folder = "";
let receiver: Receiver;
let address = "";

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "legato-otlp-"));
  receiver = new Receiver();
  address = await receiver.start();
});

afterEach(async () => {
  await stopAll();
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function runtime(...more: readonly string[]): Promise<RunningCommand> {
  const service = path.join(folder, "service.ts");
  writeFileSync(
    service,
    `import { references, service } from "legato-api/peers";
const items = references();
export default service(import.meta, ${JSON.stringify(EVERYTHING)}, {
  open: (_args, owner) => items.create({ owner }), close: ({ item }) => { items.delete(item); }, double: ({ value }) => value * 2n,
});`,
  );
  const sockets = path.join(folder, "sockets");
  const running = await legatoApi(
    ["runtime", "--dir", sockets, "--api-dir", path.dirname(EVERYTHING), "--service", service, ...more],
    { ...process.env, XDG_RUNTIME_DIR: folder },
  );
  await running.until("ready");
  return running;
}

function client(): Promise<Client<Everything>> {
  return connect<Everything>("everything", { api: EVERYTHING, dir: path.join(folder, "sockets") });
}

async function stop(running: RunningCommand): Promise<void> {
  running.child.kill("SIGTERM");
  expect(await running.ended).toBe(0);
}

const text = ({ attributes }: Pick<ReceivedSpan, "attributes">, key: string) => {
  const value = attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
};

describe("a backend of OTLP", () => {
  test("sees sessions, their calls and what they leaked", async () => {
    const running = await runtime("--otlp", `${address}/`);
    const peer = await client();
    await peer.double({ value: 4n });
    await peer.open({ name: "kept" });
    await peer.$close();
    await stop(running);

    const [session, ...others] = receiver.spans.filter(({ name }) => name === "session everything");
    expect(others).toEqual([]);
    if (session === undefined) throw new Error("there is no session");
    expect(text(session, "legato.interface")).toBe("everything");
    expect(text(session, "legato.client.pid")).toBe(process.pid);
    expect(text(session, "legato.end.cause")).toBe("closed");
    expect(text(session, "legato.held.count")).toBe(1);
    expect(session.events).toMatchObject([{ name: "legato.leak" }]);

    const calls = receiver.spans.filter(({ parentSpanId }) => parentSpanId === session.spanId);
    expect(calls.map(({ name }) => name)).toEqual(["Double", "Open"]);
    for (const call of calls) {
      expect(call.traceId).toBe(session.traceId);
      expect(BigInt(call.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(call.startTimeUnixNano));
    }
    // Whatever a client passes may be somebody's number, key or name.
    expect(JSON.stringify(receiver.spans)).not.toContain("kept");
    expect(Object.fromEntries(receiver.metrics)).toMatchObject({
      "legato.sessions.open": 0,
      "legato.leaks": 1,
      "legato.calls": 2,
    });
    expect(running.stderr()).not.toContain("does not take");
  });

  test("gets a bounded number of calls; the others are counted", async () => {
    const running = await runtime("--otlp", address);
    const peer = await client();
    for (let call = 0; call < 30; call++)
      await Promise.all(Array.from({ length: 100 }, () => peer.double({ value: 1n })));
    await peer.$close();
    await stop(running);
    const spans = receiver.spans.filter(({ name }) => name === "Double").length;
    expect(receiver.metrics.get("legato.calls")).toBe(3000);
    expect(spans).toBeGreaterThanOrEqual(500);
    expect(spans + (receiver.metrics.get("legato.calls.not_exported") ?? 0)).toBe(3000);
  });

  test("that is away stops nothing, and is said once", async () => {
    receiver.status = 400;
    const running = await runtime("--otlp", address);
    for (let session = 0; session < 3; session++) {
      const peer = await client();
      expect(await peer.double({ value: 4n })).toBe(8n);
      await peer.$close();
    }
    await stop(running);
    expect(receiver.refused).toBeGreaterThanOrEqual(2);
    expect(running.stderr().match(/does not take what is exported/g)).toHaveLength(1);
    expect(running.stderr()).toMatch(/\d+ spans never reached/);
  });

  test("is sent nothing unless it is asked for", async () => {
    const running = await runtime();
    const peer = await client();
    await peer.double({ value: 4n });
    await peer.$close();
    await stop(running);
    expect([receiver.spans.length, receiver.metrics.size]).toEqual([0, 0]);
  });

  test("has an address, or the command says what is wrong", async () => {
    const running = await legatoApi(["runtime", "--dir", path.join(folder, "s"), "--otlp", "lab:4318"]);
    expect(await running.ended).toBe(2);
    expect(running.stderr()).toContain("--otlp lab:4318 is no address of a backend: write http://HOST:4318");
  });
});
