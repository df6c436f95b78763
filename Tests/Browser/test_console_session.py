"""Who gets into the console, and how long."""

import base64
import hashlib
import hmac
import struct
import time
import unittest

from browser import ADMIN, BrowserTestCase, By, Keys
from console import Buyer, ConsoleTestCase


class ConsoleLogInTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.browser.open(f"{self.shop.address}/console#/orders")

    log_in = ConsoleTestCase.log_in

    def test_a_wrong_password_is_said_and_a_right_one_leads_to_the_page_that_was_asked_for(self):
        self.browser.allow("status of 401")
        self.log_in(ADMIN[0], "wrong")
        self.browser.find("[role=alert]", "Invalid credentials")
        self.browser.type("[name=password]", ADMIN[1], after=Keys.ENTER)
        self.browser.find("main h1", "Orders")

    def test_what_is_missing_is_said_at_its_field(self):
        self.browser.allow("status of 422")
        self.log_in("nobody", "a")
        self.browser.find("[name=email][aria-invalid=true]")
        self.assertIn("valid email address", self.browser.text(".invalid-feedback"))

    def test_an_account_with_an_authenticator_needs_its_code(self):
        buyer = Buyer(self.shop)
        secret = buyer.ask("POST", "/api/v1/auth/totp", {"password": buyer.password})["secret"]
        # A code counts once, and this one has counted.
        recovery = buyer.ask("POST", "/api/v1/auth/totp/confirm", {"code": code(secret)})["recovery_codes"][0]
        self.shop.ask("PATCH", f"/api/v1/admin/users/{buyer.id}/role", {"role": "admin"})
        self.browser.allow("status of 401")
        self.log_in(buyer.email, buyer.password)
        self.browser.type("[name=code]", "000000", after=Keys.ENTER)
        self.browser.find("[role=alert]")
        self.browser.type("[name=code]", recovery, after=Keys.ENTER)
        self.browser.find("main h1", "Orders")

    def test_a_customer_sees_nothing_of_the_shop(self):
        buyer = Buyer(self.shop)
        self.log_in(buyer.email, buyer.password)
        self.browser.find("main h1", "Nothing to see here")
        self.assertEqual(self.browser.all("nav#menu li"), [])

    def test_without_scripts_of_its_own_in_the_page_nothing_else_runs(self):
        self.browser.script("const it = document.createElement('script'); it.textContent = 'window.ran = true'; document.head.append(it)")
        self.assertIsNone(self.browser.script("return window.ran"))
        violations = self.browser.complaints()
        self.assertTrue(any("script-src" in each for each in violations), violations)
        self.browser.allow(*violations)


class ConsoleSessionTests(ConsoleTestCase):
    def test_a_reload_and_a_second_tab_keep_it_and_leaving_ends_it(self):
        self.browser.reload()
        self.browser.find("main h1", "Dashboard")
        first = self.browser.tab
        self.browser.new_tab(f"{self.shop.address}/console#/users")
        self.browser.find("main h1", "Users")
        self.browser.click("button", "Log out")
        self.browser.find("[name=password]")
        # The other tab has a token, which is dead: it is told so as soon as it is seen, and listens again.
        self.browser.allow("status of 401")
        self.browser.switch(first)
        self.browser.find("[name=password]")

    def test_no_script_can_read_the_token_of_the_cookie(self):
        self.assertNotIn("refresh_token", self.browser.script("return document.cookie"))
        kept = self.browser.script("return JSON.stringify({...localStorage, ...sessionStorage})")
        self.assertEqual(kept, "{}")

    def test_it_can_be_used_by_keys_alone(self):
        self.browser.reload()
        self.browser.find("main h1", "Dashboard")
        self.browser.press(Keys.TAB)
        self.assertEqual(self.focused(), "Skip to the content")
        self.browser.press(Keys.ENTER)
        self.assertEqual(self.browser.script("return document.activeElement.id"), "content")
        self.go_by_keys("Categories")
        self.browser.find("main h1", "Categories")
        # The page that came has the keyboard, and its next stop is its first button.
        self.browser.press(Keys.TAB)
        self.assertEqual(self.focused(), "New category")
        self.browser.press(Keys.ENTER)
        self.browser.find("dialog h2", "New category")
        self.assertTrue(self.browser.script("return document.activeElement.closest('dialog') !== null"))
        self.browser.press(Keys.ESCAPE)
        self.browser.gone("dialog")
        self.assertEqual(self.focused(), "New category")

    def focused(self):
        return self.browser.script("return document.activeElement.textContent")

    def go_by_keys(self, name):
        link = next(link for link in self.browser.driver.find_elements(By.CSS_SELECTOR, "nav#menu a") if link.text == name)
        self.browser.script("arguments[0].focus()", link)
        self.browser.press(Keys.ENTER)


def code(secret):
    """RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


if __name__ == "__main__":
    unittest.main()
