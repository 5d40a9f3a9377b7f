"""Finding rows by any piece of their words."""

import pytest
from django.db.models.expressions import RawSQL
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import a_customer, a_plant, a_product, a_task
from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.kit.registry import entity_of
from zhike.kit.search import best, documents, find, index
from zhike.kit.search.following import index_again, index_every
from zhike.kit.search.models import SearchDoc
from zhike.kit.search.rules import closeness, query, tokens
from zhike.kit.testing.example.models import Plant
from zhike.kit.writing import change, create
from zhike.sales.models import Order
from zhike.work.models import Task

REINDEX = "zhike.kit.search.following.index_again"


def names_found(typed):
    return sorted(find(Customer.objects.all(), typed).values_list("name", flat=True))


@pytest.fixture
def base(db):
    a_customer("张伟", is_person=True, code="VIP-0071")
    a_customer("山月茶馆", city="杭州", note="联系电话 13800001234")
    a_customer("北京中关村科技有限公司", code="ZGC 2024", city="北京")
    a_customer("Müller & Söhne", code="", city="Köln", region="")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张", ["张伟"]),
        ("伟", ["张伟"]),
        ("馆", ["山月茶馆"]),
        ("月茶", ["山月茶馆"]),
        ("山月茶馆", ["山月茶馆"]),
        ("月馆", []),
        ("科技", ["北京中关村科技有限公司"]),
        ("zw", ["张伟"]),
        ("zhangwei", ["张伟"]),
        ("zhangw", ["张伟"]),
        ("ZW", ["张伟"]),
        ("zgc", ["北京中关村科技有限公司"]),
        ("bjzgc", ["北京中关村科技有限公司"]),
        ("1234", ["山月茶馆"]),
        ("01234", []),
        ("001234", ["山月茶馆"]),
        ("00001234", ["山月茶馆"]),
        ("13800001234", ["山月茶馆"]),
        ("1380000", ["山月茶馆"]),
        ("vip", ["张伟"]),
        ("0071", ["张伟"]),
        ("ＶＩＰ", ["张伟"]),
        ("山月 杭州", ["山月茶馆"]),
        ("山月 北京", []),
        ("köln", ["Müller & Söhne"]),
        ("MÜLL", ["Müller & Söhne"]),
        ("ller", []),
        ("", ["Müller & Söhne", "北京中关村科技有限公司", "山月茶馆", "张伟"]),
        ("  ", ["Müller & Söhne", "北京中关村科技有限公司", "山月茶馆", "张伟"]),
    ],
)
def test_what_is_typed_finds(base, typed, found):
    assert names_found(typed) == sorted(found)


@pytest.mark.parametrize(
    "typed", ["'", "a' | 'b", "\\", "& | ! ( ) :*", "'); drop table kit_staff; --", "\x00", "%_", "😀"]
)
def test_nothing_typed_breaks_the_search(base, typed):
    names_found(typed)


@pytest.mark.parametrize("typed", ["!!!", "&", "😀"])
def test_what_holds_no_word_finds_nothing(base, typed):
    assert names_found(typed) == []


def test_the_newest_words_count(ana):
    task = a_task(owner=ana, customer=None, title="寄样品")
    task.title = "寄合同"
    task.save()
    index([task])

    assert list(find(Task.objects.all(), "样品")) == []
    assert list(find(Task.objects.all(), "合同")) == [task]
    assert SearchDoc.objects.filter(noun="work.task").count() == 1


def test_rows_are_found_by_the_new_name_of_what_they_point_at(ana, teahouse, task, order):
    change(teahouse, by=ana, values={"name": "清溪茶庄"})
    run_jobs()

    assert list(find(Task.objects.all(), "清溪")) == [task]
    assert list(find(Order.objects.all(), "qxcz")) == [order]
    assert list(find(Order.objects.all(), "山月")) == []


def test_other_changes_write_no_other_documents(ana, teahouse, task):
    change(teahouse, by=ana, values={"note": "Closed on Mondays."})

    assert not ProcrastinateJob.objects.filter(task_name=REINDEX).exists()


def run_jobs():
    for job in ProcrastinateJob.objects.filter(task_name=REINDEX):
        index_again(**job.args)


def test_search_stays_within_reach(ana, bo):
    mine, _theirs = a_plant(owner=ana, name="兰花"), a_plant(owner=bo, name="兰草")

    assert list(find(rows(Plant, by=ana), "兰")) == [mine]


def test_one_noun_does_not_find_the_rows_of_another(db):
    product = a_product(name="山月壶")
    a_customer("山月茶馆")

    assert list(find(Product.objects.all(), "山月")) == [product]


def test_many_rows_take_one_statement(db, django_assert_num_queries):
    some = [a_product() for _nth in range(5)]

    with django_assert_num_queries(1):
        index(some)


def test_a_noun_nobody_searches_is_passed_over(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        index([])


def test_tokens_hold_pairs_characters_sounds_and_tails():
    assert tokens("张伟") == ["张", "伟", "张伟", *[t for t in tokens("张伟") if t in ("zhangwei", "zw")]]
    assert {"zhangwei", "zw"} <= set(tokens("张伟"))
    assert tokens("13800001234") == ["13800001234", "1234", "001234", "00001234"]
    assert tokens("AB-12") == ["ab", "12"]
    assert tokens("\U00034165") == ["\U00034165"]  # a sign that has no sound as yet


def test_a_query_asks_for_pairs_and_for_beginnings_of_words():
    assert query("山月茶") == "山月 & 月茶"
    assert query("山") == "山"
    assert query("vip 71") == "vip:* & 71:*"


def test_words_and_texts_too_long_for_the_database_are_saved_and_found(ana):
    word, story = "k" * 3_000, " ".join(f"n{number}" for number in range(200_000))

    of_a_word = create(Task, by=ana, values={"title": "A key", "note": word, "assignee": ana})
    of_a_story = create(Task, by=ana, values={"title": "A story", "note": story, "assignee": ana})

    assert [list(find(Task.objects.all(), typed)) for typed in (word, "n1024")] == [[of_a_word], [of_a_story]]


@pytest.mark.parametrize(
    ("title", "typed", "distance"),
    [
        ("张伟", "张伟", 0),
        ("ZGC-2024", "zgc-2024", 0),
        ("张伟", "zw", 1),
        ("张伟", "zhangwei", 1),
        ("明州 茶叶", "茶叶", 1),
        ("张伟明", "张伟", 2),
        ("张伟明", "zw", 3),
        ("张伟明", "zhang", 3),
        ("明州茶叶", "茶叶", 4),
        ("山月茶馆", "13800001234", 5),
    ],
)
def test_nearer_titles_come_first(title, typed, distance):
    assert closeness(title, typed) == distance


def test_the_nearest_are_found_first(db):
    for name in ("伟业张江仓储", "小张伟业", "张伟明", "张伟"):
        a_customer(name)

    assert [row.name for row in best(Customer.objects.all(), "张伟", most=3)] == ["张伟", "张伟明", "小张伟业"]


def test_a_whole_name_is_found_among_more_than_are_looked_at(db, monkeypatch):
    monkeypatch.setattr(documents, "ENOUGH", 3)
    for number in range(9):
        a_customer(f"早晚张伟业第{number}仓")
    wanted = a_customer("张伟")
    for number in range(9):
        a_customer(f"张伟业第{number}店")

    assert best(Customer.objects.all(), "zw", most=1) == [wanted]
    assert best(Customer.objects.all(), "张伟", most=1) == [wanted]


def test_all_documents_can_be_written_again(base):
    SearchDoc.objects.all().delete()

    assert index_every(entity_of(Customer)) == 4
    assert names_found("zw") == ["张伟"]


def test_a_document_that_says_the_same_is_not_written_again(db):
    plant = a_plant(name="文竹")
    written = SearchDoc.objects.annotate(place=RawSQL("ctid::text", [])).values_list("place", flat=True)
    before = written.get(object_id=plant.pk, noun="example.plant")
    index([plant])

    assert written.get(object_id=plant.pk, noun="example.plant") == before
    plant.name = "吊兰"
    index([plant])
    assert written.get(object_id=plant.pk, noun="example.plant") != before


def test_a_row_without_a_word_in_it_has_an_empty_document(db):
    kettle = a_product(name="…", code="—", category="")

    documents.index([kettle])

    assert SearchDoc.objects.get(noun="catalog.product", object_id=kettle.pk).tokens == ""
