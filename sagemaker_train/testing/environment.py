"""
The environment variables that lead a process to a local SageMaker, whatever it has set besides.

A mapping can set variables and cannot unset any. So what would lead elsewhere, or would be refused,
gets the value that AWS's SDKs take for nothing; where there is none, the one that they have by
default.
"""

from __future__ import annotations

import os
from pathlib import Path

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.models.cloudwatch import SERVICE as CLOUDWATCH
from sagemaker_train.models.logs import SERVICE as LOGS
from sagemaker_train.models.operations import SERVICE as SAGEMAKER
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.credentials import Credentials

PROFILES = Path(__file__).with_name("profiles.ini")
"""A file of AWS's with an empty default profile: a profile cannot be named to be none at all."""


def variables(url: str, region: str, user: Credentials) -> dict[str, str]:
    """
    Make the variables that lead any AWS SDK of a process to an address.

    Args:
        url: Of a server on this machine.
        region: Which region it plays.
        user: Who calls.
    """
    token = user.session_token or ""
    services = (SAGEMAKER, LOGS, CLOUDWATCH)
    names = [f"AWS_ENDPOINT_URL_{one.service_id.upper().replace(' ', '_')}" for one in services]
    excepted = _excepted("127.0.0.1")
    return {
        "AWS_ENDPOINT_URL": url,
        **dict.fromkeys(names, url),
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_USE_FIPS_ENDPOINT": "false",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
        "AWS_ACCESS_KEY_ID": user.access_key_id,
        "AWS_SECRET_ACCESS_KEY": user.secret_access_key,
        "AWS_SESSION_TOKEN": token,
        "AWS_SECURITY_TOKEN": token,
        "AWS_CREDENTIAL_EXPIRATION": user.expires_at.isoformat() if user.expires_at else "",
        **_profile(),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_MAX_ATTEMPTS": "3",
        "AWS_RETRY_MODE": "standard",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": excepted,
        "no_proxy": excepted,
    }


def _profile() -> dict[str, str]:
    """
    An empty profile, if the one that is named is none, or is in files that cannot be read.

    Any other is left as it is, all that matters being set besides: a session that boto3 made before
    knows the profiles of then, and would refuse another name.
    """
    try:
        Configuration.load()
    except ConfigurationError:
        return {
            **dict.fromkeys(("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), "default"),
            **dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), str(PROFILES)),
        }
    return {}


def _excepted(host: str) -> str:
    """
    The hosts that are reached without a proxy, with one more.
    """
    hosts = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    named = [one.strip() for one in hosts.split(",") if one.strip()]
    if host in named or named == ["*"]:
        return hosts
    return ",".join([*named, host])
