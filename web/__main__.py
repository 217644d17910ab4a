"""`python -m web` is the `zhenwu` command."""

from web.cli import main

main()
