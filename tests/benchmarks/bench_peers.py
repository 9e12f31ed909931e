"""
Our client beside its peers, in one run: ``nox -s benchmarks``.

Every figure comes from processes of their own against a bare server on this machine; medians of
several runs, taken in turn, so that a busy moment hits all alike. Only the ratios travel to other
machines.

    python tests/benchmarks/bench_peers.py
        with the peers that are installed beside us
    python tests/benchmarks/bench_peers.py --python aiobotocore=PYTHON --write docs/benchmarks.md
        a peer that lives in an environment of its own, because its requirements contradict those
        of another; and the table goes into a page
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = 7
CALLS = 1500
PEERS = ("boto3", "aiobotocore", "sagemaker-core")
PYTHONS: dict[str, str] = {}
"""The interpreters of peers that are not installed beside us."""


def environment() -> dict[str, str]:
    """Fake credentials, a region, and byte code that is kept as an installation keeps it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def measured(client: str, measure: str, url: str, count: int = CALLS) -> dict[str, float]:
    """What one process measured, and how long it took."""
    python = PYTHONS.get(client, sys.executable)
    command = [python, str(HERE / "peer_calls.py"), client, measure, url, str(count)]
    started = time.perf_counter()
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
    values: dict[str, float] = json.loads(out.stdout.splitlines()[-1])
    return {"seconds": time.perf_counter() - started, **values}


def timed(program: str) -> float:
    """Milliseconds that a program takes in a fresh interpreter."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env=environment())
    return (time.perf_counter() - started) * 1000


def medians(
    clients: list[str], measure: str, url: str, rounds: int = ROUNDS
) -> dict[str, dict[str, float]]:
    """The medians of several rounds, the clients taking turns."""
    runs: dict[str, list[dict[str, float]]] = {client: [] for client in clients}
    for _ in range(rounds):
        for client in clients:
            runs[client].append(measured(client, measure, url))
    return {
        client: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for client, found in runs.items()
    }


def table(url: str) -> list[str]:
    """The rows of the table, as Markdown."""
    beside_us = {one.name for one in importlib.metadata.distributions()}
    peers = [name for name in PEERS if name in PYTHONS or name in beside_us]
    bare = statistics.median(timed("pass") for _ in range(ROUNDS))
    facade = statistics.median(timed("import sagemaker_train") for _ in range(ROUNDS)) - bare
    build = "from tests.benchmarks.peer_calls import ours_request; ours_request('x').build()"
    request = statistics.median(timed(build) for _ in range(ROUNDS)) - bare
    start = medians(["ours", *peers], "cold", url)
    sync = medians(["ours", "boto3"], "warm", url, 5)
    tasks = [
        "ours",
        *(["ours with [aiohttp]"] if importlib.util.find_spec("httpx_aiohttp") else []),
    ]
    tasks += ["aiobotocore"] if "aiobotocore" in peers else []
    loop = medians(tasks, "coroutines", url, 5)
    one = {client: measured(client, "another", url, 20) for client in ("ours", "boto3")}

    def ratio(ours: float, theirs: float) -> str:
        return f"{ours / theirs:.2f}"

    rows = ["| | ours | peer | ratio |", "|---|---|---|---|"]
    rows.append(f"| `import sagemaker_train` | {facade:.0f} ms over bare Python | | |")
    rows.append(
        f"| import, build and check a full request | {request:.0f} ms over bare Python | | |"
    )
    for peer in peers:
        mine, other = start["ours"]["seconds"], start[peer]["seconds"]
        rows.append(
            f"| cold process to first create, {peer} | {mine * 1e3:.0f} ms | {other * 1e3:.0f} ms "
            f"| {ratio(other, mine)} × faster |"
        )
    rss = start["ours"]["rss_mib"], start["boto3"]["rss_mib"]
    rows.append(f"| its peak memory, boto3 | {rss[0]:.0f} MiB | {rss[1]:.0f} MiB | {ratio(*rss)} |")
    cpu = sync["ours"]["cpu_us"], sync["boto3"]["cpu_us"]
    rows.append(
        "| warm create with every check, one thread, boto3 (which checks less) "
        f"| {cpu[0]:.0f} µs CPU | {cpu[1]:.0f} µs CPU | {ratio(*cpu)} |"
    )
    rate = sync["ours"]["eight_threads"], sync["boto3"]["eight_threads"]
    rows.append(
        f"| 8 threads, boto3 | {rate[0]:.0f}/s | {rate[1]:.0f}/s | {ratio(*rate)} × as many |"
    )
    if "aiobotocore" in loop:
        for client in tasks[:-1]:
            pair = loop[client]["coroutines"], loop["aiobotocore"]["coroutines"]
            rows.append(
                f"| 64 coroutines, {client}, aiobotocore | {pair[0]:.0f}/s | {pair[1]:.0f}/s "
                f"| {ratio(*pair)} × as many |"
            )
    more = one["ours"]["client_kib"], one["boto3"]["client_kib"]
    rows.append(
        f"| one more client, boto3 | {more[0]:.0f} KiB | {more[1]:.0f} KiB | {ratio(*more)} |"
    )
    sizes = {client: measured(client, "size", url) for client in ("ours", *peers)}
    for size, what in (("beside_botocore_mib", "beside botocore"), ("installed_mib", "in all")):
        for peer in peers:
            pair = sizes["ours"][size], sizes[peer][size]
            rows.append(
                f"| installed {what}, {peer} | {pair[0]:.1f} MiB | {pair[1]:.1f} MiB "
                f"| {ratio(*pair)} |"
            )
    return rows


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description="Our client beside its peers.")
    parser.add_argument("--python", action="append", default=[], metavar="PEER=INTERPRETER")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    for given in options.python:
        peer, _, interpreter = given.partition("=")
        if peer not in PEERS or not interpreter:
            parser.error(f"--python {given}: one of {', '.join(PEERS)}, =, and its interpreter")
        PYTHONS[peer] = interpreter
    server = subprocess.Popen(
        [sys.executable, str(HERE / "bare_server.py")], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        rows = table(f"http://127.0.0.1:{int(server.stdout.readline())}")
    finally:
        server.terminate()
        server.wait()
    print("\n".join(rows))
    if options.write is not None:
        page: Path = options.write
        before, _, rest = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
        after = rest.partition("<!-- end of table -->")[2]
        text = "\n".join(["<!-- table -->", *rows, "<!-- end of table -->"])
        page.write_text(f"{before}{text}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
