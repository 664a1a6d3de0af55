#!/usr/bin/env python3
"""Print the JSON Schema and the constants of the browser's protocol, for the page's types."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import msgspec  # noqa: E402

from py_remote_viewer.protocol import (  # noqa: E402
    PROTOCOL_VERSION,
    client,
    commands,
    scene,
    series,
)

#: The unions get a definition of their own, so that the page can switch over them by name.
NAMED_UNIONS: dict[str, Any] = {
    "ClientMessage": client.ClientMessage,
    "ServerMessage": client.ServerMessage,
    "Command": commands.Command,
    "SceneRequest": scene.SceneRequest,
}
#: What the page reads by HTTP.
ANSWERS: tuple[Any, ...] = (series.SeriesCatalogue,)


def protocol_schema() -> dict[str, Any]:
    """Return one schema whose definitions are every message, and the named unions of them."""
    unions, definitions = msgspec.json.schema_components(
        [*NAMED_UNIONS.values(), *ANSWERS], ref_template="#/definitions/{name}"
    )
    for definition in definitions.values():
        # Docstrings become the comments of the TypeScript types, without their indentation.
        if "description" in definition:
            definition["description"] = inspect.cleandoc(definition["description"])
    for name, union in zip(NAMED_UNIONS, unions[: len(NAMED_UNIONS)], strict=True):
        definitions[name] = {"title": name, "anyOf": union["anyOf"]}
    return {"title": "Protocol", "definitions": definitions}


def protocol_constants() -> dict[str, Any]:
    """Return the constants of the wire that no schema can carry."""
    close_codes = {
        name.removeprefix("CLOSE_"): getattr(client, name)
        for name in client.__all__
        if name.startswith("CLOSE_")
    }
    return {
        "PROTOCOL_VERSION": PROTOCOL_VERSION,
        "MEDIA_HEADER_FORMAT": client.MEDIA_HEADER.format,
        "MEDIA_HEADER_BYTES": client.MEDIA_HEADER.size,
        "MEDIA_KIND_H264": client.MEDIA_KIND_H264,
        "MEDIA_KIND_JPEG": client.MEDIA_KIND_JPEG,
        "MEDIA_KIND_PADDING": client.MEDIA_KIND_PADDING,
        "FLAG_KEY_FRAME": client.FLAG_KEY_FRAME,
        "CLOSE_CODES": close_codes,
        "FRAME_STAMP_FIELDS": list(client.FrameStamp.__struct_fields__),
    }


def main() -> None:
    """Write both to standard output as one JSON object."""
    document = {"schema": protocol_schema(), "constants": protocol_constants()}
    json.dump(document, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
