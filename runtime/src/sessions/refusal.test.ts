/** Where a client's `.api` and its server's differ, both files are named. */
import { describe, expect, test } from "vitest";
import type { Api } from "../interfaces/api.ts";
import { apiOf, Story } from "./testing/story.ts";

const PRINTER = `
REFERENCE Job;
FUNCTION Job Open(string name[64] IN);
`;

describe("a client that was built from another .api", () => {
  const older = apiOf(PRINTER.replace("[64]", "[32]"), "/old/printer.api");
  const asking = (story: Story, asked: Api) =>
    story.facts({ protocolId: asked.protocolIds[0] ?? "", maxMessageSize: asked.maxMessageSize });

  /** What is shown of the refusal where these files are known. */
  function shown(known: readonly Api[], asked: Api): string | undefined {
    const story = new Story(PRINTER);
    const service = story.advertise();
    story.known = known;
    story.tell({
      kind: "refused",
      session: story.nextId(),
      service: service.id,
      client: story.process("printClient"),
      asked: asking(story, asked),
      at: story.now,
      code: -6,
      reason: "mismatch",
      detail: "they differ",
    });
    return story.registry.history(1)[0]?.end?.message;
  }
  const served = apiOf(PRINTER);

  test.each([
    [
      "both files",
      [served, older],
      older,
      "they differ. The client's .api is /old/printer.api, the server's /apis/printer.api",
    ],
    ["the one that is known", [served], older, "they differ. The server's .api is /apis/printer.api"],
    ["the other one", [older], older, "they differ. The client's .api is /old/printer.api"],
    ["nothing where none is known", [], older, "they differ"],
    [
      "the one of both, where only the size differs",
      [served],
      served,
      "they differ. The .api of both is /apis/printer.api",
    ],
  ])("is shown with %s", (_, known, asked, expected) => {
    expect(shown(known, asked)).toBe(expected);
  });
});
