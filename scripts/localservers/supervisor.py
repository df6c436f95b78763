"""Runs a command with MongoDB and Redis beside it, and leaves nothing running behind."""

import os
import shutil
import signal
import time

from . import process
from .process import Stopped, say
from .servers import MongoServer, RedisServer, StartError, find_binary, is_taken
from .settings import AIOSMTPD, LOCALSTRIPE, MOTO, OPENPYXL, PYOTP, ROOT, http_address, is_without_redis, setting
from .workspace import exclusively

# The server itself gives its requests SHUTDOWN_GRACE_SECONDS; this is for one that does not come to an end.
EXTRA_GRACE_SECONDS = 10


def supervise(command, workspace, *, needs_redis=False, is_configurable=True):
    """The command's exit code; 128 + n when signal n ended it.

    With `needs_redis`, an empty REDIS_URL does not stand for none. Unless it is configurable, both servers are started
    whatever is set.
    """
    process.block_signals()
    process.stop_when_make_dies()
    if shutil.which(command[0]) is None:
        say(f"{command[0]}: no such program.")
        return 127
    servers = []
    try:
        with exclusively():
            workspace.enter()
            environment = start_servers(workspace, servers, needs_redis, is_configurable)
        return run(command, environment, servers)
    except Stopped as stopped:
        return 128 + stopped.signal_number
    except StartError as error:
        say(str(error))
        return 1
    finally:
        workspace.leave(lambda: stop_servers(servers))


def start_servers(workspace, servers, needs_redis=False, is_configurable=True):
    """Starts what is not configured, both at once, and returns the environment that the command gets."""
    environment = {**os.environ, process.MARK: str(os.getpid())}
    for variable, binary_variable, server_type, folder in (
        ("MONGODB_URI", "BODEGA_MONGOD", MongoServer, workspace.mongo_folder),
        ("REDIS_URL", "BODEGA_REDIS_SERVER", RedisServer, workspace.redis_folder),
    ):
        binary = find_binary(server_type.program)
        if binary:
            environment[binary_variable] = binary
        if is_configurable and (set_already := _configured(variable, needs_redis)):
            environment.update(set_already)
            say(f"{server_type.name}: {'using' if any(set_already.values()) else 'none, by'} {variable} as set.")
        elif binary:
            workspace.log_folder.mkdir(parents=True, exist_ok=True)
            log = workspace.log_folder / f"{server_type.program}.log"
            servers.append(server_type(folder, binary, log, workspace.throwaway))
        else:
            raise StartError(f"There is no {server_type.program}: run make deps, or set {variable}.")
    if workspace.scratch:
        environment["BODEGA_SCRATCH"] = str(workspace.scratch)
        # Tests start mail servers of their own: each shall refuse, or trust, in another way.
        environment["BODEGA_AIOSMTPD"] = str(AIOSMTPD)
        environment["BODEGA_PYOTP"] = str(PYOTP)
        environment["BODEGA_OPENPYXL"] = str(OPENPYXL)
        environment["BODEGA_MOTO"] = str(MOTO)
        environment["BODEGA_LOCALSTRIPE"] = str(LOCALSTRIPE)

    for server in servers:
        server.begin()
    for server in servers:
        server.finish()
        environment["MONGODB_URI" if isinstance(server, MongoServer) else "REDIS_URL"] = server.uri
        say(f"{server.name}: {server.uri}")
    return environment


def _configured(variable, needs_redis):
    """The variable that tells where the server is, with its value; nothing if there is none to be used."""
    file = f"{variable}_FILE"
    if value := setting(file):
        return {file: value}
    if variable == "REDIS_URL" and is_without_redis():
        return {} if needs_redis else {variable: ""}
    value = setting(variable)
    return {variable: value} if value else {}


def run(command, environment, servers):
    child = process.spawn(command, env=environment, when_we_die=signal.SIGTERM)
    deadline, down = None, set()
    try:
        while child.poll() is None:
            received = process.wait_for_signal(1)
            if received in process.STOP_SIGNALS and deadline is None:
                deadline = time.monotonic() + grace_seconds()
                process.send(child.pid, received, group=True)
            elif received in process.STOP_SIGNALS or (deadline and time.monotonic() > deadline):
                process.send(child.pid, signal.SIGKILL, group=True)
            for server in servers:
                if server not in down and not server.is_running():
                    down.add(server)
                    say(f"{server.name} stopped unexpectedly: see {server.shown_log}")
    finally:
        process.send(child.pid, signal.SIGKILL, group=True)
        for pid in process.marked_with(os.getpid()):  # what the command left in other sessions
            process.send(pid, signal.SIGKILL)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def stop_servers(servers):
    for server in servers:
        server.begin_end()
    for server in servers:
        server.finish_end()


def grace_seconds():
    try:
        return float(setting("SHUTDOWN_GRACE_SECONDS", "10")) + EXTRA_GRACE_SECONDS
    except ValueError:
        return EXTRA_GRACE_SECONDS


def check_http_port():
    """Before a long build: is the address free on which the server will listen?"""
    host, port = setting("HOST", "127.0.0.1"), setting("PORT", "8000")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return 0  # the server says better what is wrong with it
    for pid in process.servers_in(ROOT, ["bodega"]):
        supervisor = process.mark_of(pid)
        if supervisor and not process.is_alive(supervisor):
            say(f"Stopping bodega process {pid}, left over from a killed run.")
            process.stop(pid, patience=grace_seconds())
    if not is_taken(int(port), host):
        return 0
    address = http_address(host, port)
    say(f"{address} is taken by another program. Choose another port: PORT={int(port) + 1} make run")
    return 1
