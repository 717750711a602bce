/**
 * One record in memory that recvmsg and sendmsg use directly: header, iovec, control data and payload lie in one Buffer that points
 * to itself, so a record is passed on with the bytes and the descriptors where the kernel put them.
 */

import { ControlHeader, Iovec, MessageHeader, Socket } from "./layout.ts";
import type { Libc } from "./libc.ts";
import type { Packet } from "./system.ts";

/** Room for the 253 descriptors (SCM_MAX_FD) that the kernel lets one record carry, so that none is lost on the way. */
const CONTROL_SIZE = ControlHeader.size + 253 * 4 + 4;
const IOVEC = MessageHeader.size;
const CONTROL = IOVEC + Iovec.size;
const PAYLOAD = CONTROL + CONTROL_SIZE;

export class LinuxPacket implements Packet {
  readonly payload: Buffer;
  descriptorCount = 0;
  truncated = false;
  readonly #libc: Libc;
  readonly #memory: Buffer;
  readonly #controlAddress: bigint;
  readonly #capacity: number;

  constructor(libc: Libc, capacity: number) {
    this.#libc = libc;
    this.#capacity = capacity;
    this.#memory = Buffer.allocUnsafeSlow(PAYLOAD + capacity);
    this.#memory.fill(0, 0, PAYLOAD);
    this.payload = this.#memory.subarray(PAYLOAD);
    const address = libc.addressOf(this.#memory);
    this.#controlAddress = address + BigInt(CONTROL);
    this.#memory.writeBigUInt64LE(address + BigInt(IOVEC), MessageHeader.iovec);
    this.#memory.writeBigUInt64LE(address + BigInt(PAYLOAD), IOVEC + Iovec.base);
  }

  receive(fd: number): number {
    this.#describe(this.#capacity, CONTROL_SIZE);
    const received = this.#libc.recvmsg(fd, this.#memory, Socket.MSG_DONTWAIT | Socket.MSG_CMSG_CLOEXEC);
    if (received < 0) {
      this.descriptorCount = 0;
      return received;
    }
    this.truncated = (this.#memory.readUInt32LE(MessageHeader.flags) & (Socket.MSG_TRUNC | Socket.MSG_CTRUNC)) !== 0;
    this.descriptorCount = this.#countDescriptors();
    return received;
  }

  /** `withoutData`: the record has no iovec at all, as the service directory sends it. */
  send(fd: number, length: number, withoutData = false): number {
    this.#describe(length, this.descriptorCount === 0 ? 0 : ControlHeader.size + this.descriptorCount * 4);
    if (withoutData) this.#memory.writeUInt32LE(0, MessageHeader.iovecCount);
    return this.#libc.sendmsg(fd, this.#memory, Socket.MSG_DONTWAIT | Socket.MSG_NOSIGNAL);
  }

  descriptor(index: number): number {
    return this.#memory.readInt32LE(CONTROL + ControlHeader.size + index * 4);
  }

  setDescriptors(descriptors: readonly number[]): void {
    const memory = this.#memory;
    memory.writeUInt32LE(ControlHeader.size + descriptors.length * 4, CONTROL + ControlHeader.length);
    memory.writeUInt32LE(0, CONTROL + ControlHeader.length + 4);
    memory.writeInt32LE(Socket.SOL_SOCKET, CONTROL + ControlHeader.level);
    memory.writeInt32LE(Socket.SCM_RIGHTS, CONTROL + ControlHeader.type);
    for (const [index, fd] of descriptors.entries()) memory.writeInt32LE(fd, CONTROL + ControlHeader.size + index * 4);
    this.descriptorCount = descriptors.length;
  }

  closeDescriptors(): void {
    for (let index = 0; index < this.descriptorCount; index++) this.#libc.close(this.descriptor(index));
    this.descriptorCount = 0;
  }

  #describe(length: number, controlLength: number): void {
    const memory = this.#memory;
    memory.writeUInt32LE(length, IOVEC + Iovec.length);
    memory.writeUInt32LE(1, MessageHeader.iovecCount);
    memory.writeBigUInt64LE(controlLength === 0 ? 0n : this.#controlAddress, MessageHeader.control);
    memory.writeUInt32LE(controlLength, MessageHeader.controlLength);
    memory.writeUInt32LE(0, MessageHeader.flags);
  }

  /** No socket here asks for credentials or time stamps, so the only control message there can be is SCM_RIGHTS. */
  #countDescriptors(): number {
    const memory = this.#memory;
    if (memory.readUInt32LE(MessageHeader.controlLength) < ControlHeader.size) return 0;
    if (memory.readInt32LE(CONTROL + ControlHeader.level) !== Socket.SOL_SOCKET) return 0;
    if (memory.readInt32LE(CONTROL + ControlHeader.type) !== Socket.SCM_RIGHTS) return 0;
    return (memory.readUInt32LE(CONTROL + ControlHeader.length) - ControlHeader.size) >> 2;
  }
}
