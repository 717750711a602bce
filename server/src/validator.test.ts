import { expect, test } from "vitest";
import { wasmPath } from "./assets.ts";
import { type ComponentReport, Engine } from "./engine.ts";
import type { Finding } from "./finding.ts";
import { Fixture } from "./testing/fixture.ts";
import { Validator } from "./validator.ts";

const door = `
  //- door.api
  REFERENCE Door;
  FUNCTION Door Open();
  FUNCTION Close(Door door IN);
  //- Component.cdef
  provides: { api: { door.api } }
  sources: { door.c }
  //- door.c
  static void Gone(le_msg_SessionRef_t session, void* context) { CloseAllOf(session); }
  door_DoorRef_t door_Open(void) { return le_ref_CreateRef(Doors, Make()); }
  void door_Close(door_DoorRef_t door) { le_ref_DeleteRef(Doors, door); }
  COMPONENT_INIT {}
`;

/** Something happens while a component is read, once. */
class Interrupted extends Engine {
  interrupt: (() => void) | undefined;

  override async component(path: string): Promise<ComponentReport> {
    const report = super.component(path);
    this.interrupt?.();
    this.interrupt = undefined;
    return await report;
  }
}

test("a source that is edited while its component is read for the first time is judged as it is afterwards", async () => {
  const fixture = new Fixture(door);
  const engine = new Interrupted({
    wasmPath,
    environment: {},
    currentFolder: fixture.folder,
    log: () => {},
    settingsFor: () => ({}),
  });
  engine.setFolders([fixture.folder]);
  const shown = new Map<string, readonly string[]>();
  const validator = new Validator({
    engine,
    publish: (path, findings) =>
      shown.set(
        path,
        findings.map(({ rule }) => rule),
      ),
    servicesChanged: () => {},
    worked: () => {},
    log: () => {},
    scopeOf: () => "workspace",
  });
  const source = fixture.path("door.c");
  const registers = "COMPONENT_INIT { le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL); }";
  engine.interrupt = () => {
    engine.files.set(source, fixture.read("door.c").replace("COMPONENT_INIT {}", registers));
    validator.edited(source);
  };
  validator.start();
  await validator.idle();
  expect(shown.get(source) ?? []).not.toContain("missing-close-handler");
  expect(shown.get(fixture.path("door.api"))).not.toContain("missing-close-handler");
  expect(validator.findingsAt(source).map(({ rule }) => rule)).not.toContain("missing-close-handler");
  engine.dispose();
});

/** Fails at one file, as only a fault of ours could make it. */
class FaultyEngine extends Engine {
  override apiFindings(file: string): readonly Finding[] {
    if (file.endsWith("bad.api")) {
      throw new Error("out of luck");
    }
    return super.apiFindings(file);
  }
}

test("a check that fails is said at its file, and the others go on", async () => {
  const fixture = new Fixture("//- bad.api\n\n//- other.api\nFUNCTION Go(Nope n IN);\n");
  const log: string[] = [];
  const published = new Map<string, readonly Finding[]>();
  const engine = new FaultyEngine({
    wasmPath: (name) => name,
    environment: {},
    currentFolder: fixture.folder,
    log: () => {},
    settingsFor: () => ({}),
  });
  const validator = new Validator({
    engine,
    publish: (path, findings) => published.set(path, findings),
    servicesChanged: () => {},
    worked: () => {},
    log: (line) => log.push(line),
    scopeOf: () => "workspace",
  });
  engine.setFolders([fixture.folder]);
  validator.start();
  await validator.idle();
  expect(published.get(fixture.path("bad.api"))).toMatchObject([
    { rule: "check-failed", message: expect.stringContaining("out of luck") },
  ]);
  expect(published.get(fixture.path("other.api"))).toMatchObject([{ rule: "unknown-type" }]);
  expect(log).toContainEqual(expect.stringContaining("bad.api failed: Error: out of luck"));
});
