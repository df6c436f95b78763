"""All who shop while a fault happens."""

from .buyers import Buyer
from .repeaters import UNTIL_ANSWERED_SECONDS, Repeater


class Crowd:
    def __init__(self, buyers, repeaters, instances, products, seed, admin_token):
        self.buyers = [Buyer(number, instances, products, seed) for number in range(buyers)]
        self.buyers += [
            Repeater(buyers + number, instances, products, seed, admin_token) for number in range(repeaters)
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
    def failures(self):
        return [str(buyer.failure) for buyer in self.buyers if buyer.failure]
