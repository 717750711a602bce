/** Breaking changes while one types, against what was committed: real repositories, a real git, JSON-RPC. */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { Fixture } from "./testing/fixture.ts";
import { TestClient, type TestClientOptions } from "./testing/testClient.ts";

const printer = `/** Opens. */
FUNCTION Open(uint8 way);
FUNCTION Close();
`;
const files = `
//- printer.api
${printer}
`;

const on = { settings: { breakingChanges: true }, initializationOptions: { workspaceTrusted: true } };

describe("against HEAD", () => {
  test("each change is told at its place, with what it breaks and where it was", async () => {
    const client = await TestClient.start(committed(new Fixture(files)), on);
    client.open("printer.api");
    expect(await told(client, "printer.api")).toEqual([]);
    client.edit("printer.api", "/** Opens. */\n", "/** Opens it. */\n\n");
    client.edit("printer.api", "uint8", "uint16");
    expect((await told(client, "printer.api")).map((line) => line.replaceAll(/[0-9a-f]{32}/g, "ID"))).toEqual([
      "0:0 information[breaking-protocol-id]: Since HEAD (PROTOCOL): The protocol id was ID and is ID: peers built before and after refuse each other.",
      "2:21 information[breaking-parameter-type]: Since HEAD (SOURCE, WIRE, PROTOCOL): Parameter way of FUNCTION Open was uint8 and is uint16. It was in line 2.",
    ]);
    client.edit("printer.api", "uint16", "uint8");
    expect(await told(client, "printer.api")).toEqual([]);
  });

  test("severities and ignore comments count as for every rule", async () => {
    const client = await TestClient.start(committed(new Fixture(files)), {
      ...on,
      settings: {
        breakingChanges: true,
        rules: {
          "breaking-documentation": "hint",
          "breaking-protocol-id": "off",
          "breaking-function-added": "warning",
        },
      },
    });
    client.open("printer.api");
    client.edit("printer.api", "Opens.", "Opens it.");
    client.edit("printer.api", "FUNCTION Close();", "FUNCTION Close();\nFUNCTION Flush();");
    expect((await client.squiggles("printer.api")).map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      "hint breaking-documentation",
      "warning breaking-function-added",
    ]);
    client.edit(
      "printer.api",
      "FUNCTION Flush",
      "// legato-api-ignore breaking-function-added: nobody minds\nFUNCTION Flush",
    );
    expect((await client.squiggles("printer.api")).map(({ rule }) => rule)).toEqual(["breaking-documentation"]);
  });

  test("old files take in old imports, also those that moved, and a change in an import is told at its USETYPES", async () => {
    const fixture = committed(
      new Fixture("//- a.api\nUSETYPES base;\nFUNCTION F(base.Kind kind);\n//- lib/base.api\nENUM Kind { A };\n"),
    );
    const settings = { ...on.settings, importPaths: ["lib", "types"] };
    const client = await TestClient.start(fixture, { ...on, settings });
    client.open("a.api");
    client.open("lib/base.api");
    expect(await told(client, "a.api")).toEqual([]);
    client.edit("lib/base.api", "{ A }", "{ A = 1 }");
    expect((await told(client, "a.api")).join("\n")).toContain(
      "base, which is imported, has a change: A of ENUM Kind was 0 and is 1.",
    );
    client.edit("lib/base.api", "{ A = 1 }", "{ A }");
    client.close("lib/base.api");
    fixture.rename("lib/base.api", "types/base.api");
    client.outside({ "lib/base.api": "deleted", "types/base.api": "created" });
    expect(await told(client, "a.api")).toEqual([]);
  });

  test("a commit makes the text the new one to compare with; work in a linked work tree and on packed refs too", async () => {
    const fixture = committed(new Fixture(files));
    git(fixture, "worktree", "add", "-q", "-b", "other", "linked");
    const client = await TestClient.start(fixture, { ...on, folders: ["linked"] });
    client.open("linked/printer.api");
    client.edit("linked/printer.api", "uint8", "uint16");
    expect(await told(client, "linked/printer.api")).toHaveLength(2);
    client.save("linked/printer.api");
    git(fixture, "-C", "linked", "commit", "-qam", "Wider");
    client.outside({ ".git/worktrees/linked/logs/HEAD": "changed" });
    expect(await told(client, "linked/printer.api")).toEqual([]);
    git(fixture, "-C", "linked", "reset", "-q", "--soft", "HEAD~1");
    git(fixture, "pack-refs", "--all");
    client.outside({ ".git/packed-refs": "changed" });
    expect(await told(client, "linked/printer.api")).toHaveLength(2);
    expect(JSON.stringify(client.registrations)).toContain(`**/.git/{HEAD,logs/HEAD,packed-refs,refs/heads/**`);
  });

  test("an editor that does not watch sees a new HEAD when it saves", async () => {
    const fixture = committed(new Fixture(files));
    const client = await TestClient.start(fixture, {
      isPlain: true,
      initializationOptions: { workspaceTrusted: true, breakingChanges: true },
    });
    client.open("printer.api");
    client.edit("printer.api", "uint8", "uint16");
    expect(await told(client, "printer.api")).toHaveLength(2);
    client.save("printer.api");
    git(fixture, "commit", "-qam", "Wider");
    client.save("printer.api");
    expect(await told(client, "printer.api")).toEqual([]);
  });

  test("each folder of a workspace is compared with its own repository, and a repository within another with its own", async () => {
    const fixture = new Fixture(
      `//- one/a.api\nFUNCTION F();\n//- two/a.api\nFUNCTION G();\n//- two/inner/b.api\nFUNCTION H();\n`,
    );
    for (const folder of ["one", "two/inner", "two"]) committed(fixture, folder);
    const client = await TestClient.start(fixture, { ...on, folders: ["one", "two"] });
    for (const [name, from] of [
      ["one/a.api", "F"],
      ["two/a.api", "G"],
      ["two/inner/b.api", "H"],
    ] as const) {
      client.open(name);
      client.edit(name, `FUNCTION ${from}()`, `FUNCTION ${from}(uint8 x)`);
      expect((await told(client, name)).join("\n")).toContain(`FUNCTION ${from}`);
    }
  });
});

describe("says nothing", () => {
  async function openAndChange(fixture: Fixture, options: TestClientOptions): Promise<TestClient> {
    const client = await TestClient.start(fixture, options);
    client.open("printer.api");
    client.edit("printer.api", "uint8", "uint16");
    expect(await told(client, "printer.api")).toEqual([]);
    return client;
  }

  test("unless it is asked to", async () => {
    const client = await openAndChange(committed(new Fixture(files)), {
      initializationOptions: { workspaceTrusted: true },
    });
    client.configure({ breakingChanges: true });
    expect(await told(client, "printer.api")).toHaveLength(2);
    client.configure({});
    expect(await told(client, "printer.api")).toEqual([]);
  });

  test("and runs no git before the folder is trusted", async () => {
    const fixture = committed(new Fixture(files));
    const client = await openAndChange(fixture, {
      settings: { breakingChanges: true },
      initializationOptions: { workspaceTrusted: false },
    });
    expect(JSON.stringify(client.registrations)).not.toContain(".git/");
    await client.connection.sendNotification("legatoApi/workspaceTrusted");
    expect(await told(client, "printer.api")).toHaveLength(2);
  });

  test("outside of a repository, before the first commit, and of a file that git does not know", async () => {
    await openAndChange(new Fixture(files), on);
    const empty = new Fixture(files);
    git(empty, "init", "-q");
    const client = await openAndChange(empty, on);
    expect(client.log.join("\n")).not.toContain("git");
    const untracked = committed(new Fixture("//- other.api\nFUNCTION F();\n"));
    untracked.write("printer.api", printer);
    await openAndChange(untracked, on);
  });

  test("while one of the two texts has errors", async () => {
    const client = await TestClient.start(committed(new Fixture(files)), on);
    client.open("printer.api");
    client.edit("printer.api", "uint8 way", "strange way");
    expect((await client.squiggles("printer.api")).map(({ rule }) => rule)).toEqual(["unknown-type"]);
  });

  test("without git, and tells so in the log once", async () => {
    const fixture = committed(new Fixture(files));
    vi.stubEnv("PATH", fixture.path("nowhere"));
    try {
      const client = await openAndChange(fixture, on);
      client.outside({ ".git/HEAD": "changed" });
      await client.settled();
      expect(client.log.filter((line) => line.includes("HEAD"))).toEqual([
        `Nothing in ${fixture.folder} is compared with HEAD, since git was not found.`,
      ]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("in a repository that lacks an object and has a program to fetch it, and runs no program", async () => {
    const fixture = committed(new Fixture(files));
    const ran = fixture.path("ran");
    const settings = {
      "core.repositoryFormatVersion": "1",
      "extensions.partialClone": "origin",
      "remote.origin.promisor": "true",
      "remote.origin.url": `ext::touch ${ran}`,
      "protocol.ext.allow": "always",
    };
    for (const [name, value] of Object.entries(settings)) git(fixture, "config", name, value);
    const [blob = ""] = execFileSync("git", ["rev-parse", "HEAD:printer.api"], {
      cwd: fixture.folder,
      encoding: "utf8",
    }).split("\n");
    fixture.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
    // Such a repository is dangerous to whoever just reads it.
    expect(() => git(fixture, "cat-file", "-p", blob)).toThrow();
    expect(existsSync(ran)).toBe(true);
    rmSync(ran);
    const client = await openAndChange(fixture, on);
    expect(existsSync(ran)).toBe(false);
    expect(client.log.join("\n")).toMatch(/is compared with HEAD, since git refused: this clone lacks files of /);
  });

  test("in a repository that git refuses, and tells what git said", async () => {
    const fixture = committed(new Fixture(files));
    fixture.write(".git/HEAD", "what is this\n");
    const client = await openAndChange(fixture, on);
    expect(client.log.join("\n")).toContain("is compared with HEAD, since git refused: fatal: not a git repository");
  });
});

async function told(client: TestClient, name: string): Promise<readonly string[]> {
  return (await client.squiggles(name)).map(
    ({ line, start, severity, rule, message }) => `${line}:${start} ${severity}[${rule}]: ${message}`,
  );
}

function committed(fixture: Fixture, folder = "."): Fixture {
  const at = (...args: readonly string[]): void => git(fixture, "-C", folder, ...args);
  at("init", "-q", "-b", "main");
  at("config", "user.email", "a@b.c");
  at("config", "user.name", "A");
  at("add", "-A");
  at("commit", "-qm", "First");
  return fixture;
}

function git(fixture: Fixture, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: fixture.folder, stdio: ["ignore", "ignore", "pipe"] });
}
