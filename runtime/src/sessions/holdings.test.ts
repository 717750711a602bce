/** What counts as held, for each way in which an `.api` hands something out. */
import { describe, expect, test } from "vitest";
import { Story } from "./testing/story.ts";

function held(story: Story): readonly string[] {
  const { services } = story.registry.snapshot();
  return services.flatMap(({ sessions }) =>
    sessions.flatMap((session) =>
      session.held.map(({ type, reference }) => `${session.client.name}: ${type} ${reference}`),
    ),
  );
}

function client(api: string) {
  const story = new Story(api);
  const service = story.advertise();
  return { story, service, session: service.open("c") };
}

describe("a reference", () => {
  const JOBS = "REFERENCE Job; FUNCTION Job Open(); FUNCTION le_result_t Close(Job job IN);";

  test("of 0 stands for nothing", () => {
    const { story, session } = client(JOBS);
    session.call("Open", {}, { result: 0 });
    expect(held(story)).toEqual([]);
  });

  test("handed out twice is held once", () => {
    const { story, session } = client(JOBS);
    session.call("Open", {}, { result: 1 });
    const { at } = story.registry.session(session.id)?.held[0] ?? {};
    story.now += 1000;
    session.call("Open", {}, { result: 1 });
    expect(held(story)).toEqual(["c: Job 1"]);
    expect(story.registry.session(session.id)?.held).toMatchObject([{ at }]);
    session.call("Close", { job: 1 }, { result: "LE_OK" });
    expect(held(story)).toEqual([]);
  });

  test("is kept when the server says that it was not released", () => {
    const { story, session } = client(JOBS);
    session.call("Open", {}, { result: 1 });
    session.call("Close", { job: 1 }, { result: "LE_FAULT" });
    expect(held(story)).toEqual(["c: Job 1"]);
  });

  test("of somebody else is not released by asking for it", () => {
    const { story, service, session } = client(JOBS);
    session.call("Open", {}, { result: 1 });
    service.open("thief").call("Close", { job: 1 }, { result: "LE_OK" });
    expect(held(story)).toEqual(["c: Job 1"]);
  });

  test("may be released by another thread of the client, which has a session of its own", () => {
    const { story, service, session } = client(JOBS);
    session.call("Open", {}, { result: 1 });
    service.open(session.client).call("Close", { job: 1 }, { result: "LE_OK" });
    expect(held(story)).toEqual([]);
  });

  test("whose release was under way when the client died was released: the server had the request", () => {
    const { story, session } = client(JOBS);
    session.call("Open", {}, { result: 1 });
    session.request("Close", { job: 1 });
    session.end({ cause: "signal", signal: 9, coreDumped: false });
    expect(story.registry.session(session.id)).toMatchObject({ heldCount: 0, leak: "none" });
  });

  test("whose release a breakpoint held when the client died was not", () => {
    const { story, session } = client(JOBS);
    session.call("Open", {}, { result: 1 });
    session.request("Close", { job: 1 }, { ticket: 4 });
    session.end({ cause: "signal", signal: 9, coreDumped: false });
    expect(story.registry.session(session.id)).toMatchObject({ heldCount: 1, leak: "possible" });
  });
});

describe("a reference that comes as an OUT parameter", () => {
  const API = `
    REFERENCE Sample;
    FUNCTION le_result_t CreateSample(uint32 size IN, Sample sample OUT);
    FUNCTION DeleteSample(Sample sample IN);`;

  test("is held when the call went well", () => {
    const { story, session } = client(API);
    session.call("CreateSample", { size: 4 }, { result: "LE_OK", values: { sample: 0x21 } });
    expect(held(story)).toEqual(["c: Sample 33"]);
    session.call("DeleteSample", { sample: 0x21 });
    expect(held(story)).toEqual([]);
  });

  test("is leftover memory when it did not", () => {
    const { story, session } = client(API);
    session.call("CreateSample", { size: 4 }, { result: "LE_NO_MEMORY", values: { sample: 0x21 } });
    expect(held(story)).toEqual([]);
  });
});

test("every reference of an OUT array is held", () => {
  const { story, session } = client(`
    REFERENCE Slot;
    FUNCTION le_result_t AllocSlots(Slot slots[4] OUT);
    FUNCTION ReleaseSlot(Slot slot IN);`);
  session.call("AllocSlots", {}, { result: "LE_OK", values: { slots: [1, 3, 5] } });
  session.call("ReleaseSlot", { slot: 3 });
  expect(held(story)).toEqual(["c: Slot 1", "c: Slot 5"]);
});

test("an integer that the release takes back is a handle, 0 included", () => {
  const { story, session } = client(`
    FUNCTION le_result_t OpenPort(string name[8] IN, uint32 handle OUT);
    FUNCTION le_result_t ClosePort(uint32 handle IN);`);
  session.call("OpenPort", { name: "a" }, { result: "LE_OK", values: { handle: 0 } });
  session.call("OpenPort", { name: "b" }, { result: "LE_OK", values: { handle: 1 } });
  session.call("ClosePort", { handle: 0 }, { result: "LE_OK" });
  expect(held(story)).toEqual(["c: Port 1"]);
});

test("a 64-bit handle is shown exactly", () => {
  const { story, session } = client(`
    FUNCTION le_result_t CreateSession(uint64 session OUT);
    FUNCTION le_result_t DeleteSession(uint64 session IN);`);
  session.call("CreateSession", {}, { result: "LE_OK", values: { session: 0xffff_ffff_ffff_fff1n } });
  expect(held(story)).toEqual(["c: Session 18446744073709551601"]);
});

test("a lock that only its name suggests is shown, and is never more than a possible leak", () => {
  const { story, session } = client("FUNCTION le_result_t Lock(); FUNCTION le_result_t Unlock();");
  const [protocolId = ""] = story.api.protocolIds;
  story.registry.setFacts([{ protocolId, closeHandler: "missing", evidence: [] }]);
  session.call("Lock", {}, { result: "LE_OK" });
  session.call("Lock", {}, { result: "LE_OK" });
  session.call("Unlock", {}, { result: "LE_OK" });
  expect(held(story)).toEqual(["c: lock null"]);
  session.end({ cause: "closed" });
  expect(story.registry.session(session.id)?.leak).toBe("possible");
});

test("a lock that is given back takes no reference with it, which beside a lock is a leak for certain", () => {
  const { story, session } = client(`
    REFERENCE Job;
    FUNCTION Job Open();
    FUNCTION Close(Job job IN);
    FUNCTION le_result_t Lock();
    FUNCTION le_result_t Unlock();`);
  const [protocolId = ""] = story.api.protocolIds;
  story.registry.setFacts([{ protocolId, closeHandler: "missing", evidence: [] }]);
  session.call("Lock", {}, { result: "LE_OK" });
  session.call("Open", {}, { result: 1 });
  session.call("Unlock", {}, { result: "LE_OK" });
  expect(held(story)).toEqual(["c: Job 1"]);
  session.call("Lock", {}, { result: "LE_OK" });
  session.end({ cause: "closed" });
  expect(story.registry.session(session.id)?.leak).toBe("suspect");
});

test("a reference that a one-shot handler receives is held from then on", () => {
  const { story, session } = client(`
    REFERENCE Call;
    HANDLER DoneHandler(Call call IN, le_result_t result IN);
    FUNCTION le_result_t Start(DoneHandler handler IN);
    FUNCTION Release(Call call IN);`);
  session.call("Start", { handler: 0x11 }, { result: "LE_OK" });
  expect(held(story)).toEqual([]);
  session.event("Start", { context: 0x11, values: { call: 0x31, result: "LE_OK" } });
  expect(held(story)).toEqual(["c: Call 49"]);
  session.call("Release", { call: 0x31 });
  expect(held(story)).toEqual([]);
});

test("a reference that only events deliver is held until it is released", () => {
  const { story, session } = client(`
    REFERENCE Message;
    HANDLER RxHandler(Message message IN);
    EVENT Rx(RxHandler handler);
    FUNCTION Delete(Message message IN);`);
  session.call("AddRxHandler", { handler: 0x11 }, { result: 0x13 });
  session.event("AddRxHandler", { context: 0x11, values: { message: 0x41 } });
  expect(held(story)).toEqual(["c: Message 65"]);
  session.call("Delete", { message: 0x41 });
  expect(held(story)).toEqual([]);
});

test("what an author calls a resource is shown by his word", () => {
  const { story, session } = client(`
    REFERENCE Ref;
    // legato-api: acquires channel
    FUNCTION Ref Subscribe();
    // legato-api: releases channel
    FUNCTION Unsubscribe(Ref ref IN);`);
  session.call("Subscribe", {}, { result: 7 });
  expect(held(story)).toEqual(["c: channel 7"]);
  session.call("Unsubscribe", { ref: 7 });
  expect(held(story)).toEqual([]);
});
