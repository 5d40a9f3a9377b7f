"""What we sell."""

from decimal import Decimal

from tests.cast import a_product, a_stock_note
from zhike.catalog.models import Product
from zhike.kit.search import find
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.kit.writing import change, create, errors_by_field


def test_a_product_sorts_by_the_sound_of_its_name(db):
    kettle = a_product(name="紫砂壶")

    assert kettle.name_sort == "zi sha hu"


def test_a_renamed_product_sorts_anew(mei, kettle):
    change(kettle, by=mei, values={"name": "白瓷壶"})

    assert kettle.fresh().name_sort == "bai ci hu"


def test_managers_keep_the_catalog_and_staff_read_it(mei, ana, kettle):
    change(kettle, by=mei, values={"price": Decimal("399.50")})

    assert trace(kettle) == ["Mei changed this"]
    with refused("Your role does not allow this"):
        change(kettle, by=ana, values={"price": Decimal(1)})


def test_a_code_names_one_product(mei, kettle):
    with refused() as refusal:
        create(Product, by=mei, values={"code": kettle.code, "name": "Another kettle"})

    assert errors_by_field(refusal.value) == {"code": ["Product with this Product code already exists."]}


def test_a_product_is_goods_on_sale_unless_said_otherwise(mei):
    postage = create(Product, by=mei, values={"code": "POST", "name": "Postage", "is_goods": False})

    assert (postage.is_goods, postage.active, postage.price, postage.cost) == (False, True, None, None)


def test_a_product_is_found_by_code_name_and_category(kettle):
    for typed in ("kettle", "砂壶", "zsh", "茶具"):
        assert list(find(Product.objects.all(), typed)) == [kettle]
    assert list(find(Product.objects.all(), "茶杯")) == []


def test_a_quantity_is_told_in_the_unit_of_its_product(ana):
    a_stock_note(product=a_product(unit="斤"), quantity=Decimal("90.5"))
    a_stock_note(product=a_product(code="NO-UNIT", unit=""), quantity=Decimal(7))

    page = at_the_screen(ana).get("/stock-notes/").text

    assert ">90.5\u00a0斤<" in page
    assert ">7<" in page
