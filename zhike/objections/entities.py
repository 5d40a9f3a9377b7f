"""The nouns of the objection book."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.objections.actions import give_up, overcome, reopen
from zhike.objections.models import Answer, Objection, ObjectionKind
from zhike.rights.scopes import owner_team_or_all


@dataclass(frozen=True)
class BookRights(Rights):
    """An objection comes into the book by being noted where it came up; whose it is does not change."""

    note: str | None = Role.STAFF


class ObjectionEntity(Entity):
    """One thing a customer held against buying."""

    model = Objection
    about = _("What customers held against buying. Note it on the page of a call, a visit, a deal or a customer.")
    title = "wording"
    sort = "-raised_on"
    merges = False
    rights = BookRights(create=None, load=None)
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    board = Board("outcome", drop={"open": reopen, "overcome": overcome, "lost": give_up}, late=Objection.is_waiting)
    fields = (
        Field("wording", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, edit=False, key="customer__name_sort"),
        Field("kind", show=True, filter=True, bulk=True, key="kind__position"),
        Field("method", show=True, filter=True, bulk=True),
        Field("timing", show=True, filter=True, bulk=True),
        Field("outcome", show=True, filter=True),
        Field("seller", show=True, filter=True, key="seller__name"),
        Field("tenure", filter=True),
        Field("raised_on", show=True, filter=True),
        Field("product", filter=True, key="product__name_sort"),
        Field("answer", filter=True, key="answer__title"),
        Field("stage", filter=True),
        Field("decided_by_deal", filter=True),
        Field("note", find=True, personal="note"),
    )


class ObjectionKindEntity(Entity):
    """What an objection is about."""

    model = ObjectionKind
    about = _("What objections are about: price, need, timing …")
    sort = "position"
    match = ("name",)
    rights = Rights(create=Role.MANAGER, change=Role.MANAGER)
    fields = (
        Field("name", show=True, find=True),
        Field("meaning", show=True, find=True),
        Field("position", show=True),
        Field("active", show=True, filter=True, bulk=True),
    )


class AnswerEntity(Entity):
    """An answer worth keeping."""

    model = Answer
    about = _("Answers that helped, for everybody to use: to one kind of objection, and perhaps to one product.")
    title = "title"
    merges = False
    rights = Rights(change=Role.MANAGER)
    fields = (
        Field("title", show=True, find=True),
        Field("kind", show=True, filter=True, key="kind__position"),
        Field("method", show=True, filter=True, bulk=True),
        Field("product", show=True, filter=True, key="product__name_sort"),
        Field("author", show=True, key="author__name"),
        Field("edition", show=True),
        Field("active", show=True, filter=True, bulk=True),
        Field("text", find=True),
    )
