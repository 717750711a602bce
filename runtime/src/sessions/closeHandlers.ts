/**
 * Whether the server of a service frees what a dead client held: what others said, and who is believed.
 *
 * In: facts from the language server or a file, by protocol id and, if need be, interface; declarations of TypeScript services, by their
 * pid. Out: an answer for a service. A service's own declaration goes before what was read in sources.
 */
import { lastSegment } from "../interfaces/api.ts";
import type { CloseHandlerFact, CloseHandlerFacts } from "./facts.ts";

export interface CloseHandlerAnswer {
  readonly closeHandler: CloseHandlerFact;
  readonly evidence: readonly string[];
}

export interface AskedService {
  readonly interface: string;
  readonly protocolId: string;
  readonly pid: number;
}

const UNKNOWN: CloseHandlerAnswer = { closeHandler: "unknown", evidence: [] };

export class CloseHandlers {
  readonly #facts = new Map<string, CloseHandlerAnswer>();
  readonly #declared = new Map<string, CloseHandlerAnswer>();

  set({ protocolId, interface: name, closeHandler, evidence }: CloseHandlerFacts): void {
    this.#facts.set(factKey(protocolId, name), { closeHandler, evidence });
  }

  /** Said by the process that serves it. */
  declare(pid: number, interfaceName: string, answer: CloseHandlerAnswer): void {
    this.#declared.set(`${pid} ${interfaceName}`, answer);
  }

  /** The process has ended; its number may be used again. */
  undeclare(pid: number): void {
    for (const key of this.#declared.keys()) {
      if (key.startsWith(`${pid} `)) this.#declared.delete(key);
    }
  }

  of({ interface: name, protocolId, pid }: AskedService): CloseHandlerAnswer {
    return (
      this.#declared.get(`${pid} ${name}`) ??
      this.#facts.get(factKey(protocolId, name)) ??
      this.#facts.get(factKey(protocolId, lastSegment(name))) ??
      this.#facts.get(factKey(protocolId, undefined)) ??
      UNKNOWN
    );
  }
}

function factKey(protocolId: string, interfaceName: string | undefined): string {
  return interfaceName === undefined ? protocolId : `${protocolId} ${interfaceName}`;
}
