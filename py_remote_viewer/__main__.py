"""`python -m py_remote_viewer`."""

import sys

from py_remote_viewer.cli import main

sys.exit(main())
