/**
 * Compiles and runs what the scaffold writes, against the fakes of test/scaffold. Not part of the product.
 *
 * Where there is no gcc the tests that need it are skipped, and say so; with CI=true its absence is a failure.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cHeader, type Interface } from "@legato-api/language";
import type { Component, Service } from "../../component/index.ts";

export const scaffoldFolder = join(dirname(fileURLToPath(import.meta.url)), "../../../../test/scaffold");

const STRICT = ["-Wall", "-Wextra", "-Werror"];
const INCLUDES = [`-I${join(scaffoldFolder, "include")}`, `-I${join(scaffoldFolder, "fakes")}`];

export type CompilerState = "there" | "missing";

/** gcc and g++; throws in CI where one is missing. */
export function findCompiler(): CompilerState {
  const isThere = ["gcc", "g++"].every((name) => spawnSync(name, ["--version"]).status === 0);
  if (isThere) {
    return "there";
  }
  const message = "gcc and g++ were not found: what the scaffold writes is not compiled and not run";
  if (process.env["CI"] === "true") {
    throw new Error(message);
  }
  console.warn(`skipped: ${message}`);
  return "missing";
}

/** A folder of its own for the objects of one test file. */
export class Compiler {
  readonly #folder = mkdtempSync(join(tmpdir(), "scaffold-"));
  #fakes: readonly string[] | undefined;

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Compiles a component's files strictly; throws with gcc's words. Returns its object files. */
  compile(
    name: string,
    component: Component,
    files: ReadonlyMap<string, string>,
    defines: readonly string[],
  ): string[] {
    const folder = join(this.#folder, name);
    for (const [path, text] of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    this.#writeInterfaces(folder, component.services);
    return component.sources
      .filter((source) => !source.isHeader)
      .map((source) => this.#object(folder, join(folder, source.path), STRICT, defines));
  }

  /** Links a scenario with the component and the fakes, and runs it. */
  run(name: string, objects: readonly string[], scenario: string, defines: readonly string[]): string {
    const folder = join(this.#folder, name);
    const source = join(scaffoldFolder, "scenarios", `${scenario}.c`);
    const own = this.#object(folder, source, [...STRICT, "-Wno-unused-function"], defines);
    const glue = this.#object(folder, join(folder, "glue.c"), STRICT, []);
    const program = join(folder, scenario);
    execFileSync("g++", ["-o", program, own, glue, ...objects, ...this.#fakeObjects()]);
    const result = spawnSync(program, [], { encoding: "utf8", timeout: 10_000 });
    return result.stdout.trim() === "ok" ? "ok" : `${result.stdout}${result.stderr}${result.signal ?? ""}`.trim();
  }

  #fakeObjects(): readonly string[] {
    if (!this.#fakes) {
      const folder = join(this.#folder, "fakes");
      mkdirSync(folder, { recursive: true });
      this.#fakes = readdirSync(join(scaffoldFolder, "fakes"))
        .filter((file) => file.endsWith(".c"))
        .map((file) => this.#object(folder, join(scaffoldFolder, "fakes", file), STRICT, []));
    }
    return this.#fakes;
  }

  #object(folder: string, source: string, warnings: readonly string[], defines: readonly string[]): string {
    const object = join(folder, `${basename(source)}.o`);
    const isCpp = /\.(?:cpp|cc|cxx)$/.test(source);
    const language = isCpp ? ["-std=c++14"] : ["-std=gnu11"];
    const result = spawnSync(
      isCpp ? "g++" : "gcc",
      [
        ...language,
        ...warnings,
        ...INCLUDES,
        `-I${folder}`,
        `-I${dirname(source)}`,
        ...defines,
        "-c",
        "-o",
        object,
        source,
      ],
      { encoding: "utf8" },
    );
    if (result.status !== 0) {
      throw new Error(result.stderr);
    }
    return object;
  }

  /** `interfaces.h` as the build would make it, and the generated half of the services. */
  #writeInterfaces(folder: string, services: readonly Service[]): void {
    const glue = ['#include "fake.h"', '#include "interfaces.h"'];
    const includes: string[] = [];
    for (const service of services) {
      const { interface: iface, prefix, options } = service;
      if (!iface) {
        continue;
      }
      writeHeaders(folder, iface, prefix, options.async ? "asyncServer" : "server");
      includes.push(`#include "${prefix}_server.h"`);
      glue.push(
        `le_msg_ServiceRef_t ${prefix}_GetServiceRef(void) { return Fake_Service("${prefix}"); }`,
        `le_msg_SessionRef_t ${prefix}_GetClientSessionRef(void) { return Fake_ClientOf("${prefix}"); }`,
        `void ${prefix}_AdvertiseService(void) { Fake_Advertise("${prefix}"); }`,
      );
    }
    const header = ["#ifndef INTERFACES_H", "#define INTERFACES_H", ...includes, "#endif"];
    writeFileSync(join(folder, "interfaces.h"), `${header.join("\n")}\n`);
    writeFileSync(join(folder, "glue.c"), `${glue.join("\n")}\n`);
  }
}

/** The header of an interface and those of its imports, each in `extern "C"` and once, as the real ones are. */
function writeHeaders(folder: string, iface: Interface, prefix: string, side: "server" | "asyncServer"): void {
  for (const { interface: imported } of iface.imports) {
    if (imported) {
      writeHeaders(folder, imported, imported.name, "server");
    }
  }
  const { text } = cHeader(iface, { side, prefix });
  // The definitions of two aliases of one interface are the same, and in the real headers they come from one file.
  const guarded = [
    `#ifndef ${prefix.toUpperCase()}_SERVER_H`,
    `#define ${prefix.toUpperCase()}_SERVER_H`,
    "#ifdef __cplusplus",
    'extern "C" {',
    "#endif",
    text,
    "#ifdef __cplusplus",
    "}",
    "#endif",
    "#endif",
  ];
  writeFileSync(join(folder, `${prefix}_server.h`), `${guarded.join("\n")}\n`);
}
