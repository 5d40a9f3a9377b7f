"""The pictures of what is believed of each customer: the risk of leaving, the next product."""

import pyarrow as pa
import pytest
from django.urls import reverse

from tests.cast import a_product, a_role
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests.pictures_cast import JULY, keep
from zhike.kit.access.models import Staff

pytestmark = pytest.mark.django_db


def listed(client, person, name, group):
    client.force_login(person)
    return client.get(reverse("insight:picture-customers", args=[name]), {"group": group})


def with_sales(firm, *amounts, as_of=JULY):
    """The plain figures of a day, with these net sales."""
    run = Run.objects.create(measure="figures", as_of=as_of, status=Run.Status.DONE)
    keys = pa.array([customer.pk for customer in firm], pa.int64())
    kept.keep(run, {"customers": pa.table({"customer_id": keys, "net_sales_12m": pa.array(amounts, pa.float64())})})


def test_expected_leavers_are_the_sum_of_the_chances_and_classes_go_by_the_rules_of_the_run(admin, firm):
    run = keep("churn_risk", firm)
    chances = [row["chance"] for row in kept.tables(run)["chances"].to_pylist()]

    classes = PICTURES["churn_risk"].build(Seen(run, by=admin))[0].figures[0].rows
    run.parameters |= {"medium_from": 1e-9, "high_from": 1e-6}
    all_high = PICTURES["churn_risk"].build(Seen(run, by=admin))[0].figures[0].rows

    assert {row["group"]: row["customers"] for row in classes} == {"high": 2, "medium": 0, "low": 3}
    assert sum(row["leave"] for row in classes) == pytest.approx(sum(chances))
    assert [row["customers"] for row in all_high] == [5, 0, 0]
    assert all_high[0]["chance"] == pytest.approx(sum(chances) / 5)


def test_first_comes_who_has_most_to_lose_with_owner_and_what_raises_the_risk(admin, firm):
    run = keep("churn_risk", firm)
    with_sales(firm, 100, 900, 5000, 5000, 5000)

    cards = PICTURES["churn_risk"].build(Seen(run, by=admin))

    [figures] = cards[1].figures
    chance = figures.rows[0]["chance"]
    assert [(row["customer"], row["owner"], row["net"]) for row in figures.rows] == [
        ("竹里茶行", "Bo", 900),
        ("清泉茶庄", "Ana", 100),
    ]
    assert figures.rows[0]["loss"] == pytest.approx(900 * chance)
    assert figures.links[0] == f"/customers/{firm[1].pk}/"
    assert "purchases in all 1 (usual: 9.5)" in figures.rows[0]["why"]
    assert [(row["sign"], row["customers"]) for row in cards[2].figures[0].rows] == [("purchases in all", 2)]


def test_owners_are_named_to_roles_that_may_read_them_alone(mei, firm):
    run = keep("churn_risk", firm)
    before = PICTURES["churn_risk"].build(Seen(run, by=mei))[1].figures[0].rows

    a_role(mei, fields={"customers": {"owner": "hidden"}})
    after = PICTURES["churn_risk"].build(Seen(run, by=Staff.objects.get(pk=mei.pk)))[1].figures[0].rows

    assert "Ana" in {row["owner"] for row in before}
    assert {row["owner"] for row in after} == {""}


def test_sales_of_another_day_are_not_held_against_the_risk(admin, firm):
    run = keep("churn_risk", firm)
    with_sales(firm, 100, 900, 5000, 5000, 5000, as_of=JULY.replace(day=2))

    classes, first, *_others = PICTURES["churn_risk"].build(Seen(run, by=admin))

    assert {row["net"] for row in (*classes.figures[0].rows, *first.figures[0].rows)} == {None}


def test_who_sees_some_customers_sees_their_risk_alone_and_not_how_the_firm_was_judged(client, ana, mei, admin, firm):
    run = keep("churn_risk", firm)

    own, lead, whole = (PICTURES["churn_risk"].build(Seen(run, by=person)) for person in (ana, mei, admin))
    behind = listed(client, ana, "churn_risk", "high").content.decode()

    assert [row["customers"] for row in own[0].figures[0].rows] == [1, 0, 2]
    assert [row["customer"] for row in own[1].figures[0].rows] == ["清泉茶庄"]
    assert [len(cards) for cards in (own, lead, whole)] == [3, 5, 5]
    assert "清泉茶庄" in behind
    assert "竹里茶行" not in behind
    assert listed(client, ana, "churn_risk", "none").status_code == 404


def test_the_judgement_shown_is_that_of_the_model_taken(admin, firm):
    run = keep("churn_risk", firm)
    [judged] = [row for row in kept.tables(run)["judged"].to_pylist() if row["split"] == "time"]

    right = PICTURES["churn_risk"].build(Seen(run, by=admin))[3]

    assert 0.5 < judged["auc"] < 1
    assert f"On {judged['rows']} cases the model had not seen: AUC {round(judged['auc'], 2):g} " in right.sentences[1]


def test_products_are_counted_by_whom_they_are_offered_first_and_open_those_customers(client, admin, firm):
    a_product(code="pot", name="紫砂壶")
    keep("recommend", firm)

    cards = PICTURES["recommend"].build(Seen(Run.objects.get(), by=admin))
    behind = listed(client, admin, "recommend", "pot").content.decode()

    [figures] = cards[0].figures
    by_code = {row["code"]: (row["product"], row["first"]) for row in figures.rows}
    assert by_code == {"pot": ("紫砂壶", 1), "tea": ("tea", 1)}
    assert figures.links[0].endswith("?group=pot")
    assert "松下" in behind
    assert "清泉茶庄" not in behind
    assert "紫砂壶" in behind


def test_a_list_says_because_of_which_purchase_by_the_name_of_the_product(client, admin, firm):
    a_product(code="tea", name="龙井")
    keep("recommend", firm)

    assert ">龙井</td>" in listed(client, admin, "recommend", "pot").content.decode()


def test_offers_to_customers_of_somebody_else_are_not_counted(client, ana, bo, mei, firm):
    run = keep("recommend", firm)

    own, his, lead = (PICTURES["recommend"].build(Seen(run, by=person)) for person in (ana, bo, mei))

    assert sum(row["first"] for row in own[0].figures[0].rows) == 2
    assert his == []
    assert [len(own), len(lead)] == [2, 3]
    assert "松下" not in listed(client, bo, "recommend", "pot").content.decode()


def test_ways_to_recommend_are_held_against_what_is_popular(admin, firm):
    run = keep("recommend", firm)
    rates = {row["method"]: row["hit_rate"] for row in kept.tables(run)["backtest"].to_pylist() if row["mode"] == "new"}

    ways, back = PICTURES["recommend"].build(Seen(run, by=admin))[1:]

    assert {row["way"]: row["customers"] for row in ways.figures[0].rows} == {
        "the same popular ones for everybody": 1,
        "products bought together": 1,
    }
    assert "50% of the first offers follow from what the customer bought" in ways.sentences[0]
    assert rates["items"] == 1
    assert "Of 1 customers who bought something new, 100.0% bought one of the offers" in back.sentences[0]


@pytest.mark.parametrize("name", [name for name, picture in PICTURES.items() if picture.groups and name != "lifetime"])
def test_what_stands_behind_a_figure_opens(client, admin, firm, name):
    run = keep(name, firm)
    links = [
        link
        for card in PICTURES[name].build(Seen(run, by=admin))
        for figures in card.figures
        for link in figures.links.values()
        if link.startswith(reverse("insight:picture-customers", args=[name]))
    ]
    client.force_login(admin)

    assert links
    assert {client.get(link).status_code for link in links} == {200}


def test_classes_add_up_to_what_the_customers_bring_and_the_curve_ends_at_all_of_it(admin, firm):
    run = keep("abc", firm)
    kept_rows = [row for row in kept.tables(run)["customers"].to_pylist() if row["abc"]]

    card, heaviest = PICTURES["abc"].build(Seen(run, by=admin))

    classes = {row["code"]: (row["customers"], row["money"]) for row in card.figures[0].rows}
    assert classes == {
        code: (
            sum(row["abc"] == code for row in kept_rows),
            pytest.approx(float(sum(row["value"] for row in kept_rows if row["abc"] == code))),
        )
        for code in "ABC"
    }
    assert sum(row["share"] for row in card.figures[0].rows) == pytest.approx(1)
    assert card.drawing.series[0].points[-1] == (1.0, pytest.approx(1.0))
    assert [row["value"] for row in heaviest.figures[0].rows] == sorted(
        (float(row["value"]) for row in kept_rows), reverse=True
    )


def test_who_sees_some_customers_sees_their_share_alone(client, ana, admin, firm):
    run = keep("abc", firm)

    own, whole = (PICTURES["abc"].build(Seen(run, by=person)) for person in (ana, admin))
    named = {row["customer"] for row in own[1].figures[0].rows}
    behind = listed(client, ana, "abc", "A").content.decode()

    assert named < {row["customer"] for row in whole[1].figures[0].rows}
    assert named <= {"清泉茶庄", "松下", "石上"}
    assert sum(row["share"] for row in own[0].figures[0].rows) == pytest.approx(1)
    assert "竹里茶行" not in behind
