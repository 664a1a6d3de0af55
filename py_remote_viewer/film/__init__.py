"""A process that draws the past again, as a film: `python -m py_remote_viewer.film`."""
