"""Language models of other people, through pydantic-ai: nothing else imports that."""

from py_remote_viewer.scenes.writing.llm.remote import RemoteModel

__all__ = ["RemoteModel"]
