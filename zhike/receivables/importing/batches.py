"""Files of the bank by the thousand lines: all that are sure confirmed, all that were confirmed taken back."""

from zhike.kit.batches import kind
from zhike.kit.batches.models import Batch
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.receiving import withdraw_receipt
from zhike.receivables.importing.confirming import confirm
from zhike.receivables.models import BankLine, Receipt
from zhike.receivables.models.bank import Match

AT_ONCE = 1000


@kind("receivables.confirm_bank")
def confirm_bank(batch: Batch) -> None:
    """Confirm every sure line of a file, a thousand in one transaction; what is done is not done again."""
    waiting = BankLine.objects.filter(run=batch.asked["run"], match=Match.SURE, receipt=None, passed_over=False)
    batch.report(total=batch.done + waiting.count())
    while keys := list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        batch.went(confirm(keys, by=batch.by))


@kind("receivables.undo_bank")
def undo_bank(batch: Batch) -> None:
    """Withdraw the receipts of a file one by one; one that was given back in part stays, with the reason."""
    lines = BankLine.objects.filter(run=batch.asked["run"], receipt__isnull=False).exclude(
        pk__in=batch.state.get("kept", [])
    )
    batch.report(total=batch.done + lines.count())
    for line in lines.select_related("receipt").order_by("pk"):
        _take_back(line, batch)


def _take_back(line: BankLine, batch: Batch) -> None:
    receipt = line.receipt
    assert isinstance(receipt, Receipt)
    try:
        if receipt.withdrawn_on is None:
            withdraw_receipt(receipt, by=batch.by, reason=batch.title)
    except Refusal as refusal:
        batch.went(1, [(str(receipt), str(refusal))], kept=[*batch.state.get("kept", []), line.pk])
        return
    line.receipt = None
    line.save(update_fields=["receipt"])
    batch.went(1)
