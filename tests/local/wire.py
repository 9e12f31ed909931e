"""
A small signing client over ``http.client``, so that the server is tested without our transport.
"""

from __future__ import annotations

import http.client
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.credentials import Credentials
from sagemaker_train.transport.sigv4 import signed_headers

ROLE = "arn:aws:iam::123456789012:role/service-role/Training"


def job(name: str = "job-1", **changes: Any) -> dict[str, Any]:
    request: dict[str, Any] = {
        "TrainingJobName": name,
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1",
            "TrainingInputMode": "File",
        },
        "RoleArn": ROLE,
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/output/"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 30,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        **changes,
    }
    return {member: value for member, value in request.items() if value is not None}


class Received(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def refusal(self) -> tuple[str, str]:
        answer = self.json
        return answer["__type"], answer.get("message", answer.get("Message", ""))


class Wire:
    def __init__(self, local: LocalSageMaker, user: Credentials | None = None) -> None:
        self.local = local
        self.user = user or local.credentials

    @property
    def port(self) -> int:
        return int(self.local.endpoint_url.rpartition(":")[2])

    def signed(
        self,
        operation: str,
        request: object,
        *,
        now: datetime | None = None,
        region: str | None = None,
        service: str = "sagemaker",
    ) -> tuple[dict[str, str], bytes]:
        body = request if isinstance(request, bytes) else json.dumps(request).encode()
        headers = signed_headers(
            "POST",
            self.local.endpoint_url + "/",
            {
                "content-type": "application/x-amz-json-1.1",
                "x-amz-target": f"SageMaker.{operation}",
            },
            body,
            access_key_id=self.user.access_key_id,
            secret_access_key=self.user.secret_access_key,
            session_token=self.user.session_token,
            region=region or self.local.region,
            service=service,
            now=now or datetime.now(UTC),
        )
        return headers, body

    def post(self, headers: dict[str, str], body: bytes, *, method: str = "POST") -> Received:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, "/", body, headers)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Received(answer.status, names, answer.read())
        finally:
            connection.close()

    def send(self, operation: str, request: object, **signing: Any) -> Received:
        return self.post(*self.signed(operation, request, **signing))

    def __call__(self, operation: str, **request: Any) -> dict[str, Any]:
        received = self.send(operation, request)
        assert received.status == 200, received.body
        answer: dict[str, Any] = received.json if received.body else {}
        return answer

    def refusal(self, operation: str, **request: Any) -> tuple[str, str]:
        received = self.send(operation, request)
        assert received.status == 400, received.body
        return received.refusal
