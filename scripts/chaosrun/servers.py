"""The servers of a run: three MongoDB members, a Redis, two instances of the shop. Each can be killed and started."""

import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from localservers import process
from localservers.mongo_wire import MongoCommandError, MongoConnection
from localservers.servers import MongoServer, RedisServer, Server, StartError, find_binary, free_port, is_taken
from localservers.settings import ROOT

from .clock import wait_until

SET_NAME = "rs0"
# Shorter than MongoDB's ten seconds, so that many faults fit into ten minutes.
ELECTION_MILLISECONDS = 2000
GRACE_SECONDS = 10


class Breakable(Server):
    """A server that is broken in several ways and mended."""

    def start(self):
        # The shop knows no other port.
        wait_until(lambda: not is_taken(self.port), 10)
        self._launch()

    def kill(self):
        process.send(self.pid, signal.SIGKILL)
        process.wait_until_gone(self.pid, 10)

    def freeze(self):
        process.send(self.pid, signal.SIGSTOP)

    def thaw(self):
        process.send(self.pid, signal.SIGCONT)


class Member(Breakable, MongoServer):
    def arguments(self):
        return [
            self.binary, "--dbpath", str(self.folder), "--port", str(self.port), "--bind_ip", "127.0.0.1",
            "--replSet", SET_NAME, "--nounixsocket", "--quiet", "--wiredTigerCacheSizeGB", "0.25",
            "--oplogSize", "128", "--setParameter", "diagnosticDataCollectionEnabled=false",
            "--setParameter", "enableTestCommands=1", "--setParameter", "transactionLifetimeLimitSeconds=10",
        ]  # fmt: skip

    def prepare(self):
        pass

    def is_primary(self):
        try:
            with MongoConnection(self.port, timeout=1) as connection:
                return connection.command(hello=1).get("isWritablePrimary", False)
        except (OSError, MongoCommandError):
            return False


class Redis(Breakable, RedisServer):
    def command(self, *words):
        parts = [f"*{len(words)}\r\n".encode()] + [f"${len(w)}\r\n{w}\r\n".encode() for w in words]
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(b"".join(parts))
            reply = connection.recv(65536).decode()
        if reply.startswith("-"):
            raise OSError(reply.strip())
        return reply


class Instance(Breakable):
    """The shop. Its folder is where it works, so that it finds no settings but those given here."""

    name = "Bodega"
    program = "bodega"

    def __init__(self, folder, binary, log, environment):
        super().__init__(folder, binary, log, throwaway=True)
        self.environment = environment
        self.child = None
        self._first_state = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def _launch(self):
        self.port = self.port or free_port()
        with open(self.log, "ab") as log:
            self.child = process.spawn(
                [self.binary, "serve"], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**self.environment, "PORT": str(self.port)}, when_we_die=signal.SIGKILL,
            )  # fmt: skip
        self.pid = self.child.pid

    def ping(self):
        try:
            urllib.request.urlopen(self.address + "/health", timeout=2).close()
        except urllib.error.HTTPError as error:
            raise OSError(str(error)) from error

    def kill(self):
        process.send(self.pid, signal.SIGKILL)
        self.child.wait()

    def terminate(self):
        """Asks the instance to end. Returns its exit code and the seconds that it took."""
        started = time.monotonic()
        process.send(self.pid, signal.SIGTERM)
        while self.child.poll() is None and time.monotonic() < started + 3 * GRACE_SECONDS:
            process.pause(0.02)
        return self.child.poll(), time.monotonic() - started

    def first_state(self):
        """What `state` was when this was asked for the first time."""
        self._first_state = self._first_state or self.state()
        return self._first_state

    def state(self):
        """Resident memory in MiB, and threads; None while it is down."""
        try:
            with open(f"/proc/{self.pid}/status") as file:
                fields = dict(line.split(":", 1) for line in file if ":" in line)
            return int(fields["VmRSS"].split()[0]) // 1024, int(fields["Threads"])
        except (OSError, KeyError):
            return None


class Place:
    """All servers of a run."""

    def __init__(self, workspace, bug=None):
        # A folder of its own: a run may have one place after the other.
        folder, log = workspace.folder / (bug or "place"), workspace.log_folder
        log.mkdir(parents=True, exist_ok=True)
        mongod, redis = find_binary("mongod"), find_binary("redis-server")
        if not mongod or not redis:
            raise StartError("There is no mongod or redis-server: run make deps")
        self.members = [Member(folder / f"mongod-{n}", mongod, log / f"mongod-{n}.log", True) for n in range(3)]
        self.redis = Redis(folder / "redis", redis, log / "redis.log", True)
        self.instances = []
        # Which instances were asked to end, and when.
        self.terminated = []
        self._folder, self._log, self._bug = folder, log, bug

    def start(self):
        for server in [*self.members, self.redis]:
            server.begin()
        for server in [*self.members, self.redis]:
            server.finish()
        self._initiate()
        environment = {
            "PATH": "/usr/bin:/bin", "MONGODB_URI": self.uri, "REDIS_URL": self.redis.uri, "BCRYPT_COST": "4",
            "PRODUCT_RATE_LIMIT": "off", "API_RATE_LIMIT": "off", "AUTH_RATE_LIMIT": "off",
            "SEED_PRODUCTS": "false", "LOG_LEVEL": "warning",
            "ACCESS_TOKEN_EXPIRES_MIN": "600", "SHUTDOWN_GRACE_SECONDS": str(GRACE_SECONDS),
        }  # fmt: skip
        if self._bug:
            environment["BODEGA_BUG"] = self._bug
        # A copy, so that a build meanwhile changes nothing.
        binary = shutil.copy2(ROOT / ".build" / "debug" / "bodega", self._folder / "bodega")
        self.instances = [
            Instance(self._folder / f"bodega-{n}", str(binary), self._log / f"bodega-{n}.log", environment)
            for n in range(2)
        ]
        for instance in self.instances:
            instance.begin()
        for instance in self.instances:
            instance.finish()

    def stop(self):
        for server in [*self.instances, *self.members, self.redis]:
            server.begin_end()
        for server in [*self.instances, *self.members, self.redis]:
            server.finish_end()

    @property
    def uri(self):
        hosts = ",".join(f"127.0.0.1:{member.port}" for member in self.members)
        return f"mongodb://{hosts}/chaos?replicaSet={SET_NAME}"

    def primary(self, patience=60):
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for member in self.members:
                if member.is_running() and member.is_primary():
                    return member
            process.pause(0.1)
        raise StartError("The replica set has no primary")

    def secondary(self):
        primary = self.primary()
        return next(member for member in self.members if member is not primary)

    def command(self, database="chaos", /, **document):
        """A command on the primary, which may change at the moment."""
        for attempt in range(20):
            try:
                with MongoConnection(self.primary().port, timeout=60) as connection:
                    return connection.command(database, **document)
            except (OSError, MongoCommandError):
                if attempt == 19:
                    raise
                process.pause(0.5)

    def _initiate(self):
        members = [{"_id": n, "host": f"127.0.0.1:{member.port}"} for n, member in enumerate(self.members)]
        settings = {"electionTimeoutMillis": ELECTION_MILLISECONDS, "heartbeatIntervalMillis": 500}
        with MongoConnection(self.members[0].port) as connection:
            connection.command(
                replSetInitiate={"_id": SET_NAME, "version": 1, "members": members, "settings": settings}
            )
        self.primary()
