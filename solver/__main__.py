"""`python -m solver`: the command line."""

import sys

from solver.cli.command import main

if __name__ == "__main__":
    sys.exit(main())
