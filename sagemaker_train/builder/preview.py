"""
A request before it is sent: its exact body, a summary to read, its cost and what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sagemaker_train.builder.cost import Cost, most_expensive, span
from sagemaker_train.builder.draft import Draft, expect, possibly
from sagemaker_train.builder.needs import Need, needs
from sagemaker_train.checks.secrets import mask, mask_words
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.structures import Channel


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
        lines = list(_lines(self.request))
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
        cost = str(self.cost).replace("\n", "\n  ")
        required = "".join(f"\n  {mask(None, str(need))}" for need in self.needs)
        return f"{self.summary}\n\ncosts at most\n  {cost}\n\nneeds{required or ' nothing'}"

    def __repr__(self) -> str:
        return f"Preview({self.request!r})"

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()


def preview(request: CreateTrainingJobRequest | Draft) -> Preview:
    """
    Show what a request means, without checking or sending it.

    Args:
        request: A request or a builder, complete or not.

    Example:
        >>> print(preview(TrainingJobBuilder("mnist-1").output("s3://my-bucket/models/")).summary)
        job     mnist-1
        as      (not set)
        writes  s3://my-bucket/models/
    """
    held = request.request() if isinstance(request, Draft) else request
    expect(CreateTrainingJobRequest, request=held)
    return Preview(held)


_UNSET = "(not set)"


def _lines(request: CreateTrainingJobRequest) -> Iterator[tuple[str, str]]:
    """
    What the summary says, as label and text.
    """
    yield "job", _text(request.training_job_name)
    yield from _running(request)
    yield "as", _text(request.role_arn)
    for channel in request.input_data_config or ():
        yield "reads", _channel(channel)
    if output := possibly(request.output_data_config):
        yield "writes", _text(output.s3_output_path)
    if request.checkpoint_config is not None:
        yield "keeps", f"checkpoints in {_text(request.checkpoint_config.s3_uri)}"
    yield from _cluster(request)
    yield from _safety(request)
    for label, entries in (
        ("with", request.hyper_parameters),
        ("env", request.environment),
        ("tag", {tag.key: tag.value for tag in request.tags or ()}),
    ):
        for key, value in (entries or {}).items():
            yield label, f"{key} = {_text(value, key)}"
    if request.unknown_members:
        yield "and", ", ".join(request.unknown_members)


def _running(request: CreateTrainingJobRequest) -> Iterator[tuple[str, str]]:
    if serverless := request.serverless_job_config:
        technique = serverless.customization_technique or serverless.evaluation_type or ""
        words = [str(serverless.job_type), str(technique), _text(serverless.base_model_arn)]
        yield "runs", " ".join(word for word in words if word)
    if part := request.algorithm_specification:
        what = _text(part.training_image or part.algorithm_name)
        yield "runs", f"{what} ({part.training_input_mode} mode)"
        command = (*(part.container_entrypoint or ()), *(part.container_arguments or ()))
        if command:
            yield "command", " ".join(mask_words(command))


def _cluster(request: CreateTrainingJobRequest) -> Iterator[tuple[str, str]]:
    if part := request.resource_config:
        volume = f", {part.volume_size_in_gb} GB each" if part.volume_size_in_gb else ""
        for group in part.instance_groups or ():
            name = _text(group.instance_group_name)
            yield "on", f"{name}: {group.instance_count} x {group.instance_type}{volume}"
        for wish in part.instance_preferences or ():
            count = wish.instance_count or part.instance_count or "?"
            yield "prefers", f"{count} x {wish.instance_type}{volume}"
        if part.instance_type:
            yield "on", f"{part.instance_count or '?'} x {part.instance_type}{volume}"
        if part.keep_alive_period_in_seconds:
            yield "then", f"warm pool for {span(part.keep_alive_period_in_seconds)}"
    if stopping := request.stopping_condition:
        for label, limit in (
            ("for", stopping.max_runtime_in_seconds),
            ("in", stopping.max_wait_time_in_seconds),
            ("pending", stopping.max_pending_time_in_seconds),
        ):
            if limit is not None:
                yield label, f"at most {span(limit)}"


def _safety(request: CreateTrainingJobRequest) -> Iterator[tuple[str, str]]:
    if network := request.vpc_config:
        ids = (*(network.subnets or ()), *(network.security_group_ids or ()))
        yield "within", ", ".join(mask_words(ids))
    for label, flag in (
        ("spot instances", request.enable_managed_spot_training),
        ("network isolation", request.enable_network_isolation),
        ("encrypted traffic", request.enable_inter_container_traffic_encryption),
    ):
        if flag:
            yield "using", label


def _channel(channel: Channel) -> str:
    source = possibly(channel.data_source)
    s3 = source.s3_data_source if source else None
    files = source.file_system_data_source if source else None
    dataset = source.dataset_source if source else None
    place = (
        _text(s3.s3_uri) if s3
        else f"{_text(files.file_system_id)}:{_text(files.directory_path)}" if files
        else _text(dataset.dataset_arn if dataset else None)
    )  # fmt: skip
    details = [str(word) for word in (channel.content_type, channel.input_mode) if word]
    return f"{_text(channel.channel_name)}: {place}" + (
        f" ({', '.join(map(_text, details))})" if details else ""
    )


def _text(value: str | None, name: str | None = None) -> str:
    return _UNSET if value is None else mask(name, str(value))
