/** A service as the registry keeps it: what it announced, what it speaks, who is connected. */
import type { ServiceFacts } from "../directory/events.ts";
import type { Api } from "../interfaces/api.ts";
import type { Decoder } from "./session.ts";

export interface Service {
  readonly facts: ServiceFacts;
  api: Api | undefined;
  decoder: Decoder | undefined;
  advertised: boolean;
  relayed: boolean;
  readonly sessions: Set<number>;
}
