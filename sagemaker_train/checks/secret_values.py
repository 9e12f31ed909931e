"""
What a value says about itself: a reference, a placeholder, a plain word, or chance.

Nothing here knows names or forms. "Harmless" values are those that people write where a secret
belongs, when they do it well (a reference to a secret store) or not yet (a placeholder).
"""

from __future__ import annotations

import re
from functools import cache


def word_set(text: str) -> frozenset[str]:
    """
    Return the words of a text, which is how this package writes its vocabularies.
    """
    return frozenset(text.split())


_WORDLESS = word_set(
    "true false none null nil yes no on off auto default nan n/a na undefined unset empty disabled "
    "enabled required optional string str int integer float bool text varchar char object "
    "category number array basic bearer oauth oauth2 jwt iam anonymous prompt stdin env vault "
    "keyring aws gcp azure"
)

# A value made of nothing but these words is a stand-in: "my-api-key", "some-hmac-key", "SECRET".
_STAND_IN_WORDS = word_set(
    "a an the my our some any this that is be to of in for with from and or not no new old real "
    "actual valid key keys token tokens secret secrets password passwords passwd pwd pass phrase "
    "passphrase passcode credential credentials cred creds api apikey access auth authentication "
    "authorization bearer private client signing hmac encryption session hash salt value string "
    "text data test testing tests tester user username username name id app application account "
    "service server goes here there go please enter put insert add set paste fill use supply "
    "provide change changeme changeit changethis replace replaceme me it placeholder dummy fake "
    "mock example examples sample demo foo bar baz qux foobar todo tbd fixme xxx redacted hidden "
    "masked removed omitted censored none null nil empty unset blank unknown undefined default "
    "wandb hf huggingface hub openai aws github gitlab azure google slack your yours db database "
    "bot refresh signed webhook url login missing pending later ask see same as above ops"
)

# One of these among a value's words makes the rest a stand-in too: "YOUR_32_CHAR_KEY_1".
_STAND_IN_MARKS = word_set(
    "your yours placeholder replace replaceme changeme changeit changethis dummy fake mock "
    "redacted insert todo fixme example examples sample tbd hidden masked"
)

# What refers to a secret, or can be seen by all: the forms of secret stores, URLs, variables,
# templates and calls in turn; then public keys and what a key store has encrypted; then paths.
_REFERENCE = r"""
    arn:aws | [a-z][a-z0-9+.-]*://
  | (?:(?:aws|gcp|azure):)?(?:(?i:env(?:_?var|iron)?)|valueFrom|aws-?sm
      |gcp-?sm|gsm|sm|(?i:secret-?(?:key-?)?ref)|file
      |keyring|keychain|akv|kms|bws|doppler|sops|op|k8s|param|parameter|hcv
      |[a-z-]*(?:secrets?-?manager|vault|ssm|parameter-?store)(?:-[a-z]+)?
      |(?:one|1)password|infisical|conjur|cyberark|sealed)(?::(?!\s)|\+\w+:)
  | \$\{(?!\w+:[-=]\w) | \$\( | \$\$?(?:[A-Z_][A-Z0-9_]*|[a-z_]+)$ | %\w+%$ | %\(\w+\)s | %[sdr]$
  | \$env: | \$\. | \$ANSIBLE_VAULT | %env\( | `
  | %\{ | \{\{ | \{[\w.\[\]:'"!$-]*\}$ | <[^<>]*>?$ | \[[A-Za-z%\ _.-]+\]$ | \(\w[^)]*\)$
  | @\w*[({] | \#\{ | Fn::
  | \{\s*[\\]*["'] | \[\s*[\\]*["'{\[]
  | (?P<fence>__|@@?|%%|\#\#?|~~?|\$)[A-Za-z][A-Za-z0-9_]*(?P=fence)$
  | Ref:\s | (?:id|src|source|type)=\w[\w./-]*(?:,|$)
  | @Microsoft\.KeyVault | @/ | ENC[\[(] | projects/[^/]+/secrets/ | rds!
  | (?:os\.|process\.|import\.meta\.)?(?i:environ|getenv|env)\b[.\[(] | (?:secrets|vars?|inputs
      |config|settings|self|args|cfg|params|st\.secrets|local|data|module|node|values)\.[a-zA-Z_]
  | !(?:Ref|GetAtt|Sub|ImportValue|secret|env|var|vault)\b | getpass | lookup\( | input\(
  | alias/ | mrk- | [A-Za-z_]\w*(?:(?:\.\w+)+\(|\(["']) | [a-z_]\w*(?:\.[a-z_]\w*)+\.[A-Z]\w*$
  | -----BEGIN\ (?![A-Z0-9\ ]*PRIVATE)
  | MFkwEwYHKoZIzj0 | MCowBQYDK2Vw | MII\w{2}[A-Za-z0-9+/]jANBgkqhkiG9w0BAQEFAAOC
  | AQICAH | AQIDAH | age1[a-z0-9]{50}
  | (?:\S+\ )?(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-\S+)\ AAAA
  | pk[_-](?:live|test|lf|prod)[_-] | pk\.eyJ
  | (?:sha|md)\d+[:/=-] | \S+@sha256: | [A-Za-z]:\\
  | [\w.-]+\.(?:asc|cer|cfg|conf|crt|csv|db|env|gpg|ini|jks|jsonl?|kdbx|key|p12|p8|parquet|pem|pfx
      |ppk|pub|py|sh|toml|txt|ya?ml)$
  | (?:~|\.{1,2})?/[\w.@+~=-]+(?:/[\w.@+~=\ -]*)*$
"""

# What validators, types and columns are made of, which stand where a password will:
# "required|min:8", "Optional[str]", "VARCHAR(64)", "@NotNull".
_SCHEMA_WORDS = word_set(
    "required nullable optional sometimes present filled confirmed unique string str text char "
    "varchar nvarchar varchar2 varbinary binary blob bytes int integer bool boolean float number "
    "numeric object array any none null not min max minlength maxlength min_length max_length "
    "size between length len type format regex pattern alpha alphanum alpha_num alphanumeric email "
    "url uuid date datetime timestamp default key primary exists same different list dict union "
    "annotated literal secretstr notnull notblank notempty valid validated column eqfield nefield "
    "omitempty trim lowercase uppercase digits symbols mixedcase letters uncompromised"
)
_SCHEMA_TERM = r"@?(?:[a-z]+\.)?([a-z_]+\d?)(?:[\])>?]*|[\[(<:=][\w\[\](){}<>.,:=/^$*+\"'-]*)"

# Runs by which people blank a value out or cut it short: "sk-xxxxxxxx", "hf_****", "ghp_ab...".
_BLANKED = r"x{4,}|X{4,}|\*{3,}|\.{3}|\u2026|\u2022{3}|#{4,}|\?{3,}"

_REGEX_SYNTAX = r"\\[SsWwDdbB]|\[\^|\.\*|\.\+|\(\?|\[[a-zA-Z0-9]-[a-zA-Z0-9]"

_WORD_SEQUENCE = (
    r"(?:[A-Za-z]{1,20}\d{0,2}|\d{1,4})(?:[-_/. ]+(?:[A-Za-z]{1,20}\d{0,2}|\d{1,4}))+"
    r"(?:-[A-Za-z0-9]{6})?"
)

# Words that occur in the names by which secret stores know their secrets.
_STORE_WORDS = word_set(
    "prod production dev develop staging stage test qa uat live app db database rds service creds "
    "cred credentials credential secret secrets password passwords passwd key keys token tokens "
    "login arn name file env config user sagemaker training postgres mysql redis mongo"
)

_CHANCE_FORM = r"(?:[A-Za-z0-9+/_~.-]|%[0-9A-Fa-f]{2}){32,512}={0,2}"

# What chance is cut at: "." in tokens of several parts, percent-encoding.
_CUT = r"\.|%[0-9A-Fa-f]{2}|="

# A word set apart, by which somebody has named the rest: "file-…", "pipelines-…-Train-…".
_WORDED = r"[A-Za-z]{3,}[-_.]|(?:.*?[\W_])?(?:[A-Z]?[a-z]{3,}|[A-Z]{4,})(?:[\W_]|\Z)"

# Chance that is no secret: hexadecimal ids behind a prefix, public keys, and in base64 what starts
# like data that is pickled, compressed (gzip, zlib, zip, bzip2, xz, zstd), an image, an array,
# encrypted.
_KNOWN_CHANCE = (
    r"(?:[A-Za-z]{1,8}\d?[-_]?)?(?:[0-9a-f]{24,}|[0-9A-F]{24,})\Z"
    r"|pk_|AROA|AIDA|AAAA[BCE]|gA[A-Z]|H4sI|eJ|eN[o-r]|eAE|UEs|Qlpo|/Td6"
    r"|KLUv|iVBOR|/9j/|R0lGOD|UklGR|k05V|AQICAH|AQIDAH"
)

_HOST = r"\bexample\.(?:com|net|org)\b"
_DOTTED = r"\w+(?:\.\w+){2,}"
_SPLIT = r"[\W_]+"
_NUMBER = r"[-+]?[\d_,]*\.?\d+(?:[eE][-+]?\d+)?%?"
_HEX = r"(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)"
_UUID = r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?"
_PIECES = r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+"
_SEPARATORS = r"[^A-Za-z0-9]+"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE if "\n" in pattern else 0)


def is_filler(text: str) -> bool:
    """
    Tell whether a text with a credential's form only stands for one.

    Args:
        text: A value that has a recognisable form.

    Returns:
        Whether it is blanked out ("hf_xxxxxxxx"), almost one character, or says so in words.
    """
    if len(set(text[-20:])) <= 3 or _compiled(_BLANKED).search(text[:200]) is not None:
        return True
    words = [word for word in _compiled(_SPLIT).split(text[:200].lower()) if word]
    return not _STAND_IN_MARKS.isdisjoint(words)


def is_harmless(value: str) -> bool:
    """
    Tell whether a value under a credential's name is a reference or a placeholder.

    Args:
        value: The value, without white space round it.

    Returns:
        Whether it is a setting word, a path, a reference to a secret kept elsewhere, a template,
        a pattern, or a stand-in such as "your-api-key-here" or "****".
    """
    lower = value[:256].lower()
    if lower in _WORDLESS or len(set(value[:256])) <= 2:
        return True
    if _compiled(_REFERENCE).match(value) is not None and not _hides_chance_in_path(value):
        return True
    if _compiled(_BLANKED).search(value[:256]) is not None:
        return True
    if _compiled(_REGEX_SYNTAX).search(value[:256]) is not None:
        return True
    # The host of an example is no stand-in for the password beside it.
    words = [word for word in _compiled(_SPLIT).split(_compiled(_HOST).sub("", lower)) if word]
    if not words or all(word in _STAND_IN_WORDS for word in words) or _is_schema(lower, words):
        return True
    return lower.startswith("your") or not _STAND_IN_MARKS.isdisjoint(words)


def _is_schema(lower: str, words: list[str]) -> bool:
    if _SCHEMA_WORDS.isdisjoint(words):
        return False
    terms = (_compiled(_SCHEMA_TERM).fullmatch(term) for term in re.split(r"[|,;&\s]+", lower))
    return all(term is not None and term[1] in _SCHEMA_WORDS for term in terms)


def _hides_chance_in_path(value: str) -> bool:
    # A base64 secret may start with "/", and a token have dots: paths at first sight.
    path = value.startswith("/") or _compiled(_DOTTED).fullmatch(value) is not None
    return path and len(value) <= 200 and looks_random(value, 24)


def is_store_name(value: str, *, any_words: bool) -> bool:
    """
    Tell whether a value reads like the name of a secret in a secret store.

    Args:
        value: The value under a credential's name.
        any_words: Whether any words will do ("team-nlp-main"); else the value must have a slash
            or a word that stores are full of ("prod-db-password").

    Returns:
        Whether it is a sequence of plain words such as "prod/db/password".
    """
    if len(value) > 200 or _compiled(_WORD_SEQUENCE).fullmatch(value) is None:
        return False
    words = _compiled(_SPLIT).split(value.lower())
    return any_words or "/" in value or not _STORE_WORDS.isdisjoint(words)


def is_number(value: str) -> bool:
    """
    Tell whether a value is a decimal number.
    """
    return len(value) <= 64 and _compiled(_NUMBER).fullmatch(value) is not None


def is_hexadecimal(value: str) -> bool:
    """
    Tell whether a value is written in hexadecimal digits of one case.
    """
    return _compiled(_HEX).fullmatch(value) is not None


def is_uuid(value: str) -> bool:
    """
    Tell whether a value is a UUID.
    """
    return _compiled(_UUID).fullmatch(value) is not None


def looks_random(value: str, at_least: int) -> bool:
    """
    Tell whether a value looks drawn by chance rather than written.

    Written text keeps to words and numbers, a capital only at a word's start; chance breaks off
    after two characters or so.

    Args:
        value: The value.
        at_least: The least number of characters for which to say yes.

    Returns:
        Whether the value is of one piece, and as broken and as varied as chance has it.
    """
    if len(value) < at_least:
        return False
    value = value[:256]
    written = _compiled(_SEPARATORS).sub("", value)
    size = len(written)
    if size * 8 < len(value) * 7 or len(set(written)) < min(size // 3, 12):
        return False
    # Chance gives 0.53 pieces a character for mixed letters and digits, 0.4 for the rest, less a
    # few deviations; camel-case names with digits stay under 0.3, names without under 0.2.
    pieces = len(_compiled(_PIECES).findall(written))
    if not has_digit(written):
        return pieces >= 0.24 * size and not (written.islower() or written.isupper())
    mixed_case = not (written.islower() or written.isupper())
    return pieces >= (0.32 if mixed_case else 0.2) * size and not written.isdigit()


def is_chance(value: str) -> bool:
    """
    Tell whether a value is likely to be a secret for its chance alone.
    """
    if (
        value.islower()
        or value.isupper()
        or _compiled(_CHANCE_FORM).fullmatch(value) is None
        or _compiled(_WORDED).match(value) is not None
    ):
        return False
    part = max(_compiled(_CUT).split(value), key=len)
    return (
        not (part.islower() or part.isupper())
        and _compiled(_KNOWN_CHANCE).match(part) is None
        # An alphabet has each of its characters once.
        and len(set(part)) < len(part) - 1
        and looks_random(part, 32)
        and not is_harmless(value)
    )


def has_digit(value: str) -> bool:
    """
    Tell whether a value has a decimal digit.
    """
    return _compiled("[0-9]").search(value) is not None
