"""
A request before it is sent: its exact body, a summary to read, its cost and what it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sagemaker_train.builder.cost import Cost, most_expensive
from sagemaker_train.builder.draft import Draft, expect
from sagemaker_train.builder.needs import Need, needs
from sagemaker_train.checks.constraints import expect_types
from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.models.creation import CreateTrainingJobRequest

if TYPE_CHECKING:
    from sagemaker_train.display.page import Page


@attrs.frozen(repr=False)
class Preview:
    """
    What a request means. Printed, it hides suspected secrets; only `body` has everything.
    """

    request: CreateTrainingJobRequest

    @property
    def body(self) -> bytes:
        """
        The JSON that is signed and sent, byte for byte, with every value. Do not log it.
        """
        from sagemaker_train.transport.codec import dumps, to_wire

        return dumps(to_wire(self.request))

    @property
    def summary(self) -> str:
        """
        The job in a few lines; suspected secrets are hidden.
        """
        from sagemaker_train.display.requests import summary

        lines = list(summary(self.request))
        width = max(len(label) for label, _ in lines)
        return "\n".join(f"{label:<{width}}  {text}" for label, text in lines)

    @property
    def cost(self) -> Cost:
        """
        The most that the job can cost, in billable instance-seconds.
        """
        return most_expensive(self.request)

    @property
    def needs(self) -> tuple[Need, ...]:
        """
        What has to exist before the job can run.
        """
        return needs(self.request)

    def __str__(self) -> str:
        cost = mask_text(str(self.cost)).replace("\n", "\n  ")
        required = "".join(f"\n  {need}" for need in self.needs)
        return f"{self.summary}\n\ncosts at most\n  {cost}\n\nneeds{required or ' nothing'}"

    def __repr__(self) -> str:
        return f"Preview({self.request!r})"

    def __page__(self) -> Page:
        from sagemaker_train.display.requests import preview_page

        return preview_page(self)

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()


def preview(request: CreateTrainingJobRequest | Draft) -> Preview:
    """
    Show what a request means, without checking more than types, and without sending it.

    Args:
        request: A request or a builder, complete or not.

    Raises:
        TypeError: It is neither, or a member has a value of another type.

    Example:
        >>> print(preview(TrainingJobBuilder("mnist-1").output("s3://my-bucket/models/")).summary)
        Job     mnist-1
        Writes  s3://my-bucket/models/
    """
    held = request.request() if isinstance(request, Draft) else request
    expect(CreateTrainingJobRequest, request=held)
    expect_types(held)
    return Preview(held)
