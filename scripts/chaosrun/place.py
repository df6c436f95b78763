"""Everything that a run has: MongoDB, Redis, a mail server, instances of the shop and workers."""

import shutil
import time

from localservers import process
from localservers.mongo_wire import MongoCommandError, MongoConnection
from localservers.servers import StartError, find_binary
from localservers.settings import AIOSMTPD, ROOT

from .servers import SET_NAME, MailServer, Member, Redis
from .shop_processes import GRACE_SECONDS, Instance, Worker

# Shorter than MongoDB's ten seconds, so that many faults fit into ten minutes.
ELECTION_MILLISECONDS = 2000


class Place:
    """All servers of a run."""

    def __init__(self, workspace, name="place", instances=2, workers=2, build="debug", **settings):
        """
        name: of its folder: a run may have one place after the other.
        settings: of the shop, in the environment.
        """
        folder, log = workspace.folder / name, workspace.log_folder
        log.mkdir(parents=True, exist_ok=True)
        mongod, redis = find_binary("mongod"), find_binary("redis-server")
        if not mongod or not redis or not AIOSMTPD.exists():
            raise StartError("There is no mongod, redis-server or aiosmtpd: run make deps")
        self.members = [Member(folder / f"mongod-{n}", mongod, log / f"mongod-{n}.log", True) for n in range(3)]
        self.redis = Redis(folder / "redis", redis, log / "redis.log", True)
        self.mail_server = MailServer(folder / "mails", log / "mails.log")
        self.instances, self.workers = [], []
        # Which instances were asked to end, and when.
        self.terminated = []
        # The jobs that killed workers had, by the jobs' identifiers.
        self.orphans = {}
        self._binary = ROOT / ".build" / build / "bodega"
        self._folder, self._log, self._settings = folder, log, settings
        self._counts = instances, workers

    def start(self):
        servers = [*self.members, self.redis, self.mail_server]
        for server in servers:
            server.begin()
        for server in servers:
            server.finish()
        self._initiate()
        environment = {
            "PATH": "/usr/bin:/bin", "MONGODB_URI": self.uri, "REDIS_URL": self.redis.uri, "BCRYPT_COST": "4",
            "PRODUCT_RATE_LIMIT": "off", "API_RATE_LIMIT": "off", "AUTH_RATE_LIMIT": "off", "SEED_PRODUCTS": "false",
            "LOG_LEVEL": "warning", "ACCESS_TOKEN_EXPIRES_MIN": "600", "SHUTDOWN_GRACE_SECONDS": str(GRACE_SECONDS),
            "WORKER": "off", "RESERVATION_MINUTES": "0.2", "REQUIRE_SHIPPING_ADDRESS": "false",
            "SMTP_URL": self.mail_server.uri, **self._settings,
        }  # fmt: skip
        # A copy, so that a build meanwhile changes nothing.
        binary = shutil.copy2(self._binary, self._folder / "bodega")
        self.instances = [
            Instance(self._folder / f"bodega-{n}", str(binary), self._log / f"bodega-{n}.log", environment)
            for n in range(self._counts[0])
        ]
        self.workers = [
            Worker(self._folder / f"worker-{n}", str(binary), self._log / f"worker-{n}.log", environment)
            for n in range(self._counts[1])
        ]
        for server in self.processes:
            server.begin()
        for server in self.processes:
            server.finish()

    def stop(self):
        servers = [*self.processes, *self.members, self.redis, self.mail_server]
        for server in servers:
            server.begin_end()
        for server in servers:
            server.finish_end()

    @property
    def processes(self):
        return [*self.instances, *self.workers]

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
