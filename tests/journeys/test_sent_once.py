"""A button pressed twice before the answer is there: what it does is done once."""

from datetime import date

import pytest

from tests.cast import a_customer
from zhike.receivables.models import Receipt

pytestmark = pytest.mark.journey


def test_a_receipt_is_recorded_once_however_often_the_button_is_pressed(enter, zhou):
    customer = a_customer("云栖酒店", owner=zhou)
    page = enter(f"/receivables/do/receive/?customer={customer.pk}", by=zhou)
    page.get_by_label("到账日").fill(f"{date(2026, 3, 5)}")
    page.get_by_label("金额").fill("123.45")
    button = page.get_by_role("main").get_by_role("button", name="登记回款")

    button.evaluate("one => { one.click(); setTimeout(() => one.click(), 30); }")
    page.wait_for_url("**/receipts/*/")

    assert Receipt.objects.count() == 1
