"""
A request as a page: what runs, on which data, on what, for how long, and everything else that it
says. Previews and differences are shown the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sagemaker_train.display.members import (
    facts as all_facts,
    items_of,
    key_text,
    leaves,
    pairs_of,
    part,
    settings,
    words_of,
)
from sagemaker_train.display.page import (
    Cell,
    Column,
    Facts,
    Fold,
    Heading,
    Line,
    Page,
    Piece,
    Span,
    Table,
    Tone,
    cell,
    plain,
    shown,
    shown_words,
    told,
)
from sagemaker_train.display.times import duration
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model

if TYPE_CHECKING:
    from sagemaker_train.builder.diff import Change, Diff
    from sagemaker_train.builder.preview import Preview

_TOLD = frozenset({"training_job_name", "hyper_parameters", "environment", "tags", "role_arn"})
"""What the first part of the page shows in full."""


def request_page(request: CreateTrainingJobRequest) -> Page:
    """
    Show a request, complete or not.
    """
    return Page("Request for a training job", list(_pieces(request)))


def _pieces(request: CreateTrainingJobRequest) -> Iterator[Piece]:
    yield Heading("Request for a training job", _name(request))
    yield Facts(list(highlights(request)), "What the job is")
    yield from lists_of_settings(request)
    yield from _rest(request)


def _rest(request: CreateTrainingJobRequest) -> Iterator[Piece]:
    if rest := all_facts(request, without=_TOLD):
        yield Fold("All other members", [Facts(rest, "All other members")])


def lists_of_settings(job: Model) -> Iterator[Piece]:
    """
    Hyperparameters, environment and tags of a request or a job.
    """
    for member, title, name in _SETTINGS:
        yield from settings(title, part(job, member), name)


_SETTINGS = (
    ("hyper_parameters", "Hyperparameters", "Name"),
    ("environment", "Environment", "Name"),
    ("tags", "Tags", "Key"),
)


def summary(request: CreateTrainingJobRequest) -> Iterator[tuple[str, str]]:
    """
    Give the first part of the page as labels and lines of text, no value shortened.
    """
    yield "Job", _text((_name(request),))
    for label, lines in highlights(request):
        for line in lines:
            yield label, _text(line)
    for member, title, _ in _SETTINGS:
        for key, value in pairs_of(part(request, member)):
            yield title, _text((plain(f"{key_text(key)} = "), shown(str(key), value)))
    if request.unknown_members:
        yield "And", ", ".join(map(key_text, request.unknown_members))


def _text(line: Line) -> str:
    return "".join(span.full or span.text for span in line)


def highlights(job: Model) -> Iterator[tuple[str, Cell]]:
    """
    What a person asks first, of a request or of a job that has run.
    """
    yield from _running(job)
    if role := part(job, "role_arn"):
        yield "Role", cell(shown("role_arn", role))
    if channels := items_of(part(job, "input_data_config")):
        yield "Reads", tuple(_channel(channel) for channel in channels)
    if place := part(job, "output_data_config", "s3_output_path"):
        yield "Writes", cell(shown(None, place))
    if place := part(job, "checkpoint_config", "s3_uri"):
        yield "Checkpoints", cell(shown(None, place))
    if cluster := tuple(_cluster(part(job, "resource_config"))):
        yield "Instances", cluster
    if limits := list(_limits(part(job, "stopping_condition"))):
        yield "Limits", cell(plain(", ".join(limits)))
    if subnets := words_of(
        part(job, "vpc_config", "subnets"), part(job, "vpc_config", "security_group_ids")
    ):
        yield "Network", cell(shown_words(subnets))
    if options := [text for member, text in _OPTIONS if part(job, member)]:
        yield "Options", cell(plain(", ".join(options)))


_OPTIONS = (
    ("enable_managed_spot_training", "managed spot training"),
    ("enable_network_isolation", "network isolation"),
    ("enable_inter_container_traffic_encryption", "encrypted traffic between instances"),
)


def _running(job: Model) -> Iterator[tuple[str, Cell]]:
    algorithm = part(job, "algorithm_specification")
    what = part(algorithm, "training_image") or part(algorithm, "algorithm_name")
    if what:
        mode = part(algorithm, "training_input_mode")
        note = (plain(f" · {told(mode)} mode", Tone.MUTED),) if mode else ()
        yield "Runs", ((shown(None, what), *note),)
    if command := words_of(
        part(algorithm, "container_entrypoint"), part(algorithm, "container_arguments")
    ):
        yield "Command", cell(shown_words(command, " "))
    if serverless := part(job, "serverless_job_config"):
        lines = (
            (shown(None, word),)
            for member in (
                "job_type",
                "customization_technique",
                "evaluation_type",
                "base_model_arn",
            )
            if (word := part(serverless, member))
        )
        yield "Runs", tuple(lines)


def _channel(channel: object) -> Line:
    s3 = part(channel, "data_source", "s3_data_source", "s3_uri")
    files = part(channel, "data_source", "file_system_data_source")
    dataset = part(channel, "data_source", "dataset_source", "dataset_arn")
    place = s3 or dataset
    if files is not None:
        place = f"{part(files, 'file_system_id')}:{part(files, 'directory_path')}"
    details = [told(word) for word in (part(channel, "content_type"), part(channel, "input_mode"))
               if word]  # fmt: skip
    note = (plain(f" · {', '.join(details)}", Tone.MUTED),) if details else ()
    name = shown(None, part(channel, "channel_name") or "(no name)")
    return (name, plain(": "), shown(None, place or "(no source)"), *note)


def _cluster(resources: object) -> Iterator[Line]:
    size = part(resources, "volume_size_in_gb")
    volume = f", {told(size)} GB each" if size else ""
    for group in items_of(part(resources, "instance_groups")):
        head = f"{told(part(group, 'instance_group_name'))}: "
        yield (plain(f"{head}{_instances(group, None)}{volume}"),)
    for wish in items_of(part(resources, "instance_preferences")):
        count = part(resources, "instance_count")
        yield (plain(f"prefers {_instances(wish, count)}{volume}"),)
    if part(resources, "instance_type"):
        yield (plain(f"{_instances(resources, None)}{volume}"),)
    kept = part(resources, "keep_alive_period_in_seconds")
    if kept:
        yield (plain(f"then kept warm for {_seconds(kept)}", Tone.MUTED),)


def _instances(of: object, otherwise: object) -> str:
    count = part(of, "instance_count") or otherwise or "?"
    return f"{told(count)} × {told(part(of, 'instance_type'))}"  # times


def _limits(stopping: object) -> Iterator[str]:
    for member, text in (
        ("max_runtime_in_seconds", "runs at most"),
        ("max_wait_time_in_seconds", "with waiting at most"),
        ("max_pending_time_in_seconds", "pending at most"),
    ):
        if limit := part(stopping, member):
            yield f"{text} {_seconds(limit)}"


def _seconds(value: object) -> str:
    return duration(value) if isinstance(value, int) else told(value)


def preview_page(preview: Preview) -> Page:
    """
    Show a request, what it can cost at most, and what it needs.
    """
    request, cost = preview.request, preview.cost
    total = cost.billable_instance_seconds
    head = "unknown" if total is None else f"{total:,} billable instance-seconds"
    lines: list[Line] = [(plain(head),), *((plain(told(item)),) for item in cost.items)]
    lines += [(plain(note, Tone.MUTED),) for note in cost.notes]
    facts = [*highlights(request), ("Costs at most", tuple(lines))]
    pieces: list[Piece] = [
        Heading("Preview of a training job", _name(request)),
        Facts(facts, "What the job is and can cost"),
    ]
    if needs := preview.needs:
        rows: list[tuple[Cell, Cell]] = []
        for need in needs:
            where = _path(need.paths[0], Tone.MUTED)
            rows.append((cell(plain(need.kind)), ((shown(None, need.name),), (where,))))
        columns = [Column("Kind", short=True), Column("Name and where the request says it")]
        pieces.append(Fold(f"Needs ({len(rows)})", [Table("Needs", columns, rows)], is_open=True))
    return Page(
        "Preview of a training job", [*pieces, *lists_of_settings(request), *_rest(request)]
    )


_SIGNS = {"+": ("+ added", Tone.GOOD), "-": ("− removed", Tone.BAD), "~": ("~ changed", Tone.WARN)}


def diff_page(diff: Diff) -> Page:
    """
    Show the differences between two requests.
    """
    count = len(diff)
    title = f"{count} difference{'s' if count != 1 else ''}" if count else "no differences"
    heading = Heading("Two requests compared", plain(title))
    if not diff:
        return Page("Differences", [heading])
    rows = [(cell(plain(*_SIGNS[str(change)[0]])), _change(change)) for change in diff]
    columns = [Column("Change", short=True), Column("Where, before and after")]
    return Page("Differences", [heading, Table("Differences", columns, rows)])


def _change(change: Change) -> Cell:
    name = change.path.rpartition(".")[2].rpartition("[")[2].rstrip("]")
    lines: list[Line] = [(_path(change.path, Tone.MUTED),)]
    for sign, value in (("− ", change.before), ("+ ", change.after)):
        if value is not None:
            for inner, span in leaves(name, value):
                path = (plain(f"{inner} ", Tone.MUTED),) if inner else ()
                lines.append((plain(sign, Tone.BAD if sign == "− " else Tone.GOOD), *path, span))
    return tuple(lines)


def _path(path: str, tone: Tone) -> Span:
    """
    A path into a request; a key in it may hold anything.
    """
    return Span(told(path), tone, code=True)


def _name(request: CreateTrainingJobRequest) -> Span:
    return shown(None, request.training_job_name or "(no name)")
