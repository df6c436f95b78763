"""Measure the shop on MongoDB and Redis servers of its own, and print the figures as Markdown tables.

`bench reads`, and so with mounts, quota, routes, callers, purchases, coherence, data, codec, compiling, idle, images, sheets, overload, million, expiry,
figures, jobs, freshness (`freshness=10` for ten seconds instead of thirty) and soak (`soak=3` for three minutes instead of twenty), measures only that. `bench peer` measures beside another server of the
primary contract, which `PEER` starts.
"""

import os
import sys

from phases import swift
from localservers.settings import ROOT

from . import deps

FORWARDS = "the benchmark"
PRODUCTS = ("ImagesBenchmark", "SheetsBenchmark", "JobsBenchmark", "ShopBenchmark", "BSONCodecBenchmark")
NEEDED = {
    "images": "ImagesBenchmark", "sheets": "SheetsBenchmark", "jobs": "JobsBenchmark",
    **dict.fromkeys(("callers", "expiry", "figures", "freshness", "million", "mounts", "peer", "purchases"), "ShopBenchmark"),
}  # fmt: skip
"""What measures need that can do with one product."""


def main(options):
    deps.install("bench")
    one = NEEDED.get(options.arguments[0]) if len(options.arguments) == 1 else None
    for product in [one] if one else PRODUCTS:
        swift.must(
            swift.build(
                f"Building {product} (release)", f"build-{product}",
                "--configuration", "release", "--product", product, folder=".build/release", minutes=6,
            )
        )  # fmt: skip
    measuring = [sys.executable, "-B", "Benchmarks/ShopBenchmark/Measuring", *options.arguments]
    os.execve(sys.executable, measuring, {**os.environ, "PYTHONPATH": str(ROOT / "scripts")})
