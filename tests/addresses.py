"""The addresses of the site, by what answers there. `{customers}` and the like stand for the key of a row."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from zhike.customers.kinds import KINDS
from zhike.insight.pictures import PICTURES
from zhike.kit import registry

SLUGS = ("customers", "products", "orders", "tasks")
NOUNS = [entity for entity in registry.entities() if entity.slug in SLUGS]

# What a person can go to at once, on a site without a single record too.
PLACES = (
    "/today/",
    "/profile/",
    "/profile/security/",
    "/settings/tokens/",
    "/search/",
    "/favourites/",
    "/batches/",
    "/notices/",
    "/notices/?unread",
    "/profile/notices/",
    "/loyalty/",
    "/loyalty/pyramid/",
    "/loyalty/lifecycle/",
    "/insight/",
    "/insight/rfm/",
    "/insight/rules/",
    "/insight/pictures/",
    *(f"/insight/pictures/{name}/" for name in PICTURES),
    *(f"/insight/rules/{measure}/" for measure in ("pyramid", "lifecycle", "churn", "rfm", "abc")),
    "/insight/cube/",
    "/insight/dashboards/",
    "/insight/dashboards/new/",
    *(f"/{slug}/" for slug in SLUGS),
    "/customers/new/",
    "/tasks/new/",
)
# What stands there once there are records.
PAGES = (
    "/search/?q={typed}",
    "/customers/?tier=gold&owner=me&net_sales_12m.min=7",
    "/customers/?tier=gold&rung=none",
    "/customers/?starred=1&columns=name,starred,tags",
    "/customers/?view={view}&sort=tier,-name&columns=owner:160,name,note&density=compact",
    "/customers/?group=owner&open={reader}",
    "/customers/views/{view}/",
    "/insight/pictures/matrix/customers/?group=keep",
    "/loyalty/moves/rung/?month=2026-03&was=core&now=edge",
    "/insight/rules/ladder/v2/",
    "/insight/compare/ladder/",
    "/insight/explain/{customers}/rung/",
    "/loyalty/moves/lifecycle/?month=2026-03&was=loyal&now=active",
    *(f"/{slug}/{{{slug}}}/" for slug in SLUGS),
    "/insight/cube/?rows=region&columns=-&measures=net&shape=bars&pick=tier",
    "/insight/cubes/{cube}/",
    "/insight/cubes/{cube}/settings/",
    "/insight/cubes/{cube}/report/",
    "/insight/dashboards/{board}/",
    "/insight/dashboards/{board}/?edit",
    "/insight/reports/{report}/",
    "/customers/board/",
    "/customers/board/?by=tier&region=none",
    "/tasks/board/?by=priority",
    "/orders/board/",
    "/customers/calendar/?on=known_since&month=2024-05",
    "/tasks/calendar/?week=2026-03-12",
    "/orders/calendar/?on=placed_at",
    "/customers/{customers}/standings/rung/",
    "/trace/customers/{customers}/",
    "/customers/{customers}/edit/",
    "/tasks/{tasks}/edit/",
    "/tasks/{tasks}/do/complete/",
    *(f"/batches/{{{state}}}/" for state in ("working", "ended", "broken")),
)
FOR_MANAGERS = (
    "/insight/pictures/loyalty/targets/",
    "/trace/",
    "/trace/?verb=change&door=screen&words={typed}",
    "/products/new/",
    "/products/{products}/edit/",
    "/import/customers/",
    "/import/orders/",
    *(f"/import/run/{{{state}}}/" for state in ("uploaded", "waiting", "running", "finished", "failed")),
    "/import/run/{finished}/undo/",
    *(f"/{slug}/export/" for slug in SLUGS),
    "/exports/{exported}/",
    "/why/customers/{customers}/",
)
FOR_ADMINISTRATORS = (
    "/settings/roles/",
    "/settings/roles/territories/",
    "/settings/jobs/",
    "/settings/backups/",
    "/settings/webhooks/",
    "/settings/webhooks/{webhook}/",
    "/settings/people/",
    "/settings/people/invite/",
    "/settings/people/{reader}/",
)
# Parts that a page fetches, and pages of one kind.
FRAGMENTS = (
    *(f"/{noun.slug}/filter/" for noun in NOUNS),
    *(f"/{noun.slug}/filter/{field.name}/" for noun in NOUNS for field in noun.filters),
    *(f"/customers/{{customers}}/standings/{kind}/" for kind in KINDS if kind != "rung"),
    "/customers/pick/?customer={typed}",
    "/customers/new/beside/",
    "/customers/{customers}/related/",
    "/customers/duplicates/",
    "/customers/{customers}/do/merge/",
    "/mention/?q={typed}",
    "/customers/tags/",
    "/customers/count/?tier=gold",
    "/customers/menu/columns/?columns=owner:160,name",
    "/customers/menu/groups/?group=tier",
    "/customers/views/?tier=gold",
    "/customers/{customers}/timeline/",
    *(f"/customers/{{customers}}/cell/{name}/" for name in ("name", "kind", "owner", "parent", "known_since")),
    "/customers/{customers}/axes/",
    "/insight/runs/",
    "/insight/dashboards/{board}/tiles/{tile}/",
)
# What is no page: it is posted to, or it is a file.
ACTS = (
    "/trace/file/",
    "/trace/customers/{customers}/file/",
    "/",
    "/settings/roles/{role}/",  # a page, but one that names the nouns of the tests too, and these speak English alone
    "/sign-out/",
    "/profile/security/password/",
    "/profile/security/app/",
    "/profile/security/passkey/",
    "/profile/security/codes/",
    "/profile/security/factors/1/off/",
    "/profile/security/sessions/end/",
    "/profile/security/houses/none/link/",
    "/profile/security/linked/1/unlink/",
    "/settings/people/{reader}/link/",
    "/settings/people/{reader}/sign-out/",
    "/settings/people/{reader}/factors/off/",
    "/profile/notices/test/",
    "/notices/1/",
    "/notices/read/",
    "/notices/stream/",
    "/settings/jobs/retry/",
    "/settings/jobs/discard/",
    "/settings/backups/now/",
    "/settings/tokens/1/end/",
    *(f"/settings/webhooks/{{webhook}}/{word}/" for word in ("test", "rotate", "switch", "replay")),
    "/settings/webhooks/deliveries/1/replay/",
    "/insight/recompute/",
    "/insight/pictures/matrix/xlsx/",
    "/insight/rules/ladder/v1/back/",
    "/insight/drafts/{draft}/",  # a page, but one of managers alone
    *(f"/insight/drafts/{{draft}}/{word}/" for word in ("try", "discard", "publish")),
    "/insight/cube/save/?cube=sales&rows=month",  # a page once there are facts
    "/insight/cube/xlsx/",
    "/insight/cube/chart.svg",
    "/insight/cubes/{cube}/do/show/",
    "/insight/dashboards/{board}/put/",
    "/insight/dashboards/{board}/tiles/{tile}/left/",
    "/insight/reports/{report}/send/",
    "/customers/{customers}/points/1/",
    "/customers/{customers}/sealed/none/",
    "/customers/{customers}/attached/star/",
    "/customers/{customers}/files/0/",
    "/customers/warnings/",
    "/customers/{customers}/do/split/",
    "/customers/duplicates/1/different/",
    "/customers/bulk/edit/",
    "/tasks/bulk/do/complete/",
    "/customers/bulk/with/nothing/",
    *(f"/batches/{{ended}}/{act}/" for act in ("stop", "again", "undo", "file")),
    "/batches/{ended}/refused.csv",
    "/customers/views/{view}/save/",
    "/tasks/{tasks}/move/",
    "/customers/views/{view}/restore/",
    "/import/run/{finished}/rejected.csv",
    "/import/run/{failed}/again/",
    "/import/run/{running}/stop/",
    "/import/run/{finished}/repair/",
    "/exports/{exported}/file/",
)
OPEN_TO_STRANGERS = (
    "/sign-in/",
    "/sign-in/code/",
    "/sign-in/passkey/",
    "/sign-in/again/",
    "/sign-in/forgotten/",
    "/sign-in/forgotten/sent/",
    "/sign-in/with/none/",
    "/sign-in/oidc/none/back/",
    "/link/none/",
    "/language/",
    "/favicon.ico",
    "/manifest.webmanifest",
    "/service-worker.js",
    "/offline/",
)
EVERYTHING = (*PLACES, *PAGES, *FOR_MANAGERS, *FOR_ADMINISTRATORS, *FRAGMENTS, *ACTS)


def name_of(address: str) -> str:
    """The name under which the site knows an address, whatever row it is about."""
    path = address.partition("?")[0].format_map(defaultdict(lambda: 1))
    found = resolve(path)
    return ":".join([*found.namespaces, found.url_name or ""])


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The names of every address of the site but the interface for programs."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}"
        elif pattern.namespace != "api":
            yield from names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
