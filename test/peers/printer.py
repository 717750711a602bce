"""The printer of examples/printer as a native program, server or client, for what has to work with any program that speaks Legato's IPC.

Usage: printer.py FOLDER PROTOCOL SIZE serve [INTERFACE]   hands out jobs and forgets whose they are: it has no close handler
       printer.py FOLDER PROTOCOL SIZE open [--exit=N] [--of=INTERFACE] NAME...   opens a job for each name and holds it until it is ended
       printer.py FOLDER PROTOCOL SIZE crowd SESSIONS RATE    opens so many sessions, and makes RATE calls a second over them until it is ended

All say on standard output what they do, a line each. The server knows Open (message 0), its string and its reference; every other request is answered with zeros.
"""

import os
import select
import signal
import struct
import sys
import time

import legato_ipc as ipc

OPEN = 0
SET_PAPER = 1


def say(text):
    try:
        os.write(1, f"{text}\n".encode())
    except BrokenPipeError:
        pass  # whoever read it has gone; the printer prints on


def serve(folder, protocol, size, interface="printer"):
    directory = ipc.connect(folder, ipc.SERVER_SOCKET)
    ipc.send(directory, ipc.details(interface, protocol, size))
    say(f"serves {interface}")
    poll = select.poll()
    poll.register(directory.fileno(), select.POLLIN)
    sessions = {}
    jobs = 0
    while True:
        for fd, _ in poll.poll():
            if fd == directory.fileno():
                session = ipc.accept_session(directory)
                if session is None:
                    say("the directory is gone")
                    return
                sessions[session.fileno()] = session
                poll.register(session.fileno(), select.POLLIN)
                continue
            session = sessions[fd]
            try:
                data, _ = ipc.receive(session)
            except ConnectionResetError:
                data = b""
            if not data:
                poll.unregister(fd)
                sessions.pop(fd).close()
                continue
            transaction, message, payload = ipc.split(data)
            answer = b""
            if message == OPEN:
                jobs += 1
                answer = struct.pack("<I", 2 * jobs + 1)
                length = struct.unpack_from("<I", payload)[0]
                say(f"opened {payload[4:4 + length].decode()}")
            try:
                ipc.send(session, ipc.record(transaction, message, answer, size))
            except ConnectionError:
                pass  # the client has died meanwhile; reading will tell


def open_session(folder, protocol, size, interface="printer"):
    session = ipc.connect(folder, ipc.CLIENT_SOCKET)
    ipc.send(session, ipc.open_request(interface, protocol, size, True))
    say(f"asks for {interface}")
    data, _ = ipc.receive(session)
    if data != struct.pack("<i", ipc.LE_OK):
        sys.exit(f"no session: {data!r}")
    return session


def crowd(folder, protocol, size, count, rate):
    sessions = [open_session(folder, protocol, size) for _ in range(count)]
    say(f"holds {count} sessions")
    number = 0
    while True:
        session = sessions[number * 37 % count]
        number += 1
        ipc.send(session, ipc.record(number, SET_PAPER, struct.pack("<II", 3, 0), size))
        ipc.receive(session)
        time.sleep(1 / rate)


def open_jobs(folder, protocol, size, interface, names, code):
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    session = open_session(folder, protocol, size, interface)
    for number, name in enumerate(names, 1):
        text = name.encode()
        ipc.send(session, ipc.record(number, OPEN, struct.pack("<I", len(text)) + text, size))
        data, _ = ipc.receive(session)
        if not data:
            sys.exit("the server closed the session")
        _, _, payload = ipc.split(data)
        say(f"holds {name} as {struct.unpack_from('<I', payload)[0]:#x}")
    if code is not None:
        sys.exit(code)
    signal.pause()


def main(folder, protocol, size, role, *words):
    if role == "serve":
        serve(folder, protocol, int(size), *words)
        return
    if role == "crowd":
        count, rate = (int(word) for word in words)
        crowd(folder, protocol, int(size), count, rate)
        return
    codes = [int(word.split("=")[1]) for word in words if word.startswith("--exit=")]
    names = [word for word in words if not word.startswith("--")]
    interfaces = [word.split("=")[1] for word in words if word.startswith("--of=")]
    open_jobs(folder, protocol, int(size), interfaces[0] if interfaces else "printer", names, codes[0] if codes else None)


main(*sys.argv[1:])
