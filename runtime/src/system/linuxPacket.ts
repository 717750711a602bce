/**
 * One record in memory that recvmsg and sendmsg use directly: header, iovec, control data and payload lie in one Buffer that points
 * to itself, so a record is passed on with the bytes and the descriptors where the kernel put them.
 */

import { ControlHeader, Iovec, MessageHeader, Socket } from "./layout.ts";
import type { Libc } from "./libc.ts";
import type { Packet } from "./system.ts";

/** Room for the 253 descriptors (SCM_MAX_FD) that the kernel lets one record carry, so that none is lost on the way. */
const CONTROL_SIZE = ControlHeader.size + 253 * 4 + 4;
/** A header and an iovec for each way: what stays the same from record to record is written once. */
const RECEIVE = 0;
const SEND = MessageHeader.size + Iovec.size;
const CONTROL = 2 * SEND;
const PAYLOAD = CONTROL + CONTROL_SIZE;

export class LinuxPacket implements Packet {
  readonly payload: Buffer;
  descriptorCount = 0;
  truncated = false;
  readonly #libc: Libc;
  /** Of each way, the memory from its header on. */
  readonly #receiveHeader: Buffer;
  readonly #sendHeader: Buffer;
  readonly #control: Buffer;
  readonly #controlAddress: bigint;
  /** Descriptors that the send header speaks of. */
  #announced = 0;

  constructor(libc: Libc, capacity: number) {
    this.#libc = libc;
    const memory = Buffer.allocUnsafeSlow(PAYLOAD + capacity);
    memory.fill(0, 0, PAYLOAD);
    const address = libc.addressOf(memory);
    this.#controlAddress = address + BigInt(CONTROL);
    for (const start of [RECEIVE, SEND]) {
      memory.writeBigUInt64LE(address + BigInt(start + MessageHeader.size), start + MessageHeader.iovec);
      memory.writeUInt32LE(1, start + MessageHeader.iovecCount);
      memory.writeBigUInt64LE(address + BigInt(PAYLOAD), start + MessageHeader.size + Iovec.base);
    }
    this.#receiveHeader = memory.subarray(RECEIVE);
    this.#receiveHeader.writeBigUInt64LE(this.#controlAddress, MessageHeader.control);
    this.#receiveHeader.writeUInt32LE(capacity, MessageHeader.size + Iovec.length);
    this.#sendHeader = memory.subarray(SEND);
    this.#control = memory.subarray(CONTROL, PAYLOAD);
    this.payload = memory.subarray(PAYLOAD);
  }

  receive(fd: number): number {
    const header = this.#receiveHeader;
    // The kernel writes back how much control data there was.
    header.writeUInt32LE(CONTROL_SIZE, MessageHeader.controlLength);
    const received = this.#libc.recvmsg(fd, header, Socket.MSG_DONTWAIT | Socket.MSG_CMSG_CLOEXEC);
    this.descriptorCount = received < 0 ? 0 : this.#countDescriptors();
    const flags = received < 0 ? 0 : header.readUInt32LE(MessageHeader.flags);
    this.truncated = (flags & (Socket.MSG_TRUNC | Socket.MSG_CTRUNC)) !== 0;
    return received;
  }

  send(fd: number, length: number): number {
    const header = this.#sendHeader;
    header.writeUInt32LE(length, MessageHeader.size + Iovec.length);
    if (this.descriptorCount !== this.#announced) this.#announceDescriptors();
    return this.#libc.sendmsg(fd, header, Socket.MSG_DONTWAIT | Socket.MSG_NOSIGNAL);
  }

  /** A record that has no iovec at all, as the service directory sends descriptors. */
  sendWithoutData(fd: number): number {
    this.#sendHeader.writeUInt32LE(0, MessageHeader.iovecCount);
    const sent = this.send(fd, 0);
    this.#sendHeader.writeUInt32LE(1, MessageHeader.iovecCount);
    return sent;
  }

  descriptor(index: number): number {
    return this.#control.readInt32LE(ControlHeader.size + index * 4);
  }

  setDescriptors(descriptors: readonly number[]): void {
    const control = this.#control;
    control.writeUInt32LE(ControlHeader.size + descriptors.length * 4, ControlHeader.length);
    control.writeUInt32LE(0, ControlHeader.length + 4);
    control.writeInt32LE(Socket.SOL_SOCKET, ControlHeader.level);
    control.writeInt32LE(Socket.SCM_RIGHTS, ControlHeader.type);
    for (const [index, fd] of descriptors.entries()) control.writeInt32LE(fd, ControlHeader.size + index * 4);
    this.descriptorCount = descriptors.length;
  }

  closeDescriptors(): void {
    for (let index = 0; index < this.descriptorCount; index++) this.#libc.close(this.descriptor(index));
    this.descriptorCount = 0;
  }

  #announceDescriptors(): void {
    const count = this.descriptorCount;
    this.#sendHeader.writeBigUInt64LE(count === 0 ? 0n : this.#controlAddress, MessageHeader.control);
    this.#sendHeader.writeUInt32LE(count === 0 ? 0 : ControlHeader.size + count * 4, MessageHeader.controlLength);
    this.#announced = count;
  }

  /** No socket here asks for credentials or time stamps, so the only control message there can be is SCM_RIGHTS. */
  #countDescriptors(): number {
    if (this.#receiveHeader.readUInt32LE(MessageHeader.controlLength) < ControlHeader.size) return 0;
    const control = this.#control;
    if (control.readInt32LE(ControlHeader.level) !== Socket.SOL_SOCKET) return 0;
    if (control.readInt32LE(ControlHeader.type) !== Socket.SCM_RIGHTS) return 0;
    return (control.readUInt32LE(ControlHeader.length) - ControlHeader.size) >> 2;
  }
}
