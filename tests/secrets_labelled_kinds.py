r"""
The kinds of made-up secrets: kind, the names it goes by, a template (see `secrets_labelled.drawn`).

"~" in a template holds two pieces of fixed text apart, "\n" is a line break and "\\n" an escaped
one. A long row goes on in the next line.
"""

import re

# kind | names | template
_TABLE = r"""
aws access key id | AWS_ACCESS_KEY_ID aws_access_key_id access_key note | AK~IA<b32*16>
aws temporary key id | AWS_ACCESS_KEY_ID key_id owner | AS~IA<b32*16>
aws secret key | AWS_SECRET_ACCESS_KEY aws_secret_access_key secret_key secretAccessKey | <b64*40>
aws secret key, elsewhere | s3_upload checkpoint_store | <b62*19>/<b62*20>
aws session token | AWS_SESSION_TOKEN session_token sessionToken | IQoJb3~JpZ2luX2VjE<b64*300>==
aws example key | AWS_SECRET_ACCESS_KEY | wJalrXUtnFEMI/K7~MDENG/bPxRfiCYEXAMPLEKEY
aws presigned url | data_url weights_url | https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMA
    C-SHA256&X-Amz-Expires=3600&X-Amz-Sign~ature=<hex*64>
aws old presigned url | data_url | https://b.s3.amazonaws.com/k?AWSAccess~KeyId=AK~IA<b32*16>&Si
    gnature=<b62*27>%3D&Expires=1700000000
bedrock key | AWS_BEARER_TOKEN_BEDROCK bedrock | AB~SKQmVkcm9ja0FQSUtleS1<b62*100>==
codecommit url | repo_url git_remote | https://ann-at-123456789012:<b62*43>@git-codecommit.us-ea
    st-1.amazonaws.com/v1/repos/m
hmac key, old sdk | REMOTE_FUNCTION_SECRET_KEY | <hex*64>
github classic | GITHUB_TOKEN GH_TOKEN token repo_auth | gh~p_<b62*36>
github oauth | GITHUB_TOKEN access | gh~o_<b62*36>
github server | GITHUB_TOKEN notes | gh~s_<b62*36>
github refresh | github_refresh | gh~r_<b62*76>
github fine-grained | GITHUB_PAT pat code | github~_pat_11<B36*20>_<b62*59>
github old token | GITHUB_TOKEN github_oauth_token | <hex*40>
gitlab pat | GITLAB_TOKEN CI_JOB_TOKEN remote | gl~pat-<url*20>
gitlab deploy | DEPLOY_TOKEN registry_user | gl~dt-<url*20>
gitlab runner | RUNNER_TOKEN runner | gl~rt-<url*20>
git clone url, github | git_repo GIT_URL | https://x-access-token:gh~s_<b62*36>@github.com/acme/
    train.git
git clone url, gitlab | git_repo | https://oauth2:<url*20>@gitlab.com/acme/train.git
bitbucket | BITBUCKET_APP_PASSWORD bb | AT~BB<b62*28><HEX*8>
atlassian | JIRA_API_TOKEN atlassian | ATA~TT3xFfGF0<url*170>=<HEX*8>
slack bot | SLACK_BOT_TOKEN slack notify | xo~xb-<digit*12>-<digit*12>-<b62*24>
slack user | SLACK_TOKEN | xo~xp-<digit*12>-<digit*12>-<digit*12>-<hex*32>
slack app | SLACK_APP_TOKEN | xa~pp-1-A<B36*10>-<digit*13>-<hex*64>
slack webhook | SLACK_WEBHOOK_URL webhook alert_url | https://hooks.sla~ck.com/services/T<B36*8>
    /B<B36*8>/<b62*24>
discord webhook | DISCORD_WEBHOOK notify_url | https://discord.com/api/web~hooks/<digit*18>/<url
    *68>
discord bot | DISCORD_TOKEN bot | M<b62*23>.<b62*6>.<url*27>
teams webhook | TEAMS_WEBHOOK alert_url | https://acme.webhook.off~ice.com/webhookb2/<uuid>@<uui
    d>/IncomingWebhook/<hex*32>/<uuid>
telegram bot | TELEGRAM_BOT_TOKEN telegram | <digit*10>:AA<url*33>
stripe | STRIPE_SECRET_KEY billing | sk_~live_<b62*24>
stripe restricted | STRIPE_KEY | rk_~live_<b62*24>
stripe webhook | STRIPE_WEBHOOK_SECRET | wh~sec_<b62*32>
twilio auth token | TWILIO_AUTH_TOKEN | <hex*32>
twilio api key | TWILIO_API_KEY sms | S~K<hex*32>
sendgrid | SENDGRID_API_KEY mail | S~G.<url*22>.<url*43>
mailgun | MAILGUN_API_KEY mail | ke~y-<hex*32>
mailchimp | MAILCHIMP_KEY mail | <hex*32>-us14
google api key | GOOGLE_API_KEY maps gemini | AI~zaSy<url*33>
google client secret | GOOGLE_CLIENT_SECRET oauth | GOC~SPX-<url*28>
google access token | GOOGLE_ACCESS_TOKEN gcloud | ya~29.a0<url*120>
google refresh token | refresh_token | 1/~/0<url*60>
google service account | GOOGLE_CREDENTIALS gcp_json sa | {"type": "service_account", "project_i
    d": "demo", "private_key_id": "<hex*40>", "private_key": "-----BEGIN PRI~VATE KEY-----\nMIIE
    vQIBADANBgkq<b64*200>\n-----END PRI~VATE KEY-----\n", "client_email": "t@demo.iam.gserviceac
    count.com"}
google service account, base64 | GCP_SA_B64 sa | b64({"type": "service_account", "private_key"
    : "-----BEGIN PRI~VATE KEY-----\nMIIEvQIBADANBgkq<b64*100>\n-----END PRI~VATE KEY-----\n"})
firebase | FCM_SERVER_KEY | AAAA<b62*7>:APA~91b<url*134>
azure storage key | AZURE_STORAGE_KEY storage | <b64*86>==
azure storage connection | AZURE_STORAGE_CONNECTION_STRING conn | DefaultEndpointsProtocol=https
    ;AccountName=acme;Account~Key=<b64*86>==;EndpointSuffix=core.windows.net
azure sas | container_url data | https://acme.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=co&
    sp=rl&se=2030-01-01T00:00:00Z&si~g=<b62*42>%3D
azure client secret | AZURE_CLIENT_SECRET sp | <b62*3>8~Q\~<b62*34>
azure devops pat | AZURE_DEVOPS_PAT SYSTEM_ACCESSTOKEN ado_pat | <b36*52>
azure sql | SQL_CONN database | Server=tcp:acme.database.windows.net,1433;Initial Catalog=runs;U
    ser ID=ann;Pass~word=<b62*16>;Encrypt=True
azure openai | AZURE_OPENAI_API_KEY AZURE_OPENAI_KEY | <hex*32>
hugging face | HF_TOKEN HUGGING_FACE_HUB_TOKEN hub_token use_auth_token token | h~f_<b62*34>
hugging face org | HF_TOKEN org | api_~org_<b62*34>
openai old | OPENAI_API_KEY llm | s~k-<b62*20>T3BlbkFJ<b62*20>
openai project | OPENAI_API_KEY llm judge | s~k-proj-<url*74>T3BlbkFJ<url*74>
openai service account | OPENAI_API_KEY llm | s~k-svcacct-<url*60>
anthropic | ANTHROPIC_API_KEY judge_model llm | sk-a~nt-api03-<url*93>AA
cohere | COHERE_API_KEY CO_API_KEY | <b62*40>
replicate | REPLICATE_API_TOKEN rep | r~8_<b62*37>
groq | GROQ_API_KEY llm | gs~k_<b62*52>
perplexity | PPLX_API_KEY llm | pp~lx-<hex*48>
xai | XAI_API_KEY llm | xa~i-<b62*80>
mistral | MISTRAL_API_KEY mistral_key | <b62*32>
together | TOGETHER_API_KEY | <hex*64>
fireworks | FIREWORKS_API_KEY fw | f~w_<b62*24>
nvidia | NGC_API_KEY NVIDIA_API_KEY ngc | nv~api-<url*64>
ngc old | NGC_API_KEY | <b36*84>
langsmith | LANGCHAIN_API_KEY tracing | ls~v2_pt_<hex*32>_<hex*10>
pinecone new | PINECONE_API_KEY index | pc~sk_<b62*6>_<b62*60>
pinecone old | PINECONE_API_KEY | <uuid>
weaviate | WEAVIATE_API_KEY | <b62*36>
qdrant | QDRANT_API_KEY qdrant_api_key | <url*54>
wandb old | WANDB_API_KEY wandb_key wandb-api-key wandbApiKey | <hex*40>
wandb new | WANDB_API_KEY tracking | wandb~_v1_<b62*40>
comet | COMET_API_KEY comet_key | <b62*25>
neptune | NEPTUNE_API_TOKEN neptune | b64({"api_address":"https://app.neptune.ai","api_url":"htt
    ps://app.neptune.ai","api_key":"<uuid>"})
clearml | CLEARML_API_SECRET_KEY CLEARML_API_ACCESS_KEY | <b62*50>
mlflow | MLFLOW_TRACKING_PASSWORD MLFLOW_TRACKING_TOKEN | <b62*20>
mlflow url | MLFLOW_TRACKING_URI tracking | https://ann:<b62*20>@mlflow.example.net/
kaggle | KAGGLE_KEY | <hex*32>
kaggle json | kaggle_json | {"username": "ann", "key": "<hex*32>"}
databricks | DATABRICKS_TOKEN dbx | da~pi<hex*32>-2
snowflake | SNOWFLAKE_PASSWORD snowflake_pwd | <any*16>
dbt | DBT_TOKEN dbt | db~tc_<url*40>
datadog api | DD_API_KEY DATADOG_API_KEY | <hex*32>
datadog app | DD_APP_KEY DATADOG_APP_KEY | <hex*40>
new relic | NEW_RELIC_API_KEY nr | NR~AK-<B36*27>
new relic licence | NEW_RELIC_LICENSE_KEY nr | <hex*36>NR~AL
sentry dsn | SENTRY_DSN dsn | https://<hex*32>@o123456.ingest.sentry.io/1234567
grafana | GRAFANA_TOKEN graf | gl~sa_<b62*32>_<hex*8>
grafana cloud | GRAFANA_TOKEN graf | gl~c_eyJvIjoi<b62*80>
splunk | SPLUNK_HEC_TOKEN splunk_token | <uuid>
elastic | ELASTIC_API_KEY ELASTIC_PASSWORD | <b62*60>==
pagerduty | PAGERDUTY_TOKEN PAGERDUTY_API_KEY | u+<url*18>
vault | VAULT_TOKEN vault_auth | hv~s.<url*90>
vault old | VAULT_TOKEN secrets_backend | s~.<b62*24>
terraform | TF_TOKEN tfe | <b62*14>.atlas~v1.<url*67>
doppler | DOPPLER_TOKEN config | d~p.pt.<b62*43>
1password | OP_SERVICE_ACCOUNT_TOKEN op | op~s_eyJ<b62*200>
age | SOPS_AGE_KEY age | AGE-SEC~RET-KEY-1<B36*58>
docker hub | DOCKER_PASSWORD dockerhub | dckr~_pat_<url*27>
docker config | DOCKER_AUTH_CONFIG registry | {"auths": {"registry.example.net": {"auth": "b64(a
    nn:<b62*16>)"}}}
npm | NPM_TOKEN npm | np~m_<b62*36>
pypi | PYPI_TOKEN TWINE_PASSWORD | py~pi-AgEIcHlwaS5vcmc<url*150>
pip index | PIP_INDEX_URL PIP_EXTRA_INDEX_URL index | https://aws:<b62*60>@pypi.example.net/simp
    le/
rubygems | GEM_HOST_API_KEY | rubyg~ems_<hex*48>
nuget | NUGET_API_KEY nuget | oy~2<b36*43>
artifactory | ARTIFACTORY_API_KEY art | AKC~p8<b62*68>
heroku | HEROKU_API_KEY | <uuid>
digitalocean | DIGITALOCEAN_TOKEN do | do~p_v1_<hex*64>
linode | LINODE_TOKEN | <hex*64>
cloudflare | CLOUDFLARE_API_TOKEN CF_API_KEY | <url*40>
fly | FLY_API_TOKEN fly | fm~2_<b64*120>
vercel | VERCEL_TOKEN | <b62*24>
netlify | NETLIFY_AUTH_TOKEN net | nf~p_<b62*36>
supabase | SUPABASE_ACCESS_TOKEN sb | sb~p_<hex*40>
planetscale | PLANETSCALE_PASSWORD ps | psca~le_pw_<url*43>
postgres url | DATABASE_URL db_url store | postgres://ann:<b62*16>@db.example.net:5432/runs
mysql url | DATABASE_URL sqlalchemy_url | mysql+pymysql://ann:<any*12>@db.example.net/runs
mongo url | MONGO_URI storage | mongodb+srv://ann:<b62*16>@cluster0.example.net/runs?retryWrites
    =true
redis url | REDIS_URL broker | redis://:<b62*24>@cache.example.net:6379/0
amqp url | CELERY_BROKER_URL broker | amqp://ann:<b62*12>@mq.example.net:5672/vhost
smtp url | SMTP_URL mail | smtps://ann:<b62*12>@mail.example.net:465
proxy url | HTTPS_PROXY proxy | http://ann:<b62*10>@proxy.example.net:3128
jdbc url | jdbc_url connection | jdbc:postgresql://db.example.net:5432/runs?user=ann&pass~word=
    <b62*14>
odbc string | odbc connection | Driver={ODBC Driver 18};Server=db;UID=ann;P~WD=<b62*14>;
libpq string | dsn connection | host=db.example.net port=5432 user=ann pass~word=<b62*14> dbname
    =runs
jwt | AUTH_TOKEN id_token jwt session | ey~JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOi<b62*40>
    .<url*43>
rsa key | SSH_PRIVATE_KEY key pem | -----BEGIN RSA PRI~VATE KEY-----\nMIIEpAIBAAKCAQEA<b64*200>
    \n-----END RSA PRI~VATE KEY-----
openssh key | ssh_key deploy | -----BEGIN OPENSSH PRI~VATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA<b6
    4*200>\n-----END OPENSSH PRI~VATE KEY-----
ec key | tls_key cert | -----BEGIN EC PRI~VATE KEY-----\nMHcCAQEEI<b64*100>\n-----END EC PRI~VAT
    E KEY-----
encrypted key | tls_key | -----BEGIN ENCRYPTED PRI~VATE KEY-----\nMIIFHDBO<b64*200>\n-----END EN
    CRYPTED PRI~VATE KEY-----
pgp key | gpg signer | -----BEGIN PGP PRI~VATE KEY BLOCK-----\n\nlQOYBF<b64*200>\n-----END PGP P
    RI~VATE KEY BLOCK-----
pem, base64 | SSH_KEY_B64 deploy | b64(-----BEGIN OPENSSH PRI~VATE KEY-----\nb3BlbnNzaC1rZXktdjE
    AAAAA<b64*100>\n-----END OPENSSH PRI~VATE KEY-----\n)
kubeconfig | KUBECONFIG_CONTENT kube | apiVersion: v1\nkind: Config\nusers:\n- name: ann\n  user
    :\n    tok~en: <b62*32>\n
shopify | SHOPIFY_TOKEN shop | shp~at_<hex*32>
square | SQUARE_TOKEN pos | sq0~atp-<url*22>
notion | NOTION_TOKEN notes | nt~n_<b62*46>
linear | LINEAR_API_KEY tracker | lin~_api_<b62*40>
figma | FIGMA_TOKEN design | fi~gd_<url*40>
airtable | AIRTABLE_TOKEN table | pa~t<b62*14>.<hex*64>
asana | ASANA_TOKEN asana | 1/12<digit*14>:<hex*32>
hubspot | HUBSPOT_TOKEN crm | pa~t-na1-<uuid>
okta | OKTA_API_TOKEN okta_client_token | 00<url*40>
auth0 | AUTH0_CLIENT_SECRET auth0_secret | <url*64>
basic header | auth_header headers | Authorization: Ba~sic b64(ann:<b62*14>)
bearer header | headers curl_header | Authorization: Bea~rer <b62*40>
bearer value | auth headers | Bea~rer <b62*24>
bearer header in JSON | headers request_headers | {"Authorization": "Bea~rer <b62*32>"}
api key header | headers | X-Api-~Key: <b62*32>
curl command | setup_command | curl -s -u ann:<b62*14> https://example.net/weights.bin -o w.bin
mysql command | setup_command | mysql -h db.example.net -u ann -p<b62*12> runs
docker login | setup_command | docker login -u ann -p <b62*14> registry.example.net
wandb login | setup_command | wandb login <hex*40> && python train.py
aws configure | setup_command | aws configure set aws_sec~ret_access_key <b64*40>
netrc line | netrc | machine api.wandb.ai login user pass~word <hex*40>
dotenv lines | dotenv env_file_content | EPOCHS=3\nDB_PASS~WORD=<b62*14>\nDEBUG=false\n
kaggle config | setup_command | kaggle config set -n key -v <hex*32>
wandb call | snippet init_code | wandb.login(key='<hex*40>')
hub call | snippet | from huggingface_hub import login; login(token="h~f_<b62*34>")
boto call | snippet | boto3.client('s3', aws_access_key_id='AK~IA<b32*16>', aws_sec~ret_access_key='
    <b64*40>')
environ assignment | snippet | os.environ["OPENAI_API~_KEY"] = "<b62*40>"
shell variable, windows | setup_command | set API_TO~KEN=<b62*32> && python train.py
powershell variable | setup_command | $env:API_TO~KEN="<b62*32>"; python train.py
opaque bearer header | headers | {"authorization": "Bea~rer <b62*36>"}
poetry config | setup_command | poetry config http-basic.acme ci <b62*20>
helm value | setup_command | helm upgrade a b --set auth.pass~word=<b62*12>,replicas=2
object store alias | setup_command | mc alias set a https://s3.example.net AK~IA<b32*16> <b64*40>
spark option | spark_arguments | --conf spark.hadoop.fs.s3a.secr~et.key=<b62*19>/<b62*20>
redshift copy | sql | COPY t FROM 's3://b/k' CREDENTIALS 'aws_access_key_id=AK~IA<b32*16>;aws_sec~re
    t_access_key=<b64*40>'
sql user | sql bootstrap | CREATE USER ann IDENTIFIED BY '<b62*12>'
sql role | sql bootstrap | ALTER ROLE ann WITH PASS~WORD '<b62*12>'
oracle dsn | dsn store | ann/<b62*12>@//db.example.net:1521/runs
go dsn | dsn store | ann:<b62*12>@tcp(10.0.0.1:3306)/runs
proxy without scheme | proxy dsn | ann:<b62*12>@proxy.example.net:3128
url with token and no password | PIP_INDEX_URL index | https://<b62*40>:@pypi.example.net/acme/
kafka login module | sasl.jaas.config kafka | org.apache.kafka.common.security.scram.ScramLoginMod
    ule required username="ann" pass~word="<b62*14>";
temporary credentials | output answer | {"Credentials": {"AccessKeyId": "AS~IA<b32*16>", "SecretAc
    cessKey": "<b64*40>", "SessionToken": "IQoJb3~JpZ2luX2VjE<b64*200>"}}
json web key, private | jwk signer | {"kty": "EC", "crv": "P-256", "x": "<url*43>", "d": "<url*43>"}
named twice | settings | {"password": "<b62*12>", "password": ""}
json in json | payload | {"config": "{\"pass~word\": \"<b62*12>\"}"}
told in a sentence | notes description | the password is <b62*3>9x7#<b62*6>, do not share
encryption key | ENCRYPTION_KEY dataEncryptionKey | <hex*64>
generic secret | JWT_SECRET cookie_secret session_secret SIGNING_KEY hmac_key encryption_key mas
    ter_key | <b62*48>
generic api key | API_KEY apiKey api-key apikey x-api-key X_API_KEY service_api_key | <b62*32>
generic token | token auth_token AUTH_TOKEN accessToken bearer_token refreshToken | <b62*30>
generic secret, symbols | app_secret clientSecret CLIENT_SECRET secret | <any*24>
generic credentials | credentials DB_CREDENTIALS creds | ann:<b62*14>
gitlab feature client | feature_client notes | glf~fct-<url*20>
ecr password | registry_login note | eyJ~wYXlsb2FkIjoi<b64*400>
login with amazon | lwa note | amzn1.oa2-~cs.v1.<hex*64>
akamai | edge note | ak~ab-<b36*16>-<b36*16>
plaid | bank note | acce~ss-production-<uuid>
mollie | shop note | li~ve_<b62*30>
easypost | parcel note | EZ~AK<b62*54>
flutterwave | shop note | FLW~SECK_TEST-<hex*32>-X
klaviyo | news note | pk~_<hex*34>
mailersend | mail note | ml~sn.<hex*64>
intercom | chat note | dG9~rO<b62*56>=
salesforce | crm note | 00~D<b62*12>!<b62*80>
zoho | crm note | 100~0.<hex*32>.<hex*32>
gemini, new | llm note | AQ~.Ab<url*50>
baidu | llm note | bce-~v3/ALTAK-<b62*21>/<hex*40>
yandex | cloud note | AQ~VN<url*36>
deno | deploy_to note | dd~p_<b62*36>
openai session | llm note | se~ss-<b62*40>
litellm | llm note | s~k-<b62*22>
cartesia | voice note | sk_~car_<b62*22>
runway | video note | ke~y_<hex*128>
lambda | gpu note | sec~ret_training_<hex*32>.<b62*32>
coreweave | gpu note | CW-SE~CRET-<b62*43>
anyscale | llm note | ese~cret_<b62*26>
zhipu | llm note | <hex*32>.<b62*16>
sandbox | sandbox note | e2~b_<hex*40>
dvc studio | studio note | is~at_<b62*50>
zenml | pipeline_store note | ZEN~KEY_<b62*80>
aiven | db note | AV~NS_<url*19>
astra | db note | Astra~CS:<b62*24>:<hex*64>
cockroach | db note | CCD~B1_<b62*22>_<b62*40>
materialize | db note | mz~p_<hex*64>
xata | db note | xa~u_<b62*42>
tinybird | db note | p.ey~J<b62*70>.<url*43>
confluent | kafka note | cf~lt<b64*60>
bitwarden | vault_item note | 0~.<uuid>.<b62*30>:<b62*22>==
infisical | vault_item note | s~t.<hex*24>.<hex*32>.<hex*32>
stytch | login_to note | secr~et-live-<url*36>
packagist | php note | packa~gist_uut_<hex*68>
linkedin | social note | WPL~_AP1.<b62*16>.<b62*8>==
twitter | social callback | AAAAAAAAAAA~AAAAAAAAAAA<b62*24>%3D<b62*50>
mapbox | tiles note | sk~.eyJ1IjoiYWNtZSIsImEiOi<b62*30>.<url*22>
dropbox | files note | sl~.u.<url*140>
typeform | form note | tf~p_<b62*44>_<b62*14>
clickup | board note | pk_~<digit*8>_<B36*32>
gcs signed url | data_url weights_url | https://storage.googleapis.com/b/k?GoogleAccessId=t@demo.iam
    .gserv
    iceaccount.com&Expires=1700000000&Sign~ature=<b62*200>%3D
cloudfront signed url | data_url | https://cdn.example.net/w.tar?Expires=1700000000&Sign~ature=<url
    *200>__&Key-Pair-Id=K<B36*13>
escaped dotenv | dotenv notes | EPOCHS=3\\nDB_PASS~WORD=<b62*14>\\nDEBUG=false
escaped toml | toml notes | [api]\\nport = 1\\napi_k~ey = "<b62*24>"\\n
escaped yaml | yaml notes | a: 1\\ndb:\\n  pass~word: <b62*12>\\n
xml element | maven_settings xml | <server><username>ann</username><pass~word><b62*14></password></s
    erver>
xml attribute | web_config xml | <add key="Pass~word" value="<b62*14>"/>
hadoop site | core_site xml | <property><name>fs.s3a.sec~ret.key</name><value><b62*40></value></prop
    erty>
property list | plist xml | <key>pass~word</key><string><b62*14></string>
kubernetes variables | pod_spec yaml | env:\n- name: DB_PASS~WORD\n  value: <b62*14>\n
shorthand | variables tags_shorthand | Name=DB_PASS~WORD,Value=<b62*14>
php constant | snippet | define('DB_PASS~WORD', '<b62*14>');
spark builder | snippet | spark.config("spark.hadoop.fs.s3a.sec~ret.key", "<b62*40>")
docker file | dockerfile | FROM python\nENV API_TO~KEN <b62*24>\n
keytool command | setup_command | keytool -store~pass <b62*12> -keystore k.jks -list
sqlcmd command | setup_command | sqlcmd -S db -U sa -P <b62*12> -Q "select 1"
sudo, here string | setup_command | sudo -S apt-get update <<< <b62*12>
sudo, piped | setup_command | echo <b62*12> | sudo -S apt-get update
vault login | setup_command | vault login <b62*16>
smb command | setup_command | smbclient //host/share -U ann%<b62*12>
setx command | setup_command | setx DB_PASS~WORD <b62*12>
dvc remote | setup_command | dvc remote modify store pass~word <b62*12>
parameter store | setup_command | aws ssm put-parameter --name p --type SecureString --value <b62
    *16>
rarer key names | enc_key crypt_key sym_key bot_key srv_key unseal_key wifi_psk | <hex*32>
flag with a token | use_auth_token | <b62*20>
approle | VAULT_SECRET_ID VAULT_APPROLE_SECRET_ID | <uuid>
high entropy alone | launch_setting extra blob | <b62*44>
"""

KINDS = [
    (kind, names, re.sub(r"(?<!\\)\\n", "\n", template).replace(r"\\n", r"\n"))
    for kind, names, template in (
        line.split(" | ", 2) for line in _TABLE.replace("\n    ", "").splitlines() if line.strip()
    )
]

_PASSWORD_NAMES = (
    "password PASSWORD Password passwd DB_PASSWD db_pwd DB_PWD PGPASSWORD MYSQL_PWD mysql_pass "
    "db-password dbPassword databasePassword DatabasePassword spring.datasource.password "
    "smtp_password SMTP_PASS ftp_pass redis_password REDIS_PASS rootPassword admin_password "
    "ADMIN_PASS user_password userPassword login_password ldap_bind_password passphrase "
    "key_passphrase KEY_PASSPHRASE ssh_passphrase keystore_password truststorePassword "
    "jupyter_password NOTEBOOK_PASSWORD proxy_password http_proxy_password RABBITMQ_PASSWORD "
    "rabbitmq_default_pass db_pw admin_pw password_prod PASSWORD_2 mlflow.password "
    "elastic-password kafka.sasl.password SASL_PASSWORD sshpass zip_password decrypt_password "
    "passcode MYAPP__DATABASE__PASSWORD hive.metastore.password"
)
PASSWORD_NAMES = _PASSWORD_NAMES.split()

PASSWORDS = (
    (
        "hunter2~x Tr0ub4dor&3 correct~horsebattery P@ssw0rd! s3cr3t99 Summer2024! qwerty12345 "
        "iloveyou1 correct.horse.battery dr4gon!slayer LetMeIn2024 monkey~123 "
        "Winter#19 zaq12wsx b3rlin_wall kittens4ever"
    )
    .replace("~", "")
    .split()
)
