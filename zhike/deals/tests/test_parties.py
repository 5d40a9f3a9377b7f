"""Contacts with a say and competitors come with the deal: from its form, from programs, and are refused by row."""

from decimal import Decimal

import pytest

from tests.cast import a_competitor, a_customer, a_deal, a_stage
from zhike.deals.models import Deal
from zhike.deals.parties.lines import Line, Wrong, given, read, split, written
from zhike.kit.audit.trace import trace_of
from zhike.kit.testing.acting import Program, at_the_screen

WORDS = {"decides": "决策", "pays": "付款"}


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", []),
        ("李明: decides", [Line("李明", "decides")]),
        ("李明：决策\n\n 王芳 : PAYS ", [Line("李明", "decides"), Line("王芳", "pays")]),
        ("李明", [Line("李明", "pays")]),
        ("A: B: pays，12.5", [Line("A: B", "pays", "12.5")]),
        ("李明: 决策\n李明: decides", [Line("李明", "decides")]),
    ],
)
def test_lines_are_read_in_words_of_either_kind(typed, lines):
    assert read(typed, WORDS, otherwise="pays") == lines
    assert read(written(lines, WORDS), WORDS) == lines


def test_a_line_that_is_not_understood_is_named():
    with pytest.raises(Wrong) as wrong:
        read("李明: decides\n王芳: sings", WORDS)

    assert (wrong.value.number, wrong.value.typed) == (2, "sings")


def test_what_programs_send_becomes_lines():
    assert split(
        given([{"name": "李明", "part": "pays"}, {"name": "云雾", "standing": "ahead", "price": 9}, "王芳"])
    ) == [
        Line("李明", "pays"),
        Line("云雾", "ahead", "9"),
        Line("王芳", ""),
    ]


def told(deal):
    roles = [(role.contact.name, role.part) for role in deal.roles.order_by("pk")]
    return roles, [(one.competitor.name, one.strength, one.price) for one in deal.rivals.order_by("pk")]


@pytest.fixture
def house(ana):
    """A customer of Ana's with two contacts, and a pipeline to put deals into."""
    a_stage("First talks")
    customer = a_customer(owner=ana)
    return customer, *(customer.contacts.create(name=name) for name in ("李明", "王芳"))


def typed(customer, *contacts, competitors=()):
    """The form of a deal as a browser sends it."""
    sent = {"name": "年度用茶", "customer": f"#{customer.pk}", "currency": "CNY", "opened_on": "2026-03-02"}
    sent |= {"owner": customer.owner_id}
    sent |= {"stage_since": "2026-03-02"}
    for kind, some in (("contacts", contacts), ("competitors", competitors)):
        for nth, row in enumerate([*some, ("", "", "")]):
            sent |= {f"{kind}-{nth}-{part}": words for part, words in zip(("name", "what", "price"), row, strict=False)}
    return sent


def test_a_new_deal_has_them_from_its_form(ana, house):
    customer, li, _wang = house
    mist = a_competitor(name="云雾茶业")
    sent = typed(
        customer, ("李明", "decides"), ("王芳", "opposes"), competitors=[(f"云雾茶业 #{mist.pk}", "ahead", "36000.5")]
    )

    answer = at_the_screen(ana).post("/deals/new/", sent)

    deal = Deal.objects.get()
    assert answer.headers["Location"] == f"/deals/{deal.pk}/"
    assert told(deal) == (
        [("李明", "decides"), ("王芳", "opposes")],
        [("云雾茶业", "ahead", Decimal("36000.5000"))],
    )
    assert deal.contact == li


def test_refused_rows_are_named_and_what_was_typed_stays(ana, house):
    customer, *_contacts = house
    sent = typed(
        customer, ("李明", "decides"), ("赵六", "pays"), ("钱七", "pays"), competitors=[("云雾", "ahead", "x")]
    )

    page = at_the_screen(ana).post("/deals/new/", sent)

    assert (page.status_code, Deal.objects.count()) == (422, 0)
    assert "Row 2: “赵六” is no contact of this customer. Row 3: “钱七” is no contact of this customer." in page.text
    assert 'value="赵六"' in page.text

    only_rivals = typed(customer, competitors=[("云雾", "ahead", "9")])
    assert "Row 1: “云雾” is not among the competitors." in at_the_screen(ana).post("/deals/new/", only_rivals).text


def test_a_price_without_the_competitor_who_asks_it_is_told_and_kept_in_the_form(ana, house):
    customer, *_contacts = house
    sent = typed(customer, competitors=[("", "ahead", "36000.5")])

    answer = at_the_screen(ana).post("/deals/new/", sent)

    assert answer.status_code == 422
    assert "Row 1: name the competitor that asks 36000.5, or empty its price." in answer.text
    assert 'name="competitors-0-price" value="36000.5"' in answer.text
    assert '<option value="ahead" selected>' in answer.text
    assert not Deal.objects.exists()


def test_the_form_of_a_deal_shows_them_and_changes_them(ana, house):
    customer, li, wang = house
    deal = a_deal(owner=ana, customer=customer)
    deal.roles.create(contact=li, part="decides")
    deal.roles.create(contact=wang, part="uses")
    browser = at_the_screen(ana)

    page = browser.get(f"/deals/{deal.pk}/edit/")
    assert [(line.name, line.what) for line in split(page.context["form"]["contacts"].value())] == [
        ("李明", "Decides"),
        ("王芳", "Uses"),
    ]
    form = page.context["form"]
    sent = {name: "" if (value := form[name].value()) is None else value for name in form.fields} | typed(
        customer, ("王芳", "pays")
    )
    answer = browser.post(f"/deals/{deal.pk}/edit/", sent | {"version": deal.version})

    assert answer.status_code == 302
    assert told(deal) == ([("王芳", "pays")], [])
    assert deal.fresh().contact == wang
    assert trace_of(deal)[0].changes["contacts"] == ["李明: Decides\n王芳: Uses", "王芳: Pays"]


def test_programs_send_and_read_them(ana, house):
    customer, *_contacts = house
    a_competitor(name="云雾茶业")
    program = Program(ana)
    sent = {
        "name": "年度用茶",
        "customer": customer.pk,
        "owner": ana.pk,
        "contacts": [{"name": "李明", "part": "decides"}],
    }

    made = program.post("/deals", sent | {"competitors": [{"name": "云雾茶业", "price": "9", "standing": "behind"}]})

    assert made.status_code == 201
    assert made.json()["contacts"] == [{"name": "李明", "part": "decides"}]
    assert made.json()["competitors"] == [{"name": "云雾茶业", "standing": "behind", "price": "9"}]
    wrong = program.patch(f"/deals/{made.json()['id']}", {"contacts": [{"name": "李明", "part": "sings"}]})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "contacts")
    assert "row 1: “sings” is none of the choices" in wrong.json()["detail"]
    assert program.patch(f"/deals/{made.json()['id']}", {"contacts": []}).json()["contacts"] == []


def test_who_does_not_see_the_customer_reads_no_contact_and_changes_none(ana, bo, house):
    customer, li, _wang = house
    deal = a_deal(owner=bo, customer=customer)
    deal.roles.create(contact=li, part="decides")

    assert Program(bo).get(f"/deals/{deal.pk}").json()["contacts"] == []
    page = at_the_screen(bo).get(f"/deals/{deal.pk}/edit/")
    assert "李明" not in page.text
    assert "who is noted stays" in page.text
    answer = Program(bo).patch(f"/deals/{deal.pk}", {"contacts": [{"name": "李明", "part": "pays"}]})
    assert (answer.status_code, told(deal)[0]) == (422, [("李明", "decides")])


def test_the_page_of_a_deal_tells_them_in_their_panels_alone(ana, house):
    customer, li, _wang = house
    deal = a_deal(owner=ana, customer=customer)
    deal.roles.create(contact=li, part="decides")
    deal.rivals.create(competitor=a_competitor(name="云雾"), strength="ahead")

    page = at_the_screen(ana).get(f"/deals/{deal.pk}/?timeline").content.decode()

    assert (page.count("<b>李明</b>"), page.count("云雾</a>")) == (1, 1)
    assert "Who has a say, and who else wants it" not in page


def test_the_contacts_of_the_picked_customer_are_offered(ana, bo, house):
    customer, *_contacts = house
    asked = {"customer": f"山月茶馆 #{customer.pk}"}

    assert at_the_screen(ana).get("/deals/contacts/", asked).text == '<option value="李明"><option value="王芳">'
    assert at_the_screen(bo).get("/deals/contacts/", asked).text == ""
