import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { Bench } from "../component/testing/fixture.ts";
import { addCloseHandler, applyEdits } from "./index.ts";

test("try", async () => {
  const dir = process.env["TRY_DIR"] ?? "";
  const files = new Map<string, string>();
  const read = (at: string, to: string) => {
    for (const e of readdirSync(at, { withFileTypes: true })) {
      const p = join(at, e.name);
      if (e.isDirectory()) read(p, to + "/" + e.name);
      else files.set(to + "/" + e.name, readFileSync(p, "utf8"));
    }
  };
  read(dir, "");
  const bench = new Bench(files);
  const component = await bench.analyze(process.env["TRY_CDEF"]);
  for (const s of component.services) console.log(s.prefix, s.state, s.reasons);
  for (const s of component.services.filter((s) => s.state === "missing" || process.env["TRY_ALL"])) {
    const now = await bench.analyze(process.env["TRY_CDEF"]);
    const answer = await addCloseHandler(now, s.prefix, bench.analyzer);
    if ("problem" in answer) {
      console.log("PROBLEM", answer.problem);
      continue;
    }
    console.log(answer.todos);
    for (const f of answer.files) {
      const old = bench.files.read(f.path);
      if (typeof old !== "string") {
        bench.files.set(f.path, applyEdits(old.text, f.edits));
      }
    }
    const after = await bench.analyze(process.env["TRY_CDEF"]);
    console.log(
      s.prefix,
      after.services.map((x) => x.prefix + ":" + x.state),
    );
  }
  for (const [p, t] of files) {
    const now = bench.files.read(p);
    if (typeof now !== "string" && now.text !== t) {
      mkdirSync("/tmp/scaf/out" + p.slice(0, p.lastIndexOf("/")), { recursive: true });
      writeFileSync("/tmp/scaf/out" + p, now.text);
    }
  }
});
