"""The timeline tells what happened, in proportion, also to those who do not see it."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from sagemaker_train import display
from sagemaker_train.display.phases import Kind, Timeline, phases_of
from sagemaker_train.display.text import columns_of
from sagemaker_train.models.enums import SecondaryStatus
from tests.display.described import START, described, steps
from tests.display.reading import Reading

SPOT = steps(
    ("Starting", 60), ("Downloading", 30), ("Training", 300), ("Interrupted", 0),
    ("Starting", 120), ("Downloading", 30), ("Training", 300), ("Uploading", 10), ("Completed", 0),
)  # fmt: skip


def timeline(*parts: tuple[str, float]) -> Timeline:
    """The timeline of a job with these transitions."""
    job = described(secondary_status_transitions=steps(*parts), training_end_time=None)
    return Timeline(phases_of(job))


def test_widths_are_in_proportion_to_time() -> None:
    """A phase twice as long is drawn twice as wide, and together they fill the width."""
    places = timeline(("Starting", 100), ("Training", 200), ("Uploading", 100)).places()
    assert places == [(0.0, 0.25), (0.25, 0.5), (0.75, 0.25)]


def test_a_short_phase_beside_a_long_one_is_seen() -> None:
    """Seconds beside 28 days are drawn, and nothing leaves the picture."""
    places = timeline(("Starting", 3), ("Training", 28 * 86_400), ("Uploading", 2)).places()
    assert all(size > 0.005 for _, size in places)
    assert sum(size for _, size in places) == pytest.approx(1)
    assert places[-1][0] + places[-1][1] == pytest.approx(1)


def test_phases_of_one_kind_are_summed_up() -> None:
    """The legend has each kind once, with its whole time and how often it came."""
    totals = Timeline(phases_of(described(secondary_status_transitions=SPOT))).totals()
    assert totals == [
        (Kind.QUEUE, "Queue", "3 min (2 times)"),
        (Kind.DOWNLOAD, "Download", "1 min (2 times)"),
        (Kind.TRAIN, "Train", "10 min (2 times)"),
        (Kind.INTERRUPTED, "Interrupted", "once"),
        (Kind.UPLOAD, "Upload", "10 s"),
    ]


def test_an_interruption_is_marked_where_it_happened() -> None:
    """It has a cross of its own, though it takes no time."""
    job = described(secondary_status_transitions=SPOT)
    html = display.timeline(job).html()
    at = 100 * 390 / 850
    assert f'<svg x="{at:.3f}%" overflow="visible">' in html
    rows = display.timeline(job).text(80).splitlines()
    (row,) = (line for line in rows if line.startswith("Interrupted"))
    assert row.count("╳") == 1


def test_a_phase_that_lasts_has_no_end() -> None:
    """Without a clock the last phase says since when it lasts; with one, how long."""
    job = described(
        "InProgress",
        secondary_status_transitions=steps(("Starting", 60), ("Training", -1)),
        training_end_time=None,
    )
    assert "since 12:01:00" in display.timeline(job).text(80)
    assert "in progress" in display.timeline(job).text(80)
    later = display.timeline(job, now=START + timedelta(minutes=11)).text(80)
    assert "10 min" in later
    assert "in progress" not in later


def test_a_step_without_an_end_ends_with_the_next() -> None:
    """That the service left out an end makes no phase last."""
    parts = steps(("Starting", 60), ("Training", 60), ("Completed", 0))
    parts[0] = attrs.evolve(parts[0], end_time=None)
    phases = phases_of(described(secondary_status_transitions=parts))
    assert [phase.length.seconds for phase in phases] == [60, 60]


def test_waiting_begins_with_the_creation() -> None:
    """The time between creation and the first transition is waiting, too."""
    job = described(creation_time=START - timedelta(minutes=5))
    assert phases_of(job)[0].length == timedelta(minutes=6)


def test_an_unknown_status_is_a_phase_under_its_own_name() -> None:
    """What the service adds tomorrow is drawn, named as the service names it."""
    assert timeline(("Meditating", 60)).totals() == [(Kind.OTHER, "Meditating", "1 min")]


def test_every_status_of_the_service_has_its_place() -> None:
    """All that this version knows are phases of a kind, or ends."""
    for status in SecondaryStatus:
        kinds = [phase.kind for phase in timeline(("Starting", 1), (status.value, 1)).phases[1:]]
        assert Kind.OTHER not in kinds


def test_the_picture_has_words() -> None:
    """The SVG is an image with a label that says all of it, and each phase has a title."""
    html = display.timeline(described(secondary_status_transitions=SPOT)).html()
    reading = Reading(html)
    (label,) = (text for text in reading.values("aria-label") if text.startswith("Phases from"))
    assert "Train 10 min (2 times)" in label
    assert "Interrupted once" in label
    assert ("svg", "role", "img") in reading.attributes
    assert html.count("<title>") == 1 + len(SPOT) - 1


def test_a_job_without_transitions_has_no_timeline() -> None:
    """Nothing is drawn of what is not known, and nothing fails."""
    job = described(secondary_status_transitions=None)
    assert phases_of(job) == []
    assert "no phases are known" in display.timeline(job).text(80)
    assert "<svg" not in display.show(job).html()


@pytest.mark.parametrize("width", [40, 63, 80, 120])
def test_the_bars_of_a_terminal_are_as_wide_as_it_is(width: int) -> None:
    """No line is wider, and the bars use the room."""
    lines = display.timeline(described(secondary_status_transitions=SPOT)).text(width).split("\n")
    assert max(map(columns_of, lines)) <= width
    assert sum(line.count("█") for line in lines) >= width // 4


def test_times_out_of_order_are_drawn_in_order() -> None:
    """A clock that went backwards makes no negative width."""
    parts = steps(("Starting", 60), ("Training", 60))
    parts[1] = attrs.evolve(
        parts[1], start_time=START - timedelta(minutes=9), end_time=START - timedelta(minutes=20)
    )
    drawn = Timeline(phases_of(described(secondary_status_transitions=parts)))
    assert all(size >= 0 for _, size in drawn.places())
    assert drawn.start <= drawn.end
