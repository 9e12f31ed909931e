"""
Where progress is shown: a line in a terminal, lines in a pipe, a cell in a notebook, or nowhere.
"""

from __future__ import annotations

import html
import shutil
import sys
from collections.abc import Callable
from typing import Any, Generic, Protocol, TextIO, TypeAlias, TypeVar

from sagemaker_train.jobs.progress import JobProgress, JobsProgress

HEARTBEAT = 600.0
"""Seconds of a job's time after which a line is written also where nothing changed, because what
runs unattended is taken for dead when it is silent."""

ProgressT = TypeVar("ProgressT", JobProgress, JobsProgress)
Shown: TypeAlias = "JobProgress | JobsProgress"


class Display(Protocol):
    """
    Shows how things are.
    """

    tick: float | None
    """Seconds between two showings while nothing changes but the time; ``None`` for none."""

    def show(self, progress: Shown) -> None:
        """
        Show how things are now.
        """
        ...

    def say(self, text: str) -> None:
        """
        Show a line that stays.
        """
        ...

    def close(self) -> None:
        """
        Leave what was shown as it is.
        """
        ...


class Silence:
    """
    Shows nothing.
    """

    tick: float | None = None

    def show(self, progress: Shown) -> None:
        """
        Let it pass.
        """

    def say(self, text: str) -> None:
        """
        Let it pass.
        """

    def close(self) -> None:
        """
        End without a trace.
        """


class Call(Silence, Generic[ProgressT]):
    """
    Hands the progress to a function of the user.
    """

    def __init__(self, function: Callable[[ProgressT], object]) -> None:
        self._function: Callable[[Any], object] = function

    def show(self, progress: Shown) -> None:
        """
        Call the function. What it raises ends the wait.
        """
        self._function(progress)


class Lines:
    """
    Writes a line whenever something changed: for files, pipes and the logs of a pipeline.
    """

    tick: float | None = None

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._key: tuple[str, ...] | None = None
        self._beat = 0.0

    def show(self, progress: Shown) -> None:
        """
        Write a line if there is something new in it, or if there was none for long.
        """
        quiet = progress.elapsed - self._beat < HEARTBEAT
        if progress.key == self._key and quiet:
            return
        self._key, self._beat = progress.key, progress.elapsed
        self.say(str(progress))

    def say(self, text: str) -> None:
        """
        Write a line.
        """
        self._write(f"{text}\n")

    def close(self) -> None:
        """
        End; every line is complete already.
        """

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # A reader that has gone, a stream that was closed: the job matters more.
            return


class TerminalLine(Lines):
    """
    Keeps one line of a terminal up to date.
    """

    tick: float | None = 1.0

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._width = 0

    def show(self, progress: Shown) -> None:
        """
        Write the line over the one before.
        """
        columns = shutil.get_terminal_size().columns - 1
        text = str(progress)
        text = text if len(text) <= columns else f"{text[: columns - 3]}..."
        # Blanks and no control sequence, which not every terminal knows.
        self._write(f"\r{text.ljust(self._width)}")
        self._width = len(text)

    def say(self, text: str) -> None:
        """
        Leave the line as it is and write another one below.
        """
        self.close()
        super().say(text)

    def close(self) -> None:
        """
        Go to the next line.
        """
        if self._width:
            self._write("\n")
        self._width = 0


class NotebookCell:
    """
    Keeps the output of a notebook's cell up to date.

    The output is plain HTML and text, not a widget, so that exported notebooks keep it.

    Args:
        display: IPython's function of that name.
    """

    tick: float | None = 2.0

    def __init__(self, display: Callable[..., Any]) -> None:
        self._display = display
        self._handle: Any = None

    def show(self, progress: Shown) -> None:
        """
        Put it in the place of what was shown before.
        """
        output = _Output(progress)
        if self._handle is None:
            self._handle = self._display(output, display_id=True)
        else:
            self._handle.update(output)

    def say(self, text: str) -> None:
        """
        Add a line that stays.
        """
        self._display(_Output(text))

    def close(self) -> None:
        """
        End; the output stays.
        """


class _Output:
    """
    A line and, of one job, its phases, as a notebook shows and keeps them.
    """

    def __init__(self, shown: Shown | str) -> None:
        self._shown = shown

    def __repr__(self) -> str:
        return str(self._shown)

    def _repr_html_(self) -> str:
        line = f"<pre>{html.escape(str(self._shown))}</pre>"
        if not isinstance(self._shown, JobProgress) or self._shown.job is None:
            return line
        from sagemaker_train.display import timeline

        return line + timeline(self._shown.job, now=self._shown.now).html()


def display_for(
    progress: bool | Callable[[ProgressT], object] | None, stream: TextIO | None = None
) -> Display:
    """
    Choose how progress is shown.

    Args:
        progress: ``False`` for not at all, a function to call with it; ``None`` and ``True`` for
            what suits the place.
        stream: Where lines go; by default standard error.
    """
    if progress is False:
        return Silence()
    if progress is not None and progress is not True:
        return Call(progress)
    if (display := _notebook_display()) is not None:
        return NotebookCell(display)
    stream = stream or sys.stderr
    if stream is None:  # pyright: ignore[reportUnnecessaryComparison]  # so it is under pythonw
        return Silence()
    try:
        return TerminalLine(stream) if stream.isatty() else Lines(stream)
    except (OSError, ValueError):
        return Silence()  # it was closed, as daemons do


def _notebook_display() -> Callable[..., Any] | None:
    """
    IPython's ``display``, if this is a notebook's kernel. IPython is never imported for it.
    """
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is None:
        return None
    module: Any = sys.modules.get("IPython.display")
    function: Callable[..., Any] | None = getattr(module, "display", None)
    return function
