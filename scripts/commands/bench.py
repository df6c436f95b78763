"""Measure the shop on MongoDB and Redis servers of its own, and print the figures as Markdown tables.

`bench reads`, and so with quota, routes, purchases, coherence, data, codec, compiling, idle, overload, million, jobs and
soak (`soak=3` for three minutes instead of twenty), measures only that.
"""

import os
import sys

from phases import swift
from localservers.settings import ROOT

from . import deps

FORWARDS = "the benchmark"


def main(options):
    deps.install("bench")
    products = ("JobsBenchmark", "ShopBenchmark", "BSONCodecBenchmark")
    for product in products[:1] if options.arguments == ["jobs"] else products:
        swift.must(
            swift.build(
                f"Building {product} (release)", f"build-{product}",
                "--configuration", "release", "--product", product, folder=".build/release", minutes=6,
            )
        )  # fmt: skip
    measuring = [sys.executable, "-B", "Benchmarks/ShopBenchmark/Measuring", *options.arguments]
    os.execve(sys.executable, measuring, {**os.environ, "PYTHONPATH": str(ROOT / "scripts")})
