import { describe, expect, it } from "vitest";
import { shippedReadme } from "./readme.mjs";

const text = `# Tool

![A picture](docs/images/one.png)

See [the rules](docs/rules.md#a), [the web](https://example.com) and [below](#more).

\`\`\`md
[as written](docs/x.md)
\`\`\`
`;

describe("README as it is shipped", () => {
  it("leads to the repository, where that is known", () => {
    expect(shippedReadme(text, true)).toBe(text);
  });

  it("else has no picture and no link that nobody could follow", () => {
    expect(shippedReadme(text, false)).toBe(`# Tool

See the rules, [the web](https://example.com) and [below](#more).

\`\`\`md
[as written](docs/x.md)
\`\`\`
`);
  });
});
