/**
 * What is known of services and sessions now, and of sessions that ended: the one place that the registry changes and its view reads.
 *
 * Always holds: an id is that of an open or an ended session, never of both; of the ended ones the last 1,000 are kept.
 */
import type { Waiting } from "../directory/events.ts";
import { type CloseHandlerAnswer, CloseHandlers } from "./closeHandlers.ts";
import { History } from "./history.ts";
import type { Service } from "./service.ts";
import type { Session } from "./session.ts";

/** Ended sessions kept, and sessions that were handed over (`--tap none`), whose end nobody sees. */
export const HISTORY = 1000;

export class SessionsState {
  readonly services = new Map<number, Service>();
  readonly open = new Map<number, Session>();
  readonly ended = new History(HISTORY);
  readonly waiting = new Map<number, Waiting>();
  readonly closeHandlers = new CloseHandlers();

  /** Open or ended. */
  session(id: number): Session | undefined {
    return this.open.get(id) ?? this.ended.get(id);
  }

  serviceOf({ start }: Session): Service | undefined {
    return start.service === undefined ? undefined : this.services.get(start.service);
  }

  closeHandlerOf({ facts }: Service): CloseHandlerAnswer {
    return this.closeHandlers.of({ interface: facts.interface, protocolId: facts.protocolId, pid: facts.server.pid });
  }
}
