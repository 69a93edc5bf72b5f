"""What people write in circles does nothing but be read: hostile inputs, looked at in the parsed page."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.text.markdown import is_safe_link, quotation, rendered

ALLOWED = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
ALLOWED |= {"h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=https://evil.example></object>",
    "<embed src=https://evil.example>",
    "<video src=https://evil.example autoplay></video>",
    "<audio src=https://evil.example></audio>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'; body { display: none }</style>",
    "<p style=\"background: url('https://evil.example/x')\">x</p>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<form action=https://evil.example><input name=password><button>ok</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=https://ok.example onclick=alert(1)>x</a>",
    "<a href=https://ok.example target=_blank>x</a>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x onclick=alert(1)>",
    "<div class=top id=main>x</div>",
    "</div></article></main><h1>You are signed out</h1>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](%6A%61vascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](http://evil.example)",
    "[x](//evil.example)",
    "[x](/sign-out)",
    "[x](https:evil)",
    "[x](https://good.example@evil.example)",
    "[x](https://evil.example\\@good.example)",
    "[x](mailto:someone@evil.example)",
    "[x](tel:+49305550100)",
    "[x](blob:https://evil.example/1)",
    '[x](https://ok.example "title" onmouseover=alert(1))',
    '[x](https://ok.example/"onmouseover=alert(1)//)',
    "[x](<https://ok.example/' onmouseover='alert(1)>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x][y]\n\n[y]: https://evil.example",
    "![x](https://evil.example/pixel.png)",
    '![x](https://evil.example/pixel.png "t")',
    "![x][y]\n\n[y]: https://evil.example/pixel.png",
    "[![x](https://evil.example/pixel.png)](https://ok.example)",
    "<https://ok.example/<script>alert(1)</script>>",
    "<javascript:alert(1)>",
    "<data:text/html,<script>alert(1)</script>>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```" onclick="alert(1)\nx\n```',
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "1. [x](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "＜script＞alert(1)＜/script＞",
    "<scr\x00ipt>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} %(name)s {0}",
    "# <img src=x onerror=alert(1)>",
    "Title\n=====\n<script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| [x](javascript:alert(1)) |",
    "*" * 3000,
    "[" * 3000,
    "> " * 1500 + "x",
    "- " * 1500 + "x",
    "![" * 1500 + "](" * 1500,
    "`" * 2999 + "x",
]


class Dom(HTMLParser):
    """Everything that a page would do: its elements, attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Text, harmless as such."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """There is none."""
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        """There is none of these either."""
        self.odd.append(decl)

    handle_pi = unknown_decl = handle_comment


def links(dom: Dom) -> Iterator[dict[str, str | None]]:
    """The attributes of its links."""
    yield from (attributes for tag, attributes in dom.elements if tag == "a")


def ensure_harmless(html: str) -> Dom:
    """Nothing runs, nothing is fetched, nothing looks like the site itself."""
    dom = Dom(html)
    assert not dom.odd
    assert {tag for tag, _ in dom.elements} <= ALLOWED
    for tag, attributes in dom.elements:
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set()), (tag, attributes)
    for link in links(dom):
        assert link["rel"] == "nofollow noopener ugc"
        assert is_safe_link(link.get("href") or ""), link
    return dom


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_comes_out_harmless(words: str) -> None:
    ensure_harmless(str(rendered(words)))


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 60


@given(st.text(alphabet="<>[]()!`*_#\"'&;:/\\=@ \n\tabhjpstx.{}%-|~+0", max_size=300))
def test_whatever_is_typed_comes_out_harmless(words: str) -> None:
    ensure_harmless(str(rendered(words)))


@given(st.lists(st.sampled_from(HOSTILE[:80]), min_size=2, max_size=5).map(" ".join))
def test_pieces_put_together_come_out_harmless(words: str) -> None:
    ensure_harmless(str(rendered(words)))


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("a line\nanother", "<p>a line<br>\nanother</p>"),
        ("[a page](https://ok.example/a?b=1)", None),
        ("5 < 6 & 7 > 3", "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"),
    ],
)
def test_what_people_mean_comes_out_as_they_mean_it(words: str, html: str | None) -> None:
    if html is None:
        (link,) = links(Dom(str(rendered(words))))
        assert link["href"] == "https://ok.example/a?b=1"
    else:
        assert str(rendered(words)).strip() == html


def test_text_of_a_hostile_input_stays_readable() -> None:
    dom = ensure_harmless(str(rendered("<script>alert(1)</script> is what I found")))
    assert dom.text.strip() == "<script>alert(1)</script> is what I found"


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("# Hello\n### deep", "<h2>Hello</h2>\n<h3>deep</h3>\n"),
        ("#\n\nx", "<p>x</p>\n"),
        (
            "- [ ] ask\n- [x] done\n- [z] odd",
            "<ul>\n<li>☐ ask</li>\n<li>☑ done</li>\n<li>[z] odd</li>\n</ul>\n",
        ),
        ("[ ] no list", "<p>[ ] no list</p>\n"),
        ("`[ ] code`", "<p><code>[ ] code</code></p>\n"),
        (
            "http://a.example, www.a.example, bob@a.example",
            "<p>http://a.example, www.a.example, bob@a.example</p>\n",
        ),
        (
            "See https://a.example/x?y=1.",
            '<p>See <a href="https://a.example/x?y=1" rel="nofollow noopener ugc">https://a.example/x?y=1</a>.</p>\n',
        ),
        (
            "(https://a.eu/b_(c)), https://ä.example! https:// https://localhost",
            (
                '<p>(<a href="https://a.eu/b_(c)" rel="nofollow noopener ugc">https://a.eu/b_(c)</a>), '
                '<a href="https://ä.example" rel="nofollow noopener ugc">https://ä.example</a>! '
                "https:// https://localhost</p>\n"
            ),
        ),
        (
            "[https://a.example](https://b.example)",
            '<p><a href="https://b.example" rel="nofollow noopener ugc">https://a.example</a></p>\n',
        ),
        ("https://good@evil.example", "<p>https://good@evil.example</p>\n"),
        (
            "| a |\n|--:|\n| **b** |",
            (
                "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n"
                "<tbody>\n<tr>\n<td><strong>b</strong></td>\n</tr>\n</tbody>\n</table>\n"
            ),
        ),
    ],
)
def test_headings_tasks_tables_and_bare_links_are_read(words: str, html: str) -> None:
    assert rendered(words) == html


def test_a_quotation_stays_one_and_is_cut_at_a_line() -> None:
    assert quotation("One\n\n> two\n# three") == "> One\n>\n> > two\n> # three\n\n"
    long = quotation("\n".join(["word " * 20] * 100))
    assert long.endswith("> …\n\n")
    assert len(long) < 1100
    assert quotation("") == ""
