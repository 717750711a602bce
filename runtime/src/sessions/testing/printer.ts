/** The printer, for tests of the registry: its `.api`, advertised in a story of its own, and the state as a person reads it. */
import { sessionTree } from "../../commands/sessionTree.ts";
import { Story } from "./story.ts";

export const PRINTER = `
REFERENCE Job;
FUNCTION Job Open(string name[64] IN);
FUNCTION le_result_t Write(Job job IN, uint8 data[16] IN);
FUNCTION Close(Job job IN);
HANDLER PaperOutHandler(uint32 tray IN);
EVENT PaperOut(PaperOutHandler handler);
`;

export function printer() {
  const story = new Story(PRINTER);
  return { story, service: story.advertise(), registry: story.registry };
}

/** The state as `legato-api sessions` shows it, times of day left out. */
export function tree(story: Story): string {
  return sessionTree(story.registry.snapshot(), story.now).replace(/ at \d\d:\d\d:\d\d/g, "");
}
