"""The two servers: how each is started, found again after a killed run, and stopped."""

import errno
import random
import shutil
import signal
import socket
import subprocess
import time

from . import process
from .mongo_wire import MongoCommandError, MongoConnection
from .process import say
from .settings import LOCAL, ROOT

MAX_LOG_BYTES = 10_000_000
# Long, because a data folder may need recovery, and a moved set looks for its old address first.
PREPARE_SECONDS = 60


class StartError(Exception):
    """A sentence for the user: what failed and what to do."""


class Server:
    """A server in a folder of its own. Its port is kept in the folder, so that its address survives a restart."""

    name = ""
    program = ""
    patience = 15

    def __init__(self, folder, binary, log, throwaway):
        self.folder = folder.resolve()
        self.binary = binary
        self.log = log
        self.throwaway = throwaway
        self.pid = None
        self.port = None
        self._log_start = 0

    def begin(self):
        """Finds the server that another run uses or a killed run left behind, or starts one; does not wait for it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self._stored_port()
        running = process.servers_in(self.folder, [self.program])
        if running and self.port and self._answers(patience=3):
            say(f"{self.name}: already running as process {running[0]}, using it.")
            self.pid = running[0]
            return
        for pid in running:
            say(f"{self.name}: stopping process {pid}, left over from an earlier run.")
            process.stop(pid, patience=self.patience)
        self._launch()

    def finish(self):
        """Waits until the server takes requests. Another program may have taken the port meanwhile: then another."""
        for _ in range(5):
            answers = self._answers(patience=PREPARE_SECONDS)
            if answers:
                self.prepare()
            is_running = self.is_running()
            if answers and is_running:
                return
            if is_running or not is_taken(self.port):
                break
            self._launch()
        raise StartError(f"{self.name} did not start. What it wrote to {self.shown_log}:\n{self._end_of_log()}")

    def prepare(self):
        """What the server needs once it answers."""

    def is_running(self):
        if self.pid is None:
            return False
        process.reap(self.pid)
        return process.is_alive(self.pid)

    def begin_end(self):
        if self.pid is not None:
            # Nobody will read the data of a throw-away server again.
            process.send(self.pid, signal.SIGKILL if self.throwaway else signal.SIGTERM)

    def finish_end(self):
        if self.pid is not None:
            process.kill_unless_gone(self.pid, self.patience)

    def _launch(self):
        stored = self.port
        self.port = free_port() if stored is None or is_taken(stored) else stored
        if stored and stored != self.port:
            say(f"{self.name}: port {stored} is taken, using {self.port}.")
        (self.folder / "port").write_text(str(self.port))
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with open(self.log, "ab") as log:
            self._log_start = log.tell()
            self.pid = process.spawn(
                self.arguments(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                when_we_die=signal.SIGKILL if self.throwaway else None,
                # MongoDB ends itself when it can open no more, and a run of the tests makes it open ten thousand.
                opens_many=True,
            ).pid  # fmt: skip

    def _answers(self, patience):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.pid is not None and not self.is_running():
                return False
            try:
                self.ping()
                return True
            except (OSError, MongoCommandError):
                process.pause(0.02)
        return False

    def _stored_port(self):
        try:
            return int((self.folder / "port").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _end_of_log(self):
        lines = self.log.read_bytes()[self._log_start :].decode(errors="replace").splitlines()
        serious = [line for line in lines if '"s":"E"' in line or '"s":"F"' in line]
        return "\n".join((serious or lines)[-5:])

    @property
    def shown_log(self):
        return self.log.relative_to(ROOT)


class MongoServer(Server):
    """A replica set of one node, because transactions need a replica set."""

    name = "MongoDB"
    program = "mongod"
    set_name = "rs0"

    @property
    def uri(self):
        return f"mongodb://127.0.0.1:{self.port}/ecommerce?replicaSet={self.set_name}"

    def arguments(self):
        common = [
            self.binary, "--dbpath", str(self.folder), "--port", str(self.port), "--bind_ip", "127.0.0.1",
            "--replSet", self.set_name, "--nounixsocket", "--quiet", "--wiredTigerCacheSizeGB", "1" if self.throwaway else "0.5",
            "--oplogSize", "256", "--setParameter", "diagnosticDataCollectionEnabled=false",
            # The locks of a shop that was killed; its own transactions are given up sooner.
            "--setParameter", "transactionLifetimeLimitSeconds=10",
        ]  # fmt: skip
        if self.throwaway:
            return common + [
                # Fail points let tests provoke the errors that a driver must survive.
                "--setParameter", "enableTestCommands=1",
                # The files of dropped databases stay open until a checkpoint finds that nobody may read them any more. By
                # default that is minutes later, and a run of the tests would make it open more than a process may; and the
                # more are open, the longer the server looks for some to close.
                "--setParameter", "minSnapshotHistoryWindowInSeconds=5", "--syncdelay", "10",
            ]  # fmt: skip
        # Without this a stopping primary waits up to 15 s for a secondary to take over: there is none.
        return common + ["--setParameter", "shutdownTimeoutMillisForSignaledShutdown=0"]

    def ping(self):
        with MongoConnection(self.port) as connection:
            connection.command(ping=1)

    def prepare(self):
        deadline = time.monotonic() + PREPARE_SECONDS
        while True:
            try:
                if self._is_primary():
                    return
                problem = "it is no primary yet"
            except (OSError, MongoCommandError) as error:
                problem = str(error)
            if time.monotonic() > deadline or not self.is_running():
                raise StartError(f"MongoDB's replica set did not start: {problem}. See {self.shown_log}")
            process.pause(0.02)

    def _is_primary(self):
        """Brings the replica set one step nearer to taking writes; true once it does."""
        member = {"_id": 0, "host": f"127.0.0.1:{self.port}"}
        with MongoConnection(self.port) as connection:
            # From its collection, because a server that is still loading its configuration says it had none.
            stored = connection.command("local", find="system.replset")["cursor"]["firstBatch"]
            if not stored:
                config = {"_id": self.set_name, "version": 1, "members": [member]}
                # A throw-away set need not wait for the disk before it calls a write durable.
                config["writeConcernMajorityJournalDefault"] = not self.throwaway
                connection.command(replSetInitiate=config)
            elif [host["host"] for host in stored[0]["members"]] != [member["host"]]:
                # The port changed, so the node does not find itself in the set's configuration any more. Only a
                # forced reconfiguration is possible then; with a single member it cannot lose anything.
                config = {"_id": self.set_name, "version": stored[0]["version"] + 1, "members": [member]}
                connection.command(replSetReconfig=config, force=True)
            return connection.command(hello=1).get("isWritablePrimary", False)


class RedisServer(Server):
    name = "Redis"
    program = "redis-server"
    patience = 5

    @property
    def uri(self):
        return f"redis://127.0.0.1:{self.port}"

    def arguments(self):
        durability = ["--appendonly", "no", "--save", ""] if self.throwaway else ["--appendonly", "yes"]
        return [
            self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
            "--loglevel", "warning", *durability,
        ]  # fmt: skip

    def ping(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            if connection.recv(16) != b"+PONG\r\n":
                raise ConnectionError("Redis is loading its data")


def free_port():
    """Below the range from which the system takes the ports of outgoing connections, so that it stays free."""
    while True:
        port = random.randrange(21000, 32000)
        if not is_taken(port):
            return port


def is_taken(port, host="127.0.0.1"):
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        return False  # who listens there says better what is wrong with it
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def find_binary(program):
    """On PATH, else as fetched into `.local/`; None if neither."""
    fetched = LOCAL / "mongodb" / "bin" / program
    return shutil.which(program) or (str(fetched) if fetched.exists() else None)
