"""
What is measured of a job: what its metric definitions find in its lines, and its instances' load.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from weakref import WeakKeyDictionary

from sagemaker_train.jobs.metric_definitions import MetricSearch
from sagemaker_train.testing.books import JobRecord
from sagemaker_train.testing.life import Phase
from sagemaker_train.testing.log_streams import AFTER_ALL, BEFORE_ALL, attempts, nodes, streams
from sagemaker_train.testing.members import elements, structure

Sample = tuple[float, float]
"""A time (epoch seconds) and a value."""

MINUTE = 60

GPU_FAMILIES = ("p", "g", "trn", "inf")
"""How the names of instance families with accelerators begin."""


@lru_cache(maxsize=256)
def _search(name: str, regex: str) -> MetricSearch:
    return MetricSearch(name, regex)


def captured(record: JobRecord, name: str, now: float) -> Iterator[Sample]:
    """
    Give what the definitions of a metric find in the lines that a job has written so far.
    """
    algorithm = structure(record.request, "AlgorithmSpecification")
    searches = [
        _search(name, definition["Regex"])
        for definition in elements(algorithm, "MetricDefinitions")
        if definition["Name"] == name
    ]
    moment = int(now * 1000)
    for stream in streams(record, moment) if searches else ():
        for line in stream.read(BEFORE_ALL, moment):
            for search in searches:
                found = search.find(line.text)
                if found is not None and found.value is not None:
                    yield line.place[0] / 1000, found.value


def load(record: JobRecord, name: str, host: str, now: float) -> Iterator[Sample]:
    """
    Give the load of an instance, once a minute while its container runs.
    """
    mean = record.plan.load.get(name)
    node = next((node for node in nodes(record) if f"{record.name}/{node.name}" == host), None)
    if mean is None or node is None:
        return
    family = node.instance_type.removeprefix("ml.").rstrip("0123456789")
    if name.startswith("GPU") and not family.startswith(GPU_FAMILIES):
        return
    for attempt in attempts(record):
        minute = math.floor(attempt.start / MINUTE) * MINUTE
        while minute < min(attempt.end, now - MINUTE):
            # Like real ones they wobble, and for the same minute they are always the same.
            wave = math.sin(minute / MINUTE * 0.7 + node.number)
            yield float(minute), max(0.0, mean * (1 + 0.05 * wave))
            minute += MINUTE


_LAST: WeakKeyDictionary[JobRecord, tuple[tuple[Phase, ...], dict[str, Sample]]] = (
    WeakKeyDictionary()
)


def last_values(record: JobRecord) -> dict[str, Sample]:
    """
    Give the last value of each metric that the job's definitions find in all that it writes.
    """
    known = _LAST.get(record)
    if known is None or known[0] is not record.life:  # a stop changes what is to come
        algorithm = structure(record.request, "AlgorithmSpecification")
        names = dict.fromkeys(d["Name"] for d in elements(algorithm, "MetricDefinitions"))
        ever = AFTER_ALL[0] / 1000
        values = {name: max(captured(record, name, ever), default=None) for name in names}
        found = {name: value for name, value in values.items() if value is not None}
        known = _LAST[record] = record.life, found
    return known[1]
