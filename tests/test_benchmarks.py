"""What the benchmarks write, from measurements made up here, and that they run."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.benchmarks.picture import svg
from tests.benchmarks.report import Comparison, Report

ROOT = Path(__file__).parent.parent
ALONE = Comparison("`import us`", "ms CPU", 7.4)
FASTER = Comparison("cold start", "ms", 100.0, "boto3", 250.0)
FASTEST = Comparison("cold start", "ms", 100.0, "sagemaker-core", 1_250.0)
RATE = Comparison("creates & checks, `[aiohttp]`", "calls/s", 1_800.0, "boto3", 900.0)
LARGER = Comparison("installed", "MiB", 4.0, "boto3", 1.0)
REPORT = Report(
    (ALONE, FASTER, FASTEST, RATE, LARGER),
    {"Python": "3.11.7", "ours": "0.1.0", "boto3": "1.44.5"},
    {"aiobotocore": "No package metadata was found"},
)
SVG = "{http://www.w3.org/2000/svg}"


def test_the_table() -> None:
    """Each measurement is a row, each peer a column; in brackets what it takes if we take 1."""
    assert REPORT.table.splitlines()[:6] == [
        "|  |  | ours | boto3 | sagemaker-core |",
        "| --- | --- | ---: | ---: | ---: |",
        "| `import us` | ms\N{NO-BREAK SPACE}CPU | 7.4 |  |  |",
        "| cold start | ms | 100 | 250 (2.50 ×) | 1,250 (12.5 ×) |",
        "| creates & checks, `[aiohttp]` | calls/s | 1,800 | 900 (2.00 ×) |  |",
        "| installed | MiB | 4.0 | 1.0 (0.25 ×) |  |",
    ]


def test_what_was_measured_is_named() -> None:
    """The versions stand below the table, and which peer is not in it for what reason."""
    assert REPORT.table.splitlines()[-3:] == [
        "Versions: Python 3.11.7, ours 0.1.0, boto3 1.44.5.",
        "",
        "aiobotocore was not measured: No package metadata was found",
    ]


def test_a_page(tmp_path: Path) -> None:
    """What is between its marks is replaced, time and again, and nothing else."""
    page = tmp_path / "page.md"
    before, after = "# A page\n\nWith | pipes |\n\n", "\n\\1 and the rest"
    page.write_text(f"{before}<!-- table -->\nold\n<!-- end of table -->{after}", encoding="utf-8")
    for _ in range(2):
        REPORT.put_into(page)
        assert page.read_text(encoding="utf-8") == (
            f"{before}<!-- table -->\n{REPORT.table}\n<!-- end of table -->{after}"
        )


def test_a_page_without_marks(tmp_path: Path) -> None:
    """It is refused and stays as it is."""
    page = tmp_path / "page.md"
    page.write_text("# A page\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md has 0 places"):
        REPORT.put_into(page)
    assert page.read_text(encoding="utf-8") == "# A page\n"


def test_the_page_of_the_documentation(tmp_path: Path) -> None:
    """It has the marks and shows the picture that is written, with a text for who can't see it."""
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    copy = tmp_path / "benchmarks.md"
    copy.write_text(text, encoding="utf-8")
    REPORT.put_into(copy)
    assert "![Bar chart: " in text
    assert "](static/benchmarks.svg)" in text
    ElementTree.parse(ROOT / "docs" / "static" / "benchmarks.svg")


def bars() -> dict[str, tuple[float, float, str]]:
    """Begin, end and class of each bar of the picture, by what it says."""
    found = {}
    for bar in ElementTree.fromstring(svg(REPORT.comparisons)).iter(f"{SVG}rect"):
        title = bar.find(f"{SVG}title")
        if title is not None and title.text:
            begin, width = float(bar.attrib["x"]), float(bar.attrib["width"])
            found[title.text] = (begin, begin + width, bar.attrib["class"])
    return found


def test_the_bars() -> None:
    """Each comparison with a peer has a bar, as long as its ratio's logarithm, from ours on."""
    faster, fastest, rate, larger = bars().items()
    assert [name for name, _ in (faster, fastest, rate, larger)] == [
        "cold start, boto3: 2.50 ×",
        "cold start, sagemaker-core: 12.5 ×",
        "creates & checks, [aiohttp], boto3: 2.00 ×",
        "installed, boto3: 0.25 ×",
    ]
    ours = rate[1][0]
    assert faster[1][0] == fastest[1][0] == ours
    assert larger[1][1] == pytest.approx(ours, abs=0.2)  # the peer takes less: to the left
    assert ours - larger[1][0] == pytest.approx(2 * (rate[1][1] - ours), abs=0.4)
    assert fastest[1][1] > faster[1][1] > rate[1][1] > ours


def test_the_colours_of_the_bars() -> None:
    """A peer has one colour in all groups, and no other peer has it."""
    faster, fastest, rate, larger = (ink for _, _, ink in bars().values())
    assert faster == rate == larger != fastest


def test_the_picture_in_both_themes() -> None:
    """It brings its background and every colour that it uses, for light and dark."""
    picture = ElementTree.fromstring(svg(REPORT.comparisons))
    light, dark = str(picture.findtext(f"{SVG}style")).split("@media (prefers-color-scheme:dark)")
    for ink in {one.attrib["class"] for one in picture.iter() if "class" in one.attrib}:
        assert f".{ink}{{" in light
        assert f".{ink}{{" in dark


def test_a_real_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run without time to be precise measures boto3, names who is missing, writes both files."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    page, picture = tmp_path / "page.md", tmp_path / "picture.svg"
    page.write_text("<!-- table -->\n<!-- end of table -->\n", encoding="utf-8")
    nobody = str(tmp_path / "python")
    missing = [f"--python={peer}={nobody}" for peer in ("aiobotocore", "sagemaker-core")]
    command = [sys.executable, "-m", "tests.benchmarks.bench_peers", "--rounds=1", "--calls=8"]
    subprocess.run(
        [*command, *missing, f"--write={page}", f"--picture={picture}"], check=True, cwd=ROOT
    )
    text = page.read_text(encoding="utf-8")
    assert "| ours | boto3 |\n" in text
    for what in ("cold process", "over TLS", "peak memory", "8 threads", "checks", "one more"):
        assert re.search(rf"^\| .*{what}.* ×\) \|$", text, re.MULTILINE), what
    for peer in ("aiobotocore", "sagemaker-core"):
        assert f"{peer} was not measured: [Errno 2]" in text
    assert "boto3" in "".join(ElementTree.parse(picture).getroot().itertext())
