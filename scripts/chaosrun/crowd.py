"""All who shop while a fault happens."""

from .buyers import Buyer
from .newcomers import Newcomer
from .repeaters import UNTIL_ANSWERED_SECONDS, Repeater

NEWCOMERS = 2


class Crowd:
    def __init__(self, buyers, repeaters, instances, products, seed, admin_token):
        self.buyers = [Buyer(number, instances, products, seed) for number in range(buyers)]
        self.buyers += [
            Repeater(buyers + number, instances, products, seed, admin_token) for number in range(repeaters)
        ]
        self.buyers += [
            Newcomer(buyers + repeaters + number, instances, products, seed, admin_token) for number in range(NEWCOMERS)
        ]
        for buyer in self.buyers:
            buyer.sign_up()

    def start(self):
        for buyer in self.buyers:
            buyer.start()

    def stop(self):
        for buyer in self.buyers:
            buyer.stopping.set()
        for buyer in self.buyers:
            buyer.join(2 * UNTIL_ANSWERED_SECONDS)
            if buyer.is_alive():
                raise RuntimeError("a buyer waits for ever")

    @property
    def answers(self):
        return [answer for buyer in self.buyers for answer in buyer.record.answers]

    @property
    def records(self):
        """The buyers' records, by the account."""
        return {buyer.user_id: buyer.record for buyer in self.buyers}

    @property
    def accounts(self):
        return [email for buyer in self.buyers for email in buyer.record.accounts]

    @property
    def perhaps_accounts(self):
        return [email for buyer in self.buyers for email in buyer.record.perhaps_accounts]

    @property
    def races(self):
        return {email: answers for buyer in self.buyers for email, answers in buyer.record.races.items()}

    @property
    def failures(self):
        return [str(buyer.failure) for buyer in self.buyers if buyer.failure]
