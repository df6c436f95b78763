"""What the other tests rely on: that errors of a page are seen."""

import unittest

from browser import BrowserTestCase


class BrowserFrameTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.browser.open(f"{self.shop.address}/docs")

    def found(self):
        """The complaints, which are none then."""
        found = self.browser.complaints()
        self.browser.allow(*found)
        return found

    def test_an_error_of_a_script_is_seen_in_each_tab(self):
        self.assertEqual(self.found(), [])
        self.browser.script("setTimeout(() => { throw new Error('first'); })")
        self.browser.new_tab(f"{self.shop.address}/docs")
        self.browser.script("setTimeout(() => { throw new Error('second'); })")
        self.browser.wait(lambda: len(self.browser.complaints()) == 2, "both errors")
        self.found()

    def test_what_the_policy_refuses_is_seen(self):
        self.browser.script("const image = new Image(); image.src = 'http://elsewhere.example/a.png';")
        self.browser.wait(lambda: any("CSP violation: img-src" in each for each in self.browser.complaints()), "the violation")
        self.found()

    def test_an_answer_that_is_refused_is_seen_unless_it_was_expected(self):
        self.browser.allow("status of 404")
        self.browser.script("fetch('/api/v1/products/no-such-product'); fetch('/api/v1/orders')")
        self.browser.wait(lambda: self.browser.complaints(), "the error")
        [complaint] = self.found()
        self.assertIn("status of 401", complaint)

    def test_without_a_network_nothing_is_answered(self):
        asking = "fetch('/health').then(answer => arguments[0](answer.status), error => arguments[0](error.name))"
        self.browser.allow("ERR_INTERNET_DISCONNECTED")
        self.browser.offline()
        self.assertEqual(self.browser.driver.execute_async_script(asking), "TypeError")
        self.browser.offline(False)
        self.assertEqual(self.browser.driver.execute_async_script(asking), 200)

    def test_a_barrier_is_found(self):
        self.browser.script("document.body.insertAdjacentHTML('beforeend', '<img id=bare src=/favicon.ico>')")
        self.assertIn("image-alt: #bare", self.browser.barriers())
        self.browser.allow("favicon")


if __name__ == "__main__":
    unittest.main()
