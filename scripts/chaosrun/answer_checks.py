"""What must hold of the answers that were given meanwhile."""

from .buyers import ADD_VARIANT

LONGEST_SECONDS = 10.0
# What Redis may cost a request, beside what the slowest of its kind needs without a fault.
LONGEST_BECAUSE_OF_REDIS = 0.25
# Of fewer requests the slowest says little.
MANY = 100
CHECKOUT = "POST /checkout/create-order"


def check_answers(report, fault, answers):
    slow = [a for a in answers if a.seconds > LONGEST_SECONDS]
    report.add(f"no request took more than {LONGEST_SECONDS:.0f} s", len(answers), map(say, slow))
    if not fault.ends_connections:
        unanswered = [a for a in answers if a.status is None and not a.gave_up]
        report.add("every request was answered", len(answers), map(say, unanswered))
    odd = [a for a in answers if not _is_expected(a) and a.status not in (None, 503)]
    report.add("answers are 200, 201, 503, or what a repeated request or a rival gets", len(answers), map(say, odd))
    refused = [a for a in answers if a.status == 503]
    report.add("a 503 says when to come again", len(refused), (say(a) for a in refused if not a.retry_after))


def check_without_redis(report, answers, slowest):
    """
    slowest: the seconds of the slowest request of each kind without a fault, as `slowest_of_each_kind` has them.
    """
    failed = [a for a in answers if not _is_expected(a) and not a.gave_up]
    report.add("the shop answers from MongoDB", len(answers), map(say, failed))
    late = [
        a for a in answers
        if a.request in slowest and a.seconds > slowest[a.request] + LONGEST_BECAUSE_OF_REDIS
    ]  # fmt: skip
    report.add(
        f"no request took {LONGEST_BECAUSE_OF_REDIS * 1000:.0f} ms longer than the slowest of its kind without a fault",
        len(answers), (f"{say(a)}, {slowest[a.request]:.2f} s without a fault" for a in late))  # fmt: skip


def check_in_flight(report, answers, terminated):
    """
    terminated: the instances that were asked to end, and when.
    """
    before = [
        a for number, moment in terminated for a in answers
        # A connection of the very moment may wait in the system's queue, where the shop has not seen it yet.
        if a.instance == number and moment - 10 < a.began < moment - 0.1
    ]  # fmt: skip
    lost = [a for a in before if a.status is None and not a.gave_up]
    report.add("requests sent before SIGTERM were answered", len(before), map(say, lost))


def slowest_of_each_kind(answers):
    """The seconds of the slowest request of each kind; of any kind, for those that are rare."""
    kinds = {}
    for answer in answers:
        kinds.setdefault(answer.request, []).append(answer.seconds)
    slowest = {kind: max(seconds) for kind, seconds in kinds.items()}
    return {kind: slowest[kind] if len(kinds[kind]) >= MANY else max(slowest.values()) for kind in kinds}


def say(answer):
    what = answer.status or answer.error
    return f"{answer.request} at instance {answer.instance}: {what} after {answer.seconds:.2f} s"


def _is_expected(answer):
    """Whether a client has to reckon with the answer although nothing is broken."""
    if answer.is_other:
        return answer.status == 422
    if answer.is_gone:
        return answer.status == 404
    # An empty cart is what a buyer finds whose checkout was done although its answer was lost.
    is_empty_cart = answer.status == 400 and answer.request == CHECKOUT
    is_under_way = answer.status == 409 and answer.key is not None and answer.retry_after
    is_too_late = answer.status == 409 and answer.is_rival
    is_sold_out = answer.status == 409 and answer.request == f"POST {ADD_VARIANT}"
    has_ended = answer.status == 404 and answer.may_be_gone
    return answer.is_success or is_empty_cart or is_under_way or is_too_late or is_sold_out or answer.is_refused or has_ended
