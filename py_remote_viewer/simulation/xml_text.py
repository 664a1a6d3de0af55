"""What a model sent as text may hold: well-formed XML that names no files."""

from xml.parsers import expat

from py_remote_viewer.errors import SceneError

__all__ = ["check_model_text"]


def check_model_text(text: str) -> None:
    """Raise SceneError, with line and column, for XML that is broken or names a file.

    MuJoCo opens whatever file an `include`, mesh or texture names, absolute or relative to the
    working directory, and its errors tell which ones exist. Text comes from clients, who may read
    only the folders that the operator allows, and those they name by a path.
    """
    if not text.strip():
        raise SceneError("The model is empty; send MJCF or URDF text, at least '<mujoco/>'.")
    # Said so, a declaration of another encoding cannot make MuJoCo read another text than this.
    parser = expat.ParserCreate("utf-8")

    def start(name: str, attributes: dict[str, str]) -> None:
        for attribute, value in attributes.items():
            if attribute.startswith("file") and value:
                raise _at(
                    parser,
                    f"<{name} {attribute}=...> names a file, which a model sent as text cannot "
                    "use. Put the model and its files into a folder that the server allows "
                    "(--scene-folder) and load it by its path.",
                )

    def doctype(*unused: object) -> None:
        raise _at(parser, "A model has no <!DOCTYPE>; remove it.")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        begins = (
            ""
            if text.lstrip().startswith("<")
            else ("This is not XML: a model is MJCF or URDF text that begins with '<'. ")
        )
        raise SceneError(
            f"{begins}Not well-formed XML: {reason}, line {error.lineno}.",
            line=error.lineno,
            column=error.offset + 1,
        ) from error


def _at(parser: expat.XMLParserType, reason: str) -> SceneError:
    line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
    return SceneError(f"{reason} (line {line})", line=line, column=column)
