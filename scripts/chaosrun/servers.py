"""The servers that the shop needs: members of a replica set, a Redis, a mail server. Each can be killed and started."""

import json
import signal
import socket
import sys

from localservers import process
from localservers.mongo_wire import MongoCommandError, MongoConnection
from localservers.servers import MongoServer, RedisServer, Server, is_taken
from localservers.settings import AIOSMTPD, ROOT

from .clock import wait_until

SET_NAME = "rs0"
# So long that a killed worker leaves mails half sent behind.
MAIL_SECONDS = 0.3


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


class MailServer(Breakable):
    """Takes its time for each mail, and keeps it in a file."""

    name = "The mail server"
    program = "python3"

    def __init__(self, folder, log):
        super().__init__(folder, sys.executable, log, throwaway=True)
        self._mails = {}

    @property
    def uri(self):
        return f"smtp://127.0.0.1:{self.port}?starttls=off"

    def arguments(self):
        return [
            "/usr/bin/env", f"PYTHONPATH={AIOSMTPD}", self.binary, "-B", str(ROOT / "scripts" / "smtpserver"),
            "--port", str(self.port), "--folder", str(self.folder), "--pause", str(MAIL_SECONDS),
        ]  # fmt: skip

    def ping(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            if not connection.recv(16).startswith(b"220"):
                raise ConnectionError("The mail server does not greet")

    def mails(self):
        """The recipient and the Message-ID of each mail that came, the first first."""
        for file in sorted(self.folder.glob("*.json"), key=lambda file: int(file.stem)):
            if file not in self._mails:
                mail = json.loads(file.read_text())
                self._mails[file] = (mail["recipients"][0], dict(mail["headers"]).get("Message-ID", ""))
        return list(self._mails.values())
