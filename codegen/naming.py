"""
The naming rule: AWS's names and ours, both ways, proved on every run.
"""

from __future__ import annotations

import keyword
import re

from codegen.ir import CodegenError

ACRONYMS = {"gb": "GB", "ml": "ML"}
"""Words that AWS writes in capitals where the rule would only capitalise them."""


def snake(wire: str) -> str:
    """
    The attribute for a member: ``VolumeSizeInGB`` gives ``volume_size_in_gb``.
    """
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", wire)
    return re.sub(r"([a-z\d])([A-Z])", r"\1_\2", words).lower()


def wire_name(attribute: str, *, lower_first: bool = False) -> str:
    """
    The member for an attribute: the way back of ``snake``.
    """
    words = attribute.split("_")
    capitals = [ACRONYMS.get(word, word[:1].upper() + word[1:]) for word in words]
    if lower_first:
        capitals[0] = words[0]
    return "".join(capitals)


def prove(structure: str, members: list[str]) -> None:
    """
    Stop unless the rule leads from each member to an attribute of its own and back again.
    """
    seen: dict[str, str] = {}
    for wire in members:
        attribute = snake(wire)
        if attribute in seen:
            raise CodegenError(
                f"{structure}.{wire} and .{seen[attribute]} both become {attribute!r}"
            )
        seen[attribute] = wire
        back = wire_name(attribute, lower_first=wire[:1].islower())
        if back != wire:
            raise CodegenError(
                f"{structure}.{wire} becomes {attribute!r}, which leads back to {back!r}: "
                "add the word to ACRONYMS in codegen/naming.py"
            )
        if keyword.iskeyword(attribute) or not attribute.isidentifier():
            raise CodegenError(f"{structure}.{wire} becomes {attribute!r}, no usable attribute")


def constant(name: str) -> str:
    """
    The constant for an operation: ``CreateTrainingJob`` gives ``CREATE_TRAINING_JOB``.
    """
    return snake(name).upper()


def enum_members(enum: str, values: list[str], exceptions: dict[str, str]) -> dict[str, str]:
    """
    The upper-case member for each value of an enum; stop where two values would share one.
    """
    members: dict[str, str] = {}
    for value in values:
        spelled = exceptions.get(value) or snake(value.replace("/", "_per_"))
        name = re.sub(r"\W+", "_", spelled).strip("_").upper()
        if not name.isidentifier() or name in members:
            raise CodegenError(
                f"{enum}: {value!r} becomes {name!r}, which is taken or no name: "
                "name it in [enum_members] of codegen/overrides.toml"
            )
        members[name] = value
    return members
