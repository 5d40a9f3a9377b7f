"""What a customer is may not contradict itself."""

from tests.cast import a_customer
from zhike.kit.testing.observing import refused
from zhike.kit.writing import change


def test_a_company_cannot_be_above_itself(ada):
    firm = a_customer("山月茶馆")

    with refused("cannot be above itself"):
        change(firm, by=ada, values={"parent": firm})
