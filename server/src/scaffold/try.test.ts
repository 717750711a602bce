import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { wasmPath } from "../component/testing/fixture.ts";
import { Engine } from "../engine.ts";
import { readSource } from "./c/sourceText.ts";
import { planCloseHandler } from "./close/addCloseHandler.ts";
import { CloseContext } from "./close/context.ts";
import { applyEdits } from "./edits.ts";

test("try", { timeout: 600000 }, async () => {
  const root = process.env["TRY_ROOT"] ?? "/work/ref/legato-af";
  const cdefs: string[] = [];
  const walk = (at: string) => {
    for (const e of readdirSync(at, { withFileTypes: true })) {
      const p = join(at, e.name);
      if (e.isDirectory()) {
        if (e.name !== ".git") walk(p);
      } else if (e.name === "Component.cdef") cdefs.push(p);
    }
  };
  walk(root);
  const engine = new Engine({
    wasmPath,
    environment: process.env,
    currentFolder: root,
    log: () => {},
    settingsFor: () => ({}),
  });
  engine.setFolders([root]);
  engine.index.walk();
  engine.beginTurn();
  const counts: Record<string, number> = {};
  for (const cdef of cdefs.sort()) {
    const { component } = await engine.component(cdef);
    for (const service of component.services) {
      if (service.acquiring.length === 0 || !component.program) continue;
      const sources = [];
      for (const source of component.sources) {
        const r = await engine.analyzer.withSource(source.path, (p) =>
          readSource(p, source.isHeader, source.functions),
        );
        if (r) sources.push(r);
      }
      const name = cdef.slice(root.length + 1) + " " + service.prefix + " " + service.state;
      try {
        const started = performance.now();
        const answer = planCloseHandler(new CloseContext(component, service, component.program, sources));
        const ms = Math.round(performance.now() - started);
        if ("problem" in answer) {
          console.log("P", name, ms, answer.problem);
          counts["problem"] = (counts["problem"] ?? 0) + 1;
          continue;
        }
        counts[answer.todos.length ? "todo" : "ok"] = (counts[answer.todos.length ? "todo" : "ok"] ?? 0) + 1;
        console.log(
          answer.todos.length ? "T" : "K",
          name,
          ms,
          answer.files.map((f) => f.path.slice(root.length + 1) + ":" + f.edits.length).join(" "),
          answer.todos,
        );
        for (const f of answer.files) {
          const text = readFileSync(f.path, "utf8");
          let at = 0;
          for (const e of f.edits) {
            if (e.start < at || e.end < e.start) throw new Error("overlap " + f.path + " " + JSON.stringify(e));
            at = e.end;
          }
          const out = "/tmp/scaf/all/" + service.prefix + f.path.slice(root.length);
          mkdirSync(dirname(out), { recursive: true });
          writeFileSync(out, applyEdits(text, f.edits));
        }
      } catch (e) {
        console.log("X", name, (e as Error).stack);
      }
    }
  }
  console.log(counts);
  engine.dispose();
});
