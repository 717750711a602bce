/**
 * What is told of a client that was refused: the directory's words, and where two `.api` differ the files they come from.
 *
 * In: the event, the service it was bound to, and how the `.api` of a protocol id is found. Out: one line. Pure.
 */
import type { Refused, ServiceFacts } from "../directory/events.ts";
import type { Api } from "../interfaces/api.ts";

type FindApi = (protocolId: string, interfaceName: string) => Api | undefined;

export function refusalText(event: Refused, server: ServiceFacts | undefined, findApi: FindApi): string {
  const { asked, reason, detail } = event;
  if (reason !== "mismatch" || asked === undefined || server === undefined) return detail;
  const theirs = findApi(asked.protocolId, asked.interface)?.path;
  const served = findApi(server.protocolId, server.interface)?.path;
  if (theirs === undefined && served === undefined) return detail;
  if (theirs === served) return `${detail}. The .api of both is ${served}`;
  if (theirs === undefined) return `${detail}. The server's .api is ${served}`;
  const other = served === undefined ? "" : `, the server's ${served}`;
  return `${detail}. The client's .api is ${theirs}${other}`;
}
