/**
 * What is known about one server component: its services, where each is implemented, and whether a close handler is registered.
 *
 * Built by `ComponentAnalyzer.analyze` (index.ts) from a Component.cdef and the sources it lists; plain immutable data, no wasm object
 * in it, so it may be kept. Positions are 0-based UTF-16 offsets into the text of the named path, as it was at that file's
 * version; paths are absolute. What could not be known for sure is said as `unknown` with the reason, never guessed.
 */
import type { ApiFunction, Interface, Ownership, Span } from "@legato-api/language";
import type { ComponentDefinition } from "./cdef/definition.ts";
import type { Program } from "./program.ts";
import type { FunctionFacts, SourceLanguage } from "./source/facts.ts";

export type { Assignment, Call, FunctionFacts, Loop, SourceLanguage } from "./source/facts.ts";

/** A place in a file. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** How a registration names its service and where it stands; shown to users as the evidence's form. */
export type RegistrationForm =
  /** `AddServiceCloseHandler(foo_GetServiceRef(), ...)`. */
  | "direct"
  /** The service was put in a variable first. */
  | "variable"
  /** Text of a macro, expanded with the arguments of its uses; the place is the use. */
  | "macro"
  /** The service is a parameter of a helper function, known from its calls. */
  | "parameter"
  /** A service of `le_msg_CreateService`: it belongs to no `.api`. */
  | "raw"
  /** The service could not be traced to a prefix. */
  | "unresolved";

export interface Registration extends Place {
  readonly form: RegistrationForm;
  /** Prefix of the service, absent when `unresolved`. */
  readonly prefix?: string;
  /** The handler argument as written (`OnClose`, `Class::OnClose`, `lambda`). */
  readonly handlerText: string;
  /** Its definition, where it is in the component's sources. */
  readonly handler?: FunctionDefinition;
  /** The context argument as written; `NULL` and `nullptr` mean none. */
  readonly contextText: string;
  readonly contextSpan: Span;
  /** The function the call stands in. */
  readonly inside?: FunctionDefinition;
  /** How it is reached: names from COMPONENT_INIT (or another entry) to `inside`; empty when no path was found. */
  readonly reachedBy: readonly string[];
  /** True when an `if` around it, a `static` once-guard, or an early return before it depends on run-time state. */
  readonly guarded: boolean;
  /** `#if` conditions around it, outermost first, as written. */
  readonly conditions: readonly string[];
}

/** A function with a body. In C++ also methods and lambdas (named `lambda`). */
export type FunctionDefinition = FunctionFacts;

/** `unknown` always comes with a reason; `none`: nothing a client could leave behind. */
export type ServiceState = "registered" | "missing" | "unknown" | "none";

export interface ServiceOptions {
  readonly async: boolean;
  readonly manualStart: boolean;
  readonly direct: boolean;
}

/** An acquiring function of the service, with its implementation in this component. */
export interface AcquiringFunction {
  readonly function: ApiFunction;
  readonly ownership: Ownership;
  /** `event`: the Add function of the event whose handler receives the resource; no function hands it out. */
  readonly by: "function" | "event";
  /** C name: `prefix_Open`. */
  readonly cName: string;
  /** Several where `#if` branches or stubs each have one. Empty: not found. */
  readonly definitions: readonly FunctionDefinition[];
  /** Implementations of the function that takes the resource back. */
  readonly releases: readonly FunctionDefinition[];
}

export interface Service {
  /** Alias of the .cdef, else the file's base name: what C names start with. */
  readonly prefix: string;
  readonly options: ServiceOptions;
  /** The operand of the `.cdef` as written, and where. */
  readonly written: string;
  readonly place: Place;
  /** Absent when the `.api` was not found or not readable. */
  readonly apiPath?: string;
  readonly interface?: Interface;
  readonly state: ServiceState;
  /** True when only name pairs acquire (`hints`) and, were they meant, the state would be `missing`. */
  readonly suspected: boolean;
  /** Why this state, in words a user reads; never empty for `unknown`, `missing` and `none`. */
  readonly reasons: readonly string[];
  /** Registrations that serve as proof, in source order. */
  readonly evidence: readonly Registration[];
  /** Functions of confidence `certain` or `likely`, in message order. Those of `hint` are in `hints`. */
  readonly acquiring: readonly AcquiringFunction[];
  readonly hints: readonly AcquiringFunction[];
  /** Definitions of every function of the interface, by its name in the `.api`. */
  readonly implementations: ReadonlyMap<string, readonly FunctionDefinition[]>;
}

/** A source or local header of the component, as read. */
export interface ComponentSource {
  readonly path: string;
  readonly language: SourceLanguage;
  readonly isHeader: boolean;
  readonly version: string;
  readonly functions: readonly FunctionDefinition[];
}

/** Something that could not be read or resolved; for the log and the `.cdef`'s own diagnostics. */
export interface ComponentProblem extends Place {
  readonly kind: "cdef" | "source" | "api";
  readonly message: string;
}

export interface Component {
  /** What the .cdef says, with its syntax trees; absent when it could not be read. */
  readonly definition?: ComponentDefinition;
  /** The functions of the sources, linked; absent when no provided service acquires anything. */
  readonly program?: Program;
  /** Absolute path of the Component.cdef. */
  readonly path: string;
  /** Name of its folder. */
  readonly name: string;
  readonly services: readonly Service[];
  /** Empty when no provided service acquires anything: then the sources are not read. */
  readonly sources: readonly ComponentSource[];
  /** All registrations found, also those of services the component does not provide and unresolved ones. */
  readonly registrations: readonly Registration[];
  readonly problems: readonly ComponentProblem[];
  /** Every path whose content or existence the answer depends on (the .cdef, its includes, sources, headers, `.api` files). */
  readonly dependencies: readonly string[];
}

/** Where an `.api` named in a .cdef is; the engine owns the search path. */
export type ApiAnswer =
  | { readonly kind: "found"; readonly path: string; readonly interface: Interface }
  | { readonly kind: "missing"; readonly searched: readonly string[] };

/** `reference`: the operand with variables expanded, relative or absolute. `cdefPath`: the file that names it. */
export type ResolveApi = (reference: string, cdefPath: string) => ApiAnswer;
