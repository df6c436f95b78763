"""What the tests in a real browser stand on: a shop with a database of its own, and a Chromium that tells what went wrong.

`scripts/dev browser-test` sets what they need: MONGODB_URI and REDIS_URL, BODEGA_EXECUTABLE, and Selenium on PYTHONPATH. Nothing in
the browser reaches any other machine.
"""

import base64
import contextlib
import itertools
import json
import os
import re
import secrets
import shutil
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from localservers import shop as executable
from localservers.servers import free_port
from localservers.settings import LOCAL, ROOT, SELENIUM
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["Answer", "Browser", "BrowserTestCase", "By", "Keys", "Shop", "eventually"]

# The longest that anything on a page may take: the machine may have much else to do.
PATIENCE_SECONDS = 30
SCREENSHOTS = LOCAL / "screenshots"
ADMIN = ("admin@example.com", "admin123")
_numbers = itertools.count(1)


class Answer:
    """What the shop said to the tests themselves."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.bytes = status, headers, body

    @property
    def json(self):
        return json.loads(self.bytes) if self.bytes else None


class Shop:
    """The debug executable with the products of `seed/`, without their pictures, which other machines have.

    `origins` are the pages that may use its API; further settings are those of `.env.example`.
    """

    def __init__(self, origins=(), **settings):
        port, number = free_port(), next(_numbers)
        self.address = f"http://localhost:{port}"
        self._token = None
        with contextlib.ExitStack() as ends:
            folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="bodega-browser-")))
            self.log = folder / "shop.log"
            settings = {
                "LOG_LEVEL": "info", "BCRYPT_COST": "4",
                "MONGODB_URI": re.sub(r"/[^/?]*(?=\?|$)", f"/browser{number}", os.environ["MONGODB_URI"]),
                "REDIS_URL": f"{os.environ['REDIS_URL']}/{number % 16}",
                "DEFAULT_ADMIN_EMAIL": ADMIN[0], "DEFAULT_ADMIN_PASSWORD": ADMIN[1],
                "CORS_ORIGINS": ",".join(origins) or self.address, "PUBLIC_URL": self.address,
                "SEED_FILE": str(_seed(folder)), "MAIL_FOLDER": str(folder / "mail"),
                **settings,
            }  # fmt: skip
            ends.enter_context(executable.running(os.environ["BODEGA_EXECUTABLE"], self.log, port, **settings))
            self.stop = ends.pop_all().close

    def request(self, method, path, body=None, token=None, content_type="application/json", **headers):
        """The `Answer`, whatever its status. A body that is no bytes goes as JSON; `X_Cart_Token=` is a header."""
        request = urllib.request.Request(self.address + path, method=method)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if body is not None:
            request.add_header("Content-Type", content_type)
            request.data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def ask(self, method, path, body=None, **options):
        """What the admin gets, decoded; an `AssertionError` for anything but a 2xx."""
        answer = self.request(method, path, body, token=self.admin_token, **options)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.bytes.decode(errors='replace')}"
        return answer.json

    @property
    def admin_token(self):
        if self._token is None:
            answer = self.request("POST", "/api/v1/auth/login", {"email": ADMIN[0], "password": ADMIN[1]})
            self._token = answer.json["access_token"]
        return self._token

    def add_picture(self, product, png, alt=""):
        """Uploads a picture of a product, which is named by id, slug or number."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="alt"\r\n\r\n{alt}\r\n'.encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'.encode(),
            b"Content-Type: image/png\r\n\r\n", png, f"\r\n--{boundary}--\r\n".encode(),
        ]  # fmt: skip
        path = f"/api/v1/products/{product}/images"
        return self.ask("POST", path, b"".join(parts), content_type=f"multipart/form-data; boundary={boundary}")


def _seed(folder):
    """A file in the folder with the products of `seed/`."""
    products = json.loads((ROOT / "seed" / "products.json").read_text())
    file = folder / "products.json"
    file.write_text(json.dumps([{**product, "image": None} for product in products]))
    return file


class Browser:
    """A Chromium with a profile of its own, and short words for what is done in it. `css` always is a CSS selector.

    What does not come is a failure, with a picture of the page: `.local/screenshots/failed-NAME-1300.png`.
    """

    def __init__(self, name="browser"):
        self._name = name
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in (
            "--headless", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--lang=en-US", "--window-size=1300,900", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ):  # fmt: skip
            options.add_argument(argument)
        self.downloads = Path(tempfile.mkdtemp(prefix="bodega-downloads-"))
        options.add_experimental_option("prefs", {"download.default_directory": str(self.downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        self.driver.set_script_timeout(PATIENCE_SECONDS)
        self._allowed = []
        self._complaints = []
        self._prepare_tab()

    def close(self):
        with contextlib.suppress(WebDriverException):
            self.driver.quit()
        shutil.rmtree(self.downloads, ignore_errors=True)

    # Pages and tabs

    def open(self, url):
        self.driver.get(url)

    def reload(self):
        self.driver.refresh()

    def new_tab(self, url=None):
        """Opens a tab and goes there. The result, as that of `tab`, is for `switch`."""
        self.driver.switch_to.new_window("tab")
        self._prepare_tab()
        if url:
            self.open(url)
        return self.tab

    @property
    def tab(self):
        return self.driver.current_window_handle

    def switch(self, tab):
        self.driver.switch_to.window(tab)

    @property
    def path(self):
        return re.sub(r"^\w+://[^/]*", "", self.driver.current_url)

    # What is on the page

    def wait(self, condition, what="what was waited for"):
        """The first true result of a function without parameters. Pages change meanwhile: stale elements don't matter.

        `what` is told where it does not come: a text, or a function that has it then.
        """
        waiting = WebDriverWait(self.driver, PATIENCE_SECONDS, 0.05, ignored_exceptions=[StaleElementReferenceException])
        try:
            return waiting.until(lambda _: condition())
        except TimeoutException:
            shown = self.driver.execute_script("return document.body ? document.body.innerText : ''")
            problems = "\n".join(self.complaints())
            with contextlib.suppress(WebDriverException):
                self.screenshot(f"failed-{self._name}")
            what = what() if callable(what) else what
            raise AssertionError(f"{what} did not come at {self.path}\n{problems}\n--\n{shown[:3000]}") from None

    def all(self, css, text=None):
        """The visible elements, with a text in them where one is given."""
        found = (each for each in self.driver.find_elements(By.CSS_SELECTOR, css) if each.is_displayed())
        return [each for each in found if text is None or text in each.text]

    def find(self, css, text=None):
        """The first such element, which may still have to come."""
        return self.wait(lambda: next(iter(self.all(css, text)), None), f"{css} {text or ''}")

    def has(self, css, text=None):
        """Whether there is one now."""
        try:
            return bool(self.all(css, text))
        except StaleElementReferenceException:
            return False

    def gone(self, css, text=None):
        """Waits until there is none."""
        self.wait(lambda: not self.has(css, text), f"the end of {css} {text or ''}")

    def text(self, css):
        return self.find(css).text

    def click(self, css, text=None):
        why = ""

        def attempt():
            nonlocal why
            element = next(iter(self.all(css, text)), None)
            if element is None:
                return False
            # Not below what stands still above the page.
            self.script("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", element)
            try:
                element.click()
            except (ElementClickInterceptedException, ElementNotInteractableException) as error:
                why = error.msg
                return False
            return True

        self.wait(attempt, lambda: f"to click {css} {text or ''} {why}")

    def type(self, css, text, *, after=""):
        """Puts a text into a field in place of what is there; `after` are keys such as `Keys.ENTER`."""

        def attempt():
            field = next(iter(self.all(css)), None)
            if field:
                # As people do it: `clear` would tell the page of an empty field.
                field.send_keys(Keys.CONTROL + "a")
                field.send_keys((text or Keys.DELETE) + after)
            return field

        self.wait(attempt, css)

    def fill(self, fields, form=""):
        """Types into the fields that are named so, of a form."""
        for name, text in fields.items():
            self.type(f'{form} [name="{name}"]', text)

    def choose(self, css, value):
        """Chooses an option of a select by its value."""
        self.click(f'{css} option[value="{value}"]')

    def press(self, *keys):
        """Presses keys where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    # The network and the window

    def offline(self, is_offline=True):
        """Takes the network away from this tab, or gives it back."""
        self._cdp("Network.enable")
        conditions = {"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._cdp("Network.emulateNetworkConditions", **conditions)

    def set_width(self, width, height=900):
        self._cdp(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def screenshot(self, name, width=1300, height=None, whole=True):
        """`.local/screenshots/NAME-WIDTH.png` of the whole page, or of the window alone. The result is the file."""
        self.set_width(width, height or 900)
        self.script("scrollTo(0, 0)")
        # Pictures that wait until they are near come now, and two frames later everything is laid out.
        self.script("for (const each of document.images) each.loading = 'eager'")
        self.wait(lambda: self.script("return [...document.images].every(each => each.complete)"), "the pictures")
        self.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        parameters = {}
        if whole:
            size = self._cdp("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"x": 0, "y": 0, "width": width, "height": min(size["height"], 6000), "scale": 1}
            parameters = {"captureBeyondViewport": True, "clip": clip}
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{name}-{width}.png"
        file.write_bytes(base64.b64decode(self._cdp("Page.captureScreenshot", format="png", **parameters)["data"]))
        return file

    def overflow(self):
        """What is wider than the window, for it to be nothing: `tag.class` each."""
        return self.script("""
            const wide = document.documentElement.clientWidth + 1;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > wide)
                .map(each => each.tagName.toLowerCase() + '.' + each.className).slice(0, 10);
        """)

    def barriers(self, *, without=()):
        """What axe-core finds on this page: `rule: element` each. `without` are rules to be left out."""
        self.script((SELENIUM / "axe_playwright_python" / "axe.min.js").read_text())
        options = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in without}}
        found = self.driver.execute_async_script("axe.run(document, arguments[0]).then(arguments[1])", options)
        return [f"{each['id']}: {node['target'][0]}" for each in found["violations"] for node in each["nodes"]]

    # What went wrong

    def allow(self, *parts):
        """Texts in the browser's console that are no complaint, such as `status of 402`, which is how it tells of an answer."""
        self._allowed += parts

    def complaints(self):
        """All errors in the console so far, and what the pages' Content-Security-Policy has refused."""
        for entry in self.driver.get_log("browser"):
            if entry["level"] == "SEVERE" or entry["source"] == "security":
                self._complaints.append(f"{entry['source']}: {entry['message']}")
        return [each for each in self._complaints if not any(part in each for part in self._allowed)]

    def forget(self):
        """Begins anew, for a further test: closes all tabs but the first, and leaves out what was complained about and allowed."""
        self.complaints()
        self._complaints, self._allowed = [], []
        first, *others = self.driver.window_handles
        for tab in others:
            self.switch(tab)
            self.driver.close()
        self.switch(first)
        self.set_width(1300)

    def _prepare_tab(self):
        # What a policy refuses is in the console in other words each time: here it can be recognised.
        self._cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            source="addEventListener('securitypolicyviolation', event => "
            "console.error(`CSP violation: ${event.effectiveDirective} ${event.blockedURI}`));",
        )

    def _cdp(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)


class BrowserTestCase(unittest.TestCase):
    """A browser for each test, which must have no complaint in the end. `shop` is made once for a class, by `make_shop`."""

    @classmethod
    def make_shop(cls):
        return Shop()

    @classmethod
    def setUpClass(cls):
        cls.shop = cls.make_shop()
        cls.addClassCleanup(cls.shop.stop)

    def setUp(self):
        self.browser = Browser(self._testMethodName)
        self.addCleanup(self.browser.close)

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])


def eventually(condition, what="what was waited for"):
    """The first true result of a function: for what happens outside the browser."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (result := condition()):
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.05)
    return result
