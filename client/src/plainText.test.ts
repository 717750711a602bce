import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { plainText } from "./plainText.ts";

test.each([
  [
    "The source '[this](command:workbench.action.quit).c' does not exist",
    "The source '[this] (command:workbench.action.quit).c' does not exist",
  ],
  ["[a](https://a.example) [b](file:///b)", "[a] (https://a.example) [b] (file:///b)"],
  ["$(bell)icon.ts", "$ (bell)icon.ts"],
  ["rtl\u202egnp.ts", "rtl?gnp.ts"],
  ["koffi could not be loaded:\n  no such file", "koffi could not be loaded: no such file"],
  ["'$CURDIR/[x] (y)' of ${LEGATO_ROOT}", "'$CURDIR/[x] (y)' of ${LEGATO_ROOT}"],
])("%j is shown as %j", (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test("messages that are no modal question, in which VS Code reads no markup, go through messages.ts", () => {
  const direct = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && name !== "messages.ts")
    .flatMap((name) => {
      const text = readFileSync(path.join(import.meta.dirname, name), "utf8");
      return [...text.matchAll(/show(?:Information|Warning|Error)Message\b[^;]*/g)]
        .filter(([call]) => !call.includes("modal: true"))
        .map(([call]) => `${name}: ${call}`);
    });
  expect(direct).toEqual([]);
});
