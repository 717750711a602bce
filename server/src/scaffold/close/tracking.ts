/**
 * From acquiring functions to sections of the handler: how each resource is kept track of, who owns it, how it is freed.
 *
 * In: the service's acquiring functions. Out: sections, grouped by container, and what had to be left to the author; the edits that remember the owner
 * and share the freeing are collected on the way.
 */
import { indentationAt, isFirstOnLine, lineStart } from "../c/comments.ts";
import type { FunctionText, SourceText, StructText } from "../c/sourceText.ts";
import { collect, foldedTextOf } from "../c/syntaxQueries.ts";
import type { EditCollector } from "../edits.ts";
import { remark } from "../style/declarations.ts";
import { inWords } from "../style/names.ts";
import type { Acquire } from "./acquires.ts";
import { referenceFrom } from "./clientReference.ts";
import { type CloseContext, statementAround } from "./context.ts";
import { type Creation, findCreation, findLaterCreation, otherCreations, type TrackedObject } from "./creation.ts";
import type { Delivery } from "./delivery.ts";
import { type Destroy, planDestroy } from "./destroy.ts";
import { findExistingHandler } from "./existingHandler.ts";
import type { ContainerSection, Section, Unfinished } from "./handlerText.ts";
import { addOwnerRecords, type OwnerRecords } from "./ownerRecords.ts";
import { ensureOwnerSession, findOwnerVariable, ownedCondition } from "./ownerVariable.ts";
import type { TailProblem } from "./releaseTail.ts";
import {
  ensureOthersKnow,
  ensureSessionField,
  prepareSessionField,
  type SessionFields,
  sessionExpression,
} from "./sessionField.ts";
import { undoing } from "./undoing.ts";

export interface Tracked {
  /** Absent where a handler that is there already does it. */
  readonly section?: Section;
  readonly existing?: FunctionText;
  /** The file in which the handler can be written. */
  readonly source: SourceText;
  /** The handler has to stand behind it. */
  readonly behind: FunctionText;
  /** Where the object is created or taken; for the class of a C++ handler. */
  readonly creating: FunctionText;
  readonly containers: readonly string[];
  readonly records?: OwnerRecords;
}

export class Tracker {
  readonly #context: CloseContext;
  readonly #edits: EditCollector;
  readonly #taken: Set<string>;
  readonly #fields: SessionFields = { added: new Map(), assigned: new Set() };
  readonly #found = new Map<string, Tracked>();
  /** To be done when every acquiring function has its own. */
  readonly #others: (() => void)[] = [];
  readonly todos: string[] = [];

  constructor(context: CloseContext, edits: EditCollector, taken: Set<string>) {
    this.#context = context;
    this.#edits = edits;
    this.#taken = taken;
  }

  /** What could not be tracked at all comes back as a problem. */
  track(acquires: readonly Acquire[]): readonly Tracked[] | TailProblem {
    const rest: Acquire[] = [];
    for (const acquire of acquires) {
      const creation = findCreation(this.#context, acquire.function, acquire.releases);
      const later =
        acquire.delivery.kind === "handler" ? findLaterCreation(this.#context, acquire.releases) : undefined;
      if (creation) {
        this.#container(acquire, creation);
      } else if (later?.object) {
        this.#container(acquire, later, this.#ownerLater(acquire, later, later.object));
      } else if (!this.#variable(acquire)) {
        rest.push(acquire);
      }
    }
    const groups = new Map<string, Acquire[]>();
    for (const acquire of rest) {
      const key = [acquire.resource, ...acquire.releases.map((release) => release.facts.name)].join();
      groups.set(key, [...(groups.get(key) ?? []), acquire]);
    }
    for (const group of groups.values()) {
      const problem = this.#records(group);
      if (problem) {
        return problem;
      }
    }
    for (const complete of this.#others) {
      complete();
    }
    return [...this.#found.values()];
  }

  #container(acquire: Acquire, creation: Creation, laterField?: string): void {
    const { container, object } = creation;
    const field =
      laterField !== undefined
        ? laterField
        : object
          ? this.#owner(creation, object, acquire.function)
          : this.#sessionAsValue(creation);
    const key = `${container.expression} ${object?.struct.names[0] ?? ""}`;
    if (this.#found.has(key)) {
      return;
    }
    if (field !== undefined) {
      this.#others.push(() =>
        ensureOthersKnow(this.#context, this.#edits, otherCreations(this.#context, creation), field, this.#fields),
      );
    }
    const containers = [container.expression, ...(container.inside ? [container.inside.map] : [])];
    const existing = findExistingHandler(this.#context, creation.in.source, containers);
    if (existing) {
      this.#found.set(key, this.#served(existing, creation.in, containers));
      return;
    }
    const freeing = this.#freeing(acquire, object?.struct, container.expression) ?? this.#undoing(creation);
    const referenceOf =
      "todo" in freeing || container.kind === "refMap"
        ? undefined
        : referenceFrom(acquire.releases[0], object?.struct, freeing.reference);
    const known = this.#known(freeing, referenceOf, container.kind, acquire);
    const section: ContainerSection = {
      kind: "container",
      resource: acquire.resource,
      container,
      access: (expression) => expression,
      object,
      field,
      freeing: known,
      mayBeMissing: isMadeLate(this.#context, container.inside?.map ?? container.expression),
      ...(referenceOf ? { referenceOf } : {}),
    };
    this.#found.set(key, {
      section,
      source: "todo" in known ? creation.in.source : known.source,
      behind: "todo" in known ? latest(creation.in, acquire.releases) : known.behind,
      creating: creation.in,
      containers,
    });
  }

  #served(existing: FunctionText, creating: FunctionText, containers: readonly string[]): Tracked {
    return { existing, source: existing.source, behind: existing, creating, containers };
  }

  /** A container other than a map does not tell the client's reference; without it nothing that wants it can be called. */
  #known(
    freeing: Destroy | Unfinished,
    referenceOf: ((name: string) => string) | undefined,
    kind: string,
    acquire: Acquire,
  ): Destroy | Unfinished {
    if (!("todo" in freeing) && freeing.reference && kind !== "refMap" && !referenceOf) {
      return this.#unfinished(acquire, "the client's reference is not kept with the object");
    }
    return freeing;
  }

  /** The call that asks for it is over when it is made: whose it is has to be kept until then, and only the author knows where. */
  #ownerLater(acquire: Acquire, creation: Creation, object: TrackedObject): string {
    const what = inWords(acquire.resource);
    const todo = `Keep this session: the ${what} that the handler will get belongs to it.`;
    const { field, isComplete } = prepareSessionField(
      this.#context,
      this.#edits,
      creation,
      object,
      acquire.function,
      todo,
      this.#fields,
    );
    if (!isComplete) {
      this.todos.push(todo);
    }
    return field;
  }

  #owner(creation: Creation, object: NonNullable<Creation["object"]>, acquire: FunctionText): string | undefined {
    const { container } = creation;
    return container.keyedBySession || container.inside
      ? undefined
      : ensureSessionField(this.#context, this.#edits, creation, object, acquire, this.#fields);
  }

  /** A map whose values say nothing: from now on they are the owners' sessions. */
  #sessionAsValue({ in: fn, call, placeholder }: Creation): undefined {
    const value = sessionExpression(this.#context, this.#edits, fn);
    const { statement } = statementAround(fn, call.node);
    const { text, path } = fn.source;
    if (isFirstOnLine(text, statement.start)) {
      const style = this.#context.styleOf(fn.source);
      const sentence = remark(style, "The value is the owner's session: the close handler looks for it.");
      const line = indentationAt(text, statement.start) + sentence + style.eol;
      this.#edits.insert(path, lineStart(text, statement.start), line);
    }
    this.#edits.replace(path, placeholder ?? call.node, value);
  }

  #variable(acquire: Acquire): boolean {
    const owner = findOwnerVariable(this.#context, acquire.function, acquire.releases[0]);
    if (!owner || owner.global.source !== acquire.function.source) {
      return false;
    }
    const name = ensureOwnerSession(this.#context, this.#edits, owner, acquire.resource, this.#taken);
    const existing = findExistingHandler(this.#context, acquire.function.source, [owner.expression, name]);
    if (existing) {
      this.#found.set(owner.expression, this.#served(existing, acquire.function, [owner.expression]));
      return true;
    }
    const planned =
      this.#freeing(acquire, undefined, undefined) ?? this.#unfinished(acquire, "there is no function that frees it");
    const fits =
      "todo" in planned || !planned.reference || planned.reference.typeText === owner.global.variable.typeText;
    const freeing = fits ? planned : this.#unfinished(acquire, "the client's reference is not kept");
    const section: Section = {
      kind: "variable",
      condition: (session) => ownedCondition(owner, name, session),
      freeing,
      reference: owner.expression,
    };
    this.#found.set(owner.expression, {
      section,
      source: acquire.function.source,
      behind: "todo" in freeing ? latest(acquire.function, acquire.releases) : freeing.behind,
      creating: acquire.function,
      containers: [owner.expression],
    });
    return true;
  }

  #records(group: readonly Acquire[]): TailProblem | undefined {
    const [first] = group;
    if (!first) {
      return undefined;
    }
    const release = first.releases[0];
    const destroy: Destroy | TailProblem = release
      ? planDestroy(this.#context, this.#edits, {
          release,
          struct: undefined,
          container: undefined,
          referenceType: typeOf(first.delivery),
          resource: first.resource,
          taken: this.#taken,
        })
      : { problem: "there is no function that frees it" };
    const name = ("problem" in destroy ? undefined : destroy.reference?.name) ?? parameterName(release, first);
    const records = addOwnerRecords(this.#context, this.#edits, {
      resource: first.resource,
      acquires: group,
      release,
      destroy,
      referenceName: name,
      taken: this.#taken,
    });
    if ("problem" in records) {
      return records;
    }
    const freeing = "problem" in destroy ? this.#unfinished(first, destroy.problem) : destroy;
    const section: ContainerSection = {
      kind: "container",
      resource: first.resource,
      container: { kind: "refMap", expression: records.map },
      access: (expression) => expression,
      object: { name: records.owner, typeText: `${records.recordType}*` },
      field: records.sessionField,
      freeing,
      mayBeMissing: false,
      records,
    };
    this.#found.set(records.map, {
      section,
      source: records.source,
      behind: latest(first.function, [...group.map((each) => each.function), ...first.releases]),
      creating: first.function,
      containers: [records.map],
      records,
    });
    return undefined;
  }

  #freeing(
    acquire: Acquire,
    struct: StructText | undefined,
    container: string | undefined,
  ): Destroy | Unfinished | undefined {
    const [release] = acquire.releases;
    if (!release) {
      return undefined;
    }
    const planned = planDestroy(this.#context, this.#edits, {
      release,
      struct,
      container,
      referenceType: typeOf(acquire.delivery),
      resource: acquire.resource,
      taken: this.#taken,
    });
    return "problem" in planned ? this.#unfinished(acquire, planned.problem) : planned;
  }

  #undoing(creation: Creation): Destroy | Unfinished {
    const freeing = undoing(creation);
    if ("todo" in freeing) {
      this.todos.push(freeing.todo);
    }
    return freeing;
  }

  #unfinished(acquire: Acquire, problem: string): Unfinished {
    const [release] = acquire.releases;
    const like = release === undefined ? "" : ` as ${release.facts.name}() does`;
    const todo = `Free the ${inWords(acquire.resource)} here${like}: ${problem}.`;
    this.todos.push(todo);
    return { todo };
  }
}

/** A map that no code at the start of the component makes. */
function isMadeLate(context: CloseContext, container: string): boolean {
  const making = context.functions.filter((fn) => assignsOf(fn, container).length > 0);
  const atStart = new Set(
    context.functions.filter((fn) => fn.facts.isComponentInit).flatMap((fn) => context.reachedFrom(fn)),
  );
  return making.length > 0 && making.every((fn) => !atStart.has(fn) && context.reachedFromApi(fn));
}

function assignsOf(fn: FunctionText, container: string): readonly unknown[] {
  return collect(fn.body, "assignment_expression").filter((assignment) => {
    const left = assignment.children[0];
    return (
      left !== undefined && foldedTextOf(fn.source, left).replace(/^this->/, "") === container.replace(/^this->/, "")
    );
  });
}

function typeOf(delivery: Delivery): string {
  return delivery.kind === "handler" ? "" : delivery.type;
}

function parameterName(release: FunctionText | undefined, acquire: Acquire): string {
  const own = release?.parameters.find((parameter) => !/ServerCmdRef_t$/.test(parameter.baseType));
  return own?.name ?? `${acquire.resource.charAt(0).toLowerCase()}${acquire.resource.slice(1)}Ref`;
}

function latest(first: FunctionText, others: readonly FunctionText[]): FunctionText {
  return others.filter((fn) => fn.source === first.source).reduce((a, b) => (b.node.end > a.node.end ? b : a), first);
}
