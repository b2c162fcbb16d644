"""The message for a place where reading stopped: a known mistake, or what was expected there."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.expected import in_words
from segql.syntax.mistakes import recognise
from segql.syntax.trouble import Trouble


def explain(trouble: Trouble, before_last: Trouble | None = None) -> Diagnostic:
    """What is wrong at the place, in words, with the mend where one is certain.

    `before_last` is the trouble one word earlier, where two names in a row were taken for the
    beginning of a function such as `most frequent(...)`: the second is what cannot stand there.
    """
    if before_last is None:
        return recognise(trouble) or _unexpected(trouble)
    return recognise(trouble) or recognise(before_last) or _prose(before_last)


def _prose(trouble: Trouble) -> Diagnostic:
    """`customer bought tents`, `favourite channel = "app"`: words in a row, as in a sentence."""
    before, found = trouble.lexeme(-1).text, trouble.lexeme().text
    return trouble.say(
        codes.UNEXPECTED,
        f"`{before} {found}` are two words in a row, with nothing that joins them.",
        trouble.span(-1, 0),
        help='A question is asked of one name, `country = "SE"`, or of events in parentheses, '
        "`any(orders in last 30 days)`, `count(orders) >= 2`; `and` and `or` join questions.",
        found=f"`{found}`",
    )


def _unexpected(trouble: Trouble) -> Diagnostic:
    expected = in_words(trouble.expected)
    if not trouble.lexemes:
        return trouble.say(codes.UNFINISHED, "Nothing is left to read.", trouble.span())
    if trouble.at_end:
        return trouble.say(
            codes.UNFINISHED,
            f"The text ends too early, after `{trouble.lexeme(-1).text}`.",
            trouble.span(-1),
            help=f"Expected next: {expected}.",
            expected=expected,
            found="the end of the text",
        )
    found = f"`{trouble.lexeme().text}`"
    return trouble.say(
        codes.UNEXPECTED,
        f"{found} has no meaning at this place.",
        trouble.span(),
        help=f"Expected here: {expected}.",
        expected=expected,
        found=found,
    )
