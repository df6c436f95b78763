"""Accounts in the console."""

import unittest

from console import Buyer, ConsoleTestCase


class ConsoleUserTests(ConsoleTestCase):
    def setUp(self):
        super().setUp()
        self.buyer = Buyer(self.shop)

    def is_in(self, token):
        return self.shop.request("GET", "/api/v1/auth/me", token=token).status == 200

    def open_buyer(self):
        self.open(f"/users?q={self.buyer.email}")
        self.browser.click("tbody a", self.buyer.email)
        self.browser.find("main h1", "Ann Example")

    def test_a_buyer_is_banned_and_out_at_once(self):
        self.assertTrue(self.is_in(self.buyer.token))
        self.open_buyer()
        self.browser.click("button", "Ban")
        self.answer({"reason": "Returns stones"})
        self.browser.find(".alert", "Returns stones")
        self.assertFalse(self.is_in(self.buyer.token))
        credentials = {"email": self.buyer.email, "password": self.buyer.password}
        refused = self.shop.request("POST", "/api/v1/auth/login", credentials)
        self.assertEqual((refused.status, refused.json["code"]), (403, "banned"))
        self.browser.click("button", "Lift the ban")
        self.answer()
        self.browser.find(".notices", "lifted")
        self.assertEqual(self.shop.request("POST", "/api/v1/auth/login", credentials).status, 200)

    def test_a_buyer_is_logged_out_everywhere(self):
        self.open_buyer()
        self.browser.click("button", "Log out everywhere")
        self.answer()
        self.browser.find(".notices", "ended")
        self.assertFalse(self.is_in(self.buyer.token))

    def test_a_role_and_permissions_are_given(self):
        self.open_buyer()
        self.browser.choose("[name=role]", "vendor")
        self.browser.click("button", "Set the role")
        self.browser.find(".notices", "The role is set")
        self.browser.click("label", "read:order")
        self.browser.click("button", "Set the permissions")
        self.browser.find(".notices", "The permissions are set")
        account = self.shop.ask("GET", f"/api/v1/admin/users/{self.buyer.id}")
        self.assertEqual((account["role"], account["own_permissions"]), ("vendor", ["read:order"]))

    def test_the_last_admin_stays(self):
        self.browser.allow("status of 409")
        [admin] = self.shop.ask("GET", "/api/v1/admin/users?role=admin")["items"]
        self.open(f"/users/{admin['id']}")
        self.browser.choose("[name=role]", "user")
        self.browser.click("button", "Set the role")
        self.browser.find("form [role=alert]", "last admin")

    def test_an_account_is_deleted(self):
        self.open_buyer()
        self.browser.click("button", "Delete")
        self.answer()
        self.browser.find("main h1", "Users")
        self.assertEqual(self.shop.request("GET", f"/api/v1/users/{self.buyer.id}").status, 404)


if __name__ == "__main__":
    unittest.main()
