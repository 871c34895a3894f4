"""The composition root: reads the command line and hands over to the window or to a command."""

import sys


def main() -> int:
    """Run the command named on the command line; without one, open the window."""
    return 0


if __name__ == "__main__":
    sys.exit(main())
