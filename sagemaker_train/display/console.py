"""
Where AWS shows a job: addresses of its console.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ARN = re.compile(
    r"arn:(aws[a-z-]*):sagemaker:([a-z0-9-]+):[0-9]{12}:training-job/([a-zA-Z0-9-]+)", re.ASCII
)

# The partitions whose console is on the internet.
_HOSTS = {
    "aws": "{region}.console.aws.amazon.com",
    "aws-cn": "{region}.console.amazonaws.cn",
    "aws-us-gov": "{region}.console.amazonaws-us-gov.com",
}


class Addresses(NamedTuple):
    """
    The pages of one job.
    """

    job: str
    logs: str


def addresses(arn: object) -> Addresses | None:
    """
    Tell where a browser finds a job and its logs.

    Args:
        arn: Of a training job; anything else has no address, nor has a partition without a public
            console.
    """
    match = _ARN.fullmatch(arn) if isinstance(arn, str) else None
    if match is None or match[1] not in _HOSTS:
        return None
    _, region, name = match.groups()
    host = _HOSTS[match[1]].format(region=region)
    # The console reads what follows "#" by rules of its own: "$25" and two digits for "%".
    group = "$252Faws$252Fsagemaker$252FTrainingJobs"
    return Addresses(
        job=f"https://{host}/sagemaker/home?region={region}#/jobs/{name}",
        logs=f"https://{host}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{group}"
        f"$3FlogStreamNameFilter$3D{name}$252F",
    )
