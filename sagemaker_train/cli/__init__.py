"""
The command line: ``python -m sagemaker_train``, installed as ``sagemaker-train-client`` as well.

    check FILE…     say everything that is wrong with the requests in files
    convert FILE    write the request in a file for another tool
    schema          print a JSON Schema of requests, for editors

``check`` loads no network code and sends nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import suppress

from sagemaker_train.checks import Policy
from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.cli.examination import content, examine, shown_name
from sagemaker_train.cli.reports import FORMATS
from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.interop.documents import Form
from sagemaker_train.version import __version__

_STATUS = """\
exit status:
  0  nothing wrong, or warnings only
  1  an error in a request
  2  a file cannot be read or holds no request, or the command is wrong
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        arguments: Without the name of the program; those of the process if left out.

    Returns:
        The exit status: 0 if nothing is wrong, 1 for an error in a request, 2 for a file that
        cannot be read or holds no request.

    Raises:
        SystemExit: The command is wrong (2), or asks for help or the version (0).
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if (reconfigure := getattr(sys.stdout, "reconfigure", None)) is not None:
        # What is written to files is UTF-8, whatever the terminal takes. The name of a file may be
        # none; the escape for what is not is that of JSON.
        reconfigure(encoding="utf-8", errors="backslashreplace")
    match options.command:
        case "check":
            return _check(parser, options)
        case "convert":
            return _convert(options)
        case _:
            from sagemaker_train.interop.json_schema import request_schema

            _print(json.dumps(request_schema(), indent=2, ensure_ascii=False))
            return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sagemaker_train",
        description="Check and convert requests for Amazon SageMaker training jobs. Sends nothing.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    convert = commands.add_parser("convert", help="write the request in a file for another tool")
    convert.add_argument(
        "file", metavar="FILE", help='a file with one request; "-" is standard input'
    )
    convert.add_argument(
        "--to", choices=[form.value for form in Form], required=True, help="for what tool"
    )
    convert.add_argument(
        "--language", choices=["json", "yaml"], default="json", help="default: json"
    )
    commands.add_parser("schema", help="print a JSON Schema (2020-12) of requests, for editors")
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:  # pyright: ignore[reportPrivateUsage]  # argparse gives the type no public name
    check = commands.add_parser(
        "check",
        help="say everything that is wrong with the requests in files",
        description="Check the requests in JSON and YAML files: AWS's names (boto3, AWS CLI), "
        "states of Step Functions, manifests of AWS Controllers for Kubernetes.",
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("files", metavar="FILE", nargs="+", help='a file; "-" is standard input')
    check.add_argument("--format", choices=sorted(FORMATS), default="text", help="default: text")
    check.add_argument(
        "--policy",
        choices=["default", "service"],
        default="default",
        help="service: what the service itself refuses today, and no more",
    )
    check.add_argument(
        "--set",
        metavar="RULE=SEVERITY",
        action="append",
        default=[],
        help="take a rule as error, warning or off; may be given several times",
    )
    check.add_argument(
        "--allow",
        metavar="PATH",
        action="append",
        default=[],
        help="look for no secret at a path, such as Environment.SALT; * stands for any text",
    )
    check.add_argument("--region", help="where the requests will go, for the rules that compare")
    check.add_argument(
        "--skip-others",
        action="store_true",
        help="pass over files that hold no request, such as those of other tools, for a hook",
    )


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    policy = Policy.service() if options.policy == "service" else Policy()
    policy = policy.allow(*options.allow)
    for setting in options.set:
        rule, _, severity = setting.partition("=")
        try:
            policy = policy.set(rule, severity)
        except ValueError as error:
            parser.error(f"argument --set: {error}")
    examined = [
        examine(name, policy, region=options.region, skip_others=options.skip_others)
        for name in options.files
    ]
    _print(FORMATS[options.format](examined))
    return max(file.status for file in examined)


def _convert(options: argparse.Namespace) -> int:
    from sagemaker_train.interop.documents import one_request
    from sagemaker_train.interop.files import requests_in_text, written

    name = options.file
    try:
        request = one_request(requests_in_text(content(name), name))
        text = written(request, Form(options.to), options.language)
    except OSError as error:
        problem = error.strerror or "cannot be read"
    except (WireError, ConfigurationError) as error:
        problem = mask_text(str(error))  # its paths may hold what somebody took for a name
    else:
        _print(text.removesuffix("\n"))
        return 0
    if sys.stderr is not None:
        sys.stderr.write(f"{shown_name(name)}: {problem}\n")
    return 2


def _print(text: str) -> None:
    """
    Write a text, to the end or until whoever reads, such as ``head``, has seen enough.
    """
    if sys.stdout is None:  # closed: the exit status tells enough
        return
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()  # at the end of the process, its error could not be caught
