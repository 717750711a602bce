/** What goes wrong for a peer, as an Error whose message its author can act on. */

export class PeerError extends Error {
  override readonly name = "PeerError";
  /** A le_result_t, where the directory answered with one. */
  readonly code: number | undefined;

  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [-5, "LE_NOT_PERMITTED: nothing is bound to it"],
  [-6, "LE_FAULT: the service speaks another version of the interface (legato-api sessions says which)"],
  [-21, "LE_UNAVAILABLE: nobody serves it now"],
]);

export function refusal(interfaceName: string, code: number): PeerError {
  return new PeerError(`'${interfaceName}' was refused: ${REFUSALS.get(code) ?? `result ${code}`}`, code);
}
