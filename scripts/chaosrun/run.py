"""Goes through the faults, and prints what was found."""

import json
import os
import subprocess
import time
import urllib.request

from localservers import process
from localservers.process import Stopped, say
from localservers.servers import StartError
from localservers.workspace import ThrowawayWorkspace, exclusively

from . import checker, faults
from .buyers import Client, Crowd, Record
from .checker import Report
from .clock import rest, wait_until
from .servers import Place
from .watch import Watch

BUG = "unconditional-decrement"
STEADY_SECONDS = 2


def everything(options):
    process.block_signals()
    process.stop_when_make_dies()
    chosen = [fault for fault in faults.ALL if not options.only or fault.name in options.only]
    workspace = ThrowawayWorkspace()
    places = []
    started = time.monotonic()
    try:
        with exclusively():
            workspace.enter()
        broken = []
        place = _start(workspace, places)
        baseline = 0.0
        for number in range(options.rounds):
            for fault in chosen:
                report, slowest = _fault(place, fault, options, f"{options.seed}-{number}-{fault.name}", baseline)
                if fault.name == "none":
                    baseline = max(baseline, slowest)
                if not report.holds:
                    broken.append(fault.name)
        place.stop()
        if not options.no_bug and not _finds_bug(workspace, places, options):
            broken.append("the planted bug was not found")
        verdict = f"BROKEN: {', '.join(broken)}" if broken else "Every invariant held"
        print(f"\n{verdict} (after {time.monotonic() - started:.0f} s)", flush=True)
        return 1 if broken else 0
    except Stopped as stopped:
        return 128 + stopped.signal_number
    except StartError as error:
        say(str(error))
        return 1
    finally:
        if os.environ.get("CHAOS_KEEP_LOGS"):
            subprocess.run(["cp", "-r", workspace.log_folder, os.environ["CHAOS_KEEP_LOGS"]])
        workspace.leave(lambda: [place.stop() for place in places])


def _start(workspace, places, bug=None):
    place = Place(workspace, bug)
    places.append(place)
    place.start()
    return place


def _finds_bug(workspace, places, options):
    """A checker that can't fail proves nothing."""
    print("\n== planted bug: the inventory is lowered also where too little is left", flush=True)
    place = _start(workspace, places, BUG)
    report, _ = _fault(place, faults.ALL[0], options, f"{options.seed}-bug", 0.0)
    found = any(faults and "negative" in invariant for invariant, _, faults in report.lines)
    print(f"  {'ok    ' if found else 'BROKEN'} the checker finds it", flush=True)
    return found


def _fault(place, fault, options, seed, baseline):
    print(f"\n== {fault.name}", flush=True)
    admin = _admin(place)
    products = _products(admin, seed)
    stocked = {product["id"]: product["inventory"] for product in products}
    crowd = Crowd(options.buyers, place.instances, products, seed)
    watch, notes, report = Watch(place.instances), [], Report()
    watch.start()
    crowd.start()
    try:
        rest(STEADY_SECONDS)
        price = _change_price_during(fault, place, admin, products[0], notes)
        mended = time.monotonic()
        recovered = wait_until(lambda: all(_is_ready(instance) for instance in place.instances), 60)
        rest(STEADY_SECONDS)
    finally:
        crowd.stop()
        watch.stop()
    after = time.monotonic()
    answers = crowd.answers
    report.add("both instances were ready again", 2, [] if recovered is not None and recovered < checker.MOST_RECOVERY_SECONDS else [
        f"after {recovered} s"])  # fmt: skip
    bought = [a for a in answers if a.status == 200 and a.request == "POST /payments/confirm" and a.began > mended]
    report.add("buyers bought again afterwards", len(bought), [] if bought else ["nobody did"])
    counts = checker.check_data(report, place, crowd, stocked)
    checker.check_answers(report, fault, answers, baseline)
    if fault.name == "sigterm":
        checker.check_in_flight(report, answers, place.terminated)
    if fault.concerns_redis:
        _check_price(report, place, products[0], price)
    _check_processes(report, watch)
    _check_doctor(report, place)
    report.add("what the fault itself saw", len(notes), [note for note in notes if note.startswith("VIOLATION")])

    for note in notes:
        print(f"  {note}")
    statuses = {}
    for answer in answers:
        name = str(answer.status or "no answer")
        statuses[name] = statuses.get(name, 0) + 1
    reads = [a.seconds for a in answers if a.request.startswith("GET /products")]
    print(
        f"  {len(answers)} requests {json.dumps(statuses)}, slowest {max(a.seconds for a in answers):.2f} s; "
        f"{counts['orders']} orders, {counts['paid']} paid; ready {recovered and round(recovered, 1)} s after the end of "
        f"the fault; at most {max(m for m, _ in watch.most)} MiB and {max(t for _, t in watch.most)} threads; "
        f"{after - mended:.0f} s of load after it"
    )
    print(report.text(), flush=True)
    return report, max(reads, default=0.0)


def _change_price_during(fault, place, admin, product, notes):
    """Lets the fault happen. Where Redis is concerned, an admin changes a price meanwhile, which must be seen later."""
    if not fault.concerns_redis:
        fault.act(place, notes)
        return None
    import threading

    told = {}

    def change():
        time.sleep(2)
        for cents in (1111, 2222):
            answer, body = admin.request(1, "PATCH", f"/admin/products/{product['id']}", {"price": cents / 100})
            if answer.status == 200:
                told["price"] = str(body["price"])
            time.sleep(0.5)

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    fault.act(place, notes)
    thread.join()
    return told.get("price")


def _check_price(report, place, product, price):
    wrong = []
    for _ in range(20):
        for instance in place.instances:
            with urllib.request.urlopen(f"{instance.address}/products/{product['slug']}", timeout=10) as response:
                shown = json.load(response, parse_float=str)["price"]
            if shown != price:
                wrong.append(f"{instance.address} shows {shown}, it was set to {price}")
        rest(0.05)
    report.add("no stale price afterwards", 40, wrong)


def _check_processes(report, watch):
    grown = []
    for before, most in zip(watch.before, watch.most):
        if most[0] > before[0] + checker.MOST_NEW_MEBIBYTES or most[1] > before[1] + checker.MOST_NEW_THREADS:
            grown.append(f"from {before[0]} MiB and {before[1]} threads to {most[0]} MiB and {most[1]} threads")
    report.add("memory and threads did not pile up", len(watch.before), grown)


def _check_doctor(report, place):
    instance = place.instances[0]
    result = subprocess.run(
        [instance.binary, "doctor"], cwd=instance.folder, env=instance.environment, capture_output=True, text=True
    )
    broken = [line for line in result.stdout.splitlines() if line.startswith("BROKEN")]
    if result.returncode and not broken:
        broken = [f"exit code {result.returncode}: {result.stderr.strip()}"]
    report.add("bodega doctor finds no fault", len(result.stdout.splitlines()), broken)


def _is_ready(instance):
    try:
        with urllib.request.urlopen(instance.address + "/ready", timeout=5) as response:
            return json.load(response)["redis"] == "up"
    except OSError:
        return False


def _admin(place):
    admin = Client(place.instances, Record())
    answer, body = admin.request(0, "POST", "/auth/login", {"email": "admin@example.com", "password": "admin123"})
    if answer.status != 200:
        raise RuntimeError(f"the admin can't log in: {answer.status} {answer.error} {body}")
    admin.token = body["access_token"]
    return admin


_numbers = iter(range(1, 1_000_000))


def _products(admin, seed):
    """Some with plenty in stock, some that are soon sold out."""
    products = []
    for inventory in (100_000, 100_000, 100_000, 100_000, 40, 20, 20, 10):
        number = next(_numbers)
        draft = {
            "product_id": number, "name": f"Thing {number}", "slug": f"thing-{number}", "price": 9.99,
            "inventory": inventory,
        }  # fmt: skip
        answer, body = admin.request(0, "POST", "/admin/products", draft)
        if answer.status != 200:
            raise RuntimeError(f"no product: {answer.status} {answer.error} {body}")
        products.append(body)
    return products
