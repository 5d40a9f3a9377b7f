"""The group tools that can be spoken to, by Apprise: those whose machine an address cannot choose.

An address then never leads into the firm's own network. Redirects are not followed.
"""

from apprise import AppriseAsset
from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.serverchan import NotifyServerChan
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.wecombot import NotifyWeComBot
from apprise.plugins.wxpusher import NotifyWxPusher
from django.utils.translation import gettext as _

from zhike.kit.refusal import Refusal

TOOLS: dict[str, type[NotifyBase]] = {
    "wecombot": NotifyWeComBot,
    "dingtalk": NotifyDingTalk,
    "feishu": NotifyFeishu,
    "lark": NotifyLark,
    "wxpusher": NotifyWxPusher,
    "schan": NotifyServerChan,
    "slack": NotifySlack,
    "discord": NotifyDiscord,
    "tgram": NotifyTelegram,
}
ASSET = AppriseAsset(storage_mode="memory", http_redirects=False)


def understood(url: str) -> NotifyBase:
    """The group tool behind an address. Raises Refusal."""
    scheme, colon, rest = url.partition("://")
    # What follows a question mark are switches, such as how long to wait, that are not the address's to decide.
    is_plain = colon and url.isprintable() and not {"?", " "} & set(rest)
    try:
        tool = TOOLS[scheme.lower() if is_plain else ""]
        return tool(**dict(tool.parse_url(url) or {}), asset=ASSET)
    except (TypeError, KeyError) as error:
        known = {"known": ", ".join(f"{scheme}://" for scheme in TOOLS)}
        raise Refusal(_("This is no address of a group tool. It begins with one of: %(known)s") % known) from error
