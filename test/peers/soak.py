"""Load on a service (service.py) from many clients, while others are killed at random and vandals send rubbish.

Usage: soak.py FOLDER NAME PROTOCOL SIZE CLIENTS SESSIONS CALLS VICTIMS VANDALS SEED. CLIENTS processes with SESSIONS sessions each make
CALLS calls per process, spread over their sessions, and check every response and event; VICTIMS processes call until they are killed;
VANDALS processes send garbage to both sockets and, over a session of their own, to the service. Prints one line of JSON with
what was done and what was wrong.
"""

import json
import os
import random
import select
import signal
import struct
import sys
import time

import legato_ipc as ipc


def open_session(folder, name, protocol, size):
    session = ipc.connect(folder, ipc.CLIENT_SOCKET)
    ipc.send(session, ipc.open_request(name, protocol, size, True))
    data, _ = ipc.receive(session)
    if data != b"\0\0\0\0":
        raise RuntimeError(f"not opened: {data!r}")
    return session


def call(session, number, size, events):
    """One call; the events that it asks for come in order before its response."""
    request = ipc.record(2 * number + 1, 9 if events else 1, struct.pack("<II", number, events) + os.urandom(8), size)
    ipc.send(session, request)
    seen = 0
    while True:
        data, _ = ipc.receive(session)
        if not data:
            raise RuntimeError("the session was closed")
        transaction, _, payload = ipc.split(data)
        if transaction == 0:
            if struct.unpack_from("<I", payload)[0] != seen:
                raise RuntimeError("an event was lost or came in another order")
            seen += 1
        elif data == request and seen == events:
            return
        else:
            raise RuntimeError("a response is not that of its request")


def client(options, chance):
    folder, name, protocol, size, sessions, calls = options
    opened = [open_session(folder, name, protocol, size) for _ in range(sessions)]
    for number in range(calls // sessions):
        for session in opened:
            call(session, number, size, chance.choice((0, 0, 0, 0, 0, 0, 0, 3)))
    for session in opened:
        session.close()


def victim(options, opened):
    folder, name, protocol, size, _, _ = options
    session = open_session(folder, name, protocol, size)
    os.write(opened, b".")
    number = 0
    while True:
        call(session, number, size, 0)
        number += 1


def vandal(options, chance):
    folder, name, protocol, size, _, _ = options
    for _ in range(200):
        which = chance.choice((ipc.SERVER_SOCKET, ipc.CLIENT_SOCKET, name))
        try:
            end = open_session(folder, name, protocol, size) if which == name else ipc.connect(folder, which)
            for _ in range(chance.randrange(1, 4)):
                length = chance.choice((1, 3, 4, 11, 12, 263, 264, 272, 8 + size - 1, 8 + size + 1, 60000, 200000))
                ipc.send(end, chance.randbytes(length), [0] if chance.random() < 0.2 else [])
            end.close()
        except (BrokenPipeError, ConnectionResetError):
            pass  # thrown out, as it deserves


def start(role, options, extra):
    child = os.fork()
    if child == 0:
        try:
            role(options, extra)
            os._exit(0)
        except Exception as error:  # whatever it is, the parent reports it
            os.write(2, f"{role.__name__}: {error!r}\n".encode())
            os._exit(1)
    return child


def main():
    folder, name, protocol, *numbers = sys.argv[1:]
    size, clients, sessions, calls, victims, vandals, seed = map(int, numbers)
    chance = random.Random(seed)
    options = (folder, name, protocol, size, sessions, calls)
    working = {start(client, options, random.Random(seed + number)) for number in range(clients)}
    working |= {start(vandal, options, random.Random(-seed - number)) for number in range(vandals)}
    failed = 0
    for _ in range(victims):
        is_open, opened = os.pipe()
        child = start(victim, options, opened)
        os.read(is_open, 1)
        os.close(is_open)
        os.close(opened)
        time.sleep(chance.random() * 0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    for child in working:
        failed += os.waitpid(child, 0)[1] != 0
    print(json.dumps({"failed": failed}), flush=True)


main()
