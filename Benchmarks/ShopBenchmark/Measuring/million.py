"""A million products against fewer, without the cache: every request is answered by MongoDB."""

import os
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import catalogue
import wrk
from served import Served
from tables import table

SIZES = {"thousand": 1_000, "hundred": 100_000, "million": 1_000_000}
"""`BODEGA_MILLION` makes the largest smaller, to try the measurement itself."""
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
FILTER_KINDS = {
    "filters": ("pages 1 to 5 of single filters in all orders", 1.5),
    "combinations": ("three filters at once", None),
    "disjoint": ("two filters of 2 % each that have nothing in common", None),
    "facets": ("a filter with facets", 2.0),
}
"""What is asked of filters, and the target of its ratio; None where the figure is only told."""


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
        rows = [row(kind, runs(kind, {name: shops[name] for name in ("thousand", "million")})) for kind in KINDS]
        fewer = {name: shops[name] for name in ("hundred", "million")}
        filter_rows = [filter_row(kind, runs(kind, fewer)) for kind in FILTER_KINDS]
    print(f"\n### A million products, {CONNECTIONS} connections, no cache\n")
    header = ["requests", "p50 ms of 1,000", "of 1,000,000", "p99 ms of 1,000", "of 1,000,000", "ratio of p99", "target"]
    print(table(header, [cells for cells, _ in rows], text_columns=1))
    print(
        f"\nMedians of {ROUNDS} runs of {SECONDS} s each, in turns, after a warm-up. Target: a p99 of at most "
        f"{TARGET_RATIO:.0f} times that of 1,000 products. The start with a million products that were stored by "
        f"another program, with the migration and all indexes, took {seconds:.0f} s; {sizes()}.\n\n"
        "The same of the lists of `/api/v1`, beside 100,000 products. 200 categories, three variants for a tenth:\n"
    )
    header = ["requests", "p50 ms of 100,000", "of 1,000,000", "p99 ms of 100,000", "of 1,000,000", "ratio of p99", "target"]
    print(table(header, [cells for cells, _ in filter_rows], text_columns=1), flush=True)
    return 0 if all(is_met for _, is_met in rows + filter_rows) else 1


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
    return compared(KINDS[kind], runs, TARGET_RATIO)


def filter_row(kind, runs):
    title, target = FILTER_KINDS[kind]
    return compared(title, runs, target)


def compared(title, runs, target):
    (fewer, more) = runs

    def value(database, percentile):
        return median(getattr(run, percentile) for run in runs[database])

    ratio = median(large.p99 / small.p99 for small, large in zip(runs[fewer], runs[more]))
    is_met = target is None or ratio <= target
    figures = [value(database, percentile) for percentile in ("p50", "p99") for database in runs]
    verdict = "-" if target is None else f"{target:g}: {'met' if is_met else 'missed'}"
    return [title, *(f"{figure:.2f}" for figure in figures), f"{ratio:.2f}", verdict], is_met


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
