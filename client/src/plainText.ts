/**
 * Text with names from elsewhere (files, processes, interfaces of a peer), for the places of VS Code that read markup in what we say: in messages, progress
 * and the language status `[x](command:y)` is a link that runs a command, in quick picks and there `$(bell)` is an icon.
 *
 * In: any text. Out: the same in one line, in which nothing is markup and nothing turns the direction of reading.
 */
import { printable } from "@legato-api/language/printable";

export function plainText(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, " "))
    .replaceAll("](", "] (")
    .replaceAll("$(", "$ (");
}
