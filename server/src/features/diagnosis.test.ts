import { expect, test } from "vitest";
import { wasmPath } from "../assets.ts";
import { Engine } from "../engine.ts";
import { Fixture } from "../testing/fixture.ts";
import { diagnosis } from "./diagnosis.ts";

test("says what is not known yet while folders are still being searched, and what there is not when they were", async () => {
  const fixture = new Fixture("//- notes.txt\n");
  const engine = new Engine({
    wasmPath,
    environment: {},
    currentFolder: fixture.folder,
    log: () => {},
    settingsFor: () => ({}),
  });
  try {
    engine.setFolders([fixture.folder]);
    const during = await diagnosis(engine);
    expect(during).toContain("## Components\n\nNone is known yet: folders are still being searched.");
    expect(during).toContain("## Findings\n\nNone so far: folders are still being searched.");
    engine.index.walk();
    const after = await diagnosis(engine);
    expect(after).toContain("## Components\n\nNo component provides a service.");
    expect(after).toContain("## Findings\n\nNone.");
    expect(after).not.toContain("still being searched");
  } finally {
    engine.dispose();
  }
});
