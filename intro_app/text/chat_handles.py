"""Find handles of chat apps and social networks in a text."""

import re

_APPS = (
    r"(?:skype|telegram|whats ?app|signal|we ?chat|weixin|discord|snap(?:chat)?|insta(?:gram)?|ig|twitter"
    r"|threads|mastodon|matrix|viber|line|kik|linked ?in|facebook|fb|messenger|threema|slack|xing|bluesky"
    r"|tiktok|kakao(?:talk)?)"
)
# Apps whose names are no ordinary words, so that a name after a colon is a handle.
_SURE_APPS = (
    r"(?:skype|telegram|whats ?app|we ?chat|weixin|snapchat|insta(?:gram)?"
    r"|viber|kik|threema|tiktok|kakao(?:talk)?)"
)
_NAME = r"@?[\w.\-]{3,40}"
# What identifies a handle: a digit, dot, underscore or number sign in it.
_HANDLE = r"(?<![\w.\-#@])@?(?=[\w.\-#]*[\d_.#])\w[\w.\-#]*[\w]"
_ID = r"(?: ?(?:id|handle|name|username|user|nick|account))"
_IS = r"\s*(?:is|ist|es|est|[:=]|->|→)\s*"
_NO_NAME = (
    r"(?!(?:the|a|an|my|our|in|on|up|not|now|open|old|new|out|full|empty|private|public|also|still|set|where"
    r"|how|what|why|for|better|best|gone|here|there|easy|good|great|very|so|too|where)\b)"
)
_WRITE_TO_ME = r"\b(?:find|reach|message|ping|add|write|text|dm|contact)(?: to)? me (?:on|via|at|through)"
_END = r"(?=\s*(?:$|[\n.,;!?)]))"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w@.])@[a-z_][\w.]{2,}(?!\w)",
        rf"\b{_SURE_APPS}{_ID}?\s*[:=]\s*{_NAME}{_END}",
        rf"\b{_APPS}{_ID}{_IS}{_NO_NAME}{_NAME}",
        rf"\b{_APPS}\s*[:=(]\s*{_HANDLE}",
        rf"\bmy {_APPS}{_ID}?{_IS}{_NO_NAME}{_NAME}{_END}",
        rf"{_WRITE_TO_ME} {_APPS}\s*(?:as|under|at|by|[:=,]|->)\s*{_NAME}",
        rf"{_WRITE_TO_ME} {_APPS} {_HANDLE}",
        rf"{_HANDLE} (?:on|at|in|auf|en) {_APPS}\b",
        r"(?<!\w)\w{3,32}#\d{4}(?!\d)",
        r"\b(?:skype|tg|whatsapp|sip|xmpp|facetime|sgnl|callto|sms|tel|mailto):(?=[\w+@])\S{3,}",
    )
)


def handle_in(text: str) -> str | None:
    """Return the first chat handle in a text, with the words that identify it, or None."""
    matches = (pattern.search(text) for pattern in _PATTERNS)
    return next((match[0] for match in matches if match), None)
