"""What is done and taken back at once leaves every figure of the money as it was."""

from decimal import Decimal

from django.db.models import F

from zhike.receivables.actions import invoicing, receiving
from zhike.receivables.models import Allocation, Instalment, Receipt
from zhike.receivables.tests.histories import ACTS, History
from zhike.receivables.tests.oracle import figures

EVERY = (*ACTS, "undone_settling", "undone_settling", "undone_exchange", "undone_receipt", "undone_draft")


class Undoing(History):
    """The same, with acts that are undone."""

    def undone_settling(self) -> None:
        self._taken_back(self.settle)

    def undone_exchange(self) -> None:
        self._taken_back(self.exchange)

    def undone_receipt(self) -> None:
        before = figures(self.day)
        told = {"amount": Decimal(1 + self._draw(3000)), "currency": "CNY", "customer": self.customer}
        receipt = receiving.receive(by=self.by, received_on=self.day, **told)
        if Instalment.objects.filter(currency="CNY", replaced_on=None, paid__lt=F("amount")).exists():
            receiving.allocate(receipt, by=self.by)
        receiving.withdraw_receipt(receipt, by=self.by, reason="Of somebody else.")
        assert figures(self.day) == before

    def undone_draft(self) -> None:
        before = figures(self.day)
        invoicing.void(self._drafted(), by=self.by)
        assert figures(self.day) == before

    def _taken_back(self, act) -> None:
        before, last = figures(self.day), Allocation.objects.order_by("pk").last()
        act()
        for receipt in Receipt.objects.filter(kind="receipt", allocated__gt=0):
            made = Allocation.objects.filter(credit=receipt.entry, amount__gt=0, reversed_by=None)
            for one in made.filter(pk__gt=last.pk if last else 0):
                receiving.take_back(receipt, by=self.by, allocation=one.pk)
        assert figures(self.day) == before
