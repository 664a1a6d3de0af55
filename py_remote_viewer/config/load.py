"""Merges the sources, and refuses what does not fit with a sentence."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from py_remote_viewer.config.checks import check_sense
from py_remote_viewer.config.fit import Misfit, check_fit
from py_remote_viewer.config.settings import Settings
from py_remote_viewer.config.sources import ENVIRONMENT, Place, Sources, flag_names
from py_remote_viewer.errors import ConfigurationError

__all__ = ["load_settings"]


def load_settings(
    flags: Mapping[Place, Any],
    *,
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    names: Mapping[Place, str] | None = None,
) -> Settings:
    """Merge file, environment and flags; a flag that is None was not given.

    `names` are those of the flags in error messages. Raises ConfigurationError that names the
    flag, variable or key, its value, and what is allowed there.
    """
    names = flag_names() if names is None else names
    sources = Sources(_read_file(file) if file is not None else {}, file)
    for name, place in ENVIRONMENT.items():
        if environment.get(name, ""):
            sources.put(place, environment[name], {place: name})
    for place, value in flags.items():
        if value is not None:
            sources.put(place, value, names)
    tree = sources.tree
    if isinstance(tree.get("log_level"), str):
        tree["log_level"] = tree["log_level"].upper()
    try:
        check_fit(tree, Settings)
        settings = msgspec.convert(tree, Settings, strict=False)
        check_sense(settings)
    except Misfit as misfit:
        raise ConfigurationError(f"{sources.name_of(misfit.place)} {misfit}") from None
    return settings


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"The configuration file {path} cannot be read: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The configuration file {path} is not TOML: {error}.") from error
