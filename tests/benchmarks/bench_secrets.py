"""
How long the secrets engine takes a pair.

Run from the repository's root: `python -m tests.benchmarks.bench_secrets`. The goal is under 20
microseconds on a mix of one secret in seven, as in the labelled set.
"""

import sys
import time

from sagemaker_train.checks.secrets import find_secret
from tests.secrets_labelled import Case, clean_settings, made_up_secrets, tricky_settings


def microseconds(cases: list[Case]) -> float:
    """Return the best of five rounds, in microseconds a pair."""
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        for case in cases:
            find_secret(case.name, case.value)
        best = min(best, time.perf_counter() - started)
    return best / len(cases) * 1e6


def main() -> None:
    """Print the time a pair for each part of the labelled set and for the mix."""
    secrets = list(made_up_secrets(each=1))
    clean, tricky = list(clean_settings()), list(tricky_settings())
    for label, cases in (
        ("secrets", secrets),
        ("settings", clean),
        ("tricky", tricky),
        ("mix", secrets + clean + tricky[:300]),
    ):
        time_each = microseconds(cases)
        sys.stdout.write(f"{label:10}{len(cases):6} pairs  {time_each:6.1f} us a pair\n")


if __name__ == "__main__":
    main()
