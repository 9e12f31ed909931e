r"""
The table of forms by which a credential is recognised wherever it stands.

One row per form: rule id, kind in words, anchors, pattern, set apart by two spaces. A row too long
for a line goes on in the next, indented by four. Anchors are fixed pieces of text, one of which
every match starts with, or has anywhere if "*" is in front. A rule id with "?" in front marks a
form that ordinary text can have too: its matches must look random besides. A group in a pattern is
the secret part of the match.

Every form is published by whoever issues the credential; the headings say where to look. Patterns
have no upper bounds, since issuers lengthen their tokens over the years. A pattern must not start
at many places of a long run and scan to its end from each: that is what the left borders
("(?<!...)") are for, and why a hostile value cannot slow us down.
"""

from __future__ import annotations

FORMS = r"""
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
      (?:(?<=[?&])|(?<=Amz-|amz-|oog-))(?i:signature)(?:=|%3D)([A-Za-z0-9%+/=_~-]{20,})
aws-ecr-password  Amazon ECR password  eyJwYXlsb2FkIjoi  eyJwYXlsb2FkIjoi[\w+/=-]{100,}
amazon-login-secret  Login with Amazon secret or token  amzn1.oa2-cs. Atza| Atzr|
      (?:amzn1\.oa2-cs\.v\d\.[0-9a-f]{32,}|Atz[ar]\|[\w+/=-]{60,})
akamai-token  Akamai EdgeGrid token  akab-  akab-[a-z0-9]{16}-[a-z0-9]{16}

# Code hosts: token overviews of GitHub, GitLab, Bitbucket, Atlassian, Sourcegraph.
github-token  GitHub token  ghp_ gho_ ghu_ ghs_ ghr_  gh[pousr]_[A-Za-z0-9_]{30,}
github-token  GitHub token  github_pat_  github_pat_[A-Za-z0-9_]{22,}
gitlab-token  GitLab token  glpat- gldt- glrt glcbt- glptt- glsoat- glft- glagent-
     glimt- gloas- glffct- glwt-
      gl(?:pat|dt|rtr?|cbt|ptt|soat|ft|agent|imt|oas|ffct|wt)-[\w.-]{16,}
gitlab-token  GitLab runner token  GR1348941  GR1348941[\w-]{18,}
bitbucket-token  Bitbucket token  ATBB BBDC-  (?:ATBB|BBDC-)[A-Za-z0-9+/]{24,}
atlassian-token  Atlassian API token  ATATT3 ATCTT3  AT[AC]TT3[\w=-]{40,}
sourcegraph-token  Sourcegraph or Segment token  sgp_  sgp_(?:[0-9a-z]+_)?[0-9A-Za-z]{40,}

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
shopify-token  Shopify token  shpat_ shpca_ shppa_ shpss_ shpua_
      shp(?:at|ca|pa|ss|ua)_[A-Za-z0-9]{30,}
twilio-key  Twilio API key  *SK  SK[0-9a-f]{32}(?![A-Za-z0-9])
sendgrid-key  SendGrid API key  SG.  SG\.[\w-]{16,}\.[\w-]{16,}
mailgun-key  Mailgun API key  key-  key-[0-9a-f]{32}(?![A-Za-z0-9])
mailgun-key  Mailgun API key  *-  [0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])
mailchimp-key  Mailchimp API key  *-us  [0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])
?mandrill-key  Mandrill API key  md-  md-[\w-]{22}(?![\w-])
brevo-key  Brevo API key  xkeysib- xsmtpsib-  x(?:key|smtp)sib-[0-9a-f]{60,}[\w-]*
?resend-key  Resend API key  re_  re_[A-Za-z0-9]{6,}_[A-Za-z0-9]{18,}
mailersend-token  MailerSend token  mlsn.  mlsn\.[0-9a-f]{60,}
klaviyo-key  Klaviyo private key  pk_  pk_[0-9a-f]{34}(?![A-Za-z0-9])
intercom-token  Intercom token  dG9rO  dG9rO[A-Za-z0-9+/=]{50,}
?payment-key  key of a payment service  live_ test_
      (?<![\w-])(?:live|test)_[A-Za-z0-9]{30,}(?![\w-])
payment-key  key of a payment service  EZAK EZTK shippo_ duffel_
      (?:EZ[AT]K[A-Za-z0-9]{50,}|shippo_(?:live|test)_[0-9a-f]{40}|duffel_(?:live|test)_[\w=-]{40,})
payment-key  key of a payment service  FLWSECK  FLWSECK(?:_TEST)?-[0-9a-zA-Z]{12,}(?:-X)?
plaid-token  Plaid access token  access-  access-(?:sandbox|development|production)-<uuid>
salesforce-session  Salesforce session id  00D  00D[A-Za-z0-9]{12,15}![\w.]{60,}
zoho-token  Zoho token  1000.  1000\.[0-9a-f]{32}\.[0-9a-f]{32}
nats-seed  NATS seed  SUA SAA SOA SNA SCA SXA  S[UAONCX]A[A-Z2-7]{55}(?![A-Za-z0-9])

# Clouds: Google, Azure identifiable keys, Alibaba, Tencent, DigitalOcean, Heroku, Fly, Cloudflare.
google-api-key  Google API key  AIza  AIza[\w-]{33,}
google-oauth  Google OAuth client secret  GOCSPX-  GOCSPX-[\w-]{24,}
google-oauth  Google access token  ya29.  ya29\.[\w.-]{20,}
google-oauth  Google refresh token  1//0  1//0[\w-]{38,}
google-hmac  Google Cloud HMAC key  GOOG  GOOG[A-Z0-9]{20,}(?![A-Za-z0-9])
google-api-key  Google Gemini API key  AQ.Ab  AQ\.Ab[\w-]{40,}
firebase-key  Firebase server key  *:APA91b  (?<![\w-])[\w-]{8,}:APA91b[\w-]{60,}
?azure-storage-key  Azure storage key  *==  (?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{86}==
azure-sas  Azure shared access signature  sig=  sig=([A-Za-z0-9%+/=_-]{20,})
azure-client-secret  Azure client secret  *Q~  (?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{28,}
?azure-key  Azure key or token  *AZDO *APIM *ACDb *AzFu *AIoT *AzSe *AzCa *ACOG
     *+ABa *+ACR *+ASt *+AEh *+ASb *+ARm
      (?<![A-Za-z0-9+/])[A-Za-z0-9+/]{32,76}(?:AZDO|APIM|ACDb|AzFu|AIoT|AzSe|AzCa|ACOG
    |\+ABa|\+ACR|\+ASt|\+AEh|\+ASb|\+ARm)[A-Za-z0-9+/]{4,10}={0,2}
alibaba-key  Alibaba Cloud access key  LTAI  LTAI[A-Za-z0-9]{12,}(?![\w-])
tencent-key  Tencent Cloud secret id  AKID  AKID[A-Za-z0-9]{32}(?![\w-])
baidu-key  Baidu Cloud API key  bce-v3/  bce-v\d/ALTAK-[\w-]+/[0-9a-f]{40}
yandex-key  Yandex Cloud key  AQVN  AQVN[\w-]{35,}
yandex-key  Yandex Cloud token  t1.  t1\.[\w-]+={0,2}\.[\w-]{86}={0,2}
digitalocean-token  DigitalOcean token  dop_v1_ doo_v1_ dor_v1_  do[por]_v1_[0-9a-f]{40,}
heroku-key  Heroku API key  HRKU-  HRKU-[\w-]{30,}
fly-token  Fly.io token  fm1 fm2_ fo1_  f(?:m1[ar]?|m2|o1)_[\w+/=-]{30,}
cloudflare-key  Cloudflare key  v1.0-  v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}
netlify-token  Netlify token  nfp_ nfc_ nfo_ nfu_ nfb_  nf[pcoub]_[A-Za-z0-9]{30,}
vercel-token  Vercel token  vcp_ vci_ vca_ vcr_ vck_ vercel_blob_rw_
      (?:vc[piark]|vercel_blob_rw)_[A-Za-z0-9_]{24,}
tailscale-key  Tailscale key  tskey-  tskey-[a-z]+-[A-Za-z0-9-]{16,}
?render-key  Render API key  rnd_  rnd_[A-Za-z0-9]{24,}
deno-token  Deno Deploy token  ddp_ ddw_  dd[pw]_[A-Za-z0-9]{36,}

# Models and experiments: the consoles of the services named.
huggingface-token  Hugging Face token  hf_ api_org_  (?:hf|api_org)_[A-Za-z0-9]{30,}
anthropic-key  Anthropic API key  sk-ant-  sk-ant-[\w-]{20,}
openai-key  OpenAI API key  sk-proj- sk-svcacct- sk-admin- sk-service- sk-None-
      sk-(?:proj|svcacct|admin|service|None)-[\w-]{20,}
openai-key  OpenAI session key  sess-  sess-[A-Za-z0-9]{40,}
openrouter-key  OpenRouter API key  sk-or-  sk-or-(?:v\d-)?[A-Za-z0-9]{30,}
helicone-key  Helicone API key  sk-helicone-  sk-helicone-[a-z0-9-]{20,}
langfuse-key  Langfuse secret key  sk-lf-  sk-lf-[0-9a-f-]{32,}
openai-key  OpenAI-style API key  sk-  sk-(?:[a-z]{2,10}-)?[A-Za-z0-9]{28,}
?openai-key  LiteLLM key  sk-  sk-[\w-]{22}(?![\w-])
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
cartesia-key  Cartesia API key  sk_car_  sk_car_[A-Za-z0-9]{20,}
runway-key  Runway API key  key_  key_[0-9a-f]{128}
wandb-key  Weights & Biases API key  wandb_v1_ local-
      (?:wandb_v1_[\w-]{30,}|local-[0-9a-f]{40}(?![A-Za-z0-9]))
kaggle-key  Kaggle API token  KGAT_  KGAT_[0-9a-f]{30,}
lambda-key  Lambda API key  secret_  secret_\w+_[0-9a-f]{32}\.[A-Za-z0-9]{24,}
coreweave-token  CoreWeave token  CW-SECRET-  CW-SECRET-[A-Za-z0-9]{40,}
anyscale-key  Anyscale API key  esecret_  esecret_[A-Za-z0-9]{20,}
?friendli-token  Friendli token  flp_  flp_[A-Za-z0-9]{40,}
?brave-key  Brave Search API key  BSA  (?<![\w+/-])BSA[\w-]{28,}(?![\w-])
zhipu-key  Zhipu API key  *.
      (?<![\w.])[0-9a-f]{32}\.(?=[a-z0-9]{0,15}[A-Z])(?=[A-Za-z]{0,15}[0-9])[A-Za-z0-9]{16}(?![\w.])
sandbox-key  Browserbase, E2B or Daytona key  bb_live_ e2b_ dtn_
      (?:bb_live_[\w-]{20,}|e2b_[0-9a-f]{40}|dtn_[0-9a-f]{60,})
?mem0-key  Mem0 API key  m0-  m0-[A-Za-z0-9]{40}(?![\w-])
?nomic-key  Nomic API key  nk-  nk-[\w-]{43}(?![\w-])
dvc-token  DVC Studio token  isat_  isat_[A-Za-z0-9]{40,}
zenml-key  ZenML key  ZENKEY_ ZENPROKEY_  ZEN(?:PRO)?KEY_[\w+/=-]{30,}
apify-token  Apify token  apify_api_  apify_api_[A-Za-z0-9]{30,}

# Data: Databricks, dbt, PlanetScale, Supabase, Neon, MongoDB Atlas, Prefect.
databricks-token  Databricks token  dapi dose  (?:dapi|dose)[0-9a-f]{32}(?:-\d+)?(?![A-Za-z0-9])
dbt-token  dbt token  dbtc_ dbtu_ dbts_  dbt[cus]_[\w=-]{24,}
planetscale-secret  PlanetScale secret  pscale_  pscale_[a-z]+_[\w.=-]{20,}
supabase-key  Supabase key  sbp_ sb_secret_  sb(?:p_(?:v0_)?|_secret_)[\w-]{28,}
neon-key  Neon API key  napi_  napi_[a-z0-9]{40,}
mongodb-secret  MongoDB Atlas secret  mdb_sa_sk_  mdb_sa_sk_[\w-]{30,}
prefect-key  Prefect API key  pnu_ pnb_  pn[ub]_[A-Za-z0-9]{30,}
aiven-password  Aiven password  AVNS_  AVNS_[\w-]{16,}
astra-token  Astra DB token  AstraCS:  AstraCS:[A-Za-z0-9]{20,}:[0-9a-f]{60,}
cockroach-key  CockroachDB Cloud key  CCDB1_  CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}
materialize-password  Materialize app password  mzp_  mzp_[0-9a-f]{60,}
xata-key  Xata API key  xau_  xau_[A-Za-z0-9]{40,}
tinybird-token  Tinybird token  p.eyJ  p\.eyJ[\w-]{10,}\.[\w-]{20,}
confluent-secret  Confluent Cloud API secret  cflt  cflt[A-Za-z0-9+/]{55,}
?clickhouse-key  ClickHouse Cloud API secret  4b1d  4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])

# Watching and operating: New Relic, Sentry, Grafana, Dynatrace, PagerDuty, Vault, Terraform.
newrelic-key  New Relic key  *NR
      (?:NR(?:AK|II|RA|IQ|AA)-[\w-]{24,}|[0-9a-f]{30,40}(?:FFFF)?NRAL)
datadog-token  Datadog token  ddapp_ ddpat_  dd(?:app|pat)_[A-Za-z0-9]{30,}
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
readme-key  ReadMe API key  rdme_  rdme_[a-z0-9]{60,}
bitwarden-token  Bitwarden access token  *:  0\.<uuid>\.[A-Za-z0-9]{30}:[A-Za-z0-9+/=]{22,}
infisical-token  Infisical service token  st.  st\.[0-9a-f-]{24,36}\.[0-9a-f]{32}\.[0-9a-f]{32}
stytch-secret  Stytch secret  secret-live- secret-test-  secret-(?:live|test)-[\w=-]{30,}
adobe-secret  Adobe client secret  p8e-  p8e-[\w-]{32}(?![\w-])
okta-token  Okta token  SSWS  SSWS\s+([\w-]{30,})

# Packages and builds: Docker Hub, npm, PyPI, RubyGems, NuGet, crates.io, Artifactory, CI.
docker-token  Docker Hub token  dckr_  dckr_(?:pat|oat)_[\w-]{24,}
npm-token  npm token  npm_  npm_[A-Za-z0-9]{30,}
pypi-token  PyPI token  pypi-  pypi-[\w-]{50,}
rubygems-key  RubyGems API key  rubygems_  rubygems_[0-9a-f]{40,}
conda-token  token in a conda channel  */t/  (?<!/)/t/([a-z]{2}-<uuid>|[0-9a-f]{32,})(?=/)
nuget-key  NuGet API key  oy2  oy2[a-z0-9]{43}(?![A-Za-z0-9])
?crates-token  crates.io token  cio  (?<![\w+/-])cio[A-Za-z0-9]{32}(?![\w-])
artifactory-key  Artifactory key  AKC cmVmdGtu
      (?:AKC[a-z][A-Za-z0-9]{50,}|cmVmdGtu[A-Za-z0-9]{40,})
sonar-token  SonarQube token  sqp_ squ_ sqa_ sqb_  sq[puab]_[0-9a-f]{40}
ci-token  CI token  CCIPAT_ CCIPRJ_ bkua_ bkct_ bkaj_
      (?:CCIP(?:AT|RJ)|bk(?:ua|ct|aj))_[A-Za-z0-9_]{30,}
clojars-token  Clojars token  CLOJARS_  CLOJARS_[a-z0-9]{60}
packagist-token  Packagist token  packagist_  packagist_[a-z]{3}_[0-9a-f]{60,}
socket-token  Socket token  sktsec_  sktsec_[\w-]{30,}

# Offices and the public: Notion, Linear, Figma, Airtable, Asana, HubSpot, Contentful, Meta, X.
notion-token  Notion token  secret_ ntn_  (?:secret|ntn)_[A-Za-z0-9]{40,}
linear-key  Linear API key  lin_api_ lin_oauth_  lin_(?:api|oauth)_[A-Za-z0-9]{30,}
figma-token  Figma token  figd_ figu_  fig[du]_[\w-]{30,}
airtable-token  Airtable token  pat  pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}
asana-token  Asana token  *0/ *1/ *2/  [012]/\d{10,}(?:/\d{10,})?:[0-9a-f]{32}
hubspot-token  HubSpot token  pat-  pat-[a-z]{2}\d-<uuid>
contentful-token  Contentful token  CFPAT-  CFPAT-[\w-]{40,}
?facebook-token  Facebook token  EAA  (?<![\w+/-])EAA[A-Za-z0-9]{60,}
instagram-token  Instagram token  IGQ  (?<![\w+/-])IGQ[A-Za-z0-9_-]{80,}
linkedin-secret  LinkedIn client secret  WPL_AP0. WPL_AP1.  WPL_AP[01]\.[\w.=+/]{16,}
pinterest-token  Pinterest token  pina_  pina_[A-Z0-9]{60,}
twitter-token  X (Twitter) bearer token  AAAAAAAAAA
      A{18,}[A-Za-z0-9]{10,}(?:%2[BF]|%3D|[A-Za-z0-9]){40,}
mapbox-token  Mapbox secret token  sk.eyJ tk.eyJ  [st]k\.eyJ[\w-]{10,}\.[\w-]{20,}
dropbox-token  Dropbox token  sl.  sl\.(?:u\.)?[\w-]{60,}
typeform-token  Typeform token  tfp_  tfp_[\w.=-]{44,}
frameio-token  Frame.io token  fio-u-  fio-u-[\w=-]{60,}
clickup-token  ClickUp token  pk_  pk_\d{5,}_[A-Z0-9]{32}(?![A-Za-z0-9])

# Whatever is signed or carried in a header: RFC 7519, RFC 7516, RFC 6750.
jwt  JSON web token  eyJ  (?<![\w-])eyJ[\w=-]{10,}(?:\.[\w=-]*){2,4}
"""
