/** What the page may do, and what it can make the extension do. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { page } from "./html.ts";
import { readMessage } from "./messages.ts";

const assets = { script: "https://host/dist/timeline.js", style: "https://host/dist/timeline.css" };

describe("the page", () => {
  const html = page(assets, "https://host");

  test("admits its own script by a nonce, its style sheet, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    const nonce = /'nonce-([A-Za-z0-9+/=]{24})'/.exec(policy)?.[1];
    expect(policy).toBe(`default-src 'none'; script-src 'nonce-${nonce}'; style-src https://host`);
    expect(policy).not.toMatch(/unsafe|\*|data:/);
  });

  test("has no inline script or handler, and names no other address", () => {
    expect([...html.matchAll(/<script[^>]*>([^<]*)</g)].map(([, inside]) => inside)).toEqual([""]);
    expect(html).not.toMatch(/\son\w+=|javascript:|<iframe|<style/i);
    expect([...html.matchAll(/https?:[^"; ]*/g)].map(([url]) => url)).toEqual([
      "https://host",
      assets.style,
      assets.script,
    ]);
  });

  test("has a nonce of its own each time", () => {
    expect(page(assets, "x")).not.toBe(page(assets, "x"));
  });

  test("puts text into itself as text: its script parses no HTML and evaluates nothing", () => {
    const folder = path.join(import.meta.dirname, "webview");
    const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(3);
    for (const name of sources) {
      const text = readFileSync(path.join(folder, name), "utf8");
      expect(text, name).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\(|new Function|fetch\(|XMLHttpRequest|WebSocket|import\(/,
      );
    }
  });
});

describe("of what the page says, the extension understands", () => {
  test.each([
    [{ type: "ready", more: 1 }, { type: "ready" }],
    [
      { type: "open", api: "/w/a.api", function: "Open", more: "rm" },
      { type: "open", api: "/w/a.api", function: "Open" },
    ],
    [
      { type: "export", calls: [1] },
      { type: "export", calls: [1] },
    ],
  ])("%j", (said, understood) => {
    expect(readMessage(said)).toEqual(understood);
  });

  test.each([
    [undefined],
    [null],
    ["ready"],
    [{}],
    [{ type: "command", command: "workbench.action.terminal.new" }],
    [{ type: "open", api: "/w/a.api" }],
    [{ type: "open", api: ["/etc/passwd"], function: "x" }],
    [{ type: "open", api: "/a", function: {} }],
    [{ type: "export", calls: "text" }],
  ])("not %j", (said) => {
    expect(readMessage(said)).toBeUndefined();
  });
});
