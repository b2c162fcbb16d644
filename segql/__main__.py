"""The program `segql`, also as `python -m segql`."""

from __future__ import annotations

import sys


def main() -> None:
    """Loads the command line and runs it; Ctrl-C ends it quietly from the first moment on."""
    try:
        from segql.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
