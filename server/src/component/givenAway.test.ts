/** When code that cannot be seen may register a close handler, and when it cannot, whatever is done with the service. */
import { describe, expect, it } from "vitest";
import { DOOR_FUNCTIONS, doorBench, verdictsOf } from "./testing/verdicts.ts";

const MISSING = "door: missing (door_Open() returns a Door, which Close() takes back)";

const givenTo = (name: string): string[] => [
  `door: unknown (the service is given to ${name}(), which is not in the component's sources and may register for it)`,
];

const inC = (code: string): Promise<string[]> => verdictsOf(doorBench(`${DOOR_FUNCTIONS}${code}`));
const inCpp = (code: string): Promise<string[]> => verdictsOf(doorBench(`${DOOR_FUNCTIONS}${code}`, {}, "main.cpp"));

describe("the answer is unknown", () => {
  it("when the service is given to code that is not in the sources", async () => {
    const given = (line: string): Promise<string[]> => inC(`COMPONENT_INIT { ${line} }`);
    expect(await given("util_Watch(door_GetServiceRef(), Gone);")).toEqual(givenTo("util_Watch"));
    expect(await given("le_msg_ServiceRef_t s = door_GetServiceRef(); util_Watch(s);")).toEqual(givenTo("util_Watch"));
    expect(await given("le_msg_ServiceRef_t s = door_GetServiceRef(); le_timer_SetContextPtr(Timer, s);")).toEqual(
      givenTo("le_timer_SetContextPtr"),
    );
    expect(await given("WATCH_SESSIONS(door, Gone);")).toEqual(givenTo("WATCH_SESSIONS"));
    expect(await given("util_Watch((le_msg_ServiceRef_t)door_GetServiceRef());")).toEqual(givenTo("util_Watch"));
  });

  it.each([
    ["an initializer of a base class", "class S : Base { public: S() : Base(door_GetServiceRef()) { } };", "Base"],
    ["an initializer of a member", "S::S() : watcher_(door_GetServiceRef()) { }", "watcher_"],
    ["new", "COMPONENT_INIT { W = new util::Watcher<int>(door_GetServiceRef()); }", "Watcher"],
    ["a local object", "COMPONENT_INIT { static Watcher watcher(door_GetServiceRef()); }", "Watcher"],
    ["a local object in braces", "COMPONENT_INIT { Watcher watcher{door_GetServiceRef(), 1}; }", "Watcher"],
    ["a structure", "COMPONENT_INIT { Conf_t conf = { door_GetServiceRef(), 1 }; Use(1); }", "Conf_t"],
    [
      "a structure with members",
      "COMPONENT_INIT { Conf_t conf = { .service = door_GetServiceRef() }; Use(conf); }",
      "Use",
    ],
    ["the object it is a member of", "COMPONENT_INIT { x.service = door_GetServiceRef(); Use(&x); }", "Use"],
  ])("when an object that is not in the sources gets it: by %s", async (_how, code, who) => {
    expect(await inCpp(code)).toEqual(givenTo(who));
  });

  it.each([
    [
      "a variable of the file",
      "static void B(void) { util_Watch(Svc); }\nCOMPONENT_INIT { Svc = door_GetServiceRef(); B(); }",
    ],
    [
      "an object of the file",
      "static void B(void) { util_Watch(&Conf); }\nCOMPONENT_INIT { Conf.svc = door_GetServiceRef(); }",
    ],
    [
      "a member of an object",
      "static void B(App_t* a) { util_Watch(a->svc); }\nCOMPONENT_INIT { App_t* app = New(); app->svc = door_GetServiceRef(); B(app); }",
    ],
  ])("when another function gives it away: out of %s", async (_what, code) => {
    expect(await inC(code)).toEqual(givenTo("util_Watch"));
  });

  it("when an object is given away that was made with the service in it", async () => {
    const made = (code: string): Promise<string[]> => inC(`COMPONENT_INIT { ${code} }`);
    expect(await made("Conf_t conf = { .service = door_GetServiceRef() }; util_Watch(&conf);")).toEqual(
      givenTo("util_Watch"),
    );
    expect(await made("Conf_t conf = { door_GetServiceRef(), 1 }; util_Watch(&conf);")).toEqual(givenTo("util_Watch"));
    expect(await made("*p = (Conf_t){ .x = { .service = door_GetServiceRef() } }; util_Watch(p->x.service);")).toEqual(
      givenTo("util_Watch"),
    );
    expect(await made("util_Watch(&(Conf_t){ .service = door_GetServiceRef() });")).toEqual(givenTo("util_Watch"));
    expect(await made("le_msg_ServiceRef_t all[] = { door_GetServiceRef() }; util_Watch(all);")).toEqual(
      givenTo("util_Watch"),
    );
  });

  it("when a method gives away what the constructor kept", async () => {
    const app = (body: string): string =>
      `class App { le_msg_ServiceRef_t service_; public: App() : service_(door_GetServiceRef()) { } void Start() { ${body} } };\n`;
    expect(await inCpp(app("util::Watch(service_);"))).toEqual(givenTo("Watch"));
    expect(await inCpp(app("le_msg_AddServiceCloseHandler(service_, Gone, nullptr);"))).toEqual([
      "door: registered variable main.cpp:10 Gone?",
    ]);
  });

  it("when whoever asks from outside gets it", async () => {
    const getter = "le_msg_ServiceRef_t app_Service(void) { return door_GetServiceRef(); }\n";
    expect(await inC(getter)).toEqual([
      "door: unknown (the service is given to whoever calls app_Service() from outside of the component and may register for it)",
    ]);
    expect(await inC(`static ${getter}`)).toEqual([MISSING]);
  });
});

describe("a handler is missing all the same", () => {
  it.each([
    ["le_msg_AddServiceOpenHandler(door_GetServiceRef(), Came, NULL);"],
    ['LE_INFO("%s", le_msg_GetServiceName(door_GetServiceRef()));'],
    ["void* came = le_msg_AddServiceOpenHandler(door_GetServiceRef(), Came, NULL); util_Keep(came);"],
    ["App.came = le_msg_AddServiceOpenHandler(door_GetServiceRef(), Came, NULL); util_Start(&App);"],
    ["bool ready = door_GetServiceRef() != NULL; util_Say(ready);"],
    ["App_t* app = New(); app->service = door_GetServiceRef(); le_timer_SetContextPtr(Timer, app);"],
    ["Conf_t conf = { .service = door_GetServiceRef() }; le_timer_SetContextPtr(Timer, &conf);"],
    ["Conf_t conf = { door_GetServiceRef(), 1 };"],
    ["*appPtr = (App_t){ .service = door_GetServiceRef() };"],
    ["util_Watch(door, Gone);"],
    ["WATCH_SESSIONS(window, Gone);"],
    ["Svc = door_GetServiceRef();\n} void other(void) { int Svc = 1; util_Say(Svc);"],
    ['le_msg_ServiceRef_t util = door_GetServiceRef(); LE_INFO("%p", util);\n} void other(int util) { util_Say(util);'],
  ])("after %s", async (line) => {
    expect(await inC(`COMPONENT_INIT { ${line} }`)).toEqual([MISSING]);
  });

  it("where others are told something about the service", async () => {
    expect(await inC("const char* app_Name(void) { return le_msg_GetServiceName(door_GetServiceRef()); }")).toEqual([
      MISSING,
    ]);
    expect(await inC("bool app_IsReady(void) { return NULL != door_GetServiceRef(); }")).toEqual([MISSING]);
  });

  it("where a class keeps the reference", async () => {
    expect(
      await inCpp("class S { le_msg_ServiceRef_t service_; public: S() : service_(door_GetServiceRef()) { } };"),
    ).toEqual([MISSING]);
  });
});
