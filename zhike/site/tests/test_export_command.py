"""`zhike export`: who sees what, in which file."""

import click
import pytest
from click.testing import CliRunner

from tests.cast import a_customer
from zhike.site.cli import exporting

pytestmark = pytest.mark.django_db
write = exporting.command.callback


@pytest.fixture
def asked(tmp_path):
    return {"out": tmp_path / "customers.csv", "condition": "", "kind": None, "whole": False, "by": ""}


def test_rows_are_written_as_they_are_asked_for(asked, capsys):
    a_customer("山月茶馆", region="华东")
    a_customer("南岭茶行", region="华南")

    write("customers", **asked | {"condition": "region=华南"})

    assert "1 rows written to" in capsys.readouterr().out
    assert "南岭茶行" in asked["out"].read_text("utf-8-sig")
    assert "山月茶馆" not in asked["out"].read_text("utf-8-sig")


def test_a_filter_may_be_a_tree(asked, capsys):
    a_customer("山月茶馆", region="华东")

    write("customers", **asked | {"condition": '{"not": {"field": "region", "op": "is", "values": ["华东"]}}'})

    assert "0 rows written" in capsys.readouterr().out


def test_somebody_exports_what_they_see(asked, ana, teahouse, dealer):
    write("customers", **asked | {"by": "ana", "whole": True})

    text = asked["out"].read_text("utf-8-sig")
    assert (teahouse.code in text, dealer.code in text, "山月茶馆" in text) == (True, False, False)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"condition": "nonsense=1"}, "This list has no filter called “nonsense”."),
        ({"by": "nobody"}, "There is nobody called nobody."),
    ],
)
def test_what_cannot_be_done_is_said(asked, wrong, sentence):
    with pytest.raises(click.ClickException, match=sentence):
        write("customers", **asked | wrong)


def test_a_file_of_no_kind_is_refused(asked, tmp_path):
    with pytest.raises(click.BadParameter, match=r"\.csv, \.xlsx, \.vcf"):
        write("customers", **asked | {"out": tmp_path / "customers.doc"})


def test_the_help_names_the_nouns():
    assert "customers" in CliRunner().invoke(exporting.command, ["--help"]).output
