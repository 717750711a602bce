/**
 * The largest message of an interface: what both ends of a session must agree on besides the protocol id.
 *
 * In: a checked interface. Out: bytes, equal to the compiler's `IFGEN_<NAME>_MSG_SIZE` and `..._LOCAL_MSG_SIZE`; the record on the socket
 * is 4 bytes more (message id), plus a pointer for the transaction. The numbers come from the reference compiler's rules, quirks
 * included: an OUT array counts 6 bytes of request, and with RPC or between local services every string counts in both directions.
 */
import type { ApiFunction, HandlerType, Interface, Parameter } from "../model/interface.ts";
import { type Build, isByte, type Sizer, sizerOf } from "./sizes.ts";

export interface MessageSizes {
  readonly message: number;
  /** With `LE_CONFIG_RPC=y`. */
  readonly messageRpc: number;
  /** `--local-service` builds (RTOS) with pointers of 32 and of 64 bits. */
  readonly local32: number;
  readonly local64: number;
  readonly local32Rpc: number;
  readonly local64Rpc: number;
}

/** An interface never changes, and a hover asks for each function anew. */
const measured = new WeakMap<Interface, MessageSizes>();

/** TelAF's `API_MSG_SIZE` replaces the computed size of ordinary messages, as its compiler does it. */
export function messageSizes(iface: Interface): MessageSizes {
  let sizes = measured.get(iface);
  if (sizes === undefined) {
    sizes = measure(iface);
    measured.set(iface, sizes);
  }
  return sizes;
}

function measure(iface: Interface): MessageSizes {
  const plain = sizerOf(iface);
  const rpc = sizerOf(iface, "rpc");
  return {
    message: iface.declaredMessageSize ?? largest(iface, plain, remoteCost(plain), padding(plain.build)),
    messageRpc: iface.declaredMessageSize ?? largest(iface, rpc, remoteCost(rpc), padding(rpc.build)),
    local32: largest(iface, plain, localCost(plain, 4), localPadding(plain.build)),
    local64: largest(iface, plain, localCost(plain, 8), localPadding(plain.build)),
    local32Rpc: largest(iface, rpc, localCost(rpc, 5), localPadding(rpc.build)),
    local64Rpc: largest(iface, rpc, localCost(rpc, 9), localPadding(rpc.build)),
  };
}

/** The size the declarations need, whatever `API_MSG_SIZE` says: TelAF's compiler refuses a smaller one. */
export function computedMessageSize(iface: Interface): number {
  const sizer = sizerOf(iface);
  return largest(iface, sizer, remoteCost(sizer), padding(sizer.build));
}

/** What one function takes of the message in the plain build, without the 8 bytes every message has: request, response, its event. */
export interface FunctionSizes {
  readonly request: number;
  readonly response: number;
  readonly event?: number;
}

export function functionSizes(iface: Interface, fn: ApiFunction): FunctionSizes {
  const sizer = sizerOf(iface);
  const cost = remoteCost(sizer);
  const handler = fn.parameters.find((each) => each.type.kind === "handler")?.type;
  return {
    request: requestSize(fn, cost),
    response: responseSize(fn, sizer, cost),
    ...(handler?.kind === "handler" && { event: sizer.type(handler) + handlerSize(handler, remoteCost(sizer)) }),
  };
}

/** What a parameter adds to the request and to the response. */
interface Cost {
  request(parameter: Parameter): number;
  response(parameter: Parameter): number;
}

function remoteCost(sizer: Sizer): Cost {
  return {
    request: (parameter) => {
      if (parameter.direction === "in") {
        return sizer.value(parameter);
      }
      switch (parameter.shape) {
        case "scalar":
          return 0;
        case "string":
          return sizer.length;
        case "array":
          // The compiler reserves a 16-bit number beside the capacity; nothing is ever put there.
          return sizer.build.telaf ? sizer.length : sizer.length + 2 + sizer.tag;
      }
    },
    response: (parameter) => (parameter.direction === "out" ? sizer.value(parameter) : 0),
  };
}

/** Between local services strings and byte arrays travel as a size and a pointer, whatever their direction. */
function localCost(sizer: Sizer, pointer: number): Cost {
  const remote = remoteCost(sizer);
  if (sizer.build.telaf) {
    const pair = sizer.length + pointer;
    return {
      request: (parameter) => (parameter.shape === "scalar" ? remote.request(parameter) : pair),
      response: (parameter) => (parameter.shape === "scalar" ? remote.response(parameter) : pair),
    };
  }
  const byPointer = (parameter: Parameter): boolean =>
    parameter.shape === "string" || (parameter.shape === "array" && isByte(parameter.type));
  return {
    request: (parameter) => (byPointer(parameter) ? 3 + 1 + sizer.length + 1 + pointer : remote.request(parameter)),
    response: (parameter) => {
      if (!byPointer(parameter)) {
        return remote.response(parameter);
      }
      return parameter.shape === "array" ? 3 + sizer.length : 3;
    },
  };
}

/** Message id and the mask of wanted outputs, and in the tagged build what frames them. */
function padding(build: Build): number {
  return 8 + (build.rpc ? (build.telaf ? 1 : 6) : 0);
}

function localPadding(build: Build): number {
  return 8 + (build.rpc ? (build.telaf ? 1 : 2) : 0);
}

function largest(iface: Interface, sizer: Sizer, cost: Cost, frame: number): number {
  let most = 1;
  for (const fn of iface.functions) {
    most = Math.max(most, requestSize(fn, cost), responseSize(fn, sizer, cost));
  }
  const remote = remoteCost(sizer);
  for (const type of iface.types.values()) {
    if (type.kind === "handler") {
      most = Math.max(most, handlerSize(type, remote));
    }
  }
  return frame + most;
}

function requestSize(fn: ApiFunction, cost: Cost): number {
  return fn.parameters.reduce((sum, each) => sum + cost.request(each), 0);
}

function responseSize(fn: ApiFunction, sizer: Sizer, cost: Cost): number {
  const result = fn.returnType === undefined ? 0 : sizer.type(fn.returnType);
  return fn.parameters.reduce((sum, each) => sum + cost.response(each), result);
}

/** A handler's parameters are all packed as inputs. The context before them is part of the frame. */
function handlerSize(type: HandlerType, cost: Cost): number {
  return type.parameters.reduce((sum, each) => sum + cost.request(each), 0);
}
