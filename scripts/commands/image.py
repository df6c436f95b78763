"""Build the container image, or start it and buy something from it.

`image build` uses a Docker engine if one answers, and buildah otherwise. `image test` runs what was built against a
private MongoDB and Redis, with the environment that Docker Compose gives it, and stops it again.
"""

import os
import signal
import sys

from containers.buildah import Buildah
from containers.docker import Docker
from containers.steps import StepFailed, Steps
from containers.trial import Trial
from localservers import process, supervisor, workspace
from localservers.settings import LOCAL, ROOT


def add_arguments(parser):
    parser.add_argument("action", choices=["build", "test"])
    parser.add_argument(
        "--servers-from-environment", action="store_true",
        help="test against the servers that MONGODB_URI and REDIS_URL name, not private ones",
    )  # fmt: skip


def main(options):
    if options.action == "test" and not options.servers_from_environment:
        again = [sys.executable, str(ROOT / "scripts/dev"), "image", "test", "--servers-from-environment"]
        return supervisor.supervise(again, workspace.ThrowawayWorkspace())
    steps = Steps(LOCAL / "log" / ("image.log" if options.action == "build" else "image-test.log"))
    # Ended from outside it still removes its containers, and leaves no compiler running.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("Stopped."))
    process.stop_when_make_dies()
    engine = Docker() if Docker.is_reachable() else Buildah()
    try:
        with engine.alone(steps):
            if options.action == "build":
                engine.build(steps)
                print(f"Built {engine.image} with {engine.name}, {engine.megabytes()} MB: {steps.summary()}")
            else:
                Trial(engine, steps, os.environ).run()
                print(f"{engine.image} was started, bought from and stopped with {engine.name}: {steps.summary()}")
    except StepFailed:
        return 1
    return 0
