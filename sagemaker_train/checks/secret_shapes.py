r"""
The forms by which a credential is recognised wherever it stands.

The table has one row per form: rule id, kind in words, anchors, pattern, set apart by two spaces.
A row too long for a line goes on in the next, indented by four. Anchors are fixed pieces of text,
one of which every match starts with, or has anywhere if "*" is in front. Looking for them is
cheap, and a pattern is compiled only when a text first has one of its anchors. A rule id with "?"
in front marks a form that ordinary text can have too: its matches must look random besides. A
group in a pattern is the secret part of the match.

Every form is published by whoever issues the credential; the headings say where to look. Patterns
have no upper bounds, since issuers lengthen their tokens over the years. A pattern must not start
at many places of a long run and scan to its end from each: that is what the left borders
("(?<!...)") are for, and why a hostile value cannot slow us down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sagemaker_train.checks.secret_values import is_filler, looks_random

_TABLE = r"""
# Keys in files: RFC 7468, RFC 4880, age, PuTTY. A line break may be written "\n".
private-key  private key  *PRIVATE
      (?<!-)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[^-<.][\s\S]{8}[\s\S]*?(?:-----END|\Z)
private-key  private key  PuTTY  PuTTY-User-Key-File-[\s\S]*
age-secret-key  age secret key  AGE-SECRET-KEY-  AGE-SECRET-KEY-1[A-Z0-9]{40,}

# AWS: IAM identifiers, Signature Version 4 query parameters, Amazon Bedrock API keys.
aws-access-key-id  AWS access key id  AKIA ASIA ABIA ACCA A3T
      (?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])
?aws-secret-access-key  AWS secret access key  *
      (?<![\w+/=$.-])(?=[a-z0-9+/]{0,39}[A-Z])(?=[A-Z0-9+/]{0,39}[a-z])(?=[A-Za-z+/]{0,39}[0-9])
    [A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_.-])
aws-session-token  AWS session token  IQoJ FwoG FQoG AQoD
      (?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/=%]{40,}
aws-bedrock-key  Amazon Bedrock API key  ABSK bedrock-api-key-
      (?:ABSK|bedrock-api-key-)[A-Za-z0-9+/]{60,}={0,2}
aws-mws-token  Amazon MWS token  amzn.mws.  amzn\.mws\.<uuid>
presigned-url  signature of a presigned URL  *ignature
      (?i:X-(?:Amz|Goog)-|[?&])Signature(?:=|%3D)([A-Za-z0-9%+/=_~-]{20,})

# Code hosts: token overviews of GitHub, GitLab, Bitbucket, Atlassian, Sourcegraph.
github-token  GitHub token  ghp_ gho_ ghu_ ghs_ ghr_  gh[pousr]_[A-Za-z0-9_]{30,}
github-token  GitHub token  github_pat_  github_pat_[A-Za-z0-9_]{22,}
gitlab-token  GitLab token  glpat- gldt- glrt glcbt- glptt- glsoat- glft- glagent-
      gl(?:pat|dt|rtr?|cbt|ptt|soat|ft|agent)-[\w.-]{16,}
gitlab-token  GitLab runner token  GR1348941  GR1348941[\w-]{18,}
bitbucket-token  Bitbucket token  ATBB BBDC-  (?:ATBB|BBDC-)[A-Za-z0-9+/]{24,}
atlassian-token  Atlassian API token  ATATT3 ATCTT3  AT[AC]TT3[\w=-]{40,}
sourcegraph-token  Sourcegraph token  sgp_  sgp_(?:[0-9a-z]+_)?[0-9a-f]{40}

# Messages: Slack, Discord, Teams, Zapier, Telegram.
slack-token  Slack token  xox xapp-  (?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{16,}
slack-webhook  Slack webhook  hooks.slack
      hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/([\w/]{20,})
discord-webhook  Discord webhook  discord
      discord(?:app)?\.com/api/(?:v\d+/)?webhooks/(\d+/[\w-]{30,})
?discord-token  Discord bot token  *.  [MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,}
teams-webhook  Teams webhook  office.com  office\.com/webhook(?:b2)?/([\w@/-]{40,})
zapier-webhook  Zapier webhook  hooks.zapier  hooks\.zapier\.com/hooks/([\w/]{16,})
telegram-token  Telegram bot token  *:  (?:bot)?(\d{8,10}:[\w-]{35})(?![\w-])

# Payment, shops, mail: Stripe, Square, PayPal, Shopify, Twilio, SendGrid and their like.
stripe-key  Stripe key  sk_live_ sk_test_ rk_live_ rk_test_  [sr]k_(?:live|test)_[A-Za-z0-9]{16,}
stripe-key  Stripe webhook secret  whsec_  whsec_[A-Za-z0-9+/=]{20,}
square-token  Square token  EAAA sq0atp- sq0csp-  (?:EAAA[\w-]{50,}|sq0(?:atp|csp)-[\w-]{20,})
paypal-token  PayPal or Braintree token  access_token$
      access_token\$\w+\$[0-9a-z]{16}\$[0-9a-f]{32}
shopify-token  Shopify token  shpat_ shpca_ shppa_ shpss_  shp(?:at|ca|pa|ss)_[A-Za-z0-9]{30,}
twilio-key  Twilio API key  *SK  SK[0-9a-f]{32}(?![A-Za-z0-9])
sendgrid-key  SendGrid API key  SG.  SG\.[\w-]{16,}\.[\w-]{16,}
mailgun-key  Mailgun API key  key-  key-[0-9a-f]{32}(?![A-Za-z0-9])
mailgun-key  Mailgun API key  *-  [0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])
mailchimp-key  Mailchimp API key  *-us  [0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])
?mandrill-key  Mandrill API key  md-  md-[\w-]{22}(?![\w-])
brevo-key  Brevo API key  xkeysib- xsmtpsib-  x(?:key|smtp)sib-[0-9a-f]{60,}[\w-]*
?resend-key  Resend API key  re_  re_[A-Za-z0-9]{6,}_[A-Za-z0-9]{18,}

# Clouds: Google, Azure identifiable keys, Alibaba, Tencent, DigitalOcean, Heroku, Fly, Cloudflare.
google-api-key  Google API key  AIza  AIza[\w-]{33,}
google-oauth  Google OAuth client secret  GOCSPX-  GOCSPX-[\w-]{24,}
google-oauth  Google access token  ya29.  ya29\.[\w.-]{20,}
google-oauth  Google refresh token  1//0  1//0[\w-]{38,}
google-hmac  Google Cloud HMAC key  GOOG  GOOG[A-Z0-9]{20,}(?![A-Za-z0-9])
firebase-key  Firebase server key  *:APA91b  (?<![\w-])[\w-]{8,}:APA91b[\w-]{60,}
?azure-storage-key  Azure storage key  *==  (?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{86}==
azure-sas  Azure shared access signature  sig=  sig=([A-Za-z0-9%+/=_-]{20,})
azure-client-secret  Azure client secret  *Q~  (?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{28,}
?azure-key  Azure key or token  *AZDO *APIM *ACDb *AzFu *AIoT *AzSe *ACOG *+ABa *+ACR
      (?<![A-Za-z0-9+/])[A-Za-z0-9+/]{32,76}(?:AZDO|APIM|ACDb|AzFu|AIoT|AzSe|ACOG|\+ABa
    |\+ACR)[A-Za-z0-9+/]{4,10}={0,2}
alibaba-key  Alibaba Cloud access key  LTAI  LTAI[A-Za-z0-9]{12,}(?![\w-])
tencent-key  Tencent Cloud secret id  AKID  AKID[A-Za-z0-9]{32}(?![\w-])
digitalocean-token  DigitalOcean token  dop_v1_ doo_v1_ dor_v1_  do[por]_v1_[0-9a-f]{40,}
heroku-key  Heroku API key  HRKU-  HRKU-[\w-]{30,}
fly-token  Fly.io token  fm1 fm2_ fo1_  f(?:m1[ar]?|m2|o1)_[\w+/=-]{30,}
cloudflare-key  Cloudflare key  v1.0-  v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}
netlify-token  Netlify token  nfp_  nfp_[A-Za-z0-9]{30,}
vercel-token  Vercel token  vcp_ vercel_blob_rw_  (?:vcp|vercel_blob_rw)_[A-Za-z0-9_]{24,}
tailscale-key  Tailscale key  tskey-  tskey-[a-z]+-[A-Za-z0-9-]{16,}
?render-key  Render API key  rnd_  rnd_[A-Za-z0-9]{24,}

# Models and experiments: the consoles of the services named.
huggingface-token  Hugging Face token  hf_ api_org_  (?:hf|api_org)_[A-Za-z0-9]{30,}
anthropic-key  Anthropic API key  sk-ant-  sk-ant-[\w-]{20,}
openai-key  OpenAI API key  sk-proj- sk-svcacct- sk-admin- sk-service- sk-None-
      sk-(?:proj|svcacct|admin|service|None)-[\w-]{20,}
openrouter-key  OpenRouter API key  sk-or-  sk-or-(?:v\d-)?[A-Za-z0-9]{30,}
langfuse-key  Langfuse secret key  sk-lf-  sk-lf-[0-9a-f-]{32,}
openai-key  OpenAI-style API key  sk-  sk-(?:[a-z]{2,10}-)?[A-Za-z0-9]{28,}
replicate-token  Replicate token  r8_  r8_[A-Za-z0-9]{30,}
groq-key  Groq API key  gsk_  gsk_[A-Za-z0-9]{30,}
perplexity-key  Perplexity API key  pplx-  pplx-[A-Za-z0-9]{30,}
xai-key  xAI API key  xai-  xai-[A-Za-z0-9]{40,}
?fireworks-key  Fireworks API key  fw_ fpk_  (?:fw|fpk)_[A-Za-z0-9]{20,}
together-key  Together API key  tgp_v1_  tgp_v1_[\w-]{30,}
cerebras-key  Cerebras API key  csk-  csk-[A-Za-z0-9]{30,}
nvidia-key  NVIDIA API key  nvapi-  nvapi-[\w-]{40,}
langsmith-key  LangSmith API key  lsv2_ ls__  (?:lsv2_[a-z]{2}|ls_)_[0-9a-f]{32}\w*
pinecone-key  Pinecone API key  pcsk_  pcsk_[A-Za-z0-9_]{30,}
jina-key  Jina API key  jina_  jina_[\w-]{40,}
?voyage-key  Voyage API key  pa-  pa-[\w-]{40,}
tavily-key  Tavily API key  tvly-  tvly-[A-Za-z0-9-]{24,}
llamacloud-key  LlamaCloud API key  llx-  llx-[A-Za-z0-9]{30,}
firecrawl-key  Firecrawl API key  fc-  fc-[0-9a-f]{32}(?![A-Za-z0-9])
runpod-key  RunPod API key  rpa_  rpa_[A-Za-z0-9]{30,}
?modal-token  Modal token  ak- as-  a[ks]-[A-Za-z0-9]{22}(?![\w-])
elevenlabs-key  ElevenLabs API key  sk_  sk_[0-9a-f]{48}(?![A-Za-z0-9])
wandb-key  Weights & Biases API key  wandb_v1_ local-
      (?:wandb_v1_[\w-]{30,}|local-[0-9a-f]{40}(?![A-Za-z0-9]))
kaggle-key  Kaggle API token  KGAT_  KGAT_[0-9a-f]{30,}
apify-token  Apify token  apify_api_  apify_api_[A-Za-z0-9]{30,}

# Data: Databricks, dbt, PlanetScale, Supabase, Neon, MongoDB Atlas, Prefect.
databricks-token  Databricks token  dapi dose  (?:dapi|dose)[0-9a-f]{32}(?:-\d+)?(?![A-Za-z0-9])
dbt-token  dbt token  dbtc_ dbtu_ dbts_  dbt[cus]_[\w=-]{24,}
planetscale-secret  PlanetScale secret  pscale_  pscale_[a-z]+_[\w.=-]{20,}
supabase-key  Supabase key  sbp_ sb_secret_  sb(?:p_(?:v0_)?|_secret_)[\w-]{28,}
neon-key  Neon API key  napi_  napi_[a-z0-9]{40,}
mongodb-secret  MongoDB Atlas secret  mdb_sa_sk_  mdb_sa_sk_[\w-]{30,}
prefect-key  Prefect API key  pnu_ pnb_  pn[ub]_[A-Za-z0-9]{30,}

# Watching and operating: New Relic, Sentry, Grafana, Dynatrace, PagerDuty, Vault, Terraform.
newrelic-key  New Relic key  *NR
      (?:NR(?:AK|II|RA|IQ|AA)-[\w-]{24,}|[0-9a-f]{30,40}(?:FFFF)?NRAL)
sentry-token  Sentry token  sntrys_ sntryu_  sntry[su]_[\w+/=-]{30,}
grafana-token  Grafana token  glsa_ glc_ eyJrIjoi
      (?:gl(?:sa|c)_[\w+/=]{30,}|eyJrIjoi[A-Za-z0-9+/=]{40,})
dynatrace-token  Dynatrace token  dt0  dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{60,}
honeycomb-key  Honeycomb key  hcaik_ hcbik_ hcxik_  hc[abx]ik_[A-Za-z0-9]{30,}
posthog-key  PostHog personal key  phx_  phx_[A-Za-z0-9]{30,}
pagerduty-key  PagerDuty API key  *u+  u\+[\w+-]{18}(?![\w+-])
vault-token  Vault token  hvs. hvb. hvr.  hv[sbr]\.[\w-]{20,}
?vault-token  Vault token  *s.  (?<![\w.])s\.[A-Za-z0-9]{24}(?![\w.])
terraform-token  Terraform token  *.atlasv1.  (?<![\w.-])\w{10,}\.atlasv1\.[\w-]{40,}
doppler-token  Doppler token  dp.  dp\.[a-z]{2,5}\.(?:\w+\.)?[A-Za-z0-9]{30,}
onepassword-token  1Password token  ops_eyJ  ops_eyJ[\w+/=-]{60,}
onepassword-token  1Password secret key  A3-
      A3-[A-Z0-9]{6}-(?:[A-Z0-9]{5,11}-)?[A-Z0-9]{5,6}(?:-[A-Z0-9]{5}){3,4}
pulumi-token  Pulumi token  pul-  pul-[0-9a-f]{40}
launchdarkly-key  LaunchDarkly key  sdk- api-  (?:sdk|api)-<uuid>
postman-key  Postman API key  PMAK-  PMAK-[A-Za-z0-9-]{40,}
okta-token  Okta token  SSWS  SSWS\s+([\w-]{30,})

# Packages and builds: Docker Hub, npm, PyPI, RubyGems, NuGet, crates.io, Artifactory, CI.
docker-token  Docker Hub token  dckr_  dckr_(?:pat|oat)_[\w-]{24,}
npm-token  npm token  npm_  npm_[A-Za-z0-9]{30,}
pypi-token  PyPI token  pypi-  pypi-[\w-]{50,}
rubygems-key  RubyGems API key  rubygems_  rubygems_[0-9a-f]{40,}
nuget-key  NuGet API key  oy2  oy2[a-z0-9]{43}(?![A-Za-z0-9])
?crates-token  crates.io token  cio  cio[A-Za-z0-9]{32}(?![\w-])
artifactory-key  Artifactory key  AKC cmVmdGtu
      (?:AKC[a-z][A-Za-z0-9]{50,}|cmVmdGtu[A-Za-z0-9]{40,})
sonar-token  SonarQube token  sqp_ squ_ sqa_  sq[pua]_[0-9a-f]{40}
ci-token  CI token  CCIPAT_ CCIPRJ_ bkua_  (?:CCIP(?:AT|RJ)|bkua)_[A-Za-z0-9_]{30,}

# Offices: Notion, Linear, Figma, Airtable, Asana, HubSpot, Contentful, Facebook.
notion-token  Notion token  secret_ ntn_  (?:secret|ntn)_[A-Za-z0-9]{40,}
linear-key  Linear API key  lin_api_ lin_oauth_  lin_(?:api|oauth)_[A-Za-z0-9]{30,}
figma-token  Figma token  figd_ figu_  fig[du]_[\w-]{30,}
airtable-token  Airtable token  pat  pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}
asana-token  Asana token  *0/ *1/ *2/  [012]/\d{10,}(?:/\d{10,})?:[0-9a-f]{32}
hubspot-token  HubSpot token  pat-  pat-[a-z]{2}\d-<uuid>
contentful-token  Contentful token  CFPAT-  CFPAT-[\w-]{40,}
?facebook-token  Facebook token  EAA  EAA[A-Za-z0-9]{60,}

# Whatever is signed or carried in a header: RFC 7519, RFC 7516, RFC 6750.
jwt  JSON web token  eyJ  (?<![\w-])eyJ[\w=-]{10,}(?:\.[\w=-]*){2,4}
?authorization-header  token in a header  Bearer bearer BEARER Token token Api api Splunk
      (?i:bearer|token|apikey|splunk)[ :]+(?:token=)?([\w.~+/|-]{16,}={0,2})
"""

SHORTEST_FORM = 16
"""The fewest characters of a text with a form in it."""

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


class Shape(NamedTuple):
    """
    A recognisable form of one kind of credential.
    """

    rule: str
    """The rule id, without its "secret-" in front."""

    kind: str
    """The kind in words."""

    anchors: tuple[str, ...]
    """Pieces of text, one of which every match starts with, or has ("*" in front)."""

    pattern: str
    """The form; its group, if it has one, is the secret part."""

    ambiguous: bool
    """Whether a match must look random besides."""


class Match(NamedTuple):
    """
    Where a secret stands in a text, and what it is.
    """

    start: int
    end: int
    rule: str
    kind: str


def _read_table() -> Iterator[Shape]:
    for row in _TABLE.replace("\n    ", "").splitlines():
        if row and not row.startswith("#"):
            rule, kind, anchors, pattern = row.split("  ", 3)
            pattern = pattern.replace("<uuid>", _UUID)
            yield Shape(
                rule.lstrip("?"), kind, tuple(anchors.split()), pattern, rule.startswith("?")
            )


SHAPES: tuple[Shape, ...] = tuple(_read_table())

# Which rows of the table to try: by three characters at the start of a word, or by a piece of
# text anywhere.
_ROWS_BY_START: dict[str, list[tuple[str, int]]] = {}
_ROWS_BY_PIECE: list[tuple[str, int]] = []

for _row, _shape in enumerate(SHAPES):
    for _anchor in _shape.anchors:
        if _anchor.startswith("*"):
            _ROWS_BY_PIECE.append((_anchor[1:], _row))
        else:
            _ROWS_BY_START.setdefault(_anchor[:3], []).append((_anchor, _row))

_STARTS = r"(?<![A-Za-z0-9])(?=([A-Za-z0-9][\w./=-]{2}))"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # No form may start inside a word, unless its row sets a border of its own.
    border = "" if pattern.startswith("(?<!") else "(?<![A-Za-z0-9])"
    return re.compile(border + pattern, re.ASCII)


def find_shapes(text: str) -> Iterator[Match]:
    """
    Find what can be recognised by its form alone.

    Args:
        text: Any text.

    Yields:
        The matches, in the order of the table. Two of them may overlap.
    """
    if len(text) < SHORTEST_FORM:
        return
    rows = {row for piece, row in _ROWS_BY_PIECE if piece in text}
    for start in _ROWS_BY_START.keys() & _compiled(_STARTS).findall(text):
        rows.update(row for anchor, row in _ROWS_BY_START[start] if anchor in text)
    for row in sorted(rows):
        shape = SHAPES[row]
        for found in _compiled(shape.pattern).finditer(text):
            group = found.re.groups
            body = found[group]
            if is_filler(body) or (shape.ambiguous and not looks_random(body, 16)):
                continue
            yield Match(found.start(group), found.end(group), shape.rule, shape.kind)
