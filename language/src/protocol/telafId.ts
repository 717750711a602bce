/**
 * TelAF's versioned protocol ids: written, read, and compared by its service directory's rule.
 *
 * In: a base name and the version pair, or an id from the wire. Out: ids and verdicts. An id has 32 characters, as long as an MD5 in
 * hexadecimal, but it is no hash: two interfaces of one name and version have the same id whatever they contain.
 */

/** The compiler's own number in each id (`telaf.lnx.1.1`). */
const frameworkVersion = 11;
const nameLength = 19;

export interface Versions {
  readonly api: number;
  readonly serving: number;
}

/**
 * Both spellings found: `colons` (newest) is `printer~~~~~~~~~~~~:11:001:001:0` and carries the file's name, `underscores` is
 * `TELAF_11_001_001_000000000000000` and does not.
 */
export type TelafSpelling = "colons" | "underscores";

export function telafId(name: string, versions: Versions, spelling: TelafSpelling): string {
  const [api, serving] = [versions.api, versions.serving].map((version) => String(version).padStart(3, "0"));
  return spelling === "colons"
    ? `${name.padEnd(nameLength, "~")}:${frameworkVersion}:${api}:${serving}:0`
    : `TELAF_${frameworkVersion}_${api}_${serving}_${"0".repeat(15)}`;
}

export interface ParsedTelafId extends Versions {
  /** Absent in the spelling that has none. */
  readonly name?: string;
  readonly framework: number;
}

/**
 * Nothing for an id that is not versioned or whose numbers are out of the directory's range (framework 1..99, serving <= api in 1..999). How the
 * directory takes the colons apart was not seen: numbers without their zeros in front are read, too.
 */
export function parseTelafId(id: string): ParsedTelafId | undefined {
  const colons = /^([^:~]*)~*:(\d{1,2}):(\d{1,3}):(\d{1,3}):\d+$/.exec(id);
  const numbers =
    colons?.[0].indexOf(":") === nameLength
      ? colons.slice(2)
      : /^TELAF_(\d{1,2})_(\d{3})_(\d{3})_0{15}$/.exec(id)?.slice(1);
  if (numbers === undefined) {
    return undefined;
  }
  const [framework = 0, api = 0, serving = 0] = numbers.map(Number);
  if (framework < 1 || serving < 1 || api < serving) {
    return undefined;
  }
  return { ...(colons?.[1] !== undefined && { name: colons[1] }), framework, api, serving };
}

export type TelafMatch =
  /** The directory connects them. */
  | "same"
  | "compatible"
  /** It connects them too, but a call the server does not know is never answered and the client waits for ever. */
  | "clientNewer"
  /** The server no longer serves clients so old, or an id is not comparable: LE_FAULT. */
  | "refused";

/** What TelAF's service directory does with a client and a server of these ids. */
export function matchTelafIds(client: string, server: string): TelafMatch {
  if (client === server) {
    return "same";
  }
  const asks = parseTelafId(client);
  const serves = parseTelafId(server);
  if (asks === undefined || serves === undefined || asks.api < serves.serving) {
    return "refused";
  }
  return asks.api > serves.api ? "clientNewer" : "compatible";
}
