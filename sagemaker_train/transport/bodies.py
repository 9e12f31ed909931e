"""
What the body of an answer holds, and what is wrong with one that the service did not send.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.transport.http import HttpResponse

EXCERPT = 120
"""Characters of a page that is no answer, shown to say what answered."""


def document_in(response: HttpResponse) -> dict[str, Any] | None:
    """
    The JSON object in the body; ``None`` where there is none.
    """
    try:
        document: object = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", document) if isinstance(document, dict) else None


def content_type(response: HttpResponse) -> str:
    """
    What an answer says that its body is, in lower case.
    """
    return response.headers.get("content-type", "").lower()


def what_came(response: HttpResponse) -> str:
    """
    What came instead of an answer of the service: something else answered, or half of it arrived.
    """
    text = response.body[: 40 * EXCERPT].decode("utf-8", "replace")
    is_page = "html" in content_type(response) or text.lstrip()[:1] == "<"
    if is_page:
        from html import unescape

        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S | re.I)
        text = unescape(text)
    excerpt = mask_text(" ".join(text.split()))[:EXCERPT]
    if not response.body:
        what = "an empty body"
    elif is_page:
        what = f"a web page: {excerpt!r}"
    elif document_in(response) is not None:
        what = f"JSON that is not the service's: {excerpt!r}"
    elif text.lstrip()[:1] == "{":
        what = _no_json(response.body)
    else:
        what = f"text that is not JSON: {excerpt!r}"
    elsewhere = is_page or not 200 <= response.status < 300
    who = "; a proxy or portal on the way answered" if elsewhere else ""
    return f"HTTP {response.status} with {what}{who}"


def _no_json(body: bytes) -> str:
    """
    What is wrong with a body that begins as a JSON object and is none.
    """
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        rest = error.doc[error.pos :].strip()
        # What is cut short is wrong at its end: in a string, or in a number, escape or constant.
        cut = error.msg.startswith("Unterminated") or (len(rest) < 6 and "}" not in rest)
        if not cut or error.msg == "Extra data":
            return f"malformed JSON, at character {error.pos}: {error.msg}"
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return f"JSON that is not UTF-8, at byte {error.start}"
    except RecursionError:
        return "JSON that is nested too deeply"
    except ValueError:
        return "JSON with a whole number of too many digits"
    return f"JSON that breaks off after {len(body)} bytes"
