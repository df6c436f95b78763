"""A million products against fewer, without the cache: every request is answered by MongoDB."""

import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import catalogue
import wrk
from served import Served
from tables import table

SIZES = {"hundred": 100_000, "million": 1_000_000}
"""`BODEGA_MILLION` makes the largest smaller, to try the measurement itself."""
KINDS = {
    "lists": ("pages of 20 of the primary contract, from 0 to 980", 1.5),
    "slugs": ("product pages", 1.5),
    "texts": ("its searches: common, rare, unique and absent texts", 2.0),
    "filters": ("pages 1 to 5 of single filters of `/api/v1` in all orders", 1.5),
    "combinations": ("three filters at once", None),
    "disjoint": ("two filters of 2 % each that have nothing in common", None),
    "facets": ("a filter with facets", 2.0),
    "words": ("searches of `/api/v1`: one to three words, a letter wrong in a third", 2.0),
    "suggestions": ("suggestions", 1.5),
}
"""What is asked for, and the target of the ratio of the 99th percentiles; None where the figure is only told. What takes too long
is refused then, as in the shop."""
ROUNDS = 3
SECONDS = 6
WARM_UP_SECONDS = 8
CONNECTIONS = 8
START_SECONDS = 5400
"""For the migration and the indexes of a million products."""
CACHE_SIZE = "4G"
"""What MongoDB would take by itself of a machine of 10 GiB."""


def measure():
    with catalogue.connect() as connection:
        connection.command(setParameter=1, wiredTigerEngineRuntimeConfig=f"cache_size={CACHE_SIZE}")
    most = int(os.environ.get("BODEGA_MILLION", SIZES["million"]))
    for database, count in SIZES.items():
        SIZES[database] = min(count, most)
        catalogue.fill(database, SIZES[database])
    with ExitStack() as stack:
        shops = {}
        for database in SIZES:
            began = time.monotonic()
            shops[database] = stack.enter_context(Served("uncached", database=database, start_seconds=START_SECONDS))
            seconds = time.monotonic() - began
        rows = []
        for kind in KINDS:
            rows.append(row(kind, runs(kind, shops)))
            # The next kind may be one that fails, after an hour of preparations.
            print(" | ".join(rows[-1][0]), file=sys.stderr, flush=True)
    print(f"\n### A million products, {CONNECTIONS} connections, no cache\n")
    header = ["requests", "p50 ms of 100,000", "of 1,000,000", "p99 ms of 100,000", "of 1,000,000", "ratio of p99", "target", "refused"]
    print(table(header, [cells for cells, _ in rows], text_columns=1))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up; a question that takes too long is refused. 200 categories, three variants for a tenth. "
        f"The start with the products of the larger shop, which another program had stored, with the migrations and all indexes, "
        f"took {seconds:.0f} s; {sizes()}.",
        flush=True,
    )
    return 0 if all(is_met for _, is_met in rows) else 1


def runs(kind, shops):
    for database, shop in shops.items():
        run(kind, shop, database, WARM_UP_SECONDS)
    done = {database: [] for database in shops}
    for _ in range(ROUNDS):
        for database, shop in shops.items():
            done[database].append(run(kind, shop, database, SECONDS))
    return done


def run(kind, shop, database, seconds):
    script = Path(__file__).with_name("million.lua")
    return wrk.run(shop.url("uncached", "/"), seconds, CONNECTIONS, [script, kind, SIZES[database]], counts_refusals=True)


def row(kind, runs):
    title, target = KINDS[kind]
    (fewer, more) = runs

    def value(database, percentile):
        return median(getattr(run, percentile) for run in runs[database])

    ratio = median(large.p99 / small.p99 for small, large in zip(runs[fewer], runs[more]))
    asked, refused = (sum(getattr(run, name) for run in runs[more]) for name in ("requests", "refused"))
    is_met = target is None or (ratio <= target and not refused)
    figures = [value(database, percentile) for percentile in ("p50", "p99") for database in runs]
    verdict = "-" if target is None else f"{target:g}: {'met' if is_met else 'missed'}"
    share = f"{refused / asked:.0%} of 1,000,000" if refused else "0"
    return [title, *(f"{figure:.2f}" for figure in figures), f"{ratio:.2f}", verdict, share], is_met


def sizes():
    with catalogue.connect() as connection:
        stats = connection.command("million", collStats="products")
    indexes = stats["indexSizes"]
    searches = indexes["is_active_1_search_grams_1_product_id_1"]
    filters = sum(size for name, size in indexes.items() if name.startswith("filter_keys"))
    return (
        f"the products take {stats['storageSize'] / 2**20:.0f} MiB, the index of searches {searches / 2**20:.0f} MiB, "
        f"those of filters {filters / 2**20:.0f} MiB"
    )
