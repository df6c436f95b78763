"""What must hold of the mails that accounts are welcomed with and told of their orders, and of the jobs that send them."""

from collections import Counter
from dataclasses import dataclass, field

from .data_checks import read

# What happens to an order and is no buyer's business.
UNTOLD = {"refund_asked", "refund_refused"}


@dataclass
class Aftermath:
    """What is found when all jobs are over."""

    # The identifiers of accounts, by address.
    accounts: dict[str, list[bytes]]
    # The welcomes.
    jobs: list[dict]
    # Recipients and Message-IDs, the first first.
    mails: list[tuple[str, str]]
    # Whose account an order is, and the identifiers of what happened to it and is told, by the order's.
    orders: dict[bytes, tuple[bytes, list[bytes]]] = field(default_factory=dict)
    # The jobs of all kinds.
    everything: list[dict] = field(default_factory=list)

    @classmethod
    def of(cls, place):
        everything = read(place, "jobs", {}, {"kind": 1, "state": 1, "payload": 1, "failures": 1, "worker": 1})
        jobs = [job for job in everything if job["kind"] == "welcome_mail"]
        accounts = {}
        for user in read(place, "users", {}, {"email": 1}):
            accounts.setdefault(user["email"], []).append(user["_id"])
        orders = {
            order["_id"]: (
                bytes.fromhex(order["user_id"]),
                [event["_id"] for event in order["history"] if event["event"] not in UNTOLD],
            )
            for order in read(place, "orders", {}, {"user_id": 1, "history._id": 1, "history.event": 1})
        }
        return cls(accounts, jobs, place.mail_server.mails(), orders, everything)


def check_accounts(report, aftermath, answered, perhaps, races):
    """
    answered: the addresses of which a sign-up was answered; perhaps: those of which the outcome is not known; races: the
    answers to those who wanted the same address, by address.
    """
    counts = {email: len(aftermath.accounts.get(email, [])) for email in [*answered, *perhaps]}
    report.add("who was answered a sign-up has one account", len(answered), (
        f"{email}: {counts[email]} accounts" for email in answered if counts[email] != 1
    ))  # fmt: skip
    report.add("who was not has one account or none", len(perhaps), (
        f"{email}: {counts[email]} accounts" for email in perhaps if counts[email] > 1
    ))  # fmt: skip
    report.add("of rivals for an address one gets the account", len(races), (
        f"{email}: {[answer.status for answer in answers]}" for email, answers in races.items()
        if sum(answer.is_success for answer in answers) > 1 or all(answer.status == 409 for answer in answers)
    ))  # fmt: skip


def check_jobs(report, aftermath, emails, fault):
    """
    emails: the addresses that were asked for during the fault.
    """
    owners = {id: email for email, ids in aftermath.accounts.items() for id in ids}
    asked = {id: email for id, email in owners.items() if email in set(emails)}
    jobs = {}
    for job in aftermath.jobs:
        jobs.setdefault(job["payload"]["user_id"], []).append(job)
    report.add("each account has one job", len(asked), (
        f"{email}: {len(jobs.get(id, []))} jobs" for id, email in asked.items() if len(jobs.get(id, [])) != 1
    ))  # fmt: skip
    report.add("no job is for an account that is not there", len(aftermath.jobs), (
        f"job {job['_id'].hex()}" for id, found in jobs.items() if id not in owners for job in found
    ))  # fmt: skip
    report.add("no job waits or runs at the end, none is dead", len(aftermath.everything), (
        f"{job['kind']} {job['_id'].hex()} is {job['state']}: {[failed['reason'] for failed in job.get('failures', [])]}"
        for job in aftermath.everything if job["state"] != "done"
    ))  # fmt: skip
    _check_mails(report, aftermath, asked, jobs, fault)


def _check_mails(report, aftermath, asked, jobs, fault):
    came = {}
    for recipient, message in aftermath.mails:
        came.setdefault(recipient, []).append(message)
    report.add("no mail went to an address without an account", len(came), (
        email for email in came if email not in aftermath.accounts
    ))  # fmt: skip
    steps = {id: [] for id in asked}
    for owner, events in aftermath.orders.values():
        if owner in asked:
            steps[owner].append([_message(event) for event in events])
    right, welcomes = {}, {}
    for id, email in asked.items():
        welcomes[email] = {_message(job["_id"]) for job in jobs.get(id, [])}
        right[email] = welcomes[email].union(*steps[id])
    report.add("each account was welcomed by mail", len(asked), (
        email for email in asked.values() if welcomes[email].isdisjoint(came.get(email, []))
    ))  # fmt: skip
    report.add("all mails to an account are its welcome or a step of its orders", len(asked), (
        f"{email}: {sorted(set(came.get(email, [])) - right[email])}"
        for email in asked.values() if not right[email].issuperset(came.get(email, []))
    ))  # fmt: skip
    orders = [(email, events) for id, email in asked.items() for events in steps[id]]
    report.add("each step of an order was told by mail, in its order", len(orders), (
        f"{email}: {_first_of_each(came.get(email, []), events)} instead of {events}"
        for email, events in orders if _first_of_each(came.get(email, []), events) != events
    ))  # fmt: skip
    if not fault.cuts_work:
        report.add("no mail came twice", len(asked), (
            f"{email}: {message} {count} times"
            for email in asked.values() for message, count in Counter(came.get(email, [])).items() if count > 1
        ))  # fmt: skip


def _message(id):
    """The Message-ID of the mail that a job sends."""
    return f"<{id.hex()}@localhost>"


def _first_of_each(messages, wanted):
    return list(dict.fromkeys(message for message in messages if message in wanted))


def check_orphans(report, aftermath, orphans):
    """
    orphans: which worker had which job when it was killed.
    """
    jobs = {job["_id"]: job for job in aftermath.everything}
    taken = [id for id, worker in orphans.items() if jobs[id]["worker"] != worker]
    report.add("jobs of killed workers were taken over", len(orphans), [] if taken else ["none was"])


def repeated(aftermath, emails):
    """How many mails came more than once, of those to these addresses."""
    asked = set(emails)
    return sum(count > 1 for (email, _), count in Counter(aftermath.mails).items() if email in asked)
