"""Legato's IPC on Linux in the standard library's terms: an independent second reading of the protocol.

Shares nothing with the runtime's TypeScript. Native byte order; a whole structure in one SOCK_SEQPACKET record.
"""

import array
import os
import socket
import struct

SERVER_SOCKET = "serviceDirectoryServer"
CLIENT_SOCKET = "serviceDirectoryClient"

LE_OK = 0
MAX_FDS = 253


def details(name, protocol, size, bits=64):
    """svcdir_InterfaceDetails_t: 264 bytes, 260 where size_t has 32 bits."""
    return struct.pack("<Q128s128s" if bits == 64 else "<I128s128s", size, protocol.encode(), name.encode())


def open_request(name, protocol, size, wait, bits=64, padding=b"\xa5"):
    """svcdir_OpenRequest_t: the details, a bool, and padding that nobody initialises; 272 or 264 bytes."""
    return details(name, protocol, size, bits) + bytes([1 if wait else 0]) + padding * (bits // 8 - 1)


def record(transaction, message, payload, size, bits=64):
    """One message: always of full size, whatever of it is used."""
    head = struct.pack("<QI" if bits == 64 else "<II", transaction, message)
    return (head + payload).ljust(bits // 8 + size, b"\0")


def split(data, bits=64):
    """Transaction, message id and payload of a record."""
    transaction, message = struct.unpack_from("<QI" if bits == 64 else "<II", data)
    return transaction, message, data[bits // 8 + 4:]


def connect(folder, which):
    end = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    end.connect(os.path.join(folder, which))
    return end


def send(end, data, fds=()):
    control = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    return end.sendmsg([data], control)


def receive(end, size=1 << 18, flags=0):
    """Data and descriptors of the next record; (b"", []) at the end."""
    data, control, _, _ = end.recvmsg(size, socket.CMSG_SPACE(4 * MAX_FDS), flags)
    fds = array.array("i")
    for level, kind, content in control:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
    return data, list(fds)


def accept_session(directory):
    """What a server does with what the directory sends: no data, one descriptor; answered with the welcome."""
    data, fds = receive(directory)
    if not data and not fds:
        return None
    if data or len(fds) != 1:
        raise ValueError(f"the directory sent {len(data)} bytes and {len(fds)} descriptors")
    session = socket.socket(fileno=fds[0])
    session.setblocking(True)
    try:
        session.send(struct.pack("<i", LE_OK))
    except BrokenPipeError:
        pass  # the client has died meanwhile; reading will tell
    return session
