/** Styles of real servers that the rules have to understand: nothing is said where nothing is wrong, and what is wrong is found. */
import { describe, expect, it } from "vitest";
import { Bench } from "../component/testing/fixture.ts";
import { DOOR_API, DOOR_FUNCTIONS } from "../component/testing/verdicts.ts";
import { lifecycleFindings } from "./index.ts";

/** `rule: first words of the code`, for each finding. */
async function found(files: Readonly<Record<string, string>>, cdef = ""): Promise<string[]> {
  const sources = Object.keys(files).filter((path) => !/\.(?:h|hpp|api)$/.test(path));
  const bench = new Bench(
    new Map([
      ["/door.api", DOOR_API],
      [
        "/server/Component.cdef",
        cdef || `provides: { api: { $CURDIR/../door.api } } sources: { ${sources.join(" ")} }`,
      ],
      ...Object.entries(files).map(([path, text]): [string, string] => [
        path.startsWith("/") ? path : `/server/${path}`,
        text,
      ]),
    ]),
  );
  const findings = await lifecycleFindings(await bench.analyze(), bench.analyzer);
  bench.analyzer.dispose();
  return findings.map(({ rule, path, span }) => {
    const file = bench.files.read(path);
    return `${rule}: ${typeof file === "string" ? "" : file.text.slice(span.start, span.end).replace(/\s+/g, " ")}`;
  });
}

const PLAIN_CDEF = "provides: { api: { $CURDIR/../door.api } } sources: { main.c }";
const INIT = "COMPONENT_INIT { le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL); }\n";
const GONE = "static void Gone(le_msg_SessionRef_t sessionRef, void* contextPtr) { FreeAllOf(sessionRef); }\n";
const CLOSE = "void door_Close(door_DoorRef_t door) { Forget(door); }\n";

describe("a thin C front over a singleton in another file", () => {
  const front = `#include "doorServer.hpp"
door_DoorRef_t door_Open(const char* name) { auto &server = DoorServer::GetInstance(); return server.Open(name); }
void door_Close(door_DoorRef_t door) { DoorServer::GetInstance().Close(door); }
COMPONENT_INIT { DoorServer::GetInstance().Init(); }
`;
  const header = "class DoorServer { public: static DoorServer& GetInstance(); };\n";
  const impl = (open: string): string => `#include "doorServer.hpp"
DoorServer &DoorServer::GetInstance() { static DoorServer instance; return instance; }
door_DoorRef_t DoorServer::Open(const char* name) { ${open} }
void DoorServer::Close(door_DoorRef_t door) { Forget(door); }
Door_t* DoorServer::NewDoor(const char* name, le_msg_SessionRef_t sessionRef)
{
    Door_t* doorPtr = (Door_t*)le_mem_ForceAlloc(Pool);
    doorPtr->sessionRef = sessionRef;
    return doorPtr;
}
void DoorServer::OnClientDisconnection(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    auto &server = DoorServer::GetInstance();
    le_ref_IterRef_t iter = le_ref_GetIterator(server.Map);
    while (le_ref_NextNode(iter) == LE_OK)
    {
        Door_t* doorPtr = (Door_t*)le_ref_GetValue(iter);
        if (doorPtr->sessionRef == sessionRef) { le_ref_DeleteRef(server.Map, doorPtr->ref); le_mem_Release(doorPtr); }
    }
}
void DoorServer::Init() { le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientDisconnection, NULL); }
`;

  it("stores the session one or two calls away", async () => {
    const open = "return CreateRef(NewDoor(name, door_GetClientSessionRef()));";
    expect(await found({ "front.cpp": front, "impl.cpp": impl(open), "doorServer.hpp": header })).toEqual([]);
  });

  it("is told when it does not", async () => {
    const open = "return CreateRef(NewDoor(name, nullptr));";
    expect(await found({ "front.cpp": front, "impl.cpp": impl(open), "doorServer.hpp": header })).toEqual([
      "owner-not-stored: door_Open",
    ]);
  });

  it("is told where nothing is registered", async () => {
    const open = "return CreateRef(NewDoor(name, door_GetClientSessionRef()));";
    const without = impl(open).replace(/void DoorServer::Init.*\n/, "void DoorServer::Init() { }\n");
    expect(await found({ "front.cpp": front, "impl.cpp": without, "doorServer.hpp": header })).toEqual([
      "missing-close-handler: door_Open",
    ]);
  });

  it("may keep its clients in containers of the standard library", async () => {
    const source = `
static std::map<le_msg_SessionRef_t, std::set<door_DoorRef_t>> Doors;
door_DoorRef_t door_Open(const char* name)
{
    auto door = MakeDoor(name);
    Doors[door_GetClientSessionRef()].insert(door);
    return door;
}
void door_Close(door_DoorRef_t door) { for (auto &entry : Doors) { entry.second.erase(door); } }
COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), [](le_msg_SessionRef_t session, void*) { Doors.erase(session); }, nullptr);
}`;
    expect(await found({ "main.cpp": source })).toEqual([]);
    expect(await found({ "main.cpp": source.replace("Doors.erase(session)", "Doors.clear()") })).toEqual([
      "close-handler-ignores-session: []",
    ]);
  });
});

describe("owner-not-stored", () => {
  const registered = (open: string, more = ""): Promise<string[]> =>
    found({ "main.c": `${GONE}${more}door_DoorRef_t door_Open(const char* name) { ${open} }\n${CLOSE}${INIT}` });

  it("sees the session through helpers, macros and variables", async () => {
    expect(
      await registered(
        "return Add(name);",
        "static void* Add(const char* n) { return Put(n, door_GetClientSessionRef()); }\n",
      ),
    ).toEqual([]);
    expect(await registered("return Add(name, OWNER);", "#define OWNER door_GetClientSessionRef()\n")).toEqual([]);
    expect(
      await registered("return NEW_DOOR(name);", "#define NEW_DOOR(n) Put(n, door_GetClientSessionRef())\n"),
    ).toEqual([]);
    expect(await registered("return Add(name);")).toEqual(["owner-not-stored: door_Open"]);
  });

  it("is silent where the way cannot be seen", async () => {
    expect(await registered("return (*Backend->open)(name);")).toEqual([]);
    expect(await registered("return Backend->open(name);")).toEqual([]);
  });

  it("sees it in a constructor", async () => {
    const more = "struct Door { le_msg_SessionRef_t owner; Door() : owner(door_GetClientSessionRef()) { } };\n";
    const open =
      "door_DoorRef_t door_Open(const char* name) { Door* doorPtr = new Door(); return le_ref_CreateRef(Map, doorPtr); }\n";
    expect(await found({ "main.cpp": `${GONE}${more}${open}${CLOSE}${INIT}` })).toEqual([]);
  });

  it("sees it beside the member that keeps it", async () => {
    const door = (owner: string): string => `struct Door { le_msg_SessionRef_t owner${owner}; int fd = -1; };\n`;
    const open =
      "door_DoorRef_t door_Open(const char* name) { auto door = std::make_shared<Door>(); return Keep(door); }\n";
    const check = (owner: string): Promise<string[]> =>
      found({ "main.cpp": `${GONE}${door(owner)}${open}${CLOSE}${INIT}` });
    expect(await check(" = door_GetClientSessionRef()")).toEqual([]);
    expect(await check("{door_GetClientSessionRef()}")).toEqual([]);
    expect(await check(" = nullptr")).toEqual(["owner-not-stored: door_Open"]);
  });

  it("is silent about what is made of something that was handed out before", async () => {
    const api = `${DOOR_API}\nREFERENCE Key;\nFUNCTION Key CreateKey(Door door IN);\nFUNCTION DeleteKey(Key key IN);\n`;
    const source = `${GONE}${DOOR_FUNCTIONS}${INIT}
door_KeyRef_t door_CreateKey(door_DoorRef_t door) { return le_ref_CreateRef(Keys, NewKeyOf(le_ref_Lookup(Doors, door))); }
void door_DeleteKey(door_KeyRef_t key) { le_ref_DeleteRef(Keys, key); }
`;
    expect(await found({ "main.c": source, "/door.api": api }, PLAIN_CDEF)).toEqual([]);
  });

  it("says so of what is made of something that every client sees alike", async () => {
    const api = (get: string): string =>
      `REFERENCE Port;\nREFERENCE Door;\n${get}\nFUNCTION Door Open(Port port IN);\nFUNCTION Close(Door door IN);\n`;
    const source = (owner: string): string => `${GONE}${CLOSE}${INIT}
door_PortRef_t door_GetPort(const char* name) { return le_ref_CreateRef(Ports, PortOf(name${owner})); }
door_DoorRef_t door_Open(door_PortRef_t port) { return le_ref_CreateRef(Doors, OpenDevice(le_ref_Lookup(Ports, port))); }
`;
    const get = "FUNCTION Port GetPort(string name[32] IN);";
    const check = (owner: string, how = get): Promise<string[]> =>
      found({ "main.c": source(owner), "/door.api": api(how) }, PLAIN_CDEF);
    expect(await check("")).toEqual(["owner-not-stored: door_Open"]);
    expect(await check(", door_GetClientSessionRef()")).toEqual([]);
    expect(await check("", "")).toEqual([]);
  });

  it("is silent where sessions are noted when they open", async () => {
    const more =
      "static void Came(le_msg_SessionRef_t s, void* c) { Current = s; }\nstatic void Init(void) { le_msg_AddServiceOpenHandler(door_GetServiceRef(), Came, NULL); }\n";
    expect(await registered("return Add(name);", more)).toEqual([]);
  });
});

describe("close-handler-before-advertise", () => {
  const manual = (init: string, more = ""): Promise<string[]> =>
    found(
      { "main.c": `${GONE}${more}${DOOR_FUNCTIONS}COMPONENT_INIT { ${init} }\n` },
      "provides: { api: { $CURDIR/../door.api [manual-start] } } sources: { main.c }",
    );
  const watch = "static void Watch(void) { le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL); }\n";

  it("follows calls in their order", async () => {
    expect(await manual("Watch(); door_AdvertiseService();", watch)).toHaveLength(1);
    expect(await manual("door_AdvertiseService(); Watch();", watch)).toEqual([]);
    expect(await manual("Start(); Watch();", `${watch}static void Start(void) { door_AdvertiseService(); }\n`)).toEqual(
      [],
    );
  });

  it("is silent when either happens later, nobody knows when", async () => {
    expect(
      await manual(
        "Watch(); le_timer_SetHandler(t, Late);",
        `${watch}static void Late(void) { door_AdvertiseService(); }\n`,
      ),
    ).toEqual([]);
    expect(await manual("Watch();", watch)).toEqual([]);
    expect(
      await found({ "main.c": `${GONE}${watch}${DOOR_FUNCTIONS}COMPONENT_INIT { Watch(); door_AdvertiseService(); }` }),
    ).toEqual([]);
  });
});

describe("close-handler-registered-per-call and -context-per-client", () => {
  const open = (body: string, more = ""): Promise<string[]> =>
    found({
      "main.c": `${GONE}${more}door_DoorRef_t door_Open(const char* name) { ${body} return Add(name, door_GetClientSessionRef()); }\n${CLOSE}`,
    });
  const add = (context: string): string => `le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, ${context});`;

  it("follow the way from the API function, and any guard on it", async () => {
    expect(await open("Init();", `static void Init(void) { ${add("NULL")} }\n`)).toEqual([
      `close-handler-registered-per-call: ${add("NULL").slice(0, -1)}`,
    ]);
    expect(await open("if (!Map) { Init(); }", `static void Init(void) { ${add("NULL")} }\n`)).toEqual([]);
    expect(await open("Init();", `static void Init(void) { if (Map) return; ${add("NULL")} }\n`)).toEqual([]);
    expect(await open(`static bool done; if (!done) { done = true; ${add("NULL")} }`)).toEqual([]);
    expect(await open(`switch (State) { case NEW: ${add("NULL")} State = READY; break; default: break; }`)).toEqual([]);
    expect(await open(`Map != NULL || ${add("NULL")}`)).toEqual([]);
    expect(await open(`static auto once = ${add("NULL")} (void)once;`)).toEqual([]);
  });

  it("know an object that is made once, and registers when it is made", async () => {
    const server = `class Server { public: static Server& Get();
  explicit Server(le_msg_ServiceRef_t s) { le_msg_AddServiceCloseHandler(s, Gone, this); }
  door_DoorRef_t Open(const char* n) { return Keep(n, door_GetClientSessionRef()); } };\n`;
    const made = (instance: string): Promise<string[]> =>
      found({
        "main.cpp": `${GONE}${server}Server& Server::Get() { ${instance} return instance; }
door_DoorRef_t door_Open(const char* name) { return Server::Get().Open(name); }\n${CLOSE}`,
      });
    expect(await made("static Server instance(door_GetServiceRef());")).toEqual([]);
    expect(await made("static Server instance{door_GetServiceRef()};")).toEqual([]);
    expect(await made("Server instance(door_GetServiceRef());")).toEqual([
      "close-handler-registered-per-call: le_msg_AddServiceCloseHandler(s, Gone, this)",
    ]);
  });

  it("let a context of the server's own pass", async () => {
    expect(await open(`if (!Map) { ${add("&Map")} }`)).toEqual([]);
    expect(await open(`if (!Map) { ${add("Map")} }`)).toEqual([]);
    expect(await open(`static Door_t* allPtr; if (!allPtr) { ${add("allPtr")} }`)).toEqual([]);
    expect(await open(`Door_t* doorPtr = New(name); if (!Map) { ${add("doorPtr")} }`)).toEqual([
      "close-handler-context-per-client: doorPtr",
    ]);
    expect(await open(`if (!Map) { ${add("door_GetClientSessionRef()")} }`)).toEqual([
      "close-handler-context-per-client: door_GetClientSessionRef()",
    ]);
    const local = `${GONE}${DOOR_FUNCTIONS}COMPONENT_INIT { State_t* statePtr = New(); le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, statePtr); }`;
    expect(await found({ "main.c": local })).toEqual([]);
  });
});

describe("one-shot-callback-not-dropped", () => {
  it("sees the callback in an object that is made with it", async () => {
    const api = `${DOOR_API}\nHANDLER Ready(le_result_t result IN);\nFUNCTION Knock(Door door IN, Ready handler IN);\n`;
    const knock = (make: string): Promise<string[]> =>
      found(
        {
          "main.c": `${GONE}${DOOR_FUNCTIONS}${INIT}
void door_Knock(door_DoorRef_t door, door_ReadyFunc_t handlerPtr, void* contextPtr) { ${make} }`,
          "/door.api": api,
        },
        PLAIN_CDEF,
      );
    const kept = ["one-shot-callback-not-dropped: door_Knock"];
    expect(await knock("Knock_t k = { .handler = handlerPtr, .max = 1 }; le_event_Report(Id, &k, sizeof(k));")).toEqual(
      kept,
    );
    expect(await knock("*NewKnock() = (Knock_t){ .to = { .handler = handlerPtr } };")).toEqual(kept);
    expect(await knock("Knock_t k = { .max = 1 }; handlerPtr(Ask(&k), contextPtr);")).toEqual([]);
  });
});

describe("a handler", () => {
  const handler = (body: string, more = ""): Promise<string[]> =>
    found({
      "main.c": `${more}${DOOR_FUNCTIONS}static void Gone(le_msg_SessionRef_t s, void* c)\n{\n${body}\n}\n${INIT}`,
    });

  it("may only log or count", async () => {
    expect(await handler('LE_INFO("%p left", s);')).toEqual([]);
    expect(await handler("Clients--;")).toEqual([]);
    expect(await handler("LE_UNUSED(s); free(c);")).toEqual(["close-handler-ignores-session: Gone"]);
    expect(await handler("if (s == NULL) { return; } free(Buffer);")).toEqual(["close-handler-ignores-session: Gone"]);
    for (const test of [
      "LE_ASSERT(s != NULL);",
      'RETURN_IF(s == NULL, "none");',
      "LE_FATAL_IF(!s);",
      "LE_ASSERT(s);",
    ]) {
      expect(await handler(`${test} free(Buffer);`)).toEqual(["close-handler-ignores-session: Gone"]);
    }
    expect(await handler("RETURN_IF(s != Owner); free(Buffer);")).toEqual([]);
    expect(await handler("FREE_ALL_OF(s); free(Buffer);")).toEqual([]);
    expect(await handler("Door_t* d = le_hashmap_Remove(Doors, s); le_mem_Release(d);")).toEqual([]);
    expect(await handler("while (Owner == s) { free(Buffer); }")).toEqual([]);
    expect(await handler("s == Owner ? free(Buffer) : Nothing();")).toEqual([]);
    expect(await handler("switch ((intptr_t)s) { case 1: free(Buffer); }")).toEqual([]);
  });

  it("may free what is nobody's but its own, and with the last client what all share", async () => {
    const save = "static void Save(void) { int fd = open(Path, 1); write(fd, &Clients, 4); close(fd); }\n";
    expect(await handler('LE_INFO("%p", s); Save();', save)).toEqual([]);
    expect(await handler("Save();", "static void Save(void) { Fd = open(Path, 1); close(Fd); }\n")).toEqual([
      "close-handler-ignores-session: Gone",
    ]);
    expect(await handler("char* text; text = strdup(Name); Tell(text); free(text);")).toEqual([]);
    for (const last of ["--Clients == 0", "--Clients <= 0", "0 == --Clients", "!--Clients"]) {
      expect(await handler(`if (${last}) { close(Fd); }`)).toEqual([]);
    }
    expect(await handler("Clients--; if (Clients == 0) { close(Fd); }")).toEqual([]);
    for (const others of ["--Clients > 0", "0 != --Clients", "--Clients"]) {
      expect(await handler(`if (${others}) { return; } close(Fd);`)).toEqual([]);
    }
    expect(await handler("if (Fd > 0) { return; } close(Fd);")).toEqual(["close-handler-ignores-session: Gone"]);
    expect(await handler("if (--Clients > 0) { close(Fd); }")).toEqual(["close-handler-ignores-session: Gone"]);
    expect(await handler("if (Fd == 0) { close(Fd); }")).toEqual(["close-handler-ignores-session: Gone"]);
  });

  it("may hold what it uses for as long as it uses it", async () => {
    const state = "State_t* statePtr = c; le_mem_AddRef(statePtr);";
    expect(await handler(`${state} Update(statePtr); le_mem_Release(statePtr);`)).toEqual([]);
    const update = "static void Update(State_t* p) { le_mem_AddRef(p); Walk(p); le_mem_Release((void*)p); }\n";
    expect(await handler("Update(c);", update)).toEqual([]);
    for (const more of ["le_mem_Release(statePtr); le_mem_Release(statePtr);", "le_mem_Release(Shared);"]) {
      expect(await handler(`${state} ${more}`)).toEqual(["close-handler-ignores-session: Gone"]);
    }
    expect(await handler("le_mem_Release(Shared); le_mem_AddRef(Shared);")).toEqual([
      "close-handler-ignores-session: Gone",
    ]);
  });

  it("may let go of what every session holds from its opening on", async () => {
    const counting = (came: string): Promise<string[]> =>
      found({
        "main.c": `${DOOR_FUNCTIONS}static void Came(le_msg_SessionRef_t s, void* c) { ${came} }
static void Gone(le_msg_SessionRef_t s, void* c) { le_mem_Release(Shared); }
COMPONENT_INIT { le_msg_AddServiceOpenHandler(door_GetServiceRef(), Came, NULL); }
${INIT.replace("COMPONENT_INIT", "static void Watch(void)")}`,
      });
    expect(await counting("le_mem_AddRef(Shared);")).toEqual([]);
    expect(await counting("le_mem_AddRef(Other);")).toEqual(["close-handler-ignores-session: Gone"]);
  });

  it("may look at its session as C++ does", async () => {
    const cpp = (body: string): Promise<string[]> =>
      found({
        "main.cpp": `${DOOR_FUNCTIONS}static void Gone(le_msg_SessionRef_t s, void* c)\n{\n${body}\n}\n${INIT}`,
      });
    expect(await cpp("Client client(s); free(client.buffer);")).toEqual([]);
    expect(await cpp("Client client{s}; free(client.buffer);")).toEqual([]);
    expect(await cpp("Counts[s]--; Old.clear();")).toEqual([]);
    expect(await cpp("new Cleaner(s); Old.clear();")).toEqual([]);
    expect(await cpp("if (s == nullptr) { return; } free(c);")).toEqual(["close-handler-ignores-session: Gone"]);
    expect(await cpp("Client client(c); free(client.buffer);")).toEqual(["close-handler-ignores-session: Gone"]);
  });

  it("may walk several maps one after the other, and give up the walk to start over", async () => {
    const walk = (inner: string): string =>
      `le_ref_IterRef_t iter = le_ref_GetIterator(A);
while (le_ref_NextNode(iter) == LE_OK) { Check(le_ref_GetValue(iter), s); ${inner} }`;
    expect(
      await handler(
        `${walk("")}\niter = le_ref_GetIterator(B);\nwhile (le_ref_NextNode(iter) == LE_OK) { Check(le_ref_GetValue(iter), s); }`,
      ),
    ).toEqual([]);
    expect(await handler(walk("if (Again) { iter = le_ref_GetIterator(B); return; }"))).toEqual([]);
    expect(await handler(walk("if (Again) { iter = le_ref_GetIterator(B); break; }"))).toEqual([]);
    const inSwitch = "switch (State) { case BUSY: iter = le_ref_GetIterator(B); break; default: break; }";
    expect(await handler(walk(inSwitch))).toEqual(["close-handler-iterator-reset: iter = le_ref_GetIterator(B)"]);
    const inner = "while (Busy) { if (Again) { iter = le_ref_GetIterator(B); break; } }";
    expect(await handler(walk(inner))).toEqual(["close-handler-iterator-reset: iter = le_ref_GetIterator(B)"]);
    expect(await handler(walk("if (Again) { le_ref_DeleteRef(A, ref); iter = le_ref_GetIterator(A); }"))).toEqual([]);
    expect(await handler(walk("le_ref_IterRef_t other = le_ref_GetIterator(A);"))).toEqual([
      "close-handler-iterator-reset: other = le_ref_GetIterator(A)",
    ]);
    expect(
      await handler(`le_hashmap_It_Ref_t iter = le_hashmap_GetIterator(A);
while (le_hashmap_NextNode(iter) == LE_OK) { Check(le_hashmap_GetValue(iter), s); iter = le_hashmap_GetIterator(B); }`),
    ).toEqual(["close-handler-iterator-reset: iter = le_hashmap_GetIterator(B)"]);
    expect(
      await handler(`le_ref_IterRef_t iter = le_ref_GetIterator(A);
le_result_t r = le_ref_NextNode(iter);
while (r == LE_OK) { Check(le_ref_GetValue(iter), s); r = le_ref_NextNode(iter); }
iter = le_ref_GetIterator(B);
r = le_ref_NextNode(iter);
while (r == LE_OK) { Check(le_ref_GetValue(iter), s); r = le_ref_NextNode(iter); }`),
    ).toEqual([]);
  });

  it("may know the process, but not go by it", async () => {
    expect(await handler('pid_t pid; le_msg_GetClientProcessId(s, &pid); LE_INFO("%d", pid); Free(s);')).toEqual([]);
    expect(await handler("Client_t* c1 = Find(s); if (lockPtr->pid != c1->pid) { Free(s); }")).toEqual([
      "close-handler-owner-by-pid: (lockPtr->pid != c1->pid)",
    ]);
    expect(await handler("if (childPid == 0) { Free(s); } if (x->pid == GetPid(s)) { Free(s); }")).toEqual([]);
    const stop = (parameter: string): string =>
      `static void Stop(${parameter}) { if (p->pid == Main.pid) { kill(p->pid, 9); } }\n`;
    expect(await handler("Stop(Find(s));", stop("Process_t* p"))).toEqual([]);
    expect(await handler("Stop(s);", stop("le_msg_SessionRef_t session"))).toEqual([
      "close-handler-owner-by-pid: (p->pid == Main.pid)",
    ]);
  });

  it("leads to LE_KILL_CLIENT and GetClientSessionRef only by calls that surely are its own", async () => {
    const more =
      'static void Kill(void) { LE_KILL_CLIENT("x"); }\nstatic void* Who(void) { return door_GetClientSessionRef(); }\n';
    expect(await handler("le_event_QueueFunction(Kill, s, NULL); le_event_QueueFunction(Who, s, NULL);", more)).toEqual(
      [],
    );
    expect(await handler("Kill(); Free(s);", more)).toEqual(["close-handler-kills-client: Kill()"]);
    expect(await handler("Compare(Who(), s);", more)).toEqual(["close-handler-uses-client-session: Who()"]);
  });
});

describe("close-handler-service-unknown", () => {
  it("is silent about sources shared under #if, and about .cdefs not fully understood", async () => {
    const other = `${GONE}${DOOR_FUNCTIONS}COMPONENT_INIT {
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL);
    le_msg_AddServiceCloseHandler(window_GetServiceRef(), Gone, NULL); }`;
    expect(await found({ "main.c": other })).toHaveLength(1);
    const shared = `${GONE}${DOOR_FUNCTIONS}#if WITH_WINDOW
static void Watch(void) { le_msg_AddServiceCloseHandler(window_GetServiceRef(), Gone, NULL); }
#endif
${INIT}`;
    expect(await found({ "main.c": shared })).toEqual([]);
    expect(
      await found({ "main.c": other }, "provides: { api: { $CURDIR/../door.api $WINDOW/x.api } } sources: { main.c }"),
    ).toEqual([]);
  });
});
