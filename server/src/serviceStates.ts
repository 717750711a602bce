/**
 * Notices when what is said about the services of a component, beside findings, is another: lenses over an `.api` have to be asked for again.
 *
 * In: each component after its check. Out: once, whether any of them changed since the last question.
 */
import type { Component } from "./component/component.ts";

export class ServiceStates {
  readonly #known = new Map<string, string>();
  #hasChanged = false;

  /** `version`: of the Component.cdef, for what it requires matters as well. */
  notice({ path, services }: Component, version: string): void {
    const states = services.map(({ prefix, apiPath, state, reasons, evidence }) => [
      prefix,
      apiPath,
      state,
      reasons,
      evidence.map((registration) => [registration.path, registration.span.start]),
    ]);
    const seen = JSON.stringify([version, states]);
    if (this.#known.get(path) !== seen) {
      this.#known.set(path, seen);
      this.#hasChanged = true;
    }
  }

  takeChanged(): boolean {
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }
}
