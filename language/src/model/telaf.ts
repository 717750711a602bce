/**
 * TelAF's additions: the version pair, API_MSG_SIZE, written message numbers.
 *
 * In: a tree, the dialect setting. Out: which dialect the file is in, the checked settings, and diagnostics. Under Legato each use is
 * one error that names the setting; under TelAF the numbers are all or none, unique, and the versions as the service directory
 * compares them.
 */
import { TELAF_SETTINGS } from "../syntax/declarations.ts";
import type { EventNode, FunctionNode, ItemNode, SourceFile, TelafSettingNode } from "../syntax/tree.ts";
import type { CheckInput } from "./check.ts";
import type { Dialect } from "./interface.ts";
import type { Reporter } from "./reporter.ts";

/** The protocol id has room for no longer name. */
const LONGEST_VERSIONED_NAME = 19;
const LARGEST_VERSION = 999n;
const LARGEST_ID = 0xffff_ffffn;

export interface TelafFacts {
  readonly versions?: { readonly api: number; readonly serving: number };
  readonly declaredMessageSize?: number;
}

type Numbered = FunctionNode | EventNode;

export function dialectOf(tree: SourceFile, setting: CheckInput["dialect"]): Dialect {
  if (setting !== "auto") return setting;
  return tree.items.some((item) => isSetting(item) || (isNumbered(item) && item.ids !== undefined))
    ? "telaf"
    : "legato";
}

/** Under `legato`: says at each use of TelAF's syntax how to have it. */
export function refuseTelaf(tree: SourceFile, reporter: Reporter): void {
  for (const item of tree.items) {
    const span = isSetting(item) ? item : hasIds(item) ? item.ids : undefined;
    if (span === undefined) continue;
    const what = isSetting(item) ? `\`${tree.text.slice(item.keyword.start, item.keyword.end)}\`` : "A message number";
    reporter.error(
      "telaf-syntax",
      span,
      `${what} belongs to TelAF's language, which the Legato compiler refuses. Set \`legatoApi.dialect\` to \`telaf\` or \`auto\`, or remove it.`,
    );
  }
}

/** Under `telaf`: checks numbers, versions and names. */
export function checkTelaf(tree: SourceFile, interfaceName: string, reporter: Reporter): TelafFacts {
  checkReservedNames(tree, reporter);
  checkIds(tree, reporter);
  const versions = checkVersions(tree, interfaceName, reporter);
  const size = tree.items.filter(isSetting).findLast((item) => item.kind === "messageSize")?.value?.value;
  return {
    ...(versions === undefined ? {} : { versions }),
    ...(size === undefined ? {} : { declaredMessageSize: Number(size) }),
  };
}

function isSetting(item: ItemNode): item is TelafSettingNode {
  return item.kind === "apiVersion" || item.kind === "servingVersion" || item.kind === "messageSize";
}

function isNumbered(item: ItemNode): item is Numbered {
  return item.kind === "function" || item.kind === "event";
}

/** In a declaration with a syntax error an `=` need not mean a number. */
function hasIds(item: ItemNode): item is Numbered {
  return isNumbered(item) && item.ids !== undefined && item.complete;
}

function checkReservedNames(tree: SourceFile, reporter: Reporter): void {
  for (const item of tree.items) {
    if (!("name" in item) || !TELAF_SETTINGS.has(item.name.text)) continue;
    reporter.error(
      "reserved-name",
      item.name,
      `\`${item.name.text}\` is a keyword of TelAF's language. Choose another name.`,
    );
  }
}

function checkIds(tree: SourceFile, reporter: Reporter): void {
  const numbered = tree.items.filter(isNumbered);
  if (!numbered.some(hasIds)) return;
  const owners = new Map<bigint, Numbered>();
  const given = numbered.flatMap((item) => item.ids?.ids.map((id) => id.value) ?? []);
  let next = 0n;
  for (const id of given) if (id >= next) next = id + 1n;
  for (const item of numbered) {
    const needed = item.kind === "event" ? 2 : 1;
    if (item.ids === undefined) {
      if (!item.complete) continue;
      const free = Array.from({ length: needed }, (_, index) => Number(next) + index);
      next += BigInt(needed);
      const shown = needed === 2 ? `(${free.join(", ")})` : free.join("");
      reporter.error(
        "missing-message-id",
        item.name,
        `Other declarations of this file have message numbers, so \`${item.name.text}\` needs ${needed === 2 ? "two, for adding and for removing the handler" : "one"}: \`= ${shown}\` is free.`,
        { data: { insert: ` = ${shown}`, at: item.end - 1 } },
      );
      continue;
    }
    if (item.ids.ids.length !== needed && item.complete) {
      reporter.error(
        "message-id-count",
        item.ids,
        needed === 2
          ? "An EVENT needs two message numbers in parentheses, for adding and for removing the handler: `= (2, 3)`."
          : "A FUNCTION has one message number: `= 7`.",
      );
    }
    for (const id of item.ids.ids) {
      const owner = owners.get(id.value);
      if (id.value > LARGEST_ID) {
        reporter.error("message-id-count", id, `Message numbers have 32 bits: ${id.value} is too large.`);
      } else if (owner === undefined) {
        owners.set(id.value, item);
      } else {
        reporter.error(
          "duplicate-message-id",
          id,
          `Message number ${id.value} belongs to \`${owner.name.text}\` already; ${next} is free.`,
          {
            related: [reporter.here(owner.ids ?? owner.name, `\`${owner.name.text}\` has it.`)],
            data: { replaceWith: `${next}` },
          },
        );
        next++;
      }
    }
  }
}

function checkVersions(tree: SourceFile, interfaceName: string, reporter: Reporter): TelafFacts["versions"] {
  let versions: TelafFacts["versions"];
  tree.items.forEach((item, index) => {
    if (item.kind === "servingVersion" && tree.items[index - 1]?.kind !== "apiVersion") {
      reporter.error(
        "version-pair",
        item.keyword,
        "SERVING_VERSION must directly follow API_VERSION: write both, in this order.",
      );
    }
    if (item.kind !== "apiVersion") return;
    const serving = tree.items[index + 1];
    if (serving?.kind !== "servingVersion") {
      reporter.error(
        "version-pair",
        item.keyword,
        "API_VERSION must be followed by the oldest version still served: add `SERVING_VERSION = …;` on the next line.",
        { data: { insert: `\nSERVING_VERSION = ${item.value?.value ?? 1};`, at: item.end } },
      );
      return;
    }
    versions = checkPair(item, serving, reporter) ?? versions;
  });
  if (versions === undefined) suggestVersions(tree, reporter);
  else if (interfaceName.length > LONGEST_VERSIONED_NAME) {
    const pair = tree.items.filter(isSetting).find((item) => item.kind === "apiVersion");
    reporter.error(
      "versioned-name-too-long",
      pair?.keyword ?? tree,
      `A file with versions may have a name of at most ${LONGEST_VERSIONED_NAME} characters: \`${interfaceName}\` has ${interfaceName.length}, and the protocol id has no room for more. Rename the file.`,
    );
  }
  return versions;
}

function checkPair(api: TelafSettingNode, serving: TelafSettingNode, reporter: Reporter): TelafFacts["versions"] {
  const inRange = [api, serving].map((setting) => {
    const value = setting.value;
    if (value === undefined) return false;
    if (value.value >= 1n && value.value <= LARGEST_VERSION) return true;
    const why = value.value === 0n ? " 0 counts as no version at all." : "";
    reporter.error("version-out-of-range", value, `Versions go from 1 to ${LARGEST_VERSION}.${why}`);
    return false;
  });
  if (api.value === undefined || serving.value === undefined || inRange.includes(false)) return undefined;
  if (serving.value.value > api.value.value) {
    reporter.error(
      "serving-above-api-version",
      serving.value,
      `SERVING_VERSION ${serving.value.value} is above API_VERSION ${api.value.value}: a server cannot serve only clients newer than itself.`,
      { related: [reporter.here(api.value, "The API's version.")] },
    );
    return undefined;
  }
  return { api: Number(api.value.value), serving: Number(serving.value.value) };
}

/** Numbers without versions: the protocol id stays a hash, which changes with every addition. */
function suggestVersions(tree: SourceFile, reporter: Reporter): void {
  if (tree.items.some((item) => item.kind === "apiVersion" || item.kind === "servingVersion")) return;
  const first = tree.items.find((item): item is Numbered => isNumbered(item) && item.ids !== undefined);
  if (first?.ids === undefined) return;
  const top = tree.items.find((item) => item.kind !== "skipped");
  const at = (top !== undefined && "doc" in top ? top.doc?.start : undefined) ?? top?.start ?? 0;
  reporter.report(
    "missing-versions",
    "information",
    first.ids,
    "Messages are numbered but the file has no versions: its protocol id still changes with every addition. Add API_VERSION and SERVING_VERSION.",
    { data: { insert: "API_VERSION = 1;\nSERVING_VERSION = 1;\n\n", at } },
  );
}
