"""`python -m py_remote_viewer doctor`: what this machine has, what it lacks, what to do.

Not part of the gateway: a command in a process of its own, the one place above the worker that
opens a GL device itself.
"""

from py_remote_viewer.doctor.command import examine
from py_remote_viewer.doctor.report import Finding, Report

__all__ = ["Finding", "Report", "examine"]
