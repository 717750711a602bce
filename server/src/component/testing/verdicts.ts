/** What is known of a component's services, one short line each, for tests. */
import type { Component, Registration } from "../component.ts";
import { Bench } from "./fixture.ts";

/** A door service; tests add the server. */
export const DOOR_API = `REFERENCE Door;
FUNCTION Door Open(string name[32] IN);
FUNCTION Close(Door door IN);`;

/** `door_Open` that holds something, and its release. */
export const DOOR_FUNCTIONS = `
door_DoorRef_t door_Open(const char* name)
{
    return Remember(OpenDevice(name), door_GetClientSessionRef());
}
void door_Close(door_DoorRef_t door)
{
    CloseDevice(door);
}
`;

/** A bench with door.api and a component whose main source is the text given. */
export function doorBench(source: string, more: Readonly<Record<string, string>> = {}, fileName = "main.c"): Bench {
  return new Bench(
    new Map(
      Object.entries({
        "/door.api": DOOR_API,
        "/server/Component.cdef": `provides: { api: { $CURDIR/../door.api } } sources: { ${fileName} }`,
        [`/server/${fileName}`]: source,
        ...more,
      }),
    ),
  );
}

export function verdicts(component: Component, bench: Bench): string[] {
  return component.services.map(({ prefix, state, reasons, evidence }) =>
    evidence.length === 0
      ? `${prefix}: ${state} (${reasons.join("; ")})`
      : `${prefix}: ${state} ${evidence.map((registration) => evidenceText(registration, bench)).join(", ")}`,
  );
}

function evidenceText(registration: Registration, bench: Bench): string {
  const { path, span, form, handlerText, handler, reachedBy } = registration;
  const file = bench.files.read(path);
  const line = typeof file === "string" ? 0 : file.text.slice(0, span.start).split("\n").length;
  const found = handler ? "" : "?";
  const way = reachedBy.length > 0 ? ` by ${reachedBy.join(">")}` : "";
  return `${form} ${path.slice(path.lastIndexOf("/") + 1)}:${line} ${handlerText}${found}${way}`;
}

export async function verdictsOf(bench: Bench): Promise<string[]> {
  try {
    return verdicts(await bench.analyze(), bench);
  } finally {
    bench.analyzer.dispose();
  }
}
