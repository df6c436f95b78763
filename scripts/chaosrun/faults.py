"""The faults: what is done to which server, for how long, and what buyers may see of it."""

import signal
import time
from dataclasses import dataclass

from localservers import process
from localservers.mongo_wire import MongoCommandError, MongoConnection

from .clock import rest


@dataclass
class Fault:
    name: str
    # Breaks something, waits, mends it; gets the place, and a list for what it has to say.
    act: object
    # Redis is away: the shop must be as fast as without it, and show no stale price afterwards.
    concerns_redis: bool = False
    # Connections to an instance end without an answer.
    ends_connections: bool = False


def _nothing(place, notes):
    rest(8)


def _kill_primary(place, notes):
    member = place.primary()
    member.kill()
    rest(8)
    member.start()


def _kill_secondary(place, notes):
    member = place.secondary()
    member.kill()
    rest(5)
    member.start()


def _election(place, notes):
    for _ in range(2):
        try:
            with MongoConnection(place.primary().port, timeout=15) as connection:
                connection.command(replSetStepDown=5, secondaryCatchUpPeriodSecs=2, force=True)
        except (OSError, MongoCommandError) as error:
            notes.append(f"stepdown: {error}")
        rest(5)


def _kill_instance(place, notes):
    for number in (0, 1, 0):
        instance = place.instances[number]
        instance.kill()
        rest(1)
        instance.start()
        instance.finish()
        rest(3)


def _freeze_primary(place, notes):
    member = place.primary()
    member.freeze()
    rest(20)
    member.thaw()


def _freeze_all(place, notes):
    for member in place.members:
        member.freeze()
    rest(20)
    for member in place.members:
        member.thaw()


def _all_down(place, notes):
    for member in place.members:
        member.kill()
    rest(30)
    for member in place.members:
        member.start()


def _kill_redis(place, notes):
    place.redis.kill()
    rest(6)
    place.redis.start()


def _empty_redis(place, notes):
    for _ in range(3):
        place.redis.kill()
        place.redis.start()
        rest(2)


def _freeze_redis(place, notes):
    place.redis.freeze()
    rest(8)
    place.redis.thaw()


def _full_redis(place, notes):
    place.redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction")
    place.redis.command("CONFIG", "SET", "maxmemory", "1")
    rest(8)
    place.redis.command("CONFIG", "SET", "maxmemory", "0")


def _fail_writes(place, notes, **data):
    """What the server answers when its disk is full, or its majority can't be reached, to the shop's writes."""
    commands = ["insert", "update", "findAndModify", "commitTransaction"]
    with MongoConnection(place.primary().port) as connection:
        connection.command(
            configureFailPoint="failCommand", mode="alwaysOn",
            data={"failCommands": commands, "appName": "bodega", **data},
        )  # fmt: skip
        rest(6)
        connection.command(configureFailPoint="failCommand", mode="off")


def _full_disk(place, notes):
    _fail_writes(place, notes, errorCode=14031)


def _unconfirmed(place, notes):
    _fail_writes(place, notes, writeConcernError={"code": 64, "errmsg": "waiting for replication timed out"})


def _broken_connections(place, notes):
    _fail_writes(place, notes, closeConnection=True)


def _terminate(place, notes):
    for number in (0, 1):
        instance = place.instances[number]
        place.terminated.append((number, time.monotonic()))
        code, seconds = instance.terminate()
        notes.append(f"instance {number}: exit code {code} after {seconds:.1f} s")
        if code != 0:
            notes.append("VIOLATION: SIGTERM must end with exit code 0 within the grace period")
            process.send(instance.pid, signal.SIGKILL)
        instance.start()
        instance.finish()
        rest(2)


ALL = [
    Fault("none", _nothing),
    Fault("primary-killed", _kill_primary),
    Fault("secondary-killed", _kill_secondary),
    Fault("election", _election),
    Fault("instance-killed", _kill_instance, ends_connections=True),
    Fault("primary-frozen", _freeze_primary),
    Fault("mongodb-frozen", _freeze_all),
    Fault("mongodb-down", _all_down),
    Fault("redis-killed", _kill_redis, concerns_redis=True),
    Fault("redis-emptied", _empty_redis, concerns_redis=True),
    Fault("redis-frozen", _freeze_redis, concerns_redis=True),
    Fault("redis-full", _full_redis, concerns_redis=True),
    Fault("disk-full", _full_disk),
    Fault("writes-unconfirmed", _unconfirmed),
    Fault("connections-broken", _broken_connections),
    Fault("sigterm", _terminate, ends_connections=True),
]
