"""
Our client beside its peers, in one run: ``nox -s benchmarks``.

Every figure comes from processes of their own against a bare server on this machine; medians of
several rounds, the clients taking turns, so that a busy moment hits all alike. Only the ratios
travel to other machines.

    python -m tests.benchmarks.bench_peers
        with the peers that are installed beside us
    python -m tests.benchmarks.bench_peers --python aiobotocore=PYTHON --write docs/benchmarks.md
        a peer that lives in an environment of its own, because its requirements contradict those
        of another; and the table goes into a page

A peer that is not there, or cannot create a job, is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sagemaker_train.version import __version__
from tests.benchmarks.picture import svg
from tests.benchmarks.report import Comparison, Report

HERE = Path(__file__).parent
PEERS = ("boto3", "aiobotocore", "sagemaker-core")

Values = Mapping[str, float]


class Bench(NamedTuple):
    """Where and how often is measured."""

    url: str
    secure_url: str
    """The same over TLS; empty if there is no certificate for it."""
    environment: Mapping[str, str]
    pythons: Mapping[str, str]
    """The interpreters of peers that are not installed beside us."""
    peers: Sequence[str]
    """Those that can be measured."""
    rounds: int
    calls: int

    def measured(self, client: str, measure: str, url: str = "", count: int = 0) -> Values:
        """What one process measured, and its CPU time."""
        python = self.pythons.get(client, sys.executable)
        asked = [client, measure, url or self.url, str(count or self.calls)]
        ran = run(self.environment, python, str(HERE / "peer_calls.py"), *asked)
        values: dict[str, float] = json.loads(ran.printed.splitlines()[-1])
        return {"cpu_ms": ran.cpu_ms, **values}

    def medians(
        self, clients: Sequence[str], measure: str, url: str = "", rounds: int = 0
    ) -> dict[str, Values]:
        """The medians of several rounds, the clients taking turns."""
        runs: dict[str, list[Values]] = {client: [] for client in clients}
        for _ in range(rounds or self.rounds):
            for client in clients:
                runs[client].append(self.measured(client, measure, url))
        return {
            client: {key: statistics.median(run[key] for run in found) for key in found[0]}
            for client, found in runs.items()
        }

    def cpu_ms(self, program: str) -> float:
        """The least CPU time that a program takes in a fresh interpreter, of many runs."""
        runs = range(3 * self.rounds)
        return min(run(self.environment, sys.executable, "-c", program).cpu_ms for _ in runs)

    def among(self, *peers: str) -> list[str]:
        """Those of some peers that can be measured."""
        return [peer for peer in peers if peer in self.peers]


def environment(bundle: str) -> dict[str, str]:
    """Fake credentials, a region, nobody's own settings, and byte code kept as usual."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AWS_") and not name.lower().endswith("_proxy")
    }
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(HERE / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(HERE / "none"),
        **({"AWS_CA_BUNDLE": bundle} if bundle else {}),
    }


class Ran(NamedTuple):
    """A command that came to its end."""

    printed: str
    cpu_ms: float


def run(environment: Mapping[str, str], *command: str) -> Ran:
    """Run a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr)
        raise
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Ran(done.stdout, seconds * 1e3)


def compared(
    what: str, unit: str, found: Mapping[str, Values], key: str, ours: str = "ours"
) -> Iterator[Comparison]:
    """Ours beside each peer that was measured."""
    for client, values in found.items():
        if client in PEERS:
            yield Comparison(what, unit, found[ours][key], client, values[key])


def comparisons(bench: Bench) -> Iterator[Comparison]:
    """Measure all, in the order of the table."""
    everyone = ["ours", *bench.peers]
    yield from imports(bench)
    start = bench.medians(everyone, "cold")
    yield from compared("cold process to its first create", "ms CPU", start, "cpu_ms")
    if bench.secure_url:
        secure = bench.medians(everyone, "cold", bench.secure_url)
        what = "cold process to its first create, over TLS"
        yield from compared(what, "ms CPU", secure, "cpu_ms")
    yield from compared("peak memory of that process", "MiB", start, "peak_mib")
    yield from warm(bench)
    once = ["ours", *bench.among("boto3")]
    count = min(20, bench.calls)
    more = {client: bench.measured(client, "another", count=count) for client in once}
    yield from compared("one more client in a process", "KiB", more, "client_kib")
    ourselves = importlib.metadata.distributions(name="sagemaker-train-client")
    files = (str(file) for found in ourselves for file in found.files or [])
    if "sagemaker_train/__init__.py" in files:  # a link to here has no size
        sizes = {client: bench.measured(client, "size") for client in everyone}
        yield from compared("installed, beside botocore", "MiB", sizes, "beside_botocore_mib")
        yield from compared("installed, in all", "MiB", sizes, "installed_mib")


def imports(bench: Bench) -> Iterator[Comparison]:
    """What it takes before anything is sent, over bare Python."""
    bare = bench.cpu_ms("pass")
    build = f"import sys; sys.path.append({str(HERE)!r}); import peer_calls"
    for what, program in (
        ("`import sagemaker_train`, over bare Python", "import sagemaker_train"),
        (
            "build and check a full request, with imports",
            f"{build}; peer_calls.ours_request('x').build()",
        ),
    ):
        yield Comparison(what, "ms CPU", bench.cpu_ms(program) - bare)


def warm(bench: Bench) -> Iterator[Comparison]:
    """Calls of a process that has made some."""
    few = (bench.rounds + 1) // 2  # they are long, and vary less than a start
    clients = ["ours", *bench.among("boto3", "sagemaker-core")]
    calls = bench.medians(clients, "warm", rounds=few)
    checks = bench.medians(clients, "checking", rounds=few)
    yield from compared("warm create with its checks, one thread", "µs CPU", calls, "cpu_us")
    yield from compared("the checks of a full request", "µs CPU", checks, "check_us")
    part = checks["ours"]["check_us"] / calls["ours"]["cpu_us"] * 100
    yield Comparison("part of the checks in a warm create", "%", part)
    yield from compared("warm creates in 8 threads", "calls/s", calls, "eight_threads")
    ways = {"ours": "warm creates in 64 coroutines"}
    if importlib.util.find_spec("aiohttp"):
        ways["ours with [aiohttp]"] = f"{ways['ours']}, ours with `[aiohttp]`"
    loop = bench.medians([*ways, *bench.among("aiobotocore")], "coroutines", rounds=few)
    for ours, what in ways.items():
        yield from compared(what, "calls/s", loop, "coroutines", ours)


@contextmanager
def servers(bundle: Path) -> Iterator[list[str]]:
    """
    Run a bare server, over TLS as well if there is openssl.

    Args:
        bundle: Where to write the authorities to trust: as many as usual, and the server's own.
    """
    import certifi

    certificate = []
    if shutil.which("openssl"):
        files = [str(bundle.with_name(name)) for name in ("certificate.pem", "key.pem")]
        asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
        run(os.environ, "openssl", *asked.split(), "subjectAltName=IP:127.0.0.1",
            "-out", files[0], "-keyout", files[1])  # fmt: skip
        bundle.write_text(certifi.contents() + Path(files[0]).read_text())
        certificate = files
    with subprocess.Popen(
        [sys.executable, str(HERE / "bare_server.py"), *certificate],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            plain, *secure = server.stdout.readline().split()
            yield [f"http://127.0.0.1:{plain}", *(f"https://127.0.0.1:{port}" for port in secure)]
        finally:
            server.terminate()


def report(pythons: Mapping[str, str], rounds: int, calls: int) -> Report:
    """Measure ourselves and every peer that is there."""
    versions = {"Python": platform.python_version(), "ours": __version__}
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder, "bundle.pem")) as urls:
        bundle = str(Path(folder, "bundle.pem")) if urls[1:] else ""
        bench = Bench(urls[0], "".join(urls[1:]), environment(bundle), pythons, (), rounds, calls)
        bench.measured("ours", "cold")
        for peer in PEERS:
            asks = f"import importlib.metadata as m; print(m.version({peer!r}))"
            try:
                python = pythons.get(peer, sys.executable)
                version = run(bench.environment, python, "-c", asks).printed.strip()
                bench.measured(peer, "cold")  # not counted: it may write byte code
            except (OSError, subprocess.CalledProcessError) as error:
                said = str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
                left_out[peer] = said
            else:
                versions[peer] = version
        bench = bench._replace(peers=[peer for peer in PEERS if peer in versions])
        return Report(tuple(comparisons(bench)), versions, left_out)


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description="Our client beside its peers.")
    parser.add_argument("--python", action="append", default=[], metavar="PEER=INTERPRETER")
    parser.add_argument("--rounds", type=int, default=7, help="processes of each; 7")
    parser.add_argument("--calls", type=int, default=1500, help="calls of each process; 1500")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into it")
    parser.add_argument("--picture", type=Path, metavar="SVG", help="draw the ratios into it")
    options = parser.parse_args()
    pythons: dict[str, str] = {}
    for given in options.python:
        peer, _, interpreter = given.partition("=")
        if peer not in PEERS or not interpreter:
            parser.error(f"--python {given}: one of {', '.join(PEERS)}, =, and its interpreter")
        pythons[peer] = interpreter
    found = report(pythons, options.rounds, options.calls)
    print(found.table)
    if options.write is not None:
        found.put_into(options.write)
    if options.picture is not None:
        options.picture.write_text(svg(found.comparisons), encoding="utf-8")


if __name__ == "__main__":
    main()
