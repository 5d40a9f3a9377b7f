"""Staff and the teams they belong to."""

from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do; each role includes the ones below it."""

    STAFF = "staff", _("Staff")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Administrator")


RANKS: dict[str, int] = {role: place for place, role in enumerate(Role)}  # the higher, the more they may


class Team(models.Model):
    """A group of staff; teams nest."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    regions = models.JSONField(_("regions"), default=list, blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Finding and making accounts."""

    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)

    def robot(self, name: str) -> "Staff":
        """The named automation that acts when nobody does; it can never sign in."""
        return self.get_or_create(
            username=f"robot:{name}", defaults={"name": name, "role": Role.ADMIN, "is_robot": True, "password": "!"}
        )[0]

    def working(self) -> models.QuerySet["Staff"]:
        """The people who work here, by name: nobody who left, and no automation."""
        return self.filter(is_active=True, is_robot=False).order_by("name", "pk")


class Staff(AbstractBaseUser):
    """Someone who works here and signs in."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.STAFF)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(_("active"), default=True)
    joined_on = models.DateField(_("with the firm since"), null=True, blank=True)
    is_robot = models.BooleanField(default=False, editable=False)
    # What a role made by the firm says beside `role`; see `zhike.rights`.
    grants = models.JSONField(default=dict, db_default={}, editable=False)

    # Of the token a program acts with; none where the person acts themselves.
    scopes: Collection[str] | None = None
    # Whether this is a session that proved too long ago who it is.
    is_stale = False

    objects = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        constraints = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_known")]

    def __str__(self) -> str:
        return gettext("System") if self.is_robot else self.name

    @property
    def works_here(self) -> bool:
        """Whether this is a person who has not left."""
        return self.is_active and not self.is_robot

    def is_at_least(self, role: str) -> bool:
        """Whether this person holds `role` or one above it."""
        return RANKS[self.role] >= RANKS[role]

    def has_scope(self, noun: str, to: str) -> bool:
        """Whether the token in use, if one is, covers the right `to` on a noun; writing includes reading."""
        if self.scopes is None or to in ("export", "admin"):
            return self.scopes is None or to in self.scopes
        granted = ("write", "read") if to == "read" else ("write",)
        return any(f"{one}:{word}" in self.scopes for one in (noun, "*") for word in granted)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """The teams this person leads or belongs to, with all teams below."""
        found = {self.team_id} if self.team_id else set[int]()
        while found and (more := {pk for pk, parent in self._parents.items() if parent in found} - found):
            found |= more
        return frozenset(found)

    @cached_property
    def above_ids(self) -> frozenset[int]:
        """The team this person belongs to and all teams above it."""
        found, team = set[int](), self.team_id
        while team is not None and team not in found:
            found.add(team)
            team = self._parents.get(team)
        return frozenset(found)

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        """The team above each team."""
        return dict(Team.objects.values_list("pk", "parent_id"))


# Whoever a request comes from; a stranger holds no right and reaches no row.
Actor = Staff | AnonymousUser
