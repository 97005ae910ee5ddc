"""`python -m umbra`: see `umbra.cli`."""

import sys

from umbra.cli import main

if __name__ == "__main__":
    sys.exit(main())
