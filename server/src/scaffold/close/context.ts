/**
 * What every step of the close-handler fix asks about a component: its sources, structs and functions, and who calls whom.
 *
 * Made once for a fix from the component's facts and the syntax of its sources. Never changed.
 */
import type { Component, FunctionDefinition, Service } from "../../component/index.ts";
import type { Program } from "../../component/program.ts";
import { certainReach } from "../../component/reach.ts";
import type { Syntax } from "../../component/source/syntax.ts";
import type { FunctionText, GlobalText, SourceText, StructText } from "../c/sourceText.ts";
import { type DeclaredVariable, foldedTextOf, pathTo, textOf, variablesOf, walk } from "../c/syntaxQueries.ts";
import { type HouseStyle, houseStyleOf } from "../style/houseStyle.ts";

export class CloseContext {
  readonly component: Component;
  readonly service: Service;
  readonly program: Program;
  readonly sources: ReadonlyMap<string, SourceText>;
  readonly #functions = new Map<FunctionDefinition, FunctionText>();
  readonly #styles = new Map<SourceText, HouseStyle>();
  readonly #apiFunctions = new Map<FunctionDefinition, Service>();

  constructor(component: Component, service: Service, program: Program, sources: readonly SourceText[]) {
    this.component = component;
    this.service = service;
    this.program = program;
    this.sources = new Map(sources.map((source) => [source.path, source]));
    for (const source of sources) {
      for (const fn of source.functions) {
        this.#functions.set(fn.facts, fn);
      }
    }
    for (const owner of component.services) {
      for (const definitions of owner.implementations.values()) {
        for (const definition of definitions) {
          this.#apiFunctions.set(definition, owner);
        }
      }
    }
  }

  functionOf(definition: FunctionDefinition): FunctionText | undefined {
    return this.#functions.get(definition);
  }

  get functions(): readonly FunctionText[] {
    return [...this.#functions.values()];
  }

  /** The service whose API function this implements. */
  apiServiceOf(fn: FunctionText): Service | undefined {
    return this.#apiFunctions.get(fn.facts);
  }

  styleOf(source: SourceText): HouseStyle {
    let style = this.#styles.get(source);
    if (!style) {
      style = houseStyleOf(source);
      this.#styles.set(source, style);
    }
    return style;
  }

  /** A function and what it certainly calls in this component, nearest first. */
  reachedFrom(fn: FunctionText): readonly FunctionText[] {
    return [...certainReach(this.program, [fn.facts]).functions()].flatMap(
      (definition) => this.functionOf(definition) ?? [],
    );
  }

  /** True where an API function of the component calls it, at least in the end. */
  reachedFromApi(fn: FunctionText): boolean {
    return [...this.#apiFunctions.keys()].some((definition) => {
      const api = this.functionOf(definition);
      return api !== undefined && this.reachedFrom(api).includes(fn);
    });
  }

  /** The component's own definition of a struct, by the name it is used under. */
  structNamed(name: string): StructText | undefined {
    for (const source of this.sources.values()) {
      const found = source.structs.find((struct) => struct.names.includes(name));
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  globalNamed(name: string, from: SourceText): GlobalText | undefined {
    const all = [...this.sources.values()].flatMap((source) => source.globals.filter((global) => global.name === name));
    return all.find((global) => global.source === from) ?? all.find((global) => !global.isStatic);
  }

  /** Names taken in a file and in the headers it could see. */
  namesTaken(source: SourceText): ReadonlySet<string> {
    const taken = new Set(source.names);
    for (const other of this.sources.values()) {
      if (other.isHeader) {
        for (const name of other.names) {
          taken.add(name);
        }
      }
    }
    return taken;
  }
}

/** A variable visible in a function by its name: a parameter, or a local declared anywhere in it. */
export function localNamed(fn: FunctionText, name: string): DeclaredVariable | undefined {
  return (
    fn.parameters.find((parameter) => parameter.name === name) ?? localsOf(fn).find((local) => local.name === name)
  );
}

/** Variables declared in a function's body, those in inner blocks and in `for` heads too. */
export function localsOf(fn: FunctionText): readonly DeclaredVariable[] {
  const found: DeclaredVariable[] = [];
  walk(fn.body, (node) => {
    if (node.type === "declaration") {
      found.push(...variablesOf(fn.source, node));
    }
    return undefined;
  });
  return found;
}

/** The statement of a list (a block, a `case`, a preprocessor branch) that a node stands in, and that list. */
export function statementAround(fn: FunctionText, node: Syntax): { statement: Syntax; list: Syntax } {
  const path = pathTo(fn.body, node.start, node.end);
  for (let index = path.length - 1; index > 0; index--) {
    const list = path[index - 1];
    const statement = path[index];
    if (list && statement && isStatementList(list) && statement.field !== "condition" && statement.field !== "name") {
      return { statement, list };
    }
  }
  return { statement: node, list: fn.body };
}

function isStatementList(node: Syntax): boolean {
  return (
    node.type === "compound_statement" ||
    node.type === "case_statement" ||
    (node.type.startsWith("preproc_") && node.type !== "preproc_call")
  );
}

/** Preprocessor branches around a node, outermost first. */
export function preprocessorAround(source: SourceText, node: Syntax): readonly Syntax[] {
  return pathTo(source.root, node.start, node.end).filter(
    (at) => at !== node && /^preproc_(?:if|ifdef|else|elif)/.test(at.type) && !isIncludeGuard(source, at),
  );
}

function isIncludeGuard(source: SourceText, node: Syntax): boolean {
  return source.isHeader && node.type === "preproc_ifdef" && /^#\s*ifndef/.test(textOf(source, node));
}

/** The variable an expression starts from: `clientPtr` of `clientPtr->jobs`, `State` of `State.jobs`. */
export function rootNameOf(source: SourceText, expression: Syntax): string {
  let at: Syntax = expression;
  while (at.children[0] && at.type !== "identifier") {
    at = at.children[0];
  }
  return at.type === "identifier" ? textOf(source, at) : foldedTextOf(source, expression);
}
