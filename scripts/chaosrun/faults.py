"""The faults: what is done to which server, for how long, and what buyers may see of it."""

import time
from dataclasses import dataclass

from localservers.mongo_wire import MongoCommandError, MongoConnection

from .clock import rest, wait_until
from .jobs import held_by, in_state
from .shop_processes import GRACE_SECONDS


@dataclass
class Fault:
    name: str
    # Breaks something, waits, mends it; gets the place, and a list for what it has to say.
    act: object
    # Redis is away: the shop must be as fast as with it, and miss no change of a price.
    concerns_redis: bool = False
    # Connections to an instance end without an answer.
    ends_connections: bool = False
    # What must be seen meanwhile, or the fault was none: a status, `no answer`, or what `/ready` says.
    shows: tuple = ()
    # MongoDB does not answer: further visitors come, however many wait already.
    is_besieged: bool = False
    # Everybody repeats every request blindly.
    all_repeat: bool = False
    # Workers can be cut off from what they do: a mail may come twice.
    cuts_work: bool = False
    # What is mended when the instances are ready again; gets the place.
    afterwards: object = None


def _nothing(place, notes):
    rest(8)


def _expect_another_primary(place, notes, former):
    if place.primary() is former:
        notes.append("VIOLATION: no other member became the primary")


def _kill_primary(place, notes):
    member = place.primary()
    member.kill()
    rest(8)
    _expect_another_primary(place, notes, member)
    member.start()


def _kill_secondary(place, notes):
    member = place.secondary()
    member.kill()
    rest(5)
    member.start()


def _election(place, notes):
    for _ in range(2):
        member = place.primary()
        try:
            with MongoConnection(member.port, timeout=15) as connection:
                connection.command(replSetStepDown=5, secondaryCatchUpPeriodSecs=2, force=True)
        except (OSError, MongoCommandError) as error:
            notes.append(f"stepdown: {error}")
        _expect_another_primary(place, notes, member)
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
    _expect_another_primary(place, notes, member)
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
    rest(15)
    # It can't store what it did, and must not wait for that.
    _end(place.workers[0], "worker 0", notes)
    rest(15)
    for member in place.members:
        member.start()


def _start_worker(place):
    place.workers[0].start()
    place.workers[0].finish()


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
    place.redis.command("CONFIG", "RESETSTAT")
    place.redis.command("CONFIG", "SET", "maxmemory", "1")
    rest(8)
    if "errorstat_OOM" not in place.redis.command("INFO", "errorstats"):
        notes.append("VIOLATION: Redis refused nothing")
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
        place.terminated.append((number, time.monotonic()))
        instance = place.instances[number]
        _end(instance, f"instance {number}", notes)
        instance.start()
        instance.finish()
        rest(2)


def _end(process, name, notes):
    """Asks a process to end."""
    code, seconds = process.terminate()
    notes.append(f"{name}: exit code {code} after {seconds:.1f} s")
    if code != 0 or seconds > GRACE_SECONDS:
        notes.append("VIOLATION: SIGTERM must end with exit code 0 within the grace period")
    if code is None:
        process.kill()


def _await_work(place, worker, notes):
    """The jobs that a worker has."""
    held = {}
    if wait_until(lambda: held.update(held_by(place, worker)) or held, 30) is None:
        notes.append(f"VIOLATION: {worker.signature} has worked on nothing for 30 s")
    return held


def _kill_worker(place, notes):
    """In the middle of work. Nothing is asked of MongoDB between the look and the blow."""
    place.orphans = {}
    for number in (0, 1, 0):
        worker = place.workers[number]
        held = _await_work(place, worker, notes)
        worker.kill()
        place.orphans |= held
        rest(1)
        worker.start()
        worker.finish()
        rest(2)


def _terminate_worker(place, notes):
    for number in (0, 1):
        worker = place.workers[number]
        _await_work(place, worker, notes)
        _end(worker, f"worker {number}", notes)
        worker.start()
        worker.finish()
        rest(2)


def _mail_server_down(place, notes):
    place.mail_server.kill()
    rest(6)
    waiting = len(in_state(place, "scheduled"))
    notes.append(f"{waiting} mails waited for another try when the mail server came back")
    if not waiting:
        notes.append("VIOLATION: no mail waits for another try although the mail server is down")
    place.mail_server.start()
    place.mail_server.finish()


ALL = [
    Fault("none", _nothing),
    Fault("blind-repeats", _nothing, all_repeat=True),
    Fault("primary-killed", _kill_primary, cuts_work=True),
    Fault("secondary-killed", _kill_secondary, cuts_work=True),
    Fault("election", _election, cuts_work=True),
    Fault("instance-killed", _kill_instance, ends_connections=True, shows=("no answer",)),
    Fault("primary-frozen", _freeze_primary, is_besieged=True, cuts_work=True),
    Fault("mongodb-frozen", _freeze_all, is_besieged=True, cuts_work=True, shows=("503", "mongodb down")),
    Fault(
        "mongodb-down", _all_down, is_besieged=True, cuts_work=True, afterwards=_start_worker,
        shows=("503", "mongodb down"),
    ),  # fmt: skip
    Fault("redis-killed", _kill_redis, concerns_redis=True, shows=("redis down",)),
    Fault("redis-emptied", _empty_redis, concerns_redis=True),
    Fault("redis-frozen", _freeze_redis, concerns_redis=True, shows=("redis down",)),
    Fault("redis-full", _full_redis, concerns_redis=True),
    Fault("disk-full", _full_disk, cuts_work=True, shows=("503", "mongodb down")),
    Fault("writes-unconfirmed", _unconfirmed, cuts_work=True, shows=("503", "mongodb down")),
    Fault("connections-broken", _broken_connections, cuts_work=True, shows=("503",)),
    Fault("sigterm", _terminate, ends_connections=True, shows=("no answer",)),
    Fault("worker-killed", _kill_worker, cuts_work=True),
    Fault("worker-sigterm", _terminate_worker),
    Fault("mail-server-down", _mail_server_down, cuts_work=True),
]
