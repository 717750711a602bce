/** Text as messages show it: odd characters by name, nothing over several lines. */

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u;

/** A run of characters in words: "character `#`", "character U+0000", "characters `éè`". */
export function describeCharacters(text: string, start: number, end: number): string {
  const shown = [...text.slice(start, Math.min(end, start + 24))];
  if (shown.length === 1) return `character ${describeOne(shown[0] ?? "")}`;
  const more = end - start > 24 || shown.length > 12 ? "…" : "";
  if (PRINTABLE.test(shown.join(""))) return `characters \`${shown.slice(0, 12).join("")}${more}\``;
  return `characters ${shown.slice(0, 4).map(describeOne).join(", ")}${shown.length > 4 ? ", …" : ""}`;
}

/** Where the line that holds `start` ends, `end` if that comes first. */
export function firstLineEnd(text: string, start: number, end: number): number {
  const lineBreak = text.slice(start, end).indexOf("\n");
  return lineBreak === -1 ? end : start + lineBreak;
}

function describeOne(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  if (!PRINTABLE.test(character)) return number;
  return character.charCodeAt(0) < 128 ? `\`${character}\`` : `\`${character}\` (${number})`;
}
