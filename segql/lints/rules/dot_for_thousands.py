"""A number such as `1.000`: in many countries a thousand, here one.

The dot is a decimal point. This takes in whoever spent more than one euro:

```seg
segment big_spenders where spend > 1.000
```

Thousands are set apart by an underscore, or by nothing:

```seg
segment big_spenders where spend > 1_000
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from segql.diagnostics.codes.lints import DOT_FOR_THOUSANDS as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject
from segql.semantics.walk import descendants
from segql.syntax import nodes

_PERHAPS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")
"""Three decimals of which the last says nothing: nobody writes a decimal number so."""


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Numbers that look like thousands with a dot."""
    for file in subject.files:
        for node in descendants(file):
            if isinstance(node, nodes.Number) and _PERHAPS.fullmatch(node.text):
                decimal = node.text.rstrip("0").rstrip(".")
                yield Diagnostic(
                    CODE,
                    f"`{node.text}` is {decimal}: the dot is a decimal point.",
                    node.span,
                    f"For thousands write `{node.text.replace('.', '_')}`, else `{decimal}`.",
                )
