"""Serve the shop, with a private MongoDB and Redis unless MONGODB_URI and REDIS_URL say otherwise."""

from localservers import supervisor, workspace
from phases.swift import must

from . import build, deps

FORWARDS = "`bodega serve`"


def main(options):
    must(supervisor.check_http_port())
    deps.install()
    must(build.build("release"))
    return supervisor.supervise([".build/release/bodega", "serve", *options.arguments], workspace.SharedWorkspace())
