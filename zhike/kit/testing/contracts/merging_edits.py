"""Two people change one row at once: what each of them typed is shown side by side, and the person chooses."""

from typing import Any

from django.urls import reverse

from zhike.kit.entity import Entity
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import trace


def test_what_both_changed_is_asked_and_the_answer_is_saved(entity, make, ana):
    for taken, expected in (("mine", "Mine"), ("theirs", "Theirs"), ("before", None)):
        if (pair := _edited(entity, make(entity.model, owner=ana), ana)) is None:
            return
        row, name, begun, sent = pair
        browser, address = at_the_screen(ana), reverse("kit:edit", args=[entity.slug, row.pk])
        assert browser.post(address, sent | {name: "Theirs"}).status_code == 302

        merge = browser.post(address, sent | {name: "Mine"})
        found = [(one.name, one.mine, one.theirs, one.taken) for one in merge.context["differences"]]
        assert (merge.status_code, found) == (422, [(name, "Mine", "Theirs", "")])

        chosen = dict(merge.context["sent"]) | {"version": row.fresh().version, f"take-{name}": taken}
        assert browser.post(address, chosen).status_code == 302
        assert getattr(row.fresh(), name) == (expected or begun)
        assert len(trace(row)) == (1 if taken == "theirs" else 2)


def test_a_stale_save_of_the_same_words_asks_nothing(entity, make, ana):
    if (pair := _edited(entity, make(entity.model, owner=ana), ana)) is None:
        return
    row, name, _begun, sent = pair
    browser, address = at_the_screen(ana), reverse("kit:edit", args=[entity.slug, row.pk])
    browser.post(address, sent | {name: "Same"})

    answers = [browser.post(address, sent | {name: "Same"}) for _twice in range(2)]

    assert getattr(row.fresh(), name) == "Same"
    assert all("differences" not in (answer.context or {}) for answer in answers)


def _edited(entity: Entity, row: Any, by: Any) -> tuple[Any, str, Any, dict[str, Any]] | None:
    """A row, a text of it that can be anything, what stands there, and the form as a browser would send it back."""
    if entity.rights.change is None or not by.is_at_least(entity.rights.change):
        return None
    form = at_the_screen(by).get(reverse("kit:edit", args=[entity.slug, row.pk])).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        shown = bound.field.widget.format_value(value) if not isinstance(value, bool) else value
        shown = shown[0] if isinstance(shown, list) else shown
        if shown not in (None, False):
            sent[bound.name] = "on" if shown is True else shown
        if bound.field.show_hidden_initial:
            sent[f"initial-{bound.name}"] = "" if shown is None else shown
    name = next(f.name for f in entity.editable if f.kind in ("text", "longtext") and not f.model_field.unique)
    return row, name, getattr(row, name), sent
