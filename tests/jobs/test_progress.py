"""What is shown of a wait: in a pipe, in a terminal, in a notebook, to a function, not at all."""

from __future__ import annotations

import io
import sys
import types
from contextlib import closing
from typing import Any

import attrs
import pytest

from sagemaker_train.errors import ThrottlingError
from sagemaker_train.jobs.progress import JobProgress, JobsProgress, counted, in_words
from sagemaker_train.jobs.showing import (
    Lines,
    NotebookCell,
    Silence,
    TerminalLine,
    display_for,
)
from sagemaker_train.jobs.times import clocked
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.transport.codec import from_wire, to_wire
from tests.fate import START, Fates, Phase, life, moment


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def described(at: float, phases: list[Phase] | None = None) -> DescribeTrainingJobResponse:
    """A job as it is described so many seconds after its creation."""
    fates = Fates({"churn-1": phases or life()})
    fates.now = START + at
    job = fates.described("churn-1")
    assert isinstance(job, DescribeTrainingJobResponse)
    return job


def at(seconds: float, trouble: str = "") -> JobProgress:
    """The progress of a job so many seconds after its creation."""
    return JobProgress(name="churn-1", job=described(seconds), now=moment(seconds), trouble=trouble)


# Values


def test_a_job_in_a_line() -> None:
    """Phase, time since the creation, seconds to be paid for, the service's words, trouble."""
    assert str(at(30)) == "churn-1  Starting  0:00:30  Starting it"
    assert str(at(690)) == "churn-1  Uploading  0:11:30, 630 s billable  Uploading it"
    assert str(at(100, "no answer")).endswith("Training it  (no answer)")
    unknown = JobProgress(name="a", job=None, now=moment(0))
    assert str(unknown) == "a  Unknown  0:00:00"
    assert (unknown.status, unknown.billable_seconds, unknown.elapsed) == (None, 0, 0.0)


def test_what_is_billed() -> None:
    """Until the service says it, the time in phases with instances; interruptions do not count."""
    phases = [
        Phase(0, "Starting"),
        Phase(100, "Training"),
        Phase(200, "Interrupted"),
        Phase(500, "Training"),
        Phase(600, "Completed", "Completed"),
    ]
    job = described(700, phases)
    progress = JobProgress(name="a", job=job, now=moment(700))
    assert progress.billable_seconds == 200
    assert progress.elapsed == 600
    told = attrs.evolve(progress, job=attrs.evolve(job, billable_time_in_seconds=60))
    assert told.billable_seconds == 60


def test_a_phase_without_a_beginning_is_not_billed() -> None:
    """What the service leaves out is left out of the sum."""
    wire = to_wire(described(690))
    assert wire["SecondaryStatusTransitions"][2].pop("StartTime")
    progress = JobProgress(
        name="a", job=from_wire(DescribeTrainingJobResponse, wire), now=moment(690)
    )
    assert progress.billable_seconds == 30


def test_clocks_that_differ() -> None:
    """A clock behind the service's makes no negative time."""
    progress = attrs.evolve(at(690), now=moment(-500))
    assert progress.elapsed == 690
    assert progress.billable_seconds >= 0


def test_secrets_are_hidden() -> None:
    """What the service says is shown without suspected secrets."""
    job = described(10)
    assert job.secondary_status_transitions is not None
    (starting,) = job.secondary_status_transitions
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    loud = attrs.evolve(starting, status_message=f"aws_secret_access_key={secret}")
    progress = JobProgress(
        name="a", job=attrs.evolve(job, secondary_status_transitions=[loud]), now=moment(10)
    )
    assert secret not in str(progress)
    assert "hidden" in str(progress)


def test_many_jobs_in_a_line() -> None:
    """How many are in each phase, most first."""
    phases = counted(["Training", "Completed", "Training"])
    progress = JobsProgress(phases=phases, elapsed=61)
    assert str(progress) == "3 jobs: 2 Training, 1 Completed  0:01:01"
    assert progress.total == 3
    assert "(slow)" in str(attrs.evolve(progress, trouble="slow"))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00:00"), (59.9, "0:00:59"), (3_725, "1:02:05"), (-5, "0:00:00"),
     (28 * 86_400 - 1, "27 d 23:59:59")],
)  # fmt: skip
def test_durations(seconds: float, text: str) -> None:
    """Durations look like clocks, days apart."""
    assert clocked(seconds) == text


def test_trouble_in_words() -> None:
    """Trouble is one line, and none is nothing."""
    assert in_words(None) == ""
    text = in_words(ThrottlingError("ThrottlingException", "Rate\nexceeded"))
    assert "\n" not in text
    assert "trying again" in text


# Displays


def test_lines_in_a_pipe() -> None:
    """Where nobody looks, a line is written when something changed, and every ten minutes."""
    stream = io.StringIO()
    with closing(display_for(None, stream)) as display:
        for second in range(0, 3_000, 10):
            display.show(at(second) if second < 600 else at(min(second, 689)))
    lines = stream.getvalue().splitlines()
    assert [line.split()[1] for line in lines] == ["Starting", "Downloading", "Training"]
    long = Lines(stream := io.StringIO())
    training = life(86_400)
    for second in range(100, 7_300, 60):
        job = described(second, training)
        long.show(JobProgress(name="churn-1", job=job, now=moment(second)))
    assert len(stream.getvalue().splitlines()) == 12


def test_one_line_in_a_terminal() -> None:
    """In a terminal one line is written over and over, and closed with a line break."""
    stream = Terminal()
    with closing(display_for(True, stream)) as display:
        assert isinstance(display, TerminalLine)
        display.show(at(690))
        display.show(at(30))
        display.say("something that stays")
        display.show(at(60))
    written = stream.getvalue()
    assert written.count("\n") == 3
    first, second = written.split("\r")[1:3]
    assert len(second.rstrip("\n").split("\n")[0]) >= len(first)
    assert written.endswith("\n")
    assert "something that stays\n\r" in written


def test_a_line_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is cut to the width of the terminal, so that it is written over and not below."""
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    display_for(None, stream).show(at(690))
    assert stream.getvalue() == "\rchurn-1  Uploadi..."


def test_a_reader_that_has_gone() -> None:
    """A stream that fails or was closed ends no wait."""

    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for stream in (Broken(), io.StringIO()):
        stream.close()
        display = Lines(stream)
        display.show(at(30))
        display.close()


def test_progress_can_be_turned_off(capfd: pytest.CaptureFixture[str]) -> None:
    """With ``False`` nothing is written anywhere."""
    with closing(display_for(False)) as display:
        assert isinstance(display, Silence)
        display.show(at(30))
        display.say("not this either")
    assert capfd.readouterr() == ("", "")


def test_a_function_takes_over(capfd: pytest.CaptureFixture[str]) -> None:
    """A function gets every progress and nothing is written; what it raises is the user's."""
    seen: list[JobProgress] = []
    with closing(display_for(seen.append)) as display:
        display.show(at(30))
        display.say("nothing")
    assert [progress.phase for progress in seen] == ["Starting"]
    assert capfd.readouterr() == ("", "")

    def no(progress: JobProgress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        display_for(no).show(at(30))


def test_standard_error_is_the_default(capfd: pytest.CaptureFixture[str]) -> None:
    """Progress goes where it does not mix with what a program prints."""
    with closing(display_for(None)) as display:
        display.show(at(30))
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("churn-1  Starting")


def test_a_program_without_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without a console is shown nothing, and does not fail."""
    monkeypatch.setattr(sys, "stderr", None)
    assert isinstance(display_for(None), Silence)
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    assert isinstance(display_for(None), Silence)


class Kernel:
    """IPython as far as it is used: a shell with a kernel, and a display that gives handles."""

    def __init__(self) -> None:
        self.kernel: object = self
        self.shown: list[Any] = []
        self.updates: list[Any] = []

    def display(self, output: Any, *, display_id: bool = False) -> Any:
        self.shown.append(output)
        return types.SimpleNamespace(update=self.updates.append) if display_id else None


def install(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> None:
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: kernel  # type: ignore[attr-defined]  # a module made by hand
    display = types.ModuleType("IPython.display")
    display.display = kernel.display  # type: ignore[attr-defined]  # a module made by hand
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)


def test_a_live_cell_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a notebook one output is kept up to date; it is plain HTML and text, so that it stays."""
    kernel = Kernel()
    install(monkeypatch, kernel)
    with closing(display_for(None)) as display:
        assert isinstance(display, NotebookCell)
        display.show(at(30))
        display.show(at(690))
        display.say("<stays>")
    first, stays = kernel.shown
    (last,) = kernel.updates
    assert repr(first) == str(at(30))
    html = last._repr_html_()
    assert str(at(690)) in html
    assert "<svg" in html
    assert "<script" not in html
    assert stays._repr_html_() == "<pre>&lt;stays&gt;</pre>"


def test_many_jobs_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """The progress of many jobs is a line there too."""
    kernel = Kernel()
    install(monkeypatch, kernel)
    display_for(None).show(JobsProgress(phases={"Training": 2}, elapsed=0))
    (output,) = kernel.shown
    assert output._repr_html_() == "<pre>2 jobs: 2 Training  0:00:00</pre>"


def test_ipython_in_a_terminal_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """IPython without a kernel has no cells; and IPython is never imported to find out."""
    kernel = Kernel()
    kernel.kernel = None
    install(monkeypatch, kernel)
    assert isinstance(display_for(None, Terminal()), TerminalLine)
    monkeypatch.delitem(sys.modules, "IPython")
    assert isinstance(display_for(None, Terminal()), TerminalLine)
    assert "IPython" not in sys.modules
