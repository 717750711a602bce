/** Where a close handler may be registered, and how the service may be named there. */
import { describe, expect, it } from "vitest";
import { DOOR_FUNCTIONS, doorBench, verdictsOf } from "./testing/verdicts.ts";

const HANDLER = "static void Gone(le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); }\n";

function door(source: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  return verdictsOf(doorBench(HANDLER + source + DOOR_FUNCTIONS, more));
}

describe("a registration in C", () => {
  it("is found in COMPONENT_INIT", async () => {
    expect(
      await door("COMPONENT_INIT\n{\n    le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL);\n}\n"),
    ).toEqual(["door: registered direct main.c:4 Gone by COMPONENT_INIT"]);
  });

  it("is found in a helper, called or given away as a pointer, with blanks anywhere", async () => {
    const helper = `static void Init(void)
{
    le_msg_AddServiceCloseHandler ( door_GetServiceRef ( ) ,
                                    &Gone , NULL );
}
static void Start(void) { Init(); }
`;
    expect(await door(`${helper}COMPONENT_INIT { Start(); }`)).toEqual([
      "door: registered direct main.c:4 Gone by COMPONENT_INIT>Start>Init",
    ]);
    expect(await door(`${helper}COMPONENT_INIT_ONCE { le_timer_SetHandler(Timer, Start); }`)).toEqual([
      "door: registered direct main.c:4 Gone by COMPONENT_INIT>Start>Init",
    ]);
    expect(await door(helper)).toEqual(["door: registered direct main.c:4 Gone"]);
  });

  it("is found under #if, whatever the condition", async () => {
    const source = `COMPONENT_INIT
{
#ifdef LE_CONFIG_LINUX
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL);
#endif
}
`;
    expect(await door(source)).toEqual(["door: registered direct main.c:5 Gone by COMPONENT_INIT"]);
  });

  it("is not a comment, a text, a declaration, or the client's side", async () => {
    const source = `// le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL);
/* le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL); */
le_msg_SessionEventHandlerRef_t le_msg_AddServiceCloseHandler(le_msg_ServiceRef_t s, void* h, void* c);
COMPONENT_INIT
{
    LE_INFO("le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL);");
    le_msg_SetSessionCloseHandler(Session, Gone, NULL);
}
`;
    expect(await door(source)).toEqual(["door: missing (door_Open() returns a Door, which Close() takes back)"]);
  });
});

describe("the service of a registration", () => {
  const init = (lines: string, before = ""): Promise<string[]> => door(`${before}COMPONENT_INIT\n{\n${lines}\n}\n`);

  it("may be a local variable, the last value counting", async () => {
    expect(
      await init(`le_msg_ServiceRef_t service = other_GetServiceRef();
service = (le_msg_ServiceRef_t)door_GetServiceRef();
le_msg_AddServiceCloseHandler(service, Gone, NULL);
service = other_GetServiceRef();`),
    ).toEqual(["door: registered variable main.c:6 Gone by COMPONENT_INIT"]);
  });

  it("may be a variable of the file or a member, when only one service is ever put there", async () => {
    const variable = "static le_msg_ServiceRef_t Service;\n";
    expect(
      await init("Service = door_GetServiceRef();\nle_msg_AddServiceCloseHandler(Service, Gone, NULL);", variable),
    ).toEqual(["door: registered variable main.c:6 Gone by COMPONENT_INIT"]);
    expect(
      await init("Me.service = door_GetServiceRef();\nle_msg_AddServiceCloseHandler(Me.service, Gone, NULL);"),
    ).toEqual(["door: registered variable main.c:5 Gone by COMPONENT_INIT"]);
    expect(
      await init(
        "Service = door_GetServiceRef();\nle_msg_AddServiceCloseHandler(Service, Gone, NULL);",
        `${variable}void Other(void) { Service = window_GetServiceRef(); }\n`,
      ),
    ).toEqual(["door: registered variable main.c:7 Gone by COMPONENT_INIT"]);
    expect(
      await init(
        "Other();\nle_msg_AddServiceCloseHandler(Service, Gone, NULL);",
        `${variable}void Other(void) { Service = window_GetServiceRef(); }\nvoid More(void) { Service = door_GetServiceRef(); }\n`,
      ),
    ).toEqual([
      "door: unknown (a close handler is registered in COMPONENT_INIT() for a service that could not be traced)",
    ]);
  });

  it("may come from a small wrapper, or be the parameter of a helper", async () => {
    expect(
      await init(
        "le_msg_AddServiceCloseHandler(Service(), Gone, NULL);",
        "static le_msg_ServiceRef_t Service(void) { return door_GetServiceRef(); }\n",
      ),
    ).toEqual(["door: registered variable main.c:5 Gone by COMPONENT_INIT"]);
    const helper = "static void Watch(le_msg_ServiceRef_t s) { le_msg_AddServiceCloseHandler(s, Gone, NULL); }\n";
    expect(await init("Watch(door_GetServiceRef());\nWatch(window_GetServiceRef());", helper)).toEqual([
      "door: registered parameter main.c:2 Gone by COMPONENT_INIT>Watch",
    ]);
    expect(await init("Watch(Anything[3]);\nWatch(window_GetServiceRef());", helper)).toEqual([
      "door: unknown (a close handler is registered in Watch() for a service that could not be traced)",
    ]);
  });

  it("may be a member that it was made with, or any element of an array", async () => {
    const add = (service: string): string => `le_msg_AddServiceCloseHandler(${service}, Gone, NULL);`;
    const found = (line: number) => [`door: registered variable main.c:${line} Gone by COMPONENT_INIT`];
    expect(await init(`Conf_t conf = { .service = door_GetServiceRef(), .max = 1 };\n${add("conf.service")}`)).toEqual(
      found(5),
    );
    expect(await init(`*p = (Conf_t){ .service = door_GetServiceRef() };\n${add("p->service")}`)).toEqual(found(5));
    const all = "{ window_GetServiceRef(), door_GetServiceRef() }";
    expect(await init(`le_msg_ServiceRef_t all[] = ${all};\n${add("all[i]")}`)).toEqual(found(5));
    expect(await init(`All[0] = window_GetServiceRef(); All[1] = door_GetServiceRef();\n${add("All[i]")}`)).toEqual(
      found(5),
    );
    const rows = "{ { .service = window_GetServiceRef() }, { .service = door_GetServiceRef() } }";
    expect(await init(`Row_t rows[] = ${rows};\n${add("rows[i].service")}`)).toEqual(found(5));
    expect(await init(`le_msg_ServiceRef_t all[] = { door_GetServiceRef(), util_Get() };\n${add("all[i]")}`)).toEqual([
      "door: unknown (a close handler is registered in COMPONENT_INIT() for a service that could not be traced)",
    ]);
    expect(await init(`le_msg_ServiceRef_t all[] = { window_GetServiceRef() };\n${add("all[i]")}`)).toEqual([
      "door: missing (door_Open() returns a Door, which Close() takes back)",
    ]);
  });

  it("is no local variable of another function that has the same name", async () => {
    const other = `static le_msg_ServiceRef_t Service;
static void Other(void) { le_msg_ServiceRef_t Service = window_GetServiceRef(); Use(Service); }
static void Watch(void) { le_msg_AddServiceCloseHandler(Service, Gone, NULL); }
`;
    expect(await init("Service = door_GetServiceRef();\nWatch();", other)).toEqual([
      "door: registered variable main.c:4 Gone by COMPONENT_INIT>Watch",
    ]);
  });

  it("may be asked of a function that is given", async () => {
    const watch = "static void Watch(Get_t get) { le_msg_AddServiceCloseHandler(get(), Gone, NULL); }\n";
    expect(await init("Watch(window_GetServiceRef); Watch(&door_GetServiceRef);", watch)).toEqual([
      "door: registered parameter main.c:2 Gone by COMPONENT_INIT>Watch",
    ]);
    expect(await init("Watch(window_GetServiceRef);", watch)).toEqual([
      "door: missing (door_Open() returns a Door, which Close() takes back)",
    ]);
    const table = "static Get_t Getters[] = { window_GetServiceRef, door_GetServiceRef };\n";
    expect(await init("le_msg_AddServiceCloseHandler(Getters[i](), Gone, NULL);", table)).toEqual([
      "door: registered variable main.c:5 Gone by COMPONENT_INIT",
    ]);
  });

  it("may stand in a macro, here or in a local header", async () => {
    expect(
      await init(
        "WATCH(door, Gone)",
        "#define WATCH(name, handler) \\\n    /* for name */ \\\n    le_msg_AddServiceCloseHandler(name##_GetServiceRef(), handler, NULL)\n",
      ),
    ).toEqual(["door: registered macro main.c:7 Gone by COMPONENT_INIT"]);
    expect(
      await init("le_msg_AddServiceCloseHandler(SERVICE, Gone, NULL);", "#define SERVICE door_GetServiceRef()\n"),
    ).toEqual(["door: registered macro main.c:5 Gone by COMPONENT_INIT"]);
    expect(
      await door('#include "door.h"\nCOMPONENT_INIT { WATCH_DOOR(); }\n', {
        "/server/door.h":
          "#define ADD le_msg_AddServiceCloseHandler\n#define WATCH_DOOR() ADD(door_GetServiceRef(), Gone, NULL)",
      }),
    ).toEqual(["door: registered macro main.c:3 Gone by COMPONENT_INIT"]);
  });

  it("may stand in whole functions that a macro defines", async () => {
    const bench = doorBench(`${HANDLER}
#define DEFINE_DOOR(NAME) \\
door_DoorRef_t NAME##_Open(const char* name) \\
{ \\
    le_msg_ServiceRef_t service = NAME##_GetServiceRef(); \\
    static le_msg_SessionEventHandlerRef_t handler = NULL; \\
    if (handler == NULL) \\
    { \\
        handler = le_msg_AddServiceCloseHandler(service, Gone, NULL); \\
    } \\
    return Remember(name); \\
} \\
void NAME##_Close(door_DoorRef_t door) \\
{ \\
    Forget(door); \\
}

DEFINE_DOOR(door)
`);
    expect(await verdictsOf(bench)).toEqual(["door: registered macro main.c:19 Gone"]);
  });

  it("of le_msg_CreateService belongs to no .api and says nothing", async () => {
    expect(
      await init(
        'le_msg_ServiceRef_t s = le_msg_CreateService(P, "door");\nle_msg_AddServiceCloseHandler(s, Gone, NULL);',
      ),
    ).toEqual(["door: missing (door_Open() returns a Door, which Close() takes back)"]);
  });

  it("is unknown where it cannot be traced, and where the function's address is taken", async () => {
    expect(await init("le_msg_AddServiceCloseHandler(Table[i]->get(), Gone, NULL);")).toEqual([
      "door: unknown (a close handler is registered in COMPONENT_INIT() for a service that could not be traced)",
    ]);
    expect(
      await init("AddFunc_t add = le_msg_AddServiceCloseHandler;\nadd(door_GetServiceRef(), Gone, NULL);"),
    ).toEqual([
      "door: unknown (a close handler is registered in COMPONENT_INIT() for a service that could not be traced)",
    ]);
  });
});

describe("a component with several services", () => {
  it("has an answer for each, by the aliases of its .cdef", async () => {
    const bench = doorBench("", {
      "/server/Component.cdef": `provides: { api: {
        front = $CURDIR/../door.api
        back = $CURDIR/../door.api [async] [manual-start]
        side = $CURDIR/../door.api [direct]
      } }
      sources: { main.c $CURDIR/../common/watch.c }`,
      "/server/main.c": `
        door_DoorRef_t front_Open(const char* name) { return Remember(name); }
        void front_Close(door_DoorRef_t door) { Forget(door); }
        void back_Open(back_ServerCmdRef_t cmd, const char* name) { back_OpenRespond(cmd, Remember(name)); }
        void back_Close(back_ServerCmdRef_t cmd, door_DoorRef_t door) { Forget(door); back_CloseRespond(cmd); }
        door_DoorRef_t side_Open(const char* name) { return Remember(name); }
        void side_Close(door_DoorRef_t door) { Forget(door); }
        COMPONENT_INIT { Watch(); }`,
      "/common/watch.c": `
        static void Gone(le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); }
        void Watch(void) { le_msg_AddServiceCloseHandler(front_GetServiceRef(), Gone, NULL); }`,
    });
    expect(await verdictsOf(bench)).toEqual([
      "front: registered direct watch.c:3 Gone by COMPONENT_INIT>Watch",
      "back: missing (back_Open() returns a Door, which Close() takes back)",
      "side: unknown (the service is [direct]: its clients have no sessions, and close handlers are never called)",
    ]);
  });
});

describe("a registration in C++", () => {
  const front = `
door_DoorRef_t door_Open(const char* name) { return DoorServer::GetInstance().Open(name); }
void door_Close(door_DoorRef_t door) { auto &server = DoorServer::GetInstance(); server.Close(door); }
`;
  const cpp = (source: string): Promise<string[]> => verdictsOf(doorBench(source + front, {}, "main.cpp"));

  it("may name a static member, qualified or bare, and stand in an Init method", async () => {
    expect(
      await cpp(`class DoorServer { public: static DoorServer& GetInstance(); void Init();
  static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); } };
void DoorServer::Init()
{
    le_msg_AddServiceCloseHandler(
        door_GetServiceRef(), DoorServer::OnClientGone, nullptr);
}
COMPONENT_INIT
{
    auto &server = DoorServer::GetInstance();
    server.Init();
}`),
    ).toEqual(["door: registered direct main.cpp:5 DoorServer::OnClientGone by COMPONENT_INIT>Init"]);
    expect(
      await cpp(`namespace telux { namespace tafsvc {
void DoorServer::OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); }
void Other::OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr) { }
void DoorServer::Init() { le_msg_AddServiceCloseHandler(door_GetServiceRef(), OnClientGone, NULL); }
} }
COMPONENT_INIT { DoorServer::GetInstance().Init(); }`),
    ).toEqual(["door: registered direct main.cpp:4 OnClientGone by COMPONENT_INIT>Init"]);
  });

  it.each([
    ["in parentheses", "le_msg_ServiceRef_t s(door_GetServiceRef());"],
    ["in braces", "le_msg_ServiceRef_t s{door_GetServiceRef()};"],
    ["behind auto", "const auto s = door_GetServiceRef();"],
    ["behind auto, in braces", "auto s{door_GetServiceRef()};"],
    ["behind auto, in parentheses", "auto s(door_GetServiceRef());"],
    ["in a condition", "if (auto s = door_GetServiceRef())"],
    ["in a loop over some", "for (auto s : { window_GetServiceRef(), door_GetServiceRef() })"],
    ["in a loop over an array", "le_msg_ServiceRef_t all[] = { door_GetServiceRef() }; for (auto s : all)"],
  ])("may be for a variable that gets the service %s", async (_how, variable) => {
    expect(await cpp(`COMPONENT_INIT { ${variable} { le_msg_AddServiceCloseHandler(s, Gone, nullptr); } }`)).toEqual([
      "door: registered variable main.cpp:1 Gone? by COMPONENT_INIT",
    ]);
  });

  it("is no less traced where another variable of that form gets another service", async () => {
    for (const variable of ["le_msg_ServiceRef_t s(x_GetServiceRef());", "auto s{x_GetServiceRef()};"]) {
      const init = `COMPONENT_INIT { ${variable} le_msg_AddServiceCloseHandler(s, Gone, nullptr); }`;
      expect(await verdictsOf(doorBench(DOOR_FUNCTIONS + init, {}, "main.cpp"))).toEqual([
        "door: missing (door_Open() returns a Door, which Close() takes back)",
      ]);
    }
  });

  it("may be for a member with a value beside it, of one class among others", async () => {
    const of = (name: string, member: string): string =>
      `class ${name} { le_msg_ServiceRef_t service_${member}; public: void Init() { le_msg_AddServiceCloseHandler(service_, Gone, this); } };\n`;
    expect(await cpp(of("A", " = door_GetServiceRef()"))).toEqual(["door: registered variable main.cpp:1 Gone?"]);
    expect(await cpp(of("A", "{door_GetServiceRef()}"))).toEqual(["door: registered variable main.cpp:1 Gone?"]);
    const two = `${of("A", "")}${of("B", "")}A::A() : service_(door_GetServiceRef()) { }\nB::B() : service_(window_GetServiceRef()) { }`;
    expect(await cpp(two)).toEqual(["door: registered variable main.cpp:1 Gone?"]);
  });

  it("may be the work of an object that a smart pointer is made for, or of a template", async () => {
    const server = `class Server { le_msg_ServiceRef_t s_; public: explicit Server(le_msg_ServiceRef_t s) : s_(s) { }
  void Start() { le_msg_AddServiceCloseHandler(s_, Gone, this); } };\n`;
    expect(
      await cpp(
        `${server}COMPONENT_INIT { static auto server = std::make_unique<Server>(door_GetServiceRef()); server->Start(); }`,
      ),
    ).toEqual(["door: registered parameter main.cpp:2 Gone? by COMPONENT_INIT>Start"]);
    const watch =
      "namespace app { template <class T> void Watch(le_msg_ServiceRef_t s) { le_msg_AddServiceCloseHandler(s, &T::Gone, nullptr); } }";
    expect(await cpp(`${watch}\nCOMPONENT_INIT { app::Watch<Server>(door_GetServiceRef()); }`)).toEqual([
      "door: registered parameter main.cpp:1 T::Gone? by COMPONENT_INIT>Watch",
    ]);
  });

  it("may give a lambda that has a name", async () => {
    expect(
      await cpp(`COMPONENT_INIT
{
    auto onClose = [](le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); };
    le_msg_AddServiceCloseHandler(door_GetServiceRef(), onClose, nullptr);
}`),
    ).toEqual(["door: registered direct main.cpp:4 lambda by COMPONENT_INIT"]);
  });

  it("may give a lambda", async () => {
    expect(
      await cpp(`COMPONENT_INIT
{
    le_msg_AddServiceCloseHandler(door_GetServiceRef(),
        [](le_msg_SessionRef_t sessionRef, void* contextPtr) { Free(sessionRef); }, nullptr);
}`),
    ).toEqual(["door: registered direct main.cpp:3 lambda by COMPONENT_INIT"]);
  });

  it("may be the work of an object of the file: then nobody knows", async () => {
    expect(await cpp("static Watcher watcher(door_GetServiceRef());")).toEqual([
      "door: unknown (the service is given to an object of the file, which is made before any function runs and may register for it)",
    ]);
  });

  it("is found in a constructor's initializers and in a retry timer", async () => {
    expect(
      await cpp(
        `DoorServer::DoorServer() : handler(le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, NULL)) { }`,
      ),
    ).toEqual(["door: registered direct main.cpp:1 Gone?"]);
    expect(
      await cpp(`void DoorServer::Retry(le_timer_Ref_t timer) { AdvertiseAndRegister(); }
void DoorServer::AdvertiseAndRegister() { le_msg_AddServiceCloseHandler( door_GetServiceRef(), Gone, NULL); }
COMPONENT_INIT { le_timer_SetHandler(t, DoorServer::Retry); }`),
    ).toEqual(["door: registered direct main.cpp:2 Gone? by COMPONENT_INIT>Retry>AdvertiseAndRegister"]);
  });

  it.each([
    [
      "a method of a struct",
      "struct S { void Init() { le_msg_AddServiceCloseHandler(door_GetServiceRef(), Gone, nullptr); } };",
    ],
    [
      "a constructor that is given the service",
      "struct S { explicit S(le_msg_ServiceRef_t s) { le_msg_AddServiceCloseHandler(s, Gone, nullptr); } };\nCOMPONENT_INIT { new S(door_GetServiceRef()); }",
    ],
    [
      "the global namespace",
      "COMPONENT_INIT { ::le_msg_AddServiceCloseHandler(::door_GetServiceRef(), Gone, nullptr); }",
    ],
  ])("may stand in %s", async (_where, code) => {
    const gone = "static void Gone(le_msg_SessionRef_t session, void*) { FreeAllOf(session); }\n";
    const [verdict] = await verdictsOf(doorBench(`${DOOR_FUNCTIONS}${gone}${code}`, {}, "main.cpp"));
    expect(verdict).toMatch(/^door: registered (?:direct|parameter) main\.cpp:\d+ Gone(?: |$)/);
  });
});
