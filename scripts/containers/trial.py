"""Starts the image as Docker Compose would, uses the shop in it, and stops it."""

import re
import subprocess
import time
import urllib.parse
import urllib.request

from commands.smoke import Shop, buy
from localservers.servers import free_port
from localservers.settings import ROOT

from .compose import ComposeService
from .container import healthcheck

USER = 10001
START_SECONDS = 60
# Nothing of these belongs into an image that only runs the shop: sources, compilers, headers, packages and their lists.
LEFTOVERS = """
for path in /src /out /app/.build /usr/bin/swift /usr/bin/gcc /usr/bin/cc /usr/bin/git /usr/bin/python3 /usr/bin/pip3 \
    /etc/gitconfig /etc/pip.conf /opt/*; do
    [ ! -e "$path" ] || echo "$path"
done
find / -xdev \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o -type f \\( -name '*.swift' -o -name '*.o' \
    -o -name '*.h' -o -name '*.pyc' -o -name '*.deb' -o -path '/var/lib/apt/lists/*_Packages*' \\) -print 2>/dev/null
exit 0  # folders that the user may not read are root's
"""


class Trial:
    def __init__(self, engine, steps, environment):
        self.engine = engine
        self.steps = steps
        self.compose = ComposeService((ROOT / "docker-compose.yml").read_text(), "api")
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        # Compose's environment, but for the addresses of its own network.
        servers = {name: environment[name] for name in ("MONGODB_URI", "REDIS_URL")}
        self.environment = {**self.compose.environment(), **servers, "PORT": str(self.port)}

    def run(self):
        try:
            self.healthcheck = healthcheck(self.engine.configuration())
        except subprocess.CalledProcessError:
            self.steps.fail("There is no image yet. Build it first: make image")
        with self.engine.running(self.environment, self.steps.log) as container:
            with self.steps.step("Start"):
                self.wait_until_healthy(container)
                self.check_user(container)
            with self.steps.step("Purchase"):
                buy(Shop(self.address))
            with self.steps.step("Documentation"):
                self.check_documentation()
            with self.steps.step("Files"):
                self.check_files(container)
            with self.steps.step("Stop"):
                grace = self.compose.seconds("stop_grace_period")
                code = container.stop(grace)
                check(code is not None, f"still running {grace} s after SIGTERM")
                check(code == 0, f"exit code {code} after SIGTERM instead of 0")

    def wait_until_healthy(self, container):
        deadline = time.monotonic() + START_SECONDS
        while container.execute(*self.healthcheck)[0] != 0:
            code = container.exit_code()
            check(code is None, f"the container ended during its start with exit code {code}")
            check(time.monotonic() < deadline, f"the image's HEALTHCHECK fails for {START_SECONDS} s")
            time.sleep(0.2)

    def check_user(self, container):
        """All four of its users: none is left to go back to."""
        with open(f"/proc/{container.main_process()}/status") as status:
            users = re.search(r"^Uid:\s+(.*)$", status.read(), re.MULTILINE)[1].split()
        check(users == [str(USER)] * 4, f"the server runs as user {users[0]}, not {USER}")

    def check_documentation(self):
        """A browser without any other network shows both pages: everything they load comes from the shop."""
        for page in ("/docs", "/redoc"):
            html = self.fetch(page).decode()
            loaded = re.findall(r"<(?:script|link|img)\b[^>]*?(?:src|href)=\"([^\"]+)\"", html)
            check(loaded, f"{page} loads nothing")
            for source in loaded:
                address = urllib.parse.urljoin(self.address + page, source)
                check(address.startswith(f"{self.address}/"), f"{page} loads {source} from elsewhere")
                check(self.fetch(address[len(self.address) :]), f"{source} is empty")

    def check_files(self, container):
        code, found = container.execute("/bin/sh", "-c", LEFTOVERS)
        check(not found.strip(), f"the image has files of its build:\n{found}")

    def fetch(self, path):
        with urllib.request.urlopen(self.address + path, timeout=10) as response:
            print(f"GET {path}: {response.status}", flush=True)
            return response.read()


def check(is_right, otherwise):
    if not is_right:
        raise ValueError(otherwise)
