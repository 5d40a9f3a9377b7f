"""Who is told what about an approval."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.approvals.models import Approval, ApprovalStep, Comment, Delegation, State
from zhike.approvals.people import stand_ins_of, taking_part
from zhike.kit.access.models import Staff
from zhike.notices.kinds import Kind
from zhike.notices.telling import tell

Kind(
    "approval_asked",
    gettext_lazy("Somebody asks me to agree"),
    lambda words: _("%(who)s asks you to agree to “%(what)s”") % words,
)
Kind(
    "approval_granted",
    gettext_lazy("What I asked for was granted"),
    lambda words: _("“%(what)s” was granted") % words,
)
Kind(
    "approval_refused",
    gettext_lazy("What I asked for was refused"),
    lambda words: _("%(who)s refused “%(what)s”") % words,
)
Kind(
    "approval_commented",
    gettext_lazy("Somebody comments on an approval I take part in"),
    lambda words: _("%(who)s commented on “%(what)s”") % words,
)
Kind(
    "stand_in",
    gettext_lazy("Somebody names me their stand-in"),
    lambda words: _("You answer for %(who)s from %(begins)s to %(ends)s") % words,
)


def asked(approval: Approval, people: Sequence[Staff], *, step: ApprovalStep) -> None:
    """Tell those who are asked, and whoever answers for them today."""
    for one in dict.fromkeys([*people, *stand_ins_of(people)]):
        tell(one, "approval_asked", about=approval, by=approval.asked_by, key=f"approval {step.pk}")


def decided(approval: Approval, *, by: Staff) -> None:
    """Tell the one who asked what became of it."""
    kind = "approval_granted" if approval.state == State.GRANTED else "approval_refused"
    tell(approval.asked_by, kind, about=approval, by=by, key=f"approved {approval.pk}")


def commented(comment: Comment) -> None:
    """Tell everybody who takes part but who wrote it."""
    for one in taking_part(comment.approval):
        tell(one, "approval_commented", about=comment.approval, by=comment.by, key=f"approval comment {comment.pk}")


def stood_in(delegation: Delegation) -> None:
    """Tell somebody for whom they answer, and when."""
    days = {"begins": delegation.begins_on.isoformat(), "ends": delegation.ends_on.isoformat()}
    url = "/approvals/waiting/"
    key = f"delegation {delegation.pk}"
    tell(delegation.stand_in, "stand_in", by=delegation.owner, key=key, url=url, **days)  # type: ignore[arg-type]
