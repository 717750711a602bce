/** What a user reads about the functions of an interface: who acquires, who releases, how sure, and why. */
import { describe, expect, it } from "vitest";
import { check } from "../model/checker.ts";
import type { Interface } from "../model/interface.ts";
import { parse } from "../syntax/parser.ts";
import { acquisitionsOf } from "./acquisitions.ts";
import { misreadComments } from "./authorComments.ts";
import { ownershipOf } from "./ownershipOf.ts";

const imports: Readonly<Record<string, string>> = {
  "audio.api": "REFERENCE Stream;",
};

function read(text: string): Interface {
  const { interface: result } = check({
    uri: "/x/foo.api",
    tree: parse(text),
    dialect: "auto",
    resolveImport: (fileName) => {
      const found = imports[fileName];
      return found === undefined
        ? { kind: "missing", searched: [] }
        : { kind: "found", uri: `/x/${fileName}`, tree: parse(found) };
    },
  });
  return result;
}

/** `Open acquire Job certain (Close)`, one line a function that is not neutral. */
function roles(text: string): string[] {
  return [...ownershipOf(read(text))].flatMap(([name, { role, resource, confidence, pairedWith }]) =>
    role === "neutral" ? [] : [`${name} ${role} ${resource} ${confidence} (${pairedWith ?? "-"})`],
  );
}

function reason(text: string, name: string): string | undefined {
  return ownershipOf(read(text)).get(name)?.reason;
}

describe("a reference and the function that takes it back", () => {
  it("is acquired as a result, through OUT, and by the handler of an asynchronous function", () => {
    const text = `
      REFERENCE Job;
      HANDLER Ready(Job job IN);
      FUNCTION Job Open(string name[8] IN);
      FUNCTION le_result_t TryOpen(string name[8] IN, Job job OUT);
      FUNCTION OpenAsync(string name[8] IN, Ready handler IN);
      FUNCTION Write(Job job IN, string text[8] IN);
      FUNCTION Close(Job job IN);`;
    expect(roles(text)).toEqual([
      "Open acquire Job certain (Close)",
      "TryOpen acquire Job certain (Close)",
      "OpenAsync acquire Job certain (Close)",
      "Close release Job certain (Open)",
    ]);
    expect(reason(text, "Open")).toBe("returns a Job, which Close() takes back");
    expect(reason(text, "TryOpen")).toBe("hands out a Job through 'job', which Close() takes back");
    expect(reason(text, "OpenAsync")).toBe("its handler 'handler' receives a Job, which Close() takes back");
    expect(reason(text, "Close")).toBe("takes back the Job that Open() hands out");
    expect(reason(text, "Write")).toBe("hands out nothing and takes nothing back");
  });

  it("is only likely with a weak verb, which counts where there is no strong one", () => {
    expect(roles("REFERENCE Call; FUNCTION Call Start(); FUNCTION End(Call call IN);")).toEqual([
      "Start acquire Call likely (End)",
      "End release Call likely (Start)",
    ]);
    expect(
      roles("REFERENCE Call; FUNCTION Call Start(); FUNCTION End(Call call IN); FUNCTION Delete(Call call IN);"),
    ).toEqual(["Start acquire Call certain (Delete)", "Delete release Call certain (Start)"]);
  });

  it("finds the verb at the end and after an object's name", () => {
    expect(roles("REFERENCE Iter; FUNCTION Iter CreateIter(); FUNCTION IterDelete(Iter iter IN);")).toEqual([
      "CreateIter acquire Iter certain (IterDelete)",
      "IterDelete release Iter certain (CreateIter)",
    ]);
    expect(roles("REFERENCE Sample; FUNCTION Sample Take(); FUNCTION sample_Release(Sample s IN);")).toEqual([
      "Take acquire Sample certain (sample_Release)",
      "sample_Release release Sample certain (Take)",
    ]);
  });

  it("does not take a function about something else for the release", () => {
    expect(roles("REFERENCE Msg; FUNCTION Msg Create(); FUNCTION DeleteFromStorage(Msg msg IN);")).toEqual([
      "Create acquire Msg likely (-)",
    ]);
    expect(
      roles(
        "REFERENCE Door; FUNCTION Door Find(string n[4] IN); FUNCTION Lock(Door d IN); FUNCTION Unlock(Door d IN);",
      ),
    ).toEqual([]);
  });

  it("knows imported references apart from its own", () => {
    const text = "USETYPES audio; REFERENCE Stream; FUNCTION audio.Stream Open(); FUNCTION Close(audio.Stream s IN);";
    expect(roles(text)).toEqual([
      "Open acquire audio.Stream certain (Close)",
      "Close release audio.Stream certain (Open)",
    ]);
    expect(
      roles("USETYPES audio; REFERENCE Stream; FUNCTION Stream Get(); FUNCTION Close(audio.Stream s IN);"),
    ).toEqual([]);
  });
});

describe("what looks like acquiring and is not", () => {
  it("is stepping through a list", () => {
    const text = `REFERENCE List; REFERENCE Msg;
      FUNCTION List CreateList(); FUNCTION DeleteList(List l IN);
      FUNCTION Msg GetFirst(List l IN); FUNCTION Msg GetNext(List l IN); FUNCTION Delete(Msg m IN);`;
    expect(roles(text)).toEqual([
      "CreateList acquire List certain (DeleteList)",
      "DeleteList release List certain (CreateList)",
    ]);
    expect(reason(text, "GetNext")).toBe("only steps to a Msg");
    const alone = "REFERENCE Msg; FUNCTION Msg ReadNext(); FUNCTION Delete(Msg m IN);";
    expect(roles(alone)).toEqual([]);
    expect(reason(alone, "ReadNext")).toBe("only steps to a Msg");
  });

  it("is looking something up, unless the release is named alike", () => {
    const text = "REFERENCE App; FUNCTION App GetApp(string n[4] IN); FUNCTION Release(App app IN);";
    expect(roles(text)).toEqual([]);
    expect(reason(text, "GetApp")).toBe("only looks up an App");
    expect(roles("REFERENCE App; FUNCTION App GetRef(string n[4] IN); FUNCTION ReleaseRef(App app IN);")).toEqual([
      "GetRef acquire App certain (ReleaseRef)",
      "ReleaseRef release App certain (GetRef)",
    ]);
    expect(roles("REFERENCE Service; FUNCTION Service GetService(); FUNCTION RemoveSvc(Service s IN);")).toEqual([
      "GetService acquire Service likely (RemoveSvc)",
      "RemoveSvc release Service likely (GetService)",
    ]);
  });

  it("is making what others find by name: it outlives its client", () => {
    const text = `REFERENCE Key;
      FUNCTION Key GetKey(string id[8] IN); FUNCTION Key CreateKey(string id[8] IN); FUNCTION DeleteKey(Key key IN);`;
    expect(roles(text)).toEqual([]);
    expect(reason(text, "CreateKey")).toBe("a Key is found by name and outlives its client");
    expect(reason(text, "DeleteKey")).toBe("hands out nothing and takes nothing back");
  });

  it.each([
    [
      "what a look-up without a name gives",
      "FUNCTION Key GetKey(uint8 id IN); FUNCTION Key CreateKey(); FUNCTION DeleteKey(Key key IN);",
    ],
    [
      "what is looked up in another one",
      "FUNCTION Key GetKey(Key of IN, string id[8] IN); FUNCTION Key CreateKey(); FUNCTION DeleteKey(Key key IN);",
    ],
    [
      "what can be put down as well as destroyed",
      "FUNCTION Key GetKey(string id[8] IN); FUNCTION Key CreateKey(); FUNCTION DeleteKey(Key key IN); FUNCTION ReleaseKey(Key key IN);",
    ],
    ["what nobody makes", "FUNCTION Key GetKey(string id[8] IN); FUNCTION DeleteKey(Key key IN);"],
  ])("is not %s", (_what, functions) => {
    const text = `REFERENCE Key; ${functions}`;
    expect(roles(text)).toContainEqual(expect.stringMatching(/^DeleteKey release Key/));
  });

  it.each(["Load", "Get", "Find"])("is making what %sKey finds by name, also with New or Add", (verb) => {
    for (const maker of ["Create", "New", "Add"]) {
      const text = `REFERENCE Key; FUNCTION Key ${verb}Key(string id[8] IN); FUNCTION Key ${maker}Key(); FUNCTION DeleteKey(Key key IN);`;
      expect(roles(text), maker).toEqual([]);
    }
  });

  it("is giving out what no function takes back, unless it is made for the caller", () => {
    const text =
      "REFERENCE Msg; FUNCTION Msg GetLast(); FUNCTION Msg CreateReply(Msg to IN); FUNCTION CreateInto(Msg m OUT);";
    expect(roles(text)).toEqual([]);
    expect(reason(text, "GetLast")).toBe("gives a Msg, but no function takes one back");
  });

  it("is an EVENT: the generated code removes its handlers", () => {
    const text = "HANDLER H(); EVENT Change(H handler);";
    expect(roles(text)).toEqual([]);
    expect(reason(text, "AddChangeHandler")).toBe(
      "event handlers are taken back by the generated code when a session ends",
    );
  });
});

describe("resources without a reference", () => {
  it("are numbers given out by one function and taken by its partner", () => {
    expect(
      roles(
        "FUNCTION le_result_t OpenChannel(uint8 channel OUT); FUNCTION le_result_t CloseChannel(uint8 channel IN);",
      ),
    ).toEqual([
      "OpenChannel acquire Channel likely (CloseChannel)",
      "CloseChannel release Channel likely (OpenChannel)",
    ]);
    expect(roles("FUNCTION Open(string name[4] IN, uint32 id OUT); FUNCTION Close(uint32 id IN);")).toEqual([
      "Open acquire handle likely (Close)",
      "Close release handle likely (Open)",
    ]);
  });

  it.each([
    ["two numbers", "FUNCTION Open(uint8 a OUT, uint8 b OUT); FUNCTION Close(uint8 a IN);"],
    ["nothing", "FUNCTION Open(uint8 a IN); FUNCTION Close(uint8 a IN);"],
    [
      "what is taken with something else",
      "FUNCTION Open(uint64 k OUT); FUNCTION Close(uint64 k IN, uint8 auth[4] IN);",
    ],
    ["what is taken by nobody", "FUNCTION Open(uint8 a OUT); FUNCTION Close();"],
    ["what its partner gives as well", "FUNCTION Open(uint8 a OUT); FUNCTION Close(uint8 a OUT);"],
    ["another kind of number", "FUNCTION Open(uint8 a OUT); FUNCTION Close(uint16 a IN);"],
    ["many numbers", "FUNCTION Open(uint8 a[4] OUT); FUNCTION Close(uint8 a[4] IN);"],
    ["an answer", "FUNCTION Open(bool a OUT); FUNCTION Close(bool a IN);"],
    ["a choice", "ENUM E { A }; FUNCTION Open(E a OUT); FUNCTION Close(E a IN);"],
    ["a number of something else", "FUNCTION OpenDoor(uint8 a OUT); FUNCTION CloseGate(uint8 a IN);"],
  ])("are not %s", (_what, text) => {
    expect(roles(text)).toEqual([]);
  });

  it("are a hint where two functions are a pair by name alone", () => {
    expect(roles("FUNCTION bool LockProbation(); FUNCTION UnlockProbation();")).toEqual([
      "LockProbation acquire Probation hint (UnlockProbation)",
      "UnlockProbation release Probation hint (LockProbation)",
    ]);
    expect(roles("FUNCTION Connect(); FUNCTION Disconnect(); FUNCTION Enable(); FUNCTION Disable();")).toEqual([]);
    expect(roles("FUNCTION Lock(); FUNCTION Unlock();")).toEqual([
      "Lock acquire lock hint (Unlock)",
      "Unlock release lock hint (Lock)",
    ]);
    expect(roles("FUNCTION Lock(uint8 x IN); FUNCTION Unlock();")).toEqual([]);
    expect(roles("FUNCTION Lock(); FUNCTION Unlock(uint8 x IN);")).toEqual([]);
  });
});

describe("the author's word", () => {
  const text = `REFERENCE Job;
// legato-api: acquires Job
/** Doc. */
FUNCTION le_result_t Submit(uint8 x IN);
/** Doc. */
// legato-api: releases Job (when printed)
FUNCTION Wait(Job job IN, uint8 seconds IN);
FUNCTION Job Open(); // legato-api: neutral
// legato-api: neutral
FUNCTION Close(Job job IN);`;

  it("is the last one", () => {
    expect(roles(text)).toEqual([
      "Submit acquire Job certain (Wait)",
      "Wait release Job certain (Submit)",
      "Open acquire Job certain (Close)",
    ]);
    expect(reason(text, "Submit")).toBe("said by the author: // legato-api: acquires Job");
    expect(reason(text, "Close")).toBe("said by the author: // legato-api: neutral");
  });

  it("is about what follows it, not about what follows the code before it", () => {
    const behind = "FUNCTION A(); // legato-api: acquires Job\nFUNCTION B();";
    expect([reason(behind, "A"), reason(behind, "B")]).toEqual([
      "hands out nothing and takes nothing back",
      "hands out nothing and takes nothing back",
    ]);
    expect(reason("  // legato-api: acquires Job\n\n  FUNCTION A();", "A")).toBe(
      "said by the author: // legato-api: acquires Job",
    );
  });

  it("pairs with the other's word for the same resource, else with what takes the type back", () => {
    expect(
      roles(`REFERENCE Job;
// legato-api: acquires Job
FUNCTION Submit();
// legato-api: acquires Ink
FUNCTION Fill();
// legato-api: releases Ink
FUNCTION Drain();
FUNCTION Job Open();
FUNCTION Close(Job job IN);`),
    ).toEqual([
      "Submit acquire Job certain (Close)",
      "Fill acquire Ink certain (Drain)",
      "Drain release Ink certain (Fill)",
      "Open acquire Job certain (Close)",
      "Close release Job certain (Open)",
    ]);
    expect(roles("REFERENCE Job;\nFUNCTION Job Open();\n// legato-api: releases Job\nFUNCTION Wait();")).toContain(
      "Wait release Job certain (Open)",
    );
    expect(roles("REFERENCE Job;\n// legato-api: releases Job\nFUNCTION Job Take();")).toEqual([
      "Take release Job certain (-)",
    ]);
  });

  it("is questioned when it says nothing we understand, or stands before no function", () => {
    const source = parse(`// legato-api: aquires Job
FUNCTION A();
// legato-api: acquires
FUNCTION B();
// legato-api: acquires Job
REFERENCE Job;
// legato-api: neutral
FUNCTION C();
// legato-api: neutral`);
    expect(
      misreadComments(source).map((comment) => [source.text.slice(comment.start, comment.end), comment.message]),
    ).toEqual([
      [
        "// legato-api: aquires Job",
        "'aquires Job' is not understood. Say 'acquires TYPE', 'releases TYPE' or 'neutral'.",
      ],
      ["// legato-api: acquires", "'acquires' is not understood. Say 'acquires TYPE', 'releases TYPE' or 'neutral'."],
      ["// legato-api: acquires Job", "This comment has no effect: no FUNCTION follows it."],
      ["// legato-api: neutral", "This comment has no effect: no FUNCTION follows it."],
    ]);
  });
});

describe("what a service hands out", () => {
  it("counts what only an event delivers", () => {
    const iface = read(`REFERENCE Sample; HANDLER Moved(Sample sample IN);
      EVENT Movement(uint32 metres IN, Moved handler IN); FUNCTION sample_Release(Sample sample IN);`);
    expect(acquisitionsOf(iface).map(({ function: fn, by, ownership }) => [fn.name, by, ownership.reason])).toEqual([
      [
        "AddMovementHandler",
        "event",
        "the handler of event Movement receives a Sample, which sample_Release() takes back",
      ],
    ]);
    expect(ownershipOf(iface).get("sample_Release")?.role).toBe("release");
  });

  it("answers for every function of the interface", () => {
    const iface = read("REFERENCE A; HANDLER H(A a); EVENT E(H h); FUNCTION A Make(); FUNCTION Use(A a IN);");
    expect([...ownershipOf(iface).keys()].sort()).toEqual(iface.functions.map((fn) => fn.name).sort());
  });
});
