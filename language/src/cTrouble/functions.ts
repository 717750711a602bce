/** Functions the generated code has already, and results that C cannot return. */
import type { ApiFunction, Interface } from "../model/interface.ts";
import type { Trouble } from "./trouble.ts";

/** What the generated headers declare beside the interface's own functions. */
const GENERATED: ReadonlySet<string> = new Set([
  "AdvertiseService",
  "ConnectService",
  "DisconnectService",
  "GetClientSessionRef",
  "GetServiceRef",
  "HasLocalBinding",
  "InitCommonData",
  "InitOnceCommonData",
  "OpenSession",
  "SetServerDisconnectHandler",
  "TryConnectService",
]);

export function checkFunction(made: ApiFunction, checked: Interface, trouble: Trouble): void {
  if (GENERATED.has(made.name)) {
    trouble.report(
      "functionName",
      made.node.name,
      `The generated code has a function \`${checked.name}_${made.name}\` of its own: it cannot be compiled, or not be linked. Choose another name.`,
    );
  }
  checkResult(made, trouble);
}

function checkResult({ node, returnType }: ApiFunction, trouble: Trouble): void {
  if (node.kind !== "function" || node.returnType === undefined || returnType === undefined) return;
  const isString = returnType.kind === "basic" && returnType.name === "string";
  if (!isString && returnType.kind !== "struct") return;
  const what = isString ? "`string`" : "STRUCT";
  const instead = isString ? "string name[64] OUT" : `${returnType.name} name OUT`;
  trouble.report(
    "result",
    node.returnType,
    `The compiler takes a ${what} as result, but the C code it makes of it cannot be compiled. Use an OUT parameter: \`${instead}\`.`,
  );
}
