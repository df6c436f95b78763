"""A million products against a thousand, without the cache: every request is answered by MongoDB."""

import time
from pathlib import Path
from statistics import median

import catalogue
import wrk
from served import Served
from tables import table

SIZES = {"thousand": 1_000, "million": 1_000_000}
KINDS = {
    "lists": "pages of 20, from 0 to 980",
    "slugs": "product pages",
    "searches": "searches: common, rare, unique and absent texts",
}
ROUNDS = 3
SECONDS = 6
WARM_UP_SECONDS = 8
CONNECTIONS = 8
START_SECONDS = 1800
"""For the migration and the indexes of a million products."""
CACHE_SIZE = "4G"
"""What MongoDB would take by itself of a machine of 10 GiB."""
TARGET_RATIO = 2.0


def measure():
    with catalogue.connect() as connection:
        connection.command(setParameter=1, wiredTigerEngineRuntimeConfig=f"cache_size={CACHE_SIZE}")
    for database, count in SIZES.items():
        catalogue.fill(database, count)
    with Served("uncached", database="thousand") as thousand:
        began = time.monotonic()
        with Served("uncached", database="million", start_seconds=START_SECONDS) as million:
            seconds = time.monotonic() - began
            rows = [row(kind, runs(kind, {"thousand": thousand, "million": million})) for kind in KINDS]
    print(f"\n### A million products, {CONNECTIONS} connections, no cache\n")
    header = ["requests", "p50 ms of 1,000", "of 1,000,000", "p99 ms of 1,000", "of 1,000,000", "ratio of p99", "target"]
    print(table(header, [cells for cells, _ in rows], text_columns=1))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up. Target: a p99 of at most "
        f"{TARGET_RATIO:.0f} times that of 1,000 products. The start with a million products that were stored by "
        f"another program, with the migration and all indexes, took {seconds:.0f} s; {sizes()}.",
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
    return wrk.run(shop.url("uncached", "/"), seconds, CONNECTIONS, [script, kind, SIZES[database]])


def row(kind, runs):
    def value(database, percentile):
        return median(getattr(run, percentile) for run in runs[database])

    ratio = median(million.p99 / thousand.p99 for thousand, million in zip(runs["thousand"], runs["million"]))
    is_met = ratio <= TARGET_RATIO
    figures = [value(database, percentile) for percentile in ("p50", "p99") for database in SIZES]
    cells = [KINDS[kind], *(f"{figure:.2f}" for figure in figures), f"{ratio:.2f}", "met" if is_met else "missed"]
    return cells, is_met


def sizes():
    with catalogue.connect() as connection:
        stats = connection.command("million", collStats="products")
    index = stats["indexSizes"]["is_active_1_search_grams_1_product_id_1"]
    return f"the products take {stats['storageSize'] / 2**20:.0f} MiB, the index of searches {index / 2**20:.0f} MiB"
