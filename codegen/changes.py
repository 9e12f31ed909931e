"""
Say in words what changed between two slices of the API.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen.select import Json

LIMITS = ("min", "max", "pattern")


def summary(before: Json, after: Json) -> list[str]:
    """
    One line a change, in the words of the changelog; empty where the API is the same.
    """
    lines: list[str] = []
    for service, model in after["services"].items():
        old = before["services"].get(service)
        if old is None:
            lines.append(f"{service}: new service")
            continue
        lines += _names(f"{service} operations", old["operations"], model["operations"])
        for name, operation in model["operations"].items():
            codes = [
                [e["shape"] for e in o.get("errors", ())]
                for o in (old["operations"].get(name, operation), operation)
            ]
            lines += _names(f"{name} errors", *codes)
        lines += _names(f"{service} shapes", old["shapes"], model["shapes"])
        for name in model["shapes"].keys() & old["shapes"].keys():
            lines += _shape(name, old["shapes"][name], model["shapes"][name])
        if old["endpoints"] != model["endpoints"]:
            lines.append(f"{service}: endpoints changed")
    for name in after["partitions"].keys() | before["partitions"].keys():
        old, new = before["partitions"].get(name, {}), after["partitions"].get(name, {})
        lines += _names(f"{name} regions", old.get("regions", ()), new.get("regions", ()))
    return sorted(lines)


def _names(what: str, old: Iterable[str], new: Iterable[str]) -> list[str]:
    before, after = list(old), list(new)
    return [f"{what}: {name} is new" for name in after if name not in before] + [
        f"{what}: {name} is gone" for name in before if name not in after
    ]


def _shape(name: str, old: Json, new: Json) -> list[str]:
    lines = _names(f"{name} members", old.get("members", ()), new.get("members", ()))
    lines += _names(f"{name} values", old.get("enum", ()), new.get("enum", ()))
    if set(old.get("required", ())) != set(new.get("required", ())):
        lines += _names(
            f"{name} required members", old.get("required", ()), new.get("required", ())
        )
    for limit in LIMITS:
        if old.get(limit) != new.get(limit):
            lines.append(f"{name}: {limit} {old.get(limit)} → {new.get(limit)}")
    if old["type"] != new["type"]:
        lines.append(f"{name}: type {old['type']} → {new['type']}")
    for member in old.get("members", {}).keys() & new.get("members", {}).keys():
        was, now = (shape["members"][member]["shape"] for shape in (old, new))
        if was != now:
            lines.append(f"{name}.{member}: shape {was} → {now}")
    return lines
