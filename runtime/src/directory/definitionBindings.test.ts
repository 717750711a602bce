import { describe, expect, it } from "vitest";
import { readDefinition } from "./definitionBindings.ts";

const shown = (text: string, kind: "adef" | "sdef") =>
  readDefinition(text, kind).map(({ client, server }) => `${client} -> ${server}`);

describe("an .adef", () => {
  it("binds its own interfaces under their long names, others under the name after the application's", () => {
    const text = `
      sandboxed: false // a remark: bindings: { x.y.z -> no.no }
      bindings:
      {
        client.printClient.printer -> server.printServer.printer
        client.printClient.le_pm->powerMgr.le_pm
        *.le_data -> dataConnectionService.le_data
        tool.toolComp.le_cfg -> <root>.le_cfg
      }`;
    expect(shown(text, "adef")).toEqual([
      "client.printClient.printer -> server.printServer.printer",
      "client.printClient.le_pm -> le_pm",
      "*.le_data -> le_data",
      "tool.toolComp.le_cfg -> le_cfg",
    ]);
  });

  it("uses the extern name of its own interfaces, given or implied", () => {
    const text = `
      bindings: { a.b.printer -> c.d.printer  e.f.log -> g.h.log }
      extern:   { asked = a.b.printer   served = c.d.printer  e.f.log }`;
    expect(shown(text, "adef")).toEqual(["asked -> served", "log -> g.h.log"]);
  });

  it("is read in all branches of #if, and without its comments", () => {
    const text = `
      bindings:
      {
      #if \${WITH_PM} = y
        a.b.le_pm /* the real one -> not this */ -> powerMgr.le_pm
      #else
        a.b.le_pm -> pmStub.le_pm2
      #endif
      }`;
    expect(shown(text, "adef")).toEqual(["a.b.le_pm -> le_pm", "a.b.le_pm -> le_pm2"]);
  });

  it("leaves out what is commented out over several lines", () => {
    const text = `
      /* Until the power manager is there:
      bindings: { a.b.le_pm -> pmStub.le_pm }
      */
      bindings: { a.b.le_pm -> powerMgr.le_pm }
      /* never closed
      bindings: { a.b.le_log -> log.le_log }`;
    expect(shown(text, "adef")).toEqual(["a.b.le_pm -> le_pm"]);
  });
});

describe("an .sdef", () => {
  it("binds applications and users, whose names are no part of the interface's", () => {
    const text = `
      apps: { printServer { cpuShare: 1 } printClient }
      bindings: { printClient.printer -> printServer.printer  <root>.le_fwupdate -> fwupdateService.le_fwupdate
                  app.exe.comp.le_info -> <root>.le_info }`;
    expect(shown(text, "sdef")).toEqual([
      "printer -> printer",
      "le_fwupdate -> le_fwupdate",
      "exe.comp.le_info -> le_info",
    ]);
  });
});

it.each(["", "}", "bindings:", "bindings: {", "bindings: { -> }", "bindings: { a -> ", "/* bindings: { a->b }", "{{{"])(
  "the broken text %j gives nothing, and no error",
  (text) => {
    expect(readDefinition(text, "adef")).toEqual([]);
  },
);
