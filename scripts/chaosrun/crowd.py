"""All who shop while a fault happens."""

from .buyers import Buyer
from .newcomers import Newcomer
from .passersby import Passerby
from .payers import Payer
from .repeaters import UNTIL_ANSWERED_SECONDS, Repeater

NEWCOMERS = 2
PASSERSBY = 2
PAYERS = 3


class Crowd:
    def __init__(self, buyers, repeaters, instances, products, seed, admin_token):
        self.buyers = [Buyer(number, instances, products, seed) for number in range(buyers)]
        self.buyers += [
            Repeater(buyers + number, instances, products, seed, admin_token) for number in range(repeaters)
        ]
        self.buyers += [
            Newcomer(buyers + repeaters + number, instances, products, seed, admin_token) for number in range(NEWCOMERS)
        ]
        number = buyers + repeaters + NEWCOMERS
        self.passersby = [Passerby(number + n, instances, products, seed, admin_token) for n in range(PASSERSBY)]
        number += PASSERSBY
        self.payers = [Payer(number + n, instances, products, seed, admin_token) for n in range(PAYERS)]
        for shopper in self.everybody:
            shopper.sign_up()

    def start(self):
        for shopper in self.everybody:
            shopper.start()

    def stop(self):
        for shopper in self.everybody:
            shopper.stopping.set()
        for shopper in self.everybody:
            shopper.join(2 * UNTIL_ANSWERED_SECONDS)
            if shopper.is_alive():
                raise RuntimeError("a buyer waits for ever")

    @property
    def everybody(self):
        return [*self.buyers, *self.passersby, *self.payers]

    @property
    def answers(self):
        return [answer for shopper in self.everybody for answer in shopper.record.answers]

    @property
    def orders(self):
        """The totals of all orders that a checkout was answered with, by the order."""
        return {id: total for shopper in self.everybody for id, total in shopper.record.orders.items()}

    @property
    def finished(self):
        """The final statuses of orders that a confirmation was answered with, by the order."""
        return {id: status for shopper in self.everybody for id, status in shopper.record.finished.items()}

    @property
    def records(self):
        """The records of the buyers, each of whom has one account, by the account."""
        return {buyer.user_id: buyer.record for buyer in self.buyers}

    @property
    def accounts(self):
        return [email for shopper in self.everybody for email in shopper.record.accounts]

    @property
    def perhaps_accounts(self):
        return [email for shopper in self.everybody for email in shopper.record.perhaps_accounts]

    @property
    def races(self):
        return {email: answers for shopper in self.everybody for email, answers in shopper.record.races.items()}

    @property
    def failures(self):
        return [repr(shopper.failure) for shopper in self.everybody if shopper.failure]
