/**
 * The frame of the timeline's page: one script by nonce, one style sheet, and a policy that admits nothing else.
 *
 * Pure text: what there is to see is drawn by the script, and text of users reaches the page by `textContent` only.
 */
import { randomBytes } from "node:crypto";

/** `source`: where the editor serves the extension's files. */
export function page(assets: { readonly script: string; readonly style: string }, source: string): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${assets.style}">
<title>Legato Timeline</title>
</head>
<body>
<script nonce="${nonce}" src="${assets.script}"></script>
</body>
</html>`;
}
