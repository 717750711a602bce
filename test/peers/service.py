"""A service that answers every request with the same payload, and checks that each session's requests come whole and in order.

Usage: service.py FOLDER NAME PROTOCOL SIZE. Prints one line of JSON when it is advertised and one for everything that is wrong;
when its standard input ends it prints what it counted and leaves.

A request's payload begins with a number that grows by one; message 9 asks for as many events (transaction 0) as the next number says.
A record that is no such request is answered by closing the session.
"""

import json
import os
import select
import socket
import struct
import sys

import legato_ipc as ipc


class Service:
    def __init__(self, folder, name, protocol, size):
        self.size = size
        self.directory = ipc.connect(folder, ipc.SERVER_SOCKET)
        ipc.send(self.directory, ipc.details(name, protocol, size))
        self.poll = select.epoll()
        self.poll.register(self.directory.fileno(), select.EPOLLIN)
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN)
        self.sessions = {}
        self.expected = {}
        self.count = {"sessions": 0, "requests": 0, "events": 0, "closed": 0, "offended": 0}

    def run(self):
        while True:
            for fd, _ in self.poll.poll():
                if fd == sys.stdin.fileno():
                    return
                if fd == self.directory.fileno():
                    self.enter()
                elif fd in self.sessions:
                    self.hear(fd)

    def enter(self):
        session = ipc.accept_session(self.directory)
        if session is None:
            print(json.dumps({"wrong": "the directory closed"}), flush=True)
            sys.exit(1)
        self.sessions[session.fileno()] = session
        self.expected[session.fileno()] = 0
        self.poll.register(session.fileno(), select.EPOLLIN)
        self.count["sessions"] += 1

    def hear(self, fd):
        session = self.sessions[fd]
        try:
            data, fds = ipc.receive(session, flags=socket.MSG_DONTWAIT)
            for passed in fds:
                os.close(passed)
            if not data:
                self.leave(fd, "closed")
            elif len(data) != 8 + self.size or fds:
                self.leave(fd, "offended")
            else:
                self.serve(fd, session, data)
        except BlockingIOError:
            pass  # what was ready belonged to a session with the same number that is gone
        except (BrokenPipeError, ConnectionResetError):
            self.leave(fd, "closed")

    def serve(self, fd, session, data):
        number, events = struct.unpack_from("<II", data, 12)
        if number != self.expected[fd]:
            print(json.dumps({"wrong": f"request {number} came in place of {self.expected[fd]}"}), flush=True)
        self.expected[fd] = number + 1
        self.count["requests"] += 1
        _, message, _ = ipc.split(data)
        for event in range(events if message == 9 else 0):
            ipc.send(session, ipc.record(0, message, struct.pack("<I", event), self.size))
            self.count["events"] += 1
        ipc.send(session, data)

    def leave(self, fd, how):
        self.poll.unregister(fd)
        self.sessions.pop(fd).close()
        del self.expected[fd]
        self.count[how] += 1


def main():
    folder, name, protocol, size = sys.argv[1:]
    service = Service(folder, name, protocol, int(size))
    print(json.dumps({"advertised": name}), flush=True)
    service.run()
    print(json.dumps(service.count), flush=True)


main()
