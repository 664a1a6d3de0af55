"""Recordings: access units into MP4 files, and the folder that holds them.

Everything here may wait for a disk and belongs to threads; the event loop only puts frames into a
`RecordingWriter` and hears what became of them.
"""

from py_remote_viewer.recording.library import RecordingLibrary
from py_remote_viewer.recording.writer import RecordedFrame, RecordingWriter, WriterListener

__all__ = ["RecordedFrame", "RecordingLibrary", "RecordingWriter", "WriterListener"]
