/**
 * README as it is shipped. Pure.
 *
 * Its pictures and pages lie in the repository. Where package.json names that, galleries and npm find them there and the text stays as it is;
 * where it does not, no reader could follow them: pictures are left out and links become their words.
 */

/**
 * @param {string} text Markdown
 * @param {boolean} hasRepository
 * @returns {string}
 */
export function shippedReadme(text, hasRepository) {
  if (hasRepository) return text;
  // A fenced block stays as it is.
  return text
    .split(/(^```[\s\S]*?^```)/m)
    .map((part, index) => (index % 2 === 1 ? part : withoutRelativeLinks(part)))
    .join("");
}

/** @param {string} text */
function withoutRelativeLinks(text) {
  const relative = String.raw`\]\((?!https?:|mailto:|#)[^)\s]*\)`;
  return text
    .replace(new RegExp(String.raw`!\[[^\]]*${relative}\n*`, "g"), "")
    .replace(new RegExp(String.raw`\[([^\]]*)${relative}`, "g"), "$1");
}
