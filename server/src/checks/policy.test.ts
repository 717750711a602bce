import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { defaultSettings, type Settings } from "../settings.ts";
import { OpenTexts } from "../workspace/openTexts.ts";
import { applyPolicy } from "./policy.ts";

function apply(
  finding: Partial<Finding>,
  settings: Partial<Settings> = {},
  texts: Readonly<Record<string, string>> = {},
) {
  const files = new OpenTexts();
  for (const [path, text] of Object.entries(texts)) {
    files.set(path, text);
  }
  const span = { start: 0, end: 1 };
  const whole: Finding = {
    rule: "missing-close-handler",
    severity: "warning",
    message: "m",
    path: "/w/a.c",
    span,
    related: [],
    ...finding,
  };
  return applyPolicy([whole], {
    files,
    isOwn: (path) => path.startsWith("/w/"),
    settingsOf: () => ({
      ...defaultSettings,
      ...settings,
      root: "/w",
      projectFile: undefined,
      frameworkRoot: undefined,
      isExcluded: (path) => path.includes("/excluded/"),
    }),
  });
}

test("a rule has the severity the settings give it, or none", () => {
  expect(apply({})).toMatchObject([{ severity: "warning" }]);
  expect(apply({}, { rules: { "missing-close-handler": "hint" } })).toMatchObject([{ severity: "hint" }]);
  expect(apply({}, { rules: { "missing-close-handler": "error" } })).toMatchObject([{ severity: "error" }]);
  expect(apply({}, { rules: { "missing-close-handler": "off" } })).toEqual([]);
});

test("the compiler's verdict stays, whatever settings and comments say", () => {
  const verdict = { rule: "unknown-type", severity: "error" as const };
  expect(apply(verdict, { rules: { "unknown-type": "off" } })).toMatchObject([{ severity: "error" }]);
  const comment = "x // legato-api-ignore missing-close-handler: no\n";
  expect(apply({ severity: "error" }, {}, { "/w/a.c": comment })).toHaveLength(1);
});

test("nothing is said about excluded files, nor shown a second time in them", () => {
  expect(apply({ path: "/w/excluded/a.c" })).toEqual([]);
  const place = { span: { start: 0, end: 1 }, message: "here" };
  const shownAlsoAt = [
    { path: "/w/excluded/a.api", ...place },
    { path: "/w/b.api", ...place },
  ];
  expect(apply({ shownAlsoAt })).toMatchObject([{ shownAlsoAt: [{ path: "/w/b.api" }] }]);
});

test("nothing is shown a second time in files that are not the user's", () => {
  const shownAlsoAt = [{ path: "/framework/b.api", span: { start: 0, end: 1 }, message: "here" }];
  const [finding] = apply({ shownAlsoAt });
  expect(finding).toBeDefined();
  expect(finding).not.toHaveProperty("shownAlsoAt");
});

test("a comment at any place of a finding silences it at all of them", () => {
  const comment = "x // legato-api-ignore missing-close-handler: doors close themselves\n";
  const shownAlsoAt = [{ path: "/w/b.api", span: { start: 0, end: 1 }, message: "here" }];
  expect(apply({ shownAlsoAt }, {}, { "/w/a.c": comment })).toEqual([]);
  expect(apply({ shownAlsoAt }, {}, { "/w/b.api": comment })).toEqual([]);
  expect(apply({ shownAlsoAt }, {}, { "/w/b.api": "x // another comment\n" })).toHaveLength(1);
});
