"""Keep-alive connections on which nothing happens: what they cost in memory, and those on which something does."""

import resource
import socket
import time
from statistics import median

import wrk
from served import Served
from tables import table

CONNECTIONS = 10_000
ROUNDS = 3
SECONDS = 4
WARM_UP_SECONDS = 2
PATH = "/products"
REQUEST = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
TARGET_MIB = 150


def measure():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    p99 = {0: [], CONNECTIONS: []}
    resident = {}
    with Served("logging") as served:
        url = served.url("logging", PATH)
        wrk.run(url, WARM_UP_SECONDS)
        # What 10,000 have taken is not given back: without them, only the first figure counts.
        files, before = served.open_files, served.resident_mib
        for _ in range(ROUNDS):
            for count in p99:
                idle = [connected(served.ports["logging"]) for _ in range(count)]
                resident[count] = served.resident_mib if count else before
                p99[count].append(wrk.run(url, SECONDS).p99)
                check_open(idle)
                for connection in idle:
                    connection.close()
                while served.open_files > files + wrk.CONNECTIONS:
                    time.sleep(0.05)
    print("\n### Idle connections\n")
    rows = [[f"{count:,}", f"{resident[count]:.0f}", f"{median(p99[count]):.2f}"] for count in p99]
    print(table(["idle connections", "resident MiB", "p99 ms of the others"], rows))
    verdict = "met" if resident[CONNECTIONS] < TARGET_MIB else "missed"
    print(
        f"\nEach has had an answer to `GET {PATH}`, logged. The others are {wrk.CONNECTIONS} that ask for the same; medians "
        f"of {ROUNDS} runs of {SECONDS} s, in turns. Target: under {TARGET_MIB} MiB ({verdict}), and no effect on the others.",
        flush=True,
    )
    return 0


def connected(port):
    """A connection on which a request was answered."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(REQUEST)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)
    return connection


def check_open(connections):
    """The server has closed none of them."""
    for connection in connections:
        connection.setblocking(False)
        try:
            assert connection.recv(1) != b"", "an idle connection was closed"
        except BlockingIOError:
            pass
