"""What the staff wrote on the first customers of the made-up firm, and the tags they gave them."""

from collections.abc import Mapping

from zhike.customers.models import Customer
from zhike.kit.attached import actions

NOTES = (
    ("C00001", "林晓问起新茶价格，答应周五前给报价，按去年的折扣。"),
    ("C00001", "十月那批有两箱受潮，已说明补发，等仓库确认日期。"),
    ("C00002", "客房茶包想换成独立小罐装，先寄样再谈价。@陈怡 罐子用哪家？"),
)
TAGS = (("C00001", "价格敏感"), ("C00001", "年框客户"), ("C00002", "年框客户"))


def write_attached(customers: Mapping[str, Customer]) -> None:
    """Notes and tags of customers by their code, each by whoever looks after the customer."""
    for code, text in NOTES:
        if owner := customers[code].owner:
            actions.note(customers[code], by=owner, text=text)
    for code, word in TAGS:
        if owner := customers[code].owner:
            actions.tag(customers[code], by=owner, word=word)
