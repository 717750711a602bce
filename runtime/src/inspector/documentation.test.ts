/** docs/inspector.md and docs/peers.md say what there is, all of it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Session } from "../sessions/session.ts";
import { sessionFacts } from "../sessions/view.ts";
import { readers } from "./parameters.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const inspector = readFileSync(path.join(repository, "docs/inspector.md"), "utf8");
const peers = readFileSync(path.join(repository, "docs/peers.md"), "utf8");

function rowsAfter(heading: string): readonly string[] {
  const [, section = ""] = inspector.split(`\n## ${heading}\n`);
  return [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)`/gm)].flatMap(([, name]) => name ?? []);
}

test("every request has its row", () => {
  expect(rowsAfter("Requests").toSorted()).toEqual(Object.keys(readers).toSorted());
});

test("every notification has its row", () => {
  const protocol = readFileSync(path.join(import.meta.dirname, "protocol.ts"), "utf8");
  const [, declared = ""] = protocol.split("export interface InspectorNotifications {");
  const names = [...declared.matchAll(/readonly "([^"]+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(rowsAfter("Notifications")).toEqual(names);
});

test("every member of a session is explained", () => {
  const client = { pid: 1, uid: 2, gid: 3, name: "c", commandLine: [] };
  const start = { id: 1, service: undefined, client, asked: undefined, boundBy: undefined, relayed: true, at: 0 };
  const members = Object.keys(sessionFacts(new Session(start), 0));
  expect(members.filter((member) => !inspector.includes(`\`${member}\``))).toEqual([]);
});

test("everything a program can import is explained", () => {
  const text = readFileSync(path.join(repository, "runtime/src/peers/public.ts"), "utf8");
  const names = [...text.matchAll(/export declare (?:function|class) (\w+)/g)].map(([, name]) => name ?? "");
  expect(names).toEqual(["service", "references", "connect", "PeerError"]);
  expect(names.filter((name) => !peers.includes(name))).toEqual([]);
});
