/** Rules about names and imports. */
import { defineRules } from "./info.ts";

const BASE = "\n//- /base.api\nDEFINE TEN = 10;\nENUM Color { RED };\n";

export const NAME_RULES = defineRules([
  {
    id: "unknown-type",
    defaultSeverity: "error",
    summary: "There is no type of that name.",
    why: "Types are the built-in ones, those declared above in the file, and those of an import with its name in front.",
    bad: "FUNCTION Put(unit8 value);\n",
    good: "FUNCTION Put(uint8 value);\n",
  },
  {
    id: "unknown-constant",
    defaultSeverity: "error",
    summary: "There is no DEFINE of that name.",
    why: "Only DEFINEs stand for numbers, in other DEFINEs and in sizes. Members of an ENUM do not, nor do imports of imports.",
    bad: "FUNCTION Put(string text[MAX]);\n",
    good: "DEFINE MAX = 64;\nFUNCTION Put(string text[MAX]);\n",
  },
  {
    id: "unknown-import",
    defaultSeverity: "error",
    summary: "A name with a dot, and no import of that name in the file.",
    why: "`base.Color` needs `USETYPES base;` in the same file: what an import imports is not passed on.",
    bad: `FUNCTION Paint(base.Color color);\n${BASE}`,
    good: `USETYPES base;\nFUNCTION Paint(base.Color color);\n${BASE}`,
  },
  {
    id: "used-before-declaration",
    defaultSeverity: "error",
    summary: "A name is used above its declaration.",
    why: "The compiler reads once, from top to bottom.",
    bad: "FUNCTION Close(Job job);\nREFERENCE Job;\n",
    good: "REFERENCE Job;\nFUNCTION Close(Job job);\n",
  },
  {
    id: "redefinition",
    defaultSeverity: "error",
    summary: "A name is declared twice.",
    why:
      "Types, DEFINEs, FUNCTIONs and EVENTs each have names of their own; an EVENT takes the names of the two functions it makes. The " +
      "compiler stops with `Exception: Redefining …`, without saying where.",
    bad: "REFERENCE Job;\nENUM Job { A };\n",
    good: "REFERENCE Job;\nENUM JobState { A };\n",
  },
  {
    id: "missing-import",
    defaultSeverity: "error",
    summary: "The file of a USETYPES is not found.",
    why: "The compiler searches the folder of the file it compiles, then the import paths, and stops with a traceback.",
    bad: "USETYPES nowhere;\n",
    good: `USETYPES base;\n${BASE}`,
  },
  {
    id: "import-cycle",
    defaultSeverity: "error",
    summary: "Files import each other in a circle.",
    why: "The compiler reads them again and again until its stack is full.",
    bad: "USETYPES second;\nDEFINE A = 1;\n\n//- /second.api\nUSETYPES main;\nDEFINE B = 2;\n",
    good: "USETYPES second;\nDEFINE A = 1;\n\n//- /second.api\nDEFINE B = 2;\n",
  },
  {
    id: "import-has-errors",
    defaultSeverity: "error",
    summary: "An imported file has errors.",
    why:
      "The compiler makes nothing of such a file and then fails where it is used, or where its code generator meets it. In the rare case " +
      "that it never does, this is a warning.",
    bad: "USETYPES broken;\n\n//- /broken.api\nFUNCTION Put(Nope value);\n",
    good: "USETYPES broken;\n\n//- /broken.api\nFUNCTION Put(uint8 value);\n",
  },
  {
    id: "import-drops-text",
    defaultSeverity: "warning",
    summary: "The compiler prints errors about an imported file and drops text of it.",
    why: "It goes on with success, so the build log is the only place where it shows.",
    bad: "USETYPES odd;\n\n//- /odd.api\nDEFINE A = 1; #\n",
    good: "USETYPES odd;\n\n//- /odd.api\nDEFINE A = 1;\n",
  },
  {
    id: "import-outside-search-path",
    defaultSeverity: "warning",
    summary: "An import was found only by a wider search than the compiler's.",
    why:
      "The compiler searches the folder of the file being compiled and the import paths. Files found elsewhere (beside the importing " +
      "file, in the Legato tree, in the workspace) let the editor go on, but the build needs their folder among the import paths.",
  },
  {
    id: "duplicate-import",
    defaultSeverity: "warning",
    summary: "A file is imported twice.",
    why: "The second import replaces the first; the compiler says nothing.",
    bad: `USETYPES base;\nUSETYPES base;\n${BASE}`,
    good: `USETYPES base;\n${BASE}`,
  },
]);
