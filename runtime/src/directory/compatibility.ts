/**
 * May this client talk to this server? Legato compares protocol ids and sizes; TelAF's ids can carry versions instead of a hash.
 *
 * In: what both sides said. Out: yes, with a remark where the user should know more, or no with the reason. Sources: legato-ipc 4,
 * telaf 1.3. A TelAF client newer than its server is let in, as its own directory does, and reported: a call the server
 * does not know gets no answer.
 */
import { parseTelafId } from "@legato-api/language";
import type { InterfaceFacts } from "./events.ts";

export type Compatibility =
  | { readonly compatible: true; readonly remark?: string }
  | { readonly compatible: false; readonly reason: string };

export function compatibility(client: InterfaceFacts, server: InterfaceFacts): Compatibility {
  if (client.pointerSize !== server.pointerSize) {
    return no(
      `the client is a ${8 * client.pointerSize}-bit program and the server a ${8 * server.pointerSize}-bit one: their records differ`,
    );
  }
  if (client.protocolId === server.protocolId) {
    if (client.maxMessageSize === server.maxMessageSize) return { compatible: true };
    return no(
      `same protocol id, but the client's messages have ${client.maxMessageSize} bytes and the server's ${server.maxMessageSize}`,
    );
  }
  return compareVersions(client, server);
}

function compareVersions(client: InterfaceFacts, server: InterfaceFacts): Compatibility {
  const asked = parseTelafId(client.protocolId);
  const served = parseTelafId(server.protocolId);
  if (asked === undefined || served === undefined) {
    return no(
      `the client was built from another .api: protocol id ${client.protocolId}, the server has ${server.protocolId}`,
    );
  }
  if (asked.api < served.serving) {
    return no(`the client's API_VERSION ${asked.api} is older than the server's SERVING_VERSION ${served.serving}`);
  }
  const remarks = [
    ...(asked.api > served.api
      ? [
          `the client's API_VERSION ${asked.api} is newer than the server's ${served.api}: a call that the server does not know gets no answer and may hang`,
        ]
      : []),
    ...(client.maxMessageSize === server.maxMessageSize
      ? []
      : [
          `the client's messages have ${client.maxMessageSize} bytes and the server's ${server.maxMessageSize}: what does not fit is cut off`,
        ]),
  ];
  return remarks.length === 0 ? { compatible: true } : { compatible: true, remark: remarks.join("; ") };
}

function no(reason: string): Compatibility {
  return { compatible: false, reason };
}
