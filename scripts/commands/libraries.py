"""Check who imports whom, and build each library by itself.

What a file imports must be among its target's dependencies in Package.swift; undeclared, it would build as long as something
else has built it before. And each target depends on what its layer may: see the table in this file.
"""

import json
import os
import re
import subprocess
from dataclasses import dataclass

from localservers.process import say
from localservers.settings import ROOT
from phases import swift

from . import CommandError


@dataclass(frozen=True)
class Layer:
    """Targets, and the layers that these may depend on."""

    name: str
    targets: frozenset
    below: frozenset
    speaks_http: bool = False


def _layer(name, targets, below, speaks_http=False):
    return Layer(name, frozenset(targets.split()), frozenset(below.split()), speaks_http)


# From the ground up. Only a layer that is named in its own `below` may have targets that depend on each other.
LAYERS = (
    _layer(
        "library",
        "Schemas BSON MongoODM MongoJobs RedisCache CallThreads Curl Mail ObjectStore Images PDF Spreadsheets Idempotency",
        "library",
    ),
    _layer("http-library", "RouteKit ClamAV OutboundHTTP", "library", speaks_http=True),
    _layer("core", "ShopCore ShopMail Payments", "library core"),
    _layer("feature", "Accounts Catalog Carts Coupons Shipping Orders Webhooks", "library core"),
    _layer("overview", "BackOffice", "library core feature"),
    _layer("composition", "Shop", "library core feature overview"),
    _layer("api", "ShopAPI", "library http-library core feature overview composition", speaks_http=True),
    _layer("program", "bodega", "library http-library core feature overview composition api", speaks_http=True),
)
_HTTP = re.compile(r"^(NIO|Hummingbird|HTTP|AsyncHTTP|WebSocket)")
# What calls other programs over HTTP and serves nothing, and what it may use for that.
_CALLERS = frozenset("Payments".split())
_FOR_CALLS = frozenset("AsyncHTTPClient NIOCore NIOHTTP1 NIOPosix".split())
_TOOLCHAIN = frozenset(
    "Swift Synchronization RegexBuilder Observation Dispatch Foundation FoundationEssentials FoundationNetworking "
    "FoundationInternationalization Glibc Musl Darwin Testing XCTest".split()
)
_IMPORT = re.compile(
    r"^[ \t]*(?:@\w+(?:\([^)\n]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+"
    r"(?:(?:typealias|struct|class|enum|protocol|let|var|func)[ \t]+)?(\w+)",
    re.MULTILINE,
)


def add_arguments(parser):
    parser.add_argument("--check", action="store_true", help="only check who imports whom, which takes no build")


def main(options):
    if check():
        return 1
    if options.check:
        return 0
    targets = {target["name"] for target in _targets()}
    for name in sorted(targets & _by_name("library", "http-library").keys()):
        swift.must(swift.build(f"Building {name} alone", f"build-{name}", "--target", name, folder=".build/debug"))
    return 0


def check():
    """1 if a target imports or depends on what it must not, else 0."""
    faults = list(faults_of(_targets(), ROOT))
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def faults_of(targets, root):
    """A sentence for each fault of the targets that `swift package describe` tells of, in the package at `root`."""
    layers = _by_name(*(layer.name for layer in LAYERS))
    own = {target["name"]: target for target in targets}
    for name, target in sorted(own.items()):
        products, neighbours = target.get("product_dependencies", []), target.get("target_dependencies", [])
        known = _TOOLCHAIN.union(products, neighbours, [name])
        for source in target["sources"]:
            path = root / target["path"] / source
            if path.suffix == ".swift":
                for module in sorted(set(_IMPORT.findall(path.read_text())) - known):
                    yield f"{path.relative_to(root)} imports {module}, which Package.swift does not name for {name}."
        if not target["path"].startswith("Sources/") or target["type"] == "system-target":
            continue
        layer = layers.get(name)
        if not layer:
            yield f"{name} is in no layer: say in scripts/commands/libraries.py what it is."
            continue
        for other in neighbours:
            if own[other]["type"] != "system-target" and getattr(layers.get(other), "name", None) not in layer.below:
                yield f"{name} ({layer.name}) depends on {other}, which is not below it."
        for product in filter(_HTTP.match, [] if layer.speaks_http else products):
            if name not in _CALLERS or product not in _FOR_CALLS:
                yield f"{name} ({layer.name}) depends on {product}: it must not know of HTTP."


def _by_name(*names):
    return {target: layer for layer in LAYERS if layer.name in names for target in layer.targets}


def _targets():
    # The fuzzer is a target only where it is asked for.
    result = subprocess.run(
        ["swift", "package", "describe", "--type", "json"],
        stdin=subprocess.DEVNULL, capture_output=True, env={**os.environ, "BODEGA_FUZZ": "1"},
    )  # fmt: skip
    if result.returncode:
        raise CommandError(result.stderr.decode(errors="replace").strip())
    return json.loads(result.stdout)["targets"]
