"""Many processes, each with one session, that end it in a given way.

Usage: crowd.py FOLDER NAME PROTOCOL SIZE COUNT WAY... Every process prints {"way": ..., "pid": ...} once its session is open, then ends as
WAY says: `close` (and lives on), `exit0`, `exit3`, `segv`, `kill`, or `server`: the process is the server of its own client, and dies.
Those that live on leave when standard input ends. WAY with `!` behind is reaped by the kernel at once, without a wait().
"""

import json
import os
import resource
import signal
import struct
import sys

import legato_ipc as ipc

ENDS = {
    "exit0": lambda: os._exit(0),
    "exit3": lambda: os._exit(3),
    "segv": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
}


def open_session(folder, name, protocol, size):
    session = ipc.connect(folder, ipc.CLIENT_SOCKET)
    ipc.send(session, ipc.open_request(name, protocol, size, True))
    return session


def say(way):
    # One write of a short line: lines of many processes do not mix.
    os.write(1, (json.dumps({"way": way, "pid": os.getpid()}) + "\n").encode())


def client(way, folder, name, protocol, size):
    session = open_session(folder, name, protocol, size)
    data, _ = ipc.receive(session)
    if len(data) != 4 or struct.unpack("<i", data)[0] != 0:
        os._exit(9)
    ipc.send(session, ipc.record(1, 0, struct.pack("<II", 0, 0), size))
    say(way)
    if way == "close":
        session.close()
        sys.stdin.read()
        os._exit(0)
    ENDS[way]()


def server(own_name, folder, protocol, size):
    """Its client is a child that sees the end and leaves then."""
    directory = ipc.connect(folder, ipc.SERVER_SOCKET)
    ipc.send(directory, ipc.details(own_name, protocol, size))
    if os.fork() == 0:
        directory.close()
        session = open_session(folder, own_name, protocol, size)
        ipc.receive(session)
        say("server")
        ipc.receive(session)
        os._exit(0)
    session = ipc.accept_session(directory)
    # The welcome has gone out; the client's own end comes after this one's.
    os.kill(os.getpid(), signal.SIGKILL)
    session.close()  # not reached: without a name the session would be closed before


def main():
    folder, name, protocol, size, count, *ways = sys.argv[1:]
    size = int(size)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for way in ways:
        at_once = way.endswith("!")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN if at_once else signal.SIG_DFL)
        way = way.rstrip("!")
        children = []
        for number in range(int(count)):
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_IGN)
                if way == "server":
                    server(f"{name}{number}", folder, protocol, size)
                client(way, folder, name, protocol, size)
            children.append(child)
            # A few at a time, so that they are killed while others open.
            if not at_once and way != "close" and len(children) == 16:
                for child in children:
                    os.waitpid(child, 0)
                children = []
        for child in children if not at_once and way != "close" else []:
            os.waitpid(child, 0)
    sys.stdin.read()


main()
