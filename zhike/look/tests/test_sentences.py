"""What Django says of inputs stands in our own words, and only what it says."""

import gettext
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django import forms
from django.utils import translation

from zhike.look.sentences import COUNTED, SAID

LOCALES = Path(django.__file__).parent / "conf" / "locale"
ITS_OWN = gettext.translation("django", LOCALES, languages=["zh_Hans"])


@pytest.fixture(scope="module")
def said_by_django():
    with (LOCALES / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {message.id for message in read_po(file)}


@pytest.mark.parametrize("sentence", SAID)
def test_each_sentence_is_one_that_django_says_and_told_otherwise(sentence, said_by_django):
    with translation.override("zh-hans"):
        ours = translation.gettext(sentence)

    assert sentence in said_by_django
    assert ours not in (sentence, ITS_OWN.gettext(sentence))


@pytest.mark.parametrize(("one", "several"), COUNTED)
def test_so_is_each_that_counts(one, several, said_by_django):
    with translation.override("zh-hans"):
        ours = translation.ngettext(one, several, 3)

    assert (one, several) in said_by_django
    assert ours not in (several, ITS_OWN.ngettext(one, several, 3))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(), "", "请填写此项。"),
        (forms.DateField(), "someday", "日期不对，请按 2026-03-12 这样填写。"),
        (forms.EmailField(), "nobody", "邮箱不对，请修改。"),
        (forms.IntegerField(min_value=1), "0", "不能小于 1。"),
        (forms.CharField(max_length=3), "西湖龙井", "最多 3 个字，现在是 4 个。"),
        (forms.DecimalField(decimal_places=2), "1.005", "最多 2 位小数。"),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "没有“b”这个选项，请重新选择。"),
    ],
)
def test_a_form_in_chinese_speaks_as_one(field, typed, said):
    with translation.override("zh-hans"), pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    with translation.override("zh-hans"):
        assert refused.value.messages == [said]
