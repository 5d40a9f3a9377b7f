"""Why a customer may leave, in words: money as money, and which way a reason pulls only where nothing else says it."""

from zhike.customers.outlook import reasons, seen_in

REFUNDED = {"field": "refunded", "value": 28750.0, "usual": 0.0, "effect": 0.4}
SILENCE = {"field": "silence_in_gaps", "value": 4.42, "usual": None, "effect": -0.1}


def test_money_given_back_is_said_as_money():
    assert seen_in(REFUNDED) == "money given back ¥28.8K (usual: ¥0)"


def test_where_reasons_stand_alone_each_says_which_way_it_pulls():
    said = reasons({"reasons": [REFUNDED, SILENCE]})

    assert said == (
        "money given back ¥28.8K (usual: ¥0) raises it · silence, in usual gaps 4.4 (usual: unknown) lowers it"
    )
