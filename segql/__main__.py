"""`python -m segql`."""

from segql.cli import main

main()
