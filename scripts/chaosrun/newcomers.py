"""Those who open accounts, so that there is always somebody to be welcomed by mail."""

import time

from .repeaters import MOST_AT_ONCE, Repeater

REGISTER = "/api/v1/auth/register"
MOUNTS = ["/auth/signup", REGISTER]


class Newcomer(Repeater):
    """Opens one account after the other, at both mounts: asks once, or repeats itself with a key, or asks for an address
    that rivals want at the same moment. It buys nothing."""

    def buy_once(self):
        path = self.random.choice(MOUNTS)
        way = self.random.randrange(3)
        if way == 0:
            self._ask(path)
        elif way == 1:
            self.open_account(path)
        else:
            self._race()
        time.sleep(0.1 + self.random.random() * 0.2)

    def _ask(self, path):
        account = self.new_account()
        answer, _ = self.send("POST", path, account)
        self._note(account["email"], [answer])

    def _race(self):
        """Without keys: each request counts as somebody else's."""
        account = self.new_account()
        plans = [(number % 2, self.random.choice(MOUNTS)) for number in range(MOST_AT_ONCE)]
        answers = [
            answer for answer, _ in
            self.at_once(lambda plan: self.client.request(plan[0], "POST", plan[1], account, is_rival=True), plans)
        ]  # fmt: skip
        self.record.races[account["email"]] = answers
        self._note(account["email"], answers)

    def _note(self, email, answers):
        if any(answer.is_success for answer in answers):
            self.record.accounts.append(email)
        else:
            self.record.perhaps_accounts.append(email)
