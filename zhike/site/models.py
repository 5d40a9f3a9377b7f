"""The models of the site: those of signing in."""

from zhike.site.account.models import OneTimeLink, Spent

__all__ = ["OneTimeLink", "Spent"]
