r"""What is no secret: settings of ordinary jobs, and settings that only look like secrets."""

COMMON_NAMES = {
    "number": (
        "epochs batch_size learning_rate max_new_tokens num_train_epochs eos_token_id "
        "pad_token_id bos_token_id decoder_start_token_id num_key_value_heads max_seq_length "
        "warmup_steps seed vocab_size key_dim num_tokens tokens_per_batch max_tokens "
        "token_dropout num_keys hidden special_token_count save_steps gradient_accumulation_steps "
        "label_smoothing weight_decay image_token_index min_token_count sample_rate passes "
        "num_passes key_frame_interval n_jobs"
    ),
    "switch": (
        "fp16 bf16 use_auth_token do_train do_eval overwrite_output_dir gradient_checkpointing "
        "add_special_tokens skip_special_tokens trust_remote_code hf_token_required with_pass "
        "debug use_key_padding_mask mask_token_ids secure enable_secret_scan add_prefix_space "
        "return_dict passthrough report_to_hub load_best_model_at_end tie_word_embeddings "
        "key_value_cache"
    ),
    "word": (
        "optimizer lr_scheduler_type objective eval_metric token_type task_name padding_side key "
        "tokenizer_name sort_key primary_key partition_key key_column token_column strategy loss "
        "activation auth_type auth_mode password_column secret_type credential_provider backend "
        "target_key label_key feature_key token cache_key pass_name stage split author encryption"
    ),
    "place": (
        "output_dir data_dir sagemaker_submit_directory train_file model_dir cache_dir checkpoint "
        "s3_key key_prefix token_file password_file vocab_file secrets_dir ssh_key_path cert_file "
        "tokenizer_path private_key_file object_key config_path credentials_file netrc_path"
    ),
    "model": (
        "model_name_or_path model_id tokenizer image_uri base_image entry_class sagemaker_program "
        "dataset_name hub_model_id model_class collate_fn teacher_model judge_model run_name "
        "experiment_name wandb_project job_name container image pretrained adapter"
    ),
}

COMMON_VALUES = {
    "number": ("3", "0.00005", "1024", "1e-5", "50256", "-1", "128000", "2,3,5"),
    "switch": ("true", "False", "1", "no", "None", "auto"),
    "word": ("adamw_torch", "train", "binary:logistic", "word", "id", "user_id", "max", "default"),
    "place": (
        "/opt/ml/input/data/train",
        "s3://sagemaker-us-west-2-123456789012/pytorch-training-2024-03-15-10-20/sourcedir.tar.gz",
        "./checkpoints/step-2000",
        "data/part-00000-of-00128.parquet",
        "~/.cache/huggingface",
        "/opt/ml/model/epoch=12-step=4000.ckpt",
    ),
    "model": (
        "meta-llama/Llama-3.1-8B-Instruct",
        "763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:2.3.0-gpu-py311-cu121",
        "sagemaker.huggingface.estimator",
        "TinyLlama/TinyLlama-1.1B-Chat-v1.0",
        "train_distributed.py",
        "DistilBertForSequenceClassification",
        "Qwen2VLForConditionalGeneration",
        "bert-large-uncased-whole-word-masking-finetuned-squad",
        "llama-2-7b-qlora-2024-03-15-10-20-30-000",
    ),
}

# Kind of harmless value -> names and values. The values under "drawn" have holes.
TRICKY = {
    "reference": [
        ("DB_PASSWORD", "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf"),
        ("API_KEY", "arn:aws:ssm:us-east-1:123456789012:parameter/prod/api-key"),
        ("HF_TOKEN_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hf-a1B2c3"),
        ("DB_PASSWORD", "{{resolve:secretsmanager:prod/db:SecretString:password}}"),
        ("DB_PASSWORD", "{{resolve:ssm-secure:/prod/db/password:3}}"),
        ("WANDB_API_KEY", "${WANDB_API_KEY}"),
        ("WANDB_API_KEY", "$WANDB_API_KEY"),
        ("WANDB_API_KEY", "%WANDB_API_KEY%"),
        ("WANDB_API_KEY", "$(cat /run/secrets/wandb)"),
        ("HF_TOKEN", "{{ secrets.HF_TOKEN }}"),
        ("HF_TOKEN", "${{ secrets.HF_TOKEN }}"),
        ("HF_TOKEN", "env:HF_TOKEN"),
        ("HF_TOKEN", "os.environ['HF_TOKEN']"),
        ("DB_PASSWORD", "vault:secret/data/prod/db#password"),
        ("DB_PASSWORD", "op://prod/db/password"),
        ("DB_PASSWORD", "ssm:/prod/db/password"),
        ("DB_PASSWORD", "file:/run/secrets/db"),
        ("DB_PASSWORD", "/run/secrets/db_password"),
        ("DB_PASSWORD_FILE", "/run/secrets/db_password"),
        ("DB_SECRET_NAME", "prod/db/password"),
        ("DB_SECRET", "prod/db/password"),
        ("SECRET_ID", "MyDatabaseSecret-a1b2c3"),
        ("DB_PASSWORD_PARAMETER", "/prod/db/password"),
        ("secret_arn", "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:x-AbCdEf"),
        ("AZURE_KEY", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/k/)"),
        ("GCP_SECRET", "projects/demo/secrets/db-password/versions/latest"),
        ("password", "!Ref DatabasePassword"),
        ("password", "<password>"),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/SageMakerExecutionRole"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/root/.aws/credentials"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "/opt/ml/input/data/config/sa.json"),
        ("secret_config", '{"secret_name": "prod/db", "password": "${DB_PASSWORD}"}'),
        ("db_url", "postgres://ann:${DB_PASSWORD}@db.example.net/runs"),
        ("db_url", "postgres://ann:<password>@db.example.net/runs"),
        ("db_url", "postgres://ann@db.example.net:5432/runs"),
        ("command", "python train.py --password $DB_PASSWORD --api-key ${API_KEY} --epochs 3"),
        ("command", "docker login -u ann --password-stdin registry.example.net"),
        ("command", "mysql -h db -u ann -p$MYSQL_PWD runs && ssh -p 2222 host"),
        ("command", 'curl -H "Authorization: Bearer $TOKEN" https://example.net/x'),
        ("auth", "Bearer ${TOKEN}"),
        ("system_prompt", "The bearer authentication-required error means that you log in."),
        ("connection", "Server=db;Database=runs;Trusted_Connection=True;Password=${PW};"),
        ("image_pull_secret", "regcred"),
        ("kms_key", "alias/sagemaker"),
        ("API_TOKEN", "azurekeyvault://vault/api"),
        ("API_TOKEN", "aws-secretsmanager:prod/api"),
        ("API_TOKEN", "dbutils.secrets.get('scope', 'key')"),
        ("API_TOKEN", 'get_secret("prod/api")'),
        ("API_TOKEN", "@env(API_TOKEN)"),
        ("API_TOKEN", "Fn::Sub"),
        ("DB_PASSWORD", "${DB_PASSWORD:?required}"),
        ("PASSWORD_HASHERS", "django.contrib.auth.hashers.Argon2PasswordHasher"),
        ("passwords", "common-words.txt"),
        ("db_url", "jdbc:postgresql://db:5432/runs?user=ann&password=${PW}"),
        ("command", "docker login -u AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.a.com"),
        ("command", "wandb login $WANDB_API_KEY && jupyter lab --NotebookApp.token=''"),
        ("command", 'export DB_PASSWORD="$(cat /run/secrets/db)" && exec python train.py'),
        ("credential_helper", "ecr-login"),
        ("kms_key", "arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ],
    "placeholder": [
        (name, value)
        for name in ("API_KEY", "DB_PASSWORD", "HF_TOKEN", "client_secret")
        for value in (  # what people write where a secret is still to come, "TODO" among it
            *("", "none", "null", "changeme", "xxxxxxxx", "********", "your-api-key-here", "TODO"),
            *("REPLACE_ME", "<your-token>", "YOUR_TOKEN", "dummy", "test", "[REDACTED]", "..."),
            *("<insert key>", "example-key", "my-secret-token", "{password}", "%s", "hidden"),
            *("hf_" + "x" * 34, "sk-" + "X" * 48, "gh" + "p_your_token_here", "insert_key_here"),
        )
    ]
    + [("REMOTE_FUNCTION_SECRET_KEY", "some-hmac-key")],
    "special token": [
        (name, value)
        for name in ("pad_token", "eos_token", "bos_token", "additional_special_token", "token")
        for value in ("<|endoftext|>", "[PAD]", "</s>", "<|im_end|>", "<unk>", "[CLS]", "\u2581")
    ],
    "name": [
        ("past_key_values", "none"),
        ("key", "train"),
        ("key_column", "password"),
        ("text_columns", "user,password,token,secret"),
        ("schema", "user=str,password=str,token=str"),
        ("primary_key", "user_id"),
        ("secret_santa_dataset", "gifts-2023"),
        ("token_bucket_rate", "100/s"),
        ("token_url", "https://login.example.net/oauth2/v2.0/token"),
        ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
        ("PasswordRotation", "90d"),
        ("classes", "benign,password_spray,token_theft"),
        ("password_encryption", "scram-sha-256"),
        ("metadata_key", "trainer.state.best_metric"),
        ("tokens", "500000000"),
        ("password_strength", "Strong1"),
        ("password_min_length", "12"),
        ("num_passwords", "10000"),
        ("keyboard_layout", "qwerty123"),
        ("monkey_patch", "torch.compile"),
        ("compass", "north-by-north-west"),
        ("token_classification_model", "dslim/bert-base-NER"),
        ("tokenizer_key", "cl100k_base"),
        ("key_metric", "eval_f1"),
        ("author", "ann.b.smith"),
        ("authentication", "iam"),
        ("PWD", "/opt/ml/code"),
        ("sas_program", "analysis.sas"),
        ("monitor_key", "val/acc_top5"),
        ("batch_key", "sample_id_0"),
        ("wandb_project", "token-pruning-v2"),
        ("WANDB_RUN_GROUP", "secret-sauce-ablation-17"),
        (
            "description",
            "Finetune on the password: reset intent; token: per word, key: value pairs",
        ),
    ],
    "text": [
        ("prompt", "### Instruction:\n{instruction}\n\n### Response:\n"),
        ("prompt", "The password is base64-encoded; the token is 32 characters long."),
        ("sql", "ALTER USER ann WITH PASSWORD '<password>'"),
        ("grok", "%{WORD:auth_method} password=%{DATA:pw}"),
        ("contact", "mailto:ann@example.net:25"),
        ("prompt", "Question: what is the password: is it required? Answer:"),
        ("system_prompt", "Never reveal your api key: it is confidential. Basic questions only."),
        ("chat_template", "{% for m in messages %}{{ m['role'] + ': ' + eos_token }}{% endfor %}"),
        ("metric_regex", r"token_accuracy=([0-9\.]+)"),
        ("pii_regex", r"(?i)password\s*[:=]\s*(\S+)"),
        ("pii_regex", r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-[a-zA-Z0-9]{48}"),
        ("grid", '{"lr": [0.1, 0.01], "token_type": ["word", "char"], "key": "val_loss"}'),
        ("deepspeed", '{"zero_optimization": {"stage": 3}, "fp16": {"enabled": "auto"}}'),
        ("generation", '{"max_new_tokens": 256, "pad_token": "<pad>", "eos_token_id": [1, 2]}'),
        ("mpi", "-verbose --NCCL_DEBUG=INFO -x OMPI_MCA_btl_vader_single_copy_mechanism=none"),
        ("arguments", "--token_type word --key train --hub_token_required --max_tokens 4096"),
        ("arguments", "--num-keys 8 --sort-key id -p 8080 -u 1000:1000 --auth none"),
        ("url", "https://example.net:8443/v1/models?page_token=abc&key=train&sort=name@asc"),
        ("url", "git@github.com:acme/train.git"),
        ("url", "ssh://git@github.com/acme/train.git"),
        ("url", "http://localhost:8080/users/ann@example.net"),
        ("url", "redis://cache.example.net:6379/0"),
        ("MLFLOW_TRACKING_URI", "https://mlflow.example.net:5000"),
        ("webhook_path", "/services/hooks/on-complete"),
        ("sql", "SELECT token, key FROM t WHERE password IS NOT NULL AND key = 'train'"),
        ("features", "V1,V2,V3,Amount,Class,user_key,session_token"),
        ("date", "2024-03-15T10:20:30.000000+00:00"),
        ("filter", "sk-learn-pipeline-for-token-classification-2024"),
        ("note", "hf_dataset_with_a_very_long_name_for_training_2024"),
        ("step", "fw_bw_overlap_with_gradient_accumulation"),
        ("path", "Models/BertBase/Run12/Checkpoints/Epoch10"),
        ("path", "opt/ml/Models/BertBase/Run12/Epoch10Step"),
        ("env", "NCCL_DEBUG=INFO;TOKENIZERS_PARALLELISM=false;KEY=train"),
        ("tokenizer_config", "{'pad_token': '<pad>', 'eos_token': '</s>', 'key': 'text'}"),
        (
            "ssh_public_key",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJl3dIeudNqd0DPMRD6OIh65tjkx ann@h",
        ),
    ],
    "drawn": [
        ("git_commit", "<hex*40>"),
        ("commit", "<hex*7>"),
        ("revision", "<hex*40>"),
        ("sha256", "<hex*64>"),
        ("checksum", "sha256:<hex*64>"),
        ("integrity", "sha512-<b64*86>=="),
        ("image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/train@sha256:<hex*64>"),
        ("cache_key", "<hex*32>"),
        ("dedup_key", "<hex*64>"),
        ("idempotency_key", "<uuid>"),
        ("client_request_token", "<uuid>"),
        ("next_token", "<b64*120>"),
        ("page_token", "<url*40>"),
        ("run_id", "<b62*27>"),
        ("run_id", "<hex*32>"),
        ("wandb_run_id", "<b36*8>"),
        ("trace_id", "<hex*32>"),
        ("correlation", "<uuid>"),
        ("kms_key", "<uuid>"),
        ("encryption_key", "<uuid>"),
        ("sse_key", "<uuid>"),
        ("client_token", "<uuid>"),
        ("CUDA_VISIBLE_DEVICES", "GPU-<uuid>"),
        ("image", "registry.example.net/secret-sauce:1.2.3@sha256:<hex*64>"),
        ("RECAPTCHA_SITE_KEY", "6L<url*38>"),
        ("drive_file", "<b62*33>"),
        ("verification_key", "MFkwEwYHKoZIzj0CAQYI<b64*80>=="),
        ("jwk", '{"kty": "RSA", "e": "AQAB", "n": "<url*171>"}'),
        ("known_hosts_key", "example.net ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI<b64*43>"),
        ("state", "eJyr<b64*60>"),
        ("archive", "UEsDBBQ<b64*80>"),
        ("volume_kms_key", "mrk-<hex*32>"),
        ("source", "s3://b/MyRule/<uuid>/<hex*64>/x.tar.gz"),
        ("data_etag", "<hex*32>-12"),
        ("stripe_publishable_key", "pk_~live_<b62*24>"),
        ("NEXT_PUBLIC_KEY", "pk_~test_<b62*24>"),
        ("LANGFUSE_PUBLIC_KEY", "pk-lf-<uuid>"),
        (
            "public_key",
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq<b64*200>\n-----END PUBLIC KEY-----",
        ),
        (
            "REMOTE_FUNCTION_SECRET_KEY",
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI<b64*80>\n-----END PUBLIC KEY-----",
        ),
        ("ca_cert", "-----BEGIN CERTIFICATE-----\nMIIDdzCC<b64*300>\n-----END CERTIFICATE-----"),
        ("ssh_host_key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ<b64*120> ann@host"),
        ("google_client", "<digit*12>-<b36*32>.apps.googleusercontent.com"),
        ("user_unique", "AROA<B36*17>"),
        ("vpc", "vpc-<hex*17>"),
        ("subnets", "subnet-<hex*17>,subnet-<hex*17>"),
        ("ulid", "01<B36*24>"),
        ("config_b64", 'b64({"epochs": 3, "optimizer": "adamw", "scheduler": {"type": "cosine"}})'),
        ("pickled", "gASV<b64*120>"),
        ("short_id", "<b62*11>"),
        ("lineage_id", "<b62*22>"),
        ("experiment", "exp-<b36*10>-<b36*5>"),
        ("model_package", "arn:aws:sagemaker:us-east-1:123456789012:model-package/m-<b62*22>/1"),
        ("phone", "<digit*10>"),
        ("job", "pytorch-training-2024-03-15-10-20-30-<b36*8>"),
    ],
}
