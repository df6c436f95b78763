"""One fault: buyers shop, it happens, and what must hold is looked at."""

import itertools
import threading
import time

from . import answer_checks, cart_checks, data_checks, job_checks, jobs, money_checks, page_checks, repeat_checks
from .client import Client, Record
from .clock import rest, wait_until
from .crowd import Crowd
from .doctor import doctor
from .newcomers import MOUNTS
from .readiness import Readiness, ask
from .report import Report
from .visitors import Visitors
from .watch import Watch

STEADY_SECONDS = 2
MOST_RECOVERY_SECONDS = 30
MOST_NEW_THREADS = 40
"""One for each of the pool's sixteen connections to MongoDB and for each change stream, and some of the runtime's."""
MOST_NEW_MEBIBYTES = 96


class Trial:
    # The slowest request of each kind without a fault.
    _slowest = {}
    _numbers = itertools.count(1)

    def __init__(self, place, fault, options, seed):
        self.place, self.fault = place, fault
        self.report, self.notes = Report(), []
        print(f"\n== {fault.name}", flush=True)
        self.admin = _admin(place)
        self.products = [self._product(inventory) for inventory in (100_000,) * 3 + (40, 20, 10)]
        self.products += [self._product_in_sizes(inventory) for inventory in (100_000, 20)]
        self.crowd = Crowd(
            0 if fault.all_repeat else options.buyers,
            options.repeaters + (options.buyers if fault.all_repeat else 0),
            place.instances, self.products, seed, self.admin.token)  # fmt: skip
        self.readiness, self.watch = Readiness(place.instances), Watch(place.processes)
        self.visitors = Visitors(place.instances)

    def run(self):
        price, recovered, mended = self._let_it_happen()
        self._check(price, recovered, mended)
        self._say(recovered, time.monotonic())
        return self.report

    def _let_it_happen(self):
        self.watch.start()
        self.readiness.start()
        self.crowd.start()
        try:
            rest(STEADY_SECONDS)
            if self.fault.is_besieged:
                self.visitors.start()
            price = self._act()
            mended = time.monotonic()
            if self.fault.is_besieged:
                self.place.primary()
                self.notes.append(f"the replica set had a primary {time.monotonic() - mended:.1f} s after the fault")
            is_ready = wait_until(lambda: all(map(_is_ready, self.place.instances)), 60) is not None
            recovered = time.monotonic() - mended if is_ready else None
            if self.fault.afterwards:
                self.fault.afterwards(self.place)
            rest(STEADY_SECONDS)
        finally:
            if self.fault.is_besieged:
                self.visitors.stop()
            self.crowd.stop()
            self.readiness.stop()
            self.watch.stop()
        return price, recovered, mended

    def _act(self):
        """Where Redis is concerned, an admin changes a price meanwhile, which must be seen later."""
        if not self.fault.concerns_redis:
            self.fault.act(self.place, self.notes)
            return None
        told = {}

        def change():
            time.sleep(2)
            for price in (11.11, 22.22):
                answer, body = self.admin.request(
                    1, "PATCH", f"/admin/products/{self.products[0]['id']}", {"price": price}
                )
                if answer.status == 200:
                    told["price"] = str(body["price"])
                time.sleep(0.5)

        thread = threading.Thread(target=change, daemon=True)
        thread.start()
        self.fault.act(self.place, self.notes)
        thread.join()
        return told.get("price")

    def _check(self, price, recovered, mended):
        place, report, answers = self.place, self.report, self.crowd.answers
        self.settled = jobs.settle(place)
        is_in_time = recovered is not None and recovered < MOST_RECOVERY_SECONDS
        report.add("both instances were ready again", 2, [] if is_in_time else [f"after {recovered} s"])
        payments = [a for a in answers if a.request == "POST /payments/confirm" and a.began > mended]
        report.add("buyers bought again afterwards, at each instance", len(payments), (
            f"nobody did at instance {number}" for number in range(len(place.instances))
            if not any(a.instance == number and a.status == 200 for a in payments)
        ))  # fmt: skip
        report.add("no buyer was left without an answer", len(self.crowd.everybody), self.crowd.failures)
        self.counts = data_checks.check_data(
            report, place, self.crowd, {product["id"]: product["inventory"] for product in self.products}
        )
        cart_checks.check_carts(report, place, self.crowd, self.products)
        repeat_checks.check_repeats(report, place, self.crowd)
        answer_checks.check_answers(report, self.fault, answers + self.visitors.answers)
        if self.fault.name == "sigterm":
            answer_checks.check_in_flight(report, answers, place.terminated)
        if self.fault.name == "none":
            Trial._slowest = answer_checks.slowest_of_each_kind(answers)
        if self.fault.concerns_redis:
            answer_checks.check_without_redis(report, answers, self._slowest)
            page_checks.check_price(report, place, self.products[0], price)
        page_checks.check_new_price(report, place, self.admin, self.products[1])
        page_checks.check_inventories(report, place, self.products)
        self._check_jobs(mended)
        self._check_readiness()
        self._check_processes()
        doctor(self.place, self.report)
        report.add("what the fault itself saw", len(self.notes), (n for n in self.notes if n.startswith("VIOLATION")))

    def _check_jobs(self, mended):
        place, report, crowd = self.place, self.report, self.crowd
        opened = {a.request for a in crowd.answers if a.is_success and a.began > mended}
        report.add("accounts were opened afterwards, at both mounts", len(crowd.accounts), (
            f"none at {path}" for path in MOUNTS if f"POST {path}" not in opened))  # fmt: skip
        report.add("the workers run", len(place.workers), (w.signature for w in place.workers if not w.is_running()))
        money_checks.check_money(report, place, crowd)
        aftermath = job_checks.Aftermath.of(place)
        emails = crowd.accounts + crowd.perhaps_accounts
        job_checks.check_accounts(report, aftermath, crowd.accounts, crowd.perhaps_accounts, crowd.races)
        job_checks.check_jobs(report, aftermath, emails, self.fault)
        if self.fault.name == "worker-killed":
            job_checks.check_orphans(report, aftermath, place.orphans)
        self.counts |= {"accounts": len(crowd.accounts), "repeated": job_checks.repeated(aftermath, emails)}

    def _check_readiness(self):
        said = set(self.readiness.said)
        seen = said | {str(answer.status or "no answer") for answer in self.crowd.answers if not answer.gave_up}
        self.report.add("what the fault must show was seen", len(self.fault.shows), (
            f"nobody saw: {sign}" for sign in self.fault.shows if sign not in seen))  # fmt: skip
        count = sum(self.readiness.said.values())
        if self.fault.concerns_redis:
            self.report.add("the instances stayed ready", count, {"mongodb down"} & said)
        slowest = self.readiness.slowest
        self.report.add("/ready answered in time", count, [] if slowest < answer_checks.LONGEST_SECONDS else [
            f"after {slowest:.2f} s"])  # fmt: skip

    def _check_processes(self):
        grown = [
            f"from {before[0]} MiB and {before[1]} threads to {most[0]} MiB and {most[1]} threads"
            for before, most in zip(self.watch.before, self.watch.most)
            if most[0] > before[0] + MOST_NEW_MEBIBYTES or most[1] > before[1] + MOST_NEW_THREADS
        ]
        self.report.add("memory and threads did not pile up", len(self.watch.before), grown)

    def _say(self, recovered, now):
        answers = self.crowd.answers + self.visitors.answers
        statuses = {}
        for answer in answers:
            name = "given up" if answer.gave_up else str(answer.status or "no answer")
            statuses[name] = statuses.get(name, 0) + 1
        for note in self.notes:
            print(f"  {note}")
        print(
            f"  {len(answers)} requests {statuses}, slowest {max(a.seconds for a in answers):.2f} s; "
            f"{self.counts['orders']} orders, {self.counts['paid']} paid; "
            f"ready {recovered and round(recovered, 1)} s after the end of the fault; "
            f"at most {max(m for m, _ in self.watch.most)} MiB, {max(t for _, t in self.watch.most)} threads"
            + (f", {self.visitors.most_waiting} visitors waiting at once" if self.fault.is_besieged else "")
            + f"\n  {self.counts['accounts']} accounts opened, {self.counts['repeated']} mails came more than once; "
            f"the last job was over {self.settled} s after the load"
            f"\n  /ready said {self.readiness.said}"
        )
        print(self.report.text(), flush=True)

    def _product(self, inventory):
        """Some have plenty in stock, some are soon sold out."""
        number = next(Trial._numbers)
        draft = {
            "product_id": number, "name": f"Thing {number}", "slug": f"thing-{number}", "price": 9.99,
            "inventory": inventory,
        }  # fmt: skip
        answer, body = self.admin.request(0, "POST", "/admin/products", draft)
        if answer.status != 200:
            raise RuntimeError(f"no product: {answer.status} {answer.error} {body}")
        return body

    def _product_in_sizes(self, inventory):
        product = self._product(inventory)
        product["variants"] = []
        for size in ("S", "L"):
            draft = {
                "sku": f"{product['slug']}-{size}", "options": {"size": size}, "inventory": inventory // 2,
            }  # fmt: skip
            path = f"/api/v1/products/{product['id']}/variants"
            answer, body = self.admin.request(0, "POST", path, draft)
            if answer.status != 201:
                raise RuntimeError(f"no variant: {answer.status} {answer.error} {body}")
            product["variants"].append(body["id"])
        return product


def _admin(place):
    admin = Client(place.instances, Record())
    answer, body = admin.request(0, "POST", "/auth/login", {"email": "admin@example.com", "password": "admin123"})
    if answer.status != 200:
        raise RuntimeError(f"the admin can't log in: {answer.status} {answer.error} {body}")
    admin.token = body["access_token"]
    return admin


def _is_ready(instance):
    report = ask(instance)
    return report is not None and report["status"] == "ready" and report["redis"] == "up"
