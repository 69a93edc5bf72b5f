"""Replies to the site’s e-mails, as mail programs write them."""


def plain_reply(
    words: str,
    *,
    sender: str = "Alice Marsh <alice@example.org>",
    message_id: str = "<reply-1@example.org>",
    more: str = "",
    charset: str = "utf-8",
) -> bytes:
    """A letter of plain text."""
    text = words.replace("\n", "\r\n")
    head = (
        f"From: {sender}\r\nTo: b@bounce.example.org\r\nSubject: Re\r\nMessage-ID: {message_id}\r\n{more}"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + text.encode()


def html_alone(page: str) -> bytes:
    """A letter without plain text."""
    return plain_reply(page).replace(b"text/plain", b"text/html")


def in_parts(words: str, *more: str) -> bytes:
    """A letter of plain text and HTML, and further parts."""
    parts = [f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"]
    parts += ["Content-Type: text/html; charset=utf-8\r\n\r\n<p>Not this.</p>\r\n", *more]
    body = "".join(f"--=_a\r\n{part}\r\n" for part in parts)
    return (
        "From: alice@example.org\r\nMessage-ID: <parts@example.org>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="=_a"\r\n\r\n{body}--=_a--\r\n'
    ).encode()
