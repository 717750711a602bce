/**
 * close-handler-owner-by-pid: a handler that decides by the process what belongs to the session.
 */

import type { Span } from "@legato-api/language";
import type { Component, FunctionDefinition } from "../component/index.ts";
import { mentions } from "../component/source/text.ts";
import type { Finding } from "../finding.ts";
import { CLOSE, DOOR, OPEN, REGISTER } from "./doorExample.ts";
import { type CloseHandler, closeHandlers } from "./handlers.ts";
import { isLog } from "./reading.ts";
import type { Rule } from "./rule.ts";

const START = `${DOOR}${OPEN}${CLOSE}${REGISTER}`;

export const closeHandlerOwnerByPid: Rule = {
  id: "close-handler-owner-by-pid",
  defaultSeverity: "warning",
  summary: "A close handler decides by process id what the ended session owned.",
  why: `One process can have several sessions of a service: one a thread, one a component. When the first ends, a handler that goes by the process id
frees what the others still hold; and when the process is gone its id can come back for another one.`,
  bad: `${START}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    pid_t pid;
    if (le_msg_GetClientProcessId(sessionRef, &pid) == LE_OK)
    {
        Free(le_hashmap_Remove(DoorsByPid, &pid));
           //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[close-handler-owner-by-pid]: process id
    }
}
`,
  good: `${START}static void OnClientGone(le_msg_SessionRef_t sessionRef, void* contextPtr)
{
    pid_t pid;
    if (le_msg_GetClientProcessId(sessionRef, &pid) == LE_OK)
    {
        LE_INFO("Process %d has left", pid);
    }
    Free(le_hashmap_Remove(DoorsBySession, sessionRef));
}
`,
  check: (component) => {
    const { program } = component;
    return program ? closeHandlers(component, program).flatMap((handler) => checkHandler(component, handler)) : [];
  },
};

/** `ws->pid != client->pid`: both sides are process ids. */
const PID = String.raw`(?:[\w.]|->)*(?:[pP]id|[pP]rocId|[pP]rocessId)(?:Ptr)?`;
const COMPARISON = new RegExp(`(?<![\\w.>])${PID}\\s*[!=]=\\s*${PID}(?!\\w|\\(|->|\\.)`);
const KEYED = /^le_hashmap_(?:Get|Remove|ContainsKey|GetStoredKey)$|^(?:find|erase|at|count)$/;
const ASKS = /^le_msg_GetClient(?:ProcessId|UserCreds)$/;

function checkHandler(component: Component, handler: CloseHandler): readonly Finding[] {
  for (const fn of handler.reached.functions()) {
    const place = keyedByPid(fn) ?? (knowsSession(fn, handler) ? comparedByPid(fn) : undefined);
    if (place) {
      return [
        {
          rule: closeHandlerOwnerByPid.id,
          severity: "warning",
          message:
            `The close handler ${handler.definition.name}() goes by the process id, but one process can have several sessions. ` +
            "Store the session with the resource and compare that.",
          path: fn.path,
          span: place,
          related:
            fn === handler.definition
              ? []
              : [
                  {
                    path: handler.definition.path,
                    span: handler.definition.nameSpan,
                    message: `The close handler ${handler.definition.name}() leads there.`,
                  },
                ],
          data: { cdef: component.path, handler: handler.definition.name },
        },
      ];
    }
  }
  return [];
}

/** A container is asked for what belongs to the process. */
function keyedByPid(fn: FunctionDefinition): Span | undefined {
  const variables = fn.calls
    .filter((call) => ASKS.test(call.callee))
    .flatMap((call) => call.arguments.slice(1).map((argument) => argument.text.replace(/^&\s*/, "")))
    .filter((text) => /^\w+$/.test(text) && text !== "NULL");
  const call = fn.calls.find(
    (candidate) =>
      !isLog(candidate.callee) &&
      KEYED.test(candidate.callee) &&
      candidate.arguments.some((argument) => variables.some((variable) => mentions(argument.text, variable))),
  );
  return call && { start: call.start, end: call.end };
}

/** Further away, process ids are those of children and the like. */
function knowsSession(fn: FunctionDefinition, handler: CloseHandler): boolean {
  return (
    fn === handler.definition ||
    fn.parameters.some(({ type }) => type.includes("le_msg_SessionRef_t")) ||
    fn.calls.some((call) => ASKS.test(call.callee))
  );
}

function comparedByPid(fn: FunctionDefinition): Span | undefined {
  const branch = fn.branches.find((candidate) => COMPARISON.test(candidate.conditionText));
  return branch?.conditionSpan;
}
