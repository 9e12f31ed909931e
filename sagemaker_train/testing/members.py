"""
Reading requests in wire form, in which any member may be absent or ``null``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def structure(mapping: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """
    Get a structure or map; an absent one is empty.
    """
    found: Mapping[str, Any] | None = mapping.get(name)
    return {} if found is None else found


def elements(mapping: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """
    Get a list of structures; an absent one is empty.
    """
    found: Sequence[Mapping[str, Any]] | None = mapping.get(name)
    return () if found is None else found
