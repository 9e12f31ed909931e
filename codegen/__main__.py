"""
Generate ``sagemaker_train/models`` from the slice of botocore's service models.

    python -m codegen           model.json -> sagemaker_train/models
    python -m codegen --check   fail if that would change anything
    python -m codegen --sync    botocore -> model.json, say what changed, then generate
"""

from __future__ import annotations

import argparse
import sys

from codegen import changes, load, write
from codegen.ir import CodegenError
from codegen.lower import Lowering
from codegen.modules import files
from codegen.select import Json


def generate(model: Json) -> dict[str, str]:
    """
    The formatted files for a slice of the API.
    """
    overrides = load.overrides()
    services = {
        name: Lowering(name, service, overrides).service()
        for name, service in model["services"].items()
    }
    return write.formatted(files(services, model))


def check() -> list[str]:
    """
    What is wrong with the generated files in the repository; empty if nothing is.
    """
    model = load.stored()
    problems: list[str] = []
    if load.as_text(model) != load.MODEL.read_text(encoding="utf-8"):
        problems.append("codegen/model.json is not laid out as the generator writes it")
    if difference := write.drift(generate(model)):
        problems.append(difference)
    return problems


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="change nothing; fail on any drift")
    mode.add_argument("--sync", action="store_true", help="take the API from botocore first")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            problems = check()
            for problem in problems:
                print(problem)
            print("drift: run `python -m codegen`" if problems else "no drift")
            return 1 if problems else 0
        if options.sync:
            sync()
        write.write(generate(load.stored()))
    except CodegenError as error:
        print(f"codegen: {error}", file=sys.stderr)
        return 2
    return 0


def sync() -> None:
    """
    Store the slice of the installed botocore, and say what it changes.
    """
    new = load.from_botocore()
    if load.MODEL.exists():
        old = load.stored()
        print(f"botocore {old['source']['botocore']} → {new['source']['botocore']}")
        lines = changes.summary(old, new)
        print("\n".join(f"- {line}" for line in lines) or "no change in the API")
    load.MODEL.write_text(load.as_text(new), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
