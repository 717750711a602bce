import { expect, test } from "vitest";
import { withoutPerson } from "./privacy.ts";

const ada = { home: "/home/ada", name: "ada" };

test("the home folder is written ~, alone, with what is below it, and as a URI", () => {
  expect(withoutPerson("/home/ada, /home/ada/w/door.api and file:///home/ada/w", ada)).toBe(
    "~, ~/w/door.api and file://~/w",
  );
  const withBlank = { home: "/home/ada l", name: "al" };
  expect(withoutPerson("file:///home/ada%20l/w", withBlank)).toBe("file://~/w");
});

test("the name goes wherever it stands as a word, and stays within others", () => {
  expect(withoutPerson("/tmp/legato-api-ada/1.sock of ada, adapter, Canada_ada", ada)).toBe(
    "/tmp/legato-api-~/1.sock of ~, adapter, Canada_ada",
  );
});

test("a folder that only begins like the home folder is another", () => {
  expect(withoutPerson("/home/adam/x /home/ada-2/x", ada)).toBe("/home/adam/x /home/~-2/x");
});

test("root is nobody's name, and / nobody's home", () => {
  expect(withoutPerson("/root/x: root of the tree", { home: "/root", name: "root" })).toBe("~/x: root of the tree");
  expect(withoutPerson("/a/b", { home: "/", name: "" })).toBe("/a/b");
});

test("on Windows too", () => {
  const bob = { home: "C:\\Users\\bob.b", name: "bob.b" };
  expect(withoutPerson('"C:\\\\Users\\\\bob.b\\\\x" C:\\Users\\bob.b\\y c%3A/Users/bob.b/z', bob)).toBe(
    '"~\\\\x" ~\\y c%3A/Users/~/z',
  );
});
