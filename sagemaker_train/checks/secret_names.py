"""
What a name says about its value: nothing, perhaps a credential, or surely a password.

Names come in every spelling (``DB_PASSWORD``, ``dbPassword``, ``db-password``, ``dbpassword``), so
they are cut into words first. A "head" is the word that makes a name a credential's ("password",
"key"); the words before and after it decide how sure that is.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache, lru_cache

from sagemaker_train.checks.secret_values import (
    is_harmless,
    is_hexadecimal,
    is_number,
    is_store_name,
    is_uuid,
    looks_random,
    word_set,
)


class Strength(IntEnum):
    """
    How strongly a name says that its value is a credential.
    """

    NONE = 0
    """Not at all; or the value only concerns a credential: its path, its length."""

    KEY = 1
    """A bare "key": mostly a column, a dictionary's key, an object's key."""

    TOKEN = 2
    """A bare "token" or "auth": a tokenizer's special token, or a credential."""

    CIPHER = 3
    """A key to encrypt with: made by a machine; or the id of one in a key store, a UUID."""

    CREDENTIAL = 4
    """An API key, an access token, a secret: made by a machine."""

    PASSWORD = 5
    """A password or passphrase: made by a person, perhaps of plain words."""


_PASSWORD_HEADS = word_set(
    "password passwd pwd passphrase passcode pw pswd psswd passwrd pword passw passwort kennwort "
    "senha contrasena contraseña mdp wachtwoord parola пароль 密码 mnemonic"
)
_SECRET_HEADS = word_set("secret credential cred passkey psk")
_TOKEN_HEADS = word_set("token auth authorization pat jwt bearer sas cookie hmac salt otp totp")
_HEADS = _PASSWORD_HEADS | _SECRET_HEADS | _TOKEN_HEADS | {"key", "pass"}

# Before "key": that something is encrypted with it.
_CIPHER_QUALIFIERS = word_set(
    "encryption encrypt enc decryption decrypt dec crypt cypher sym symmetric sse cmk wrapping"
)

# Before "key": what makes it a credential.
_KEY_QUALIFIERS = word_set(
    "api access secret private signing sign signature hmac master "
    "account storage shared auth authentication session cookie jwt webhook subscription license "
    "licence app application admin root deploy ssh rsa tls ssl aes fernet cipher crypto django "
    "flask rest write ingest ingestion integration consumer service sas security project "
    "instrumentation svc srv bot unseal recovery preshared provisioning enrollment"
)
# Before "token", "auth" or "pat".
_TOKEN_QUALIFIERS = word_set(
    "api access auth authentication authorization oauth bearer refresh session security personal "
    "pat bot user admin service deploy deployment job ci pipeline runner webhook registry repo "
    "repository jwt sas private secret login root org organization team workspace account ingest "
    "robot machine upload publish basic http proxy csrf app write read id"
)
# Before "pass", which alone means a pass over the data.
_PASS_QUALIFIERS = word_set(
    "db database user usr smtp mail email ftp sftp ssh admin root login sudo proxy my auth key "
    "jupyter notebook ldap rabbitmq amqp kafka sql oracle mssql service svc keystore basic http "
    "store truststore srcstore deststore bind become vpn wifi"
)
# Issuers of credentials: "wandb_key", "hf_token", "redis_pass".
_ISSUERS = word_set(
    "aws amazon azure gcp google gcs firebase github gh gitlab gl bitbucket slack discord teams "
    "telegram stripe twilio sendgrid mailgun mailchimp postmark openai oai anthropic claude "
    "cohere huggingface hf hub replicate groq perplexity pplx xai grok mistral together fireworks "
    "nvidia ngc langsmith langchain langfuse pinecone weaviate qdrant milvus zilliz wandb wb "
    "comet neptune clearml mlflow kaggle databricks snowflake dbt datadog dd newrelic relic "
    "sentry grafana splunk elastic elasticsearch pagerduty opsgenie vault terraform tf doppler "
    "docker dockerhub npm pypi twine rubygems nuget artifactory jfrog heroku digitalocean linode "
    "cloudflare cf fly vercel netlify supabase planetscale mongodb mongo postgres postgresql pg "
    "mysql mariadb redis shopify square atlassian jira confluence notion linear figma airtable "
    "asana hubspot okta serpapi serper tavily deepgram assemblyai elevenlabs deepseek gemini "
    "vertex cerebras sambanova runpod modal paperspace labelbox roboflow dagshub algolia mapbox "
    "rapidapi snyk sonar circleci travis buildkite codecov jenkins nexus quay harbor tailscale "
    "ngrok dynatrace honeycomb mixpanel zendesk intercom salesforce dropbox jina voyage "
    "llamacloud stability clickhouse prefect facebook twitter spotify youtube plaid paypal trino "
    "speech translator cosmos tmdb omdb vantage hana sap teradata vertica cassandra couchdb influx "
    "influxdb neo surreal nats pulsar solace mosquitto mqtt minio wasabi ceph couchbase opensearch "
    "meili meilisearch typesense metabase superset airflow argilla memcached presto wandbio "
    "cloudinary scaleai fal"
)

# After the head: the value is about the credential, or says where it is kept.
_METADATA = word_set(
    "name arn path file filename filepath id ids ref reference uri url endpoint host location "
    "param parameter env var variable envvar type kind format length len size count limit min max "
    "policy version rotation expiry expires expiration ttl age timeout required require enabled "
    "enable disabled column columns col cols field fields header prefix suffix provider source "
    "store manager backend dir directory folder bucket region hint regex regexp pattern validator "
    "index idx algorithm algo alg mode style scope scopes usage label labels feature features "
    "dataset hash hashed hasher fingerprint checksum digest embedding embeddings dropout mask "
    "position weight weights rate ratio loss prob strategy method level strength retries attempts "
    "last changed updated created at date time duration seconds days hours status rotated "
    "description desc comment note title owner detection classifier generator budget per cost "
    "split train val pad padding vocab spec map mapping schema engine mount mountpath namespace "
    "stdin helper"
)
# Before any head: the value is a switch, unless it looks like anything but one.
_FLAGS = word_set("use using")
# Before any head: the value is a switch or a number.
_SWITCHES = word_set(
    "has have is enable enabled disable disabled require requires required need needs "
    "no skip allow show mask hide redact detect num n nb number max min total avg mean count "
    "public publishable anon pub per every kms reset forgot validate hashed tokenize add with "
    "without"
)
# Before "key" or "token": a place in a listing, a row, a cache; a special token.
_LOOKUPS = word_set(
    "next page pagination continuation continue request idempotency cursor sync resume start "
    "cache partition primary sort foreign object s dedup row group routing image sample hash join "
    "shard lookup index column dict json config eos bos pad cls sep unk end stop special mask site "
    "verification verify"
)
# Before "secret id", which otherwise means the name of a secret: half of a login to Vault.
_LOGIN_IDS = word_set("vault approle")
# After the head: neither here nor there.
_NEUTRAL = word_set(
    "prod production dev development staging stage test testing live main primary secondary "
    "backup old new current default value string text plain plaintext raw base encoded v b for of "
    "the to in on local admin root user read write ro rw us eu east west my env a c d x"
)

# Anywhere in a name: the value is an id, a digest or data, and so may well look random.
_CHANCE = word_set(
    "id ids sha md hash digest checksum etag fingerprint commit version revision signature cursor "
    "uuid guid run nonce trace pub public pin cert certificate address cid ipfs "
    "token key image img data body vector seed state file folder drive"
)

# Words that are found at the end of others too: "dbpassword", "authtoken", "wandbapikey".
_GLUED = (
    *("password", "passwd", "passphrase", "credential", "secret", "token"),
    *("cred", "key", "pwd", "pw", "pass", "api", "access", "auth", "private", "encryption"),
)
_PLURALS = tuple(f"{word}s" for word in _GLUED if word != "pass")


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+")


@cache
def _root_pattern() -> re.Pattern[str]:
    # Most names have no head anywhere in them, which is quicker to see than their words are.
    roots = [head for head in _HEADS if not any(o in head and o != head for o in _HEADS)]
    return re.compile("|".join(sorted(roots)))


def name_words(name: str) -> list[str]:
    """
    Cut a name into words, in lower case and without digits.

    Args:
        name: A name in any spelling.

    Returns:
        The words, heads in the singular and apart: "dbPasswords" is "db", "password".
    """
    words: list[str] = []
    for written in _word_pattern().findall(name):
        word = written.lower()
        if word.endswith(_PLURALS):
            word = word[:-1]
        glued: list[str] = []
        while word not in _HEADS and (end := next(filter(word.endswith, _GLUED), "")):
            glued.append(end)
            word = word.removesuffix(end)
        words += (part for part in (word, *reversed(glued)) if part)
    return words


def is_name_of_chance(name: str) -> bool:
    """
    Tell whether a name is one of an id, a digest or data, which may well look random.
    """
    return not _CHANCE.isdisjoint(name_words(name[:256]))


@lru_cache(maxsize=4096)
def name_strength(name: str) -> Strength:
    """
    Judge a name.

    Args:
        name: The name of a hyperparameter, variable, tag, member or option.

    Returns:
        How strongly it says that its value is a credential.
    """
    if len(name) > 256 or _root_pattern().search(name.lower()) is None:
        return Strength.NONE
    words = name_words(name)
    return max(
        (_head_strength(words, at) for at, word in enumerate(words) if word in _HEADS),
        default=Strength.NONE,
    )


def _head_strength(words: list[str], at: int) -> Strength:
    head, before, after = words[at], words[:at], words[at + 1 :]
    if head == "secret" and after[:1] == ["id"] and not _LOGIN_IDS.isdisjoint(before):
        after = after[1:]
    if not _METADATA.isdisjoint(after) or not _SWITCHES.isdisjoint(before):
        return Strength.NONE
    qualifier = before[-1] if before else ""
    if head in _PASSWORD_HEADS:
        strength = Strength.PASSWORD
    elif head in _SECRET_HEADS:
        strength = Strength.CREDENTIAL
    elif head == "pass":
        known = not (_PASS_QUALIFIERS | _ISSUERS).isdisjoint(before)
        strength = Strength.PASSWORD if known else Strength.KEY if before else Strength.CREDENTIAL
    elif head == "key":
        known = qualifier in _KEY_QUALIFIERS or qualifier in _ISSUERS
        strength = Strength.CREDENTIAL if known else Strength.KEY
        if qualifier in _CIPHER_QUALIFIERS:
            strength = Strength.CIPHER
    elif qualifier == "client":
        # AWS's client tokens are ids by which a request is carried out once.
        strength = Strength.KEY
    else:
        known = qualifier in _TOKEN_QUALIFIERS or qualifier in _ISSUERS
        strength = Strength.CREDENTIAL if known else Strength.TOKEN
    if strength <= Strength.TOKEN and not _LOOKUPS.isdisjoint(before):
        return Strength.NONE
    if not _FLAGS.isdisjoint(before):
        return min(strength, Strength.TOKEN)
    if all(word in _NEUTRAL or word in _HEADS or word in _ISSUERS for word in after):
        return strength
    # An unknown word follows ("password_analytics", "token_bucket"): the value must say more.
    return min(strength, Strength.CREDENTIAL if strength is Strength.PASSWORD else Strength.TOKEN)


def is_credible(value: str, strength: Strength) -> bool:
    """
    Tell whether a value may be a credential, given what its name says.

    The less a name says, the more the value has to.

    Args:
        value: The value.
        strength: The strength of its name.

    Returns:
        Whether the value is a secret as far as one can tell.
    """
    value = value.strip()
    size = len(value)
    if strength is Strength.NONE or size < 4 or is_harmless(value):
        return False
    if strength is Strength.CIPHER and is_uuid(value):
        return False
    if strength is Strength.KEY:
        return looks_random(value, 20) and not (is_hexadecimal(value) or is_uuid(value))
    if strength is Strength.TOKEN:
        return looks_random(value, 12) or is_uuid(value) or (size >= 32 and is_hexadecimal(value))
    if strength is not Strength.PASSWORD:
        if size < 6 or " " in value or is_number(value) or is_store_name(value, any_words=True):
            return False
        if value.isalpha() and not (value.islower() or value.isupper() or value.istitle()):
            return looks_random(value, 6)
        return size >= 16 or not value.isalpha() or value.isupper()
    if is_number(value) and not value.isdigit():
        return False
    return size <= 512 and not is_store_name(value, any_words=False)
