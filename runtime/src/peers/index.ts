/** `legato-api/peers`: services and clients of Legato interfaces in TypeScript. The types are in public.ts. */
export { connect } from "./connect.ts";
export { PeerError } from "./problem.ts";
export type {
  Client,
  ClientControl,
  ClientFunctions,
  ClientProcess,
  ConnectOptions,
  Contract,
  EventArguments,
  EventName,
  EventValue,
  Hooks,
  Implementation,
  References,
  Registration,
  Service,
  ServiceFunction,
  ServiceOptions,
  Session,
  SessionEnding,
} from "./public.ts";
export { references } from "./references.ts";
export { service } from "./service.ts";
