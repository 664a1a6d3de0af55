"""`python -m py_remote_viewer.dev_check`: the same as `doctor`."""

import sys

from py_remote_viewer.cli import main

if __name__ == "__main__":
    sys.exit(main(["doctor", *sys.argv[1:]]))
