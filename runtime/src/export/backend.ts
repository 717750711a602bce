/**
 * Whether the backend takes what is sent to it, said once when that changes.
 *
 * In: exporters. Out: the same, watched; lines for the log. What a backend that is away did not get is lost, and counted.
 */

interface Result {
  readonly code: number;
  readonly error?: Error;
}

interface Exporter<Batch> {
  export(batch: Batch, done: (result: Result) => void): void;
}

/** `ExportResultCode.SUCCESS` of @opentelemetry/core, which is no dependency of ours. */
const SUCCESS = 0;

export class Backend {
  readonly #url: string;
  readonly #log: (line: string) => void;
  #away = false;
  #lost = 0;
  /** Spans that were sent and not answered. */
  #waiting = 0;

  constructor(url: string, log: (line: string) => void) {
    this.#url = url;
    this.#log = log;
  }

  /** The exporter itself: what it is told is looked at on the way. */
  watch<Batch, E extends Exporter<Batch>>(exporter: E & Exporter<Batch>): E {
    const send = exporter.export.bind(exporter);
    exporter.export = (batch: Batch, done: (result: Result) => void) => {
      const spans = Array.isArray(batch) ? batch.length : 0;
      this.#waiting += spans;
      send(batch, (result) => {
        this.#waiting -= spans;
        this.#heard(result, spans);
        done(result);
      });
    };
    return exporter;
  }

  /** At the end. */
  sayLost(): void {
    const lost = this.#lost + this.#waiting;
    if (lost > 0) this.#log(`warning: ${lost} spans never reached ${this.#url}`);
  }

  #heard({ code, error }: Result, spans: number): void {
    if (code === SUCCESS) {
      if (this.#away) this.#log(`${this.#url} takes what is exported again; ${this.#lost} spans were lost until now`);
      this.#away = false;
      return;
    }
    this.#lost += spans;
    if (this.#away) return;
    this.#away = true;
    const why = error?.message ?? "it gave no reason";
    this.#log(`warning: ${this.#url} does not take what is exported: ${why}. The runtime goes on, and goes on trying`);
  }
}
