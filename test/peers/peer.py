"""A server or client (or both) that does exactly what each line on its standard input says, and answers with one line of JSON.

Ends (sockets) and descriptors have names that the caller chooses. A failed call answers {"error": NAME}, as errno names it.
"""

import errno
import json
import os
import resource
import signal
import socket
import struct
import sys

import legato_ipc as ipc

ends = {}
fds = {}


def pattern(length):
    """Bytes that tell their place, so that a torn or shifted record is noticed."""
    return bytes(index * 31 % 251 for index in range(length))


def advertise(id, folder, name, protocol, size, bits=64):
    ends[id] = ipc.connect(folder, ipc.SERVER_SOCKET)
    ipc.send(ends[id], ipc.details(name, protocol, size, bits))


def accept(id, directory):
    """Takes the next session of a service."""
    session = ipc.accept_session(ends[directory])
    if session is None:
        return {"closed": True}
    ends[id] = session


def request(id, folder, name, protocol, size, wait=True, bits=64):
    ends[id] = ipc.connect(folder, ipc.CLIENT_SOCKET)
    ipc.send(ends[id], ipc.open_request(name, protocol, size, wait, bits))


def answer(id):
    """The directory's or the server's answer to a request."""
    data, _ = ipc.receive(ends[id])
    return {"code": struct.unpack("<i", data)[0]} if len(data) == 4 else {"closed": len(data) == 0}


def connect(id, folder, which):
    ends[id] = ipc.connect(folder, which)


def send(id, hex="", length=0, pass_fds=()):
    """Raw bytes, or `length` bytes of a pattern that tells its place."""
    data = bytes.fromhex(hex) if hex else pattern(length)
    return {"sent": ipc.send(ends[id], data, [fds[name] for name in pass_fds])}


def send_many(id, count, size):
    """As many numbered records as fit; never waits."""
    ends[id].setblocking(False)
    sent = 0
    try:
        for number in range(count):
            ipc.send(ends[id], struct.pack("<I", number).ljust(size, b"."))
            sent += 1
    except BlockingIOError:
        pass
    ends[id].setblocking(True)
    return {"sent": sent}


def receive(id, keep=""):
    """The next record; its descriptors are kept under keep0, keep1, ..."""
    data, received = ipc.receive(ends[id], 1 << 24)
    names = [f"{keep}{index}" for index in range(len(received))]
    fds.update(zip(names, received))
    result = {"length": len(data), "fds": names}
    result.update({"pattern": True} if len(data) > 4096 and data == pattern(len(data)) else {"hex": data.hex()})
    return result


def receive_many(id, count):
    """The first number in each of so many records."""
    return {"numbers": [struct.unpack_from("<I", ipc.receive(ends[id])[0])[0] for _ in range(count)]}


def receive_until_end(id):
    """Everything there is until the other side closes."""
    numbers = []
    while True:
        data, _ = ipc.receive(ends[id])
        if not data:
            return {"numbers": numbers}
        numbers.append(struct.unpack_from("<I", data)[0])


def call(id, message, hex, size, bits=64, transaction=1):
    """A synchronous call: sends the request, waits for the response of the same transaction."""
    ipc.send(ends[id], ipc.record(transaction, message, bytes.fromhex(hex), size, bits))
    while True:
        data, _ = ipc.receive(ends[id])
        if not data:
            return {"closed": True}
        answered, answered_message, payload = ipc.split(data, bits)
        if answered == transaction:
            return {"message": answered_message, "hex": payload.hex()}


def respond(id, hex="", size=0, bits=64):
    """Takes one request and answers it, over the same bytes as the real server does."""
    data, _ = ipc.receive(ends[id])
    transaction, message, payload = ipc.split(data, bits)
    body = bytes.fromhex(hex)
    ipc.send(ends[id], ipc.record(transaction, message, body + payload[len(body):], len(data) - bits // 8, bits))
    return {"transaction": transaction, "message": message, "payload": payload.hex()}


def buffer(id, bytes):
    ends[id].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, bytes)
    return {"bytes": ends[id].getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)}


def credentials(id):
    pid, uid, gid = struct.unpack("<iII", ends[id].getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    name = ends[id].getpeername()
    return {"pid": pid, "uid": uid, "gid": gid, "name": name.decode() if isinstance(name, bytes) else name}


def shutdown(id):
    ends[id].shutdown(socket.SHUT_WR)


def close(id):
    ends.pop(id).close()


def pipe(id):
    fds[f"{id}.read"], fds[f"{id}.write"] = os.pipe()


def write(fd, text):
    os.write(fds[fd], text.encode())


def read(fd):
    return {"text": os.read(fds[fd], 65536).decode()}


def close_fd(fd):
    os.close(fds.pop(fd))


def leave(code):
    os._exit(code)


def kill(number):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.kill(os.getpid(), number)


COMMANDS = {
    command.__name__: command
    for command in (
        advertise, accept, request, answer, connect, send, send_many, receive, receive_many, receive_until_end,
        call, respond, buffer, credentials, shutdown, close, pipe, write, read, close_fd, leave, kill,
    )
}


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            result = COMMANDS[command.pop("do")](**command)
        except OSError as error:
            result = {"error": errno.errorcode.get(error.errno, str(error))}
        print(json.dumps(result or {}), flush=True)


main()
