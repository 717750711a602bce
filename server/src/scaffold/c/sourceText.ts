/**
 * A source or header of a component as the scaffold reads it: its text, its syntax, and what stands at file scope.
 *
 * Made inside `ComponentAnalyzer.withSource` and independent of the parser's memory afterwards. Never changed.
 */

import type { FunctionDefinition, ParsedSource, SourceLanguage } from "../../component/index.ts";
import { childOf, copySyntax, NodeNames, type Syntax } from "../../component/source/syntax.ts";
import { type DeclaredVariable, textOf, variablesOf, walk } from "./syntaxQueries.ts";

export interface FieldText {
  readonly name: string;
  readonly variable: DeclaredVariable;
}

/** A struct (in C++ also a class) with a body. */
export interface StructText {
  /** Every name it goes by: `PrintJob_t`, `struct PrintJob`, in C++ `PrintJob`. */
  readonly names: readonly string[];
  readonly source: SourceText;
  /** From `{` to after `}`. */
  readonly body: Syntax;
  readonly fields: readonly FieldText[];
  readonly isClass: boolean;
}

/** A variable at file scope, or one of a namespace. */
export interface GlobalText {
  readonly name: string;
  readonly variable: DeclaredVariable;
  readonly isStatic: boolean;
  readonly source: SourceText;
}

/** A function with a body, together with its syntax. */
export interface FunctionText {
  readonly facts: FunctionDefinition;
  readonly source: SourceText;
  readonly node: Syntax;
  readonly body: Syntax;
  readonly parameters: readonly DeclaredVariable[];
}

export interface SourceText {
  readonly path: string;
  readonly language: SourceLanguage;
  readonly isHeader: boolean;
  readonly text: string;
  readonly root: Syntax;
  readonly structs: readonly StructText[];
  readonly globals: readonly GlobalText[];
  readonly functions: readonly FunctionText[];
  /** Every identifier, type and field name of the file. */
  readonly names: ReadonlySet<string>;
}

/** `facts`: what the component room found in this file; positions must belong to the same text. */
export function readSource(parsed: ParsedSource, isHeader: boolean, facts: readonly FunctionDefinition[]): SourceText {
  const cursor = parsed.root.walk();
  const root = copySyntax(cursor, new NodeNames(parsed.root.tree.language));
  cursor.delete();
  const structs: StructText[] = [];
  const globals: GlobalText[] = [];
  const functions: FunctionText[] = [];
  const names = new Set<string>();
  const source: SourceText = {
    path: parsed.path,
    language: parsed.language,
    isHeader,
    text: parsed.text,
    root,
    structs,
    globals,
    functions,
    names,
  };
  const factsByBody = new Map(facts.filter((fact) => !fact.macro).map((fact) => [fact.bodySpan.start, fact]));

  const visit = (node: Syntax, inFunction: boolean, inClass: boolean): void => {
    switch (node.type) {
      case "identifier":
      case "field_identifier":
      case "type_identifier":
        names.add(textOf(source, node));
        break;
      case "struct_specifier":
      case "class_specifier":
      case "union_specifier":
        structs.push(...structOf(source, node, undefined));
        for (const child of node.children) {
          visit(child, inFunction, true);
        }
        return;
      case "type_definition": {
        const type = childOf(node, "type");
        const typedefs = node.children.filter((child) => child.field === "declarator").map((at) => textOf(source, at));
        if (type && type.type === "struct_specifier") {
          structs.push(...structOf(source, type, typedefs));
          for (const child of type.children) {
            visit(child, inFunction, true);
          }
          for (const name of typedefs) {
            names.add(name);
          }
          return;
        }
        break;
      }
      case "declaration":
        if (!inFunction && !inClass) {
          const isStatic = node.children.some(
            (child) => child.type === "storage_class_specifier" && textOf(source, child) === "static",
          );
          for (const variable of variablesOf(source, node)) {
            globals.push({ name: variable.name, variable, isStatic, source });
          }
        }
        break;
      case "function_definition":
      case "lambda_expression": {
        const body = childOf(node, "body");
        const fact = body && factsByBody.get(body.start);
        if (body && fact) {
          functions.push({ facts: fact, source, node, body, parameters: parametersOf(source, node) });
        }
        for (const child of node.children) {
          visit(child, true, inClass);
        }
        return;
      }
    }
    for (const child of node.children) {
      visit(child, inFunction, inClass);
    }
  };
  visit(root, false, false);
  return source;
}

function structOf(source: SourceText, node: Syntax, typedefs: readonly string[] | undefined): StructText[] {
  const body = childOf(node, "body");
  if (!body) {
    return [];
  }
  const name = childOf(node, "name");
  const tag = name ? textOf(source, name) : undefined;
  const names = [...(typedefs ?? [])];
  if (tag !== undefined) {
    names.push(`struct ${tag}`, ...(source.language === "cpp" ? [tag] : []));
  }
  const fields = body.children
    .filter((child) => child.type === "field_declaration")
    .flatMap((child) => variablesOf(source, child))
    .map((variable) => ({ name: variable.name, variable }));
  return [{ names, source, body, fields, isClass: node.type === "class_specifier" }];
}

function parametersOf(source: SourceText, node: Syntax): DeclaredVariable[] {
  let list: Syntax | undefined;
  walk(node, (at) => {
    if (at.type === "compound_statement" || list) {
      return false;
    }
    if (at.type === "parameter_list") {
      list = at;
      return false;
    }
    return undefined;
  });
  return (list?.children ?? []).flatMap((child) => variablesOf(source, child));
}
