"""
Cut the slice that we use out of botocore's service models.
"""

from __future__ import annotations

from typing import Any

from codegen.ir import CodegenError

Json = dict[str, Any]

OPERATIONS: dict[str, tuple[str, ...]] = {
    "sagemaker/2017-07-24": (
        "CreateTrainingJob",
        "DescribeTrainingJob",
        "UpdateTrainingJob",
        "StopTrainingJob",
        "DeleteTrainingJob",
        "ListTrainingJobs",
        "ListTrainingJobsForHyperParameterTuningJob",
        "AddTags",
        "ListTags",
        "DeleteTags",
        "Search",
    ),
    "logs/2014-03-28": ("DescribeLogStreams", "GetLogEvents", "FilterLogEvents"),
    "cloudwatch/2010-08-01": ("GetMetricData",),
}
"""Every operation that the library can call. The slice is what these reach."""

METADATA = (
    "apiVersion",
    "endpointPrefix",
    "jsonVersion",
    "protocols",
    "serviceId",
    "signatureVersion",
    "signingName",
    "targetPrefix",
)


def cut(service: Json, paginators: Json, operations: tuple[str, ...], kept: Json) -> Json:
    """
    Keep the operations named and the shapes that they reach.

    ``kept`` limits the members of single shapes (``[members]`` in ``overrides.toml``).
    """
    shapes: Json = {}

    def reach(name: str) -> None:
        if name in shapes:
            return
        shape = dict(service["shapes"][name])
        shapes[name] = shape
        for member in kept.get(name, {}).get("only", ()):
            if member not in shape["members"]:
                raise CodegenError(f"this botocore has no member {name}.{member}")
        if name in kept:
            shape["members"] = {m: shape["members"][m] for m in kept[name]["only"]}
        for member in shape.get("members", {}).values():
            reach(member["shape"])
        for role in ("member", "key", "value"):
            if role in shape:
                reach(shape[role]["shape"])

    chosen: Json = {}
    for name in operations:
        if name not in service["operations"]:
            raise CodegenError(f"this botocore has no operation {name}: install a newer one")
        operation = chosen[name] = dict(service["operations"][name])
        if name in paginators["pagination"]:
            operation["pagination"] = paginators["pagination"][name]
        for role in ("input", "output"):
            if role in operation:
                reach(operation[role]["shape"])
        for error in operation.get("errors", ()):
            reach(error["shape"])
    return {
        "metadata": {key: service["metadata"].get(key) for key in METADATA},
        "operations": dict(sorted(chosen.items())),
        "shapes": dict(sorted(shapes.items())),
    }
