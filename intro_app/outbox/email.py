"""The e-mail that a feature composes, and its rendering as a letter in the reader's language.

Each e-mail has one template, `templates/emails/<feature>/<kind>.mail`, which is rendered twice: as text and
as HTML. Its macros (`say`, `quote`, `to_type`, `facts`, `button`, `small`) exist for both, so the two parts
cannot say different things.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import css_inline
from flask_babel import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro

from intro_app.config import asset_dir, settings
from intro_app.config.looks import palettes_now
from intro_app.i18n import force_locale, page_catalogue
from intro_app.outbox import wording
from intro_app.outbox.mail_kinds import PASSES, MailKind, MailStream
from intro_app.text import plain
from intro_app.text.directions import isolate_in
from intro_app.text.sentences import sentences
from intro_app.text.template_context import TemplateContext

_INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Addressee:
    """The recipient of an e-mail; an empty `locale` means the site's language.

    Where `member_id` is set, `post` checks whether that member left or blocks the sender. `names_in_subjects`
    says whether the subject may name anybody: it shows on locked screens.
    """

    address: str
    locale: str = ""
    time_zone: str = "UTC"
    name: str = ""
    member_id: int | None = None
    names_in_subjects: bool = True


@dataclass(frozen=True)
class Attachment:
    """A small file that goes with an e-mail, such as a contact card."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Email:
    """An e-mail from a feature to one person, not rendered yet; `post` turns it into bytes.

    `dedupe` is its permanent key: a second e-mail posted under the same key is ignored. `about` is the thing
    it belongs to, for `cancel_queued`. `scopes` are what its reader may stop. Security mail (signing in)
    carries no stop link unless it has a scope, and is sent even to those who stopped all other mail.
    `sender_id` is the member on whose behalf it is sent; a block between them and the reader stops it. One
    that is `withheld` is written and not sent, so that writing takes the same time. Mail programs show all
    mail of one `thread` together, apart from any other; with none, each stands alone. What goes to many and
    nobody waits for has the `stream` BULK.
    """

    kind: str
    feature: str
    to: Addressee
    dedupe: str
    about: str
    scopes: Sequence[str] = ()
    reply_to: str | None = None
    attachments: Sequence[Attachment] = ()
    mail_kind: MailKind = MailKind.EXPECTED
    sender_id: int | None = None
    withheld: bool = False
    thread: str = ""
    stream: MailStream = MailStream.MAIN
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def security(self) -> bool:
        """Whether it is sent even to those who stopped all other mail."""
        return self.mail_kind in PASSES

    @property
    def is_one_click(self) -> bool:
        """Whether it has List-Unsubscribe headers.

        Sign-in mail has none: one tap would lock the reader out.
        """
        return not self.security and self.mail_kind is not MailKind.SIGN_UP

    @property
    def can_be_stopped(self) -> bool:
        """Whether it carries a stop link: all mail does except security mail without a scope."""
        return not self.security or bool(self.scopes)


@dataclass(frozen=True)
class Letter:
    """The rendered e-mail: its subject, and the same letter as text and as HTML."""

    subject: str
    text: str
    html: str


def compose(
    kind: str,
    feature: str,
    *,
    to: Addressee,
    dedupe: str,
    about: str,
    scopes: Sequence[str] = (),
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
    mail_kind: MailKind = MailKind.EXPECTED,
    sender_id: int | None = None,
    withheld: bool = False,
    thread: str = "",
    stream: MailStream = MailStream.MAIN,
    **context: Any,
) -> Email:
    """Return an e-mail for `post`, with what its template needs as `context`."""
    return Email(
        kind,
        feature,
        to,
        dedupe,
        about,
        tuple(scopes),
        reply_to,
        tuple(attachments),
        mail_kind,
        sender_id,
        withheld,
        thread,
        stream,
        context,
    )


@contextmanager
def in_language_of(reader: Addressee) -> Iterator[str]:
    """Translate into the reader's language, or else the site's, inside the block; yield its code."""
    language = reader.locale or settings().site_language
    with force_locale(language.replace("-", "_")):
        yield language


def write(email: Email, *, stop_url: str | None) -> Letter:
    """Render the e-mail in its reader's language and time zone.

    Raises jinja2.UndefinedError if a value is missing.
    """
    name, site = f"emails/{email.feature}/{email.kind}.mail", settings()
    light, dark = palettes_now(site)
    with in_language_of(email.to) as language:
        given = {
            **email.context,
            **wording.formatting(language, email.to.time_zone),
            "site": site.site_name,
            "contact": site.readable_contact,
            "header": site.mail_header,
            "footer": site.mail_footer,
            "site_url": site.base_url,
            "light": light,
            "dark": dark,
            "stop_url": stop_url,
            "locale": language,
            "with_names": email.to.names_in_subjects,
        }
        text = _environment("txt").get_template(name)
        subject = plain.one_line("".join(text.blocks["subject"](text.new_context(given))))
        page = _environment("html").get_template(name).render(given | {"subject": subject})
        return Letter(subject, _tidied(text.render(given)), _INLINER.inline(page))


def _tidied(text: str) -> str:
    """Strip spaces at line ends and collapse runs of empty lines into one."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


class _LetterEnvironment(Environment):
    """Jinja's environment with the context of pages."""

    context_class = TemplateContext


@lru_cache
def _environment(medium: str) -> Environment:
    """Return the Jinja environment for one medium, `txt` or `html`; only `html` escapes."""
    jinja = _LetterEnvironment(
        auto_reload=settings().dev_pages,
        loader=FileSystemLoader(asset_dir("templates")),
        autoescape=medium == "html",
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals |= sentences(page_catalogue, format_decimal)
    jinja.filters |= {
        "wrapped": wording.wrapped,
        "paragraphs": wording.paragraphs,
        "oneline": wording.oneline,
    }
    jinja.globals |= {"medium": medium}
    if medium == "html":
        isolate_in(jinja)
    macros = jinja.get_template(f"emails/_macros.{medium}").module
    jinja.globals |= {name: macro for name, macro in vars(macros).items() if isinstance(macro, Macro)}
    return jinja
