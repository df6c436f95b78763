"""The jobs, as the database has them."""

from .clock import rest
from .data_checks import read

# A job of a worker that died comes to another after 30 s, and that one may die, too.
UNTIL_DONE_SECONDS = 90


def in_state(place, *states):
    return read(place, "jobs", {"state": {"$in": list(states)}}, {"worker": 1})


def held_by(place, worker):
    """Who has them, by the jobs' identifiers."""
    held = read(place, "jobs", {"state": "running", "worker": worker.signature}, {"worker": 1})
    return {job["_id"]: job["worker"] for job in held}


def settle(place, seconds=UNTIL_DONE_SECONDS):
    """Waits until all jobs are over, and all orders that end by themselves have ended. Jobs that wait for another try are
    let off the rest of their pause.

    Returns the seconds that it took; None if some are not over.
    """
    waited = 0.0
    while in_state(place, "scheduled", "available", "running") or _unfinished_orders(place):
        if waited >= seconds:
            return None
        let_off = {"q": {"state": "scheduled"}, "u": [{"$set": {"next_at": "$$NOW"}}], "multi": True}
        place.command(update="jobs", updates=[let_off])
        rest(0.5)
        waited += 0.5
    return waited


def _unfinished_orders(place):
    """Those with a step of which nobody has made a job yet, and those that still have time to be paid."""
    waiting = {"status": "pending", "expires_at": {"$type": "date"}}
    return read(place, "orders", {"$or": [{"unmoved": {"$gt": 0}}, waiting]}, {"_id": 1})
