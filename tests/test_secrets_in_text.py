r"""
The laws of the secrets engine about what surrounds a secret, and about what only looks like one.

Each law is tried on names and values of its own; how many secrets are found on the whole is judged
in `test_secrets`.
"""

import base64
import random
import string

import pytest

from sagemaker_train.checks.secrets import find_secret, find_secrets_in_words, mask_text

PASSWORD = "uBzsen0hZw4q"
WORD = "hunter2"
LETTERS = string.ascii_letters + string.digits
HEXADECIMAL = "0f8a1c5b7d9e2f4a6b8c0d1e3f5a7b9c"
UUID = "5c1b8a90-7d4e-4f2a-9b3c-0e6f8d7a1b25"


def drawn(rng: random.Random, size: int, alphabet: str = LETTERS) -> str:
    """
    Draw characters by chance.
    """
    return "".join(rng.choices(alphabet, k=size))


class TestBase64:
    """
    Data in base64 says nothing, whatever words chance has written in it.
    """

    @pytest.mark.parametrize("break_", ["\n", "\\n", "\\\\n", "\r\n"])
    @pytest.mark.parametrize("label", ["PUBLIC KEY", "CERTIFICATE", "PGP MESSAGE"])
    def test_data_in_armour_is_never_a_secret(self, label: str, break_: str) -> None:
        """
        Public data between BEGIN and END is harmless, however its lines end.
        """
        rng = random.Random(7)
        for end in ("/Pw==", "VpwQ==", "+pass=", drawn(rng, 40)):
            for fill in (91, 550):
                body = base64.b64encode(rng.randbytes(fill)).decode().rstrip("=") + end
                lines = [body[at : at + 64] for at in range(0, len(body), 64)]
                text = break_.join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])
                for name in ("REMOTE_FUNCTION_SECRET_KEY", "ca_cert"):
                    assert find_secret(name, text) is None
                assert mask_text(f"read {text} at last") == f"read {text} at last"

    @pytest.mark.parametrize("pad", ["=", "=="])
    @pytest.mark.parametrize(
        "after", ["\nabcd1234", " ann@build-host", "", ",AbC4x", "\\nabcd1234"]
    )
    def test_padding_is_no_assignment(self, pad: str, after: str) -> None:
        """
        "=" at the end of base64 assigns nothing to the letters before it.
        """
        rng = random.Random(11)
        for end in ("/Pw", "+pw", "/9secret", "8Token"):
            text = f"data {drawn(rng, 38)}{end}{pad}{after}"
            assert find_secret("blob", text) is None, text

    def test_a_value_stands_in_the_line_of_its_name(self) -> None:
        """
        The line after "password:" is no password.
        """
        assert find_secret("form", "Enter the password:\nPlease2 be quick") is None
        assert find_secret("form", f"password: {WORD}\nplease") is not None


class TestEscapedBreaks:
    """
    Text of several lines arrives with its breaks escaped.
    """

    @pytest.mark.parametrize("value", [PASSWORD, PASSWORD + "x9QmT2vL" * 2])
    @pytest.mark.parametrize("break_", [r"\n", r"\r\n", r"\t", r"\\n", "\n"])
    @pytest.mark.parametrize(
        "line", ["password={}", "DB_PASSWORD={}", "api_key = {}", 'api_key = "{}"', "token: {}"]
    )
    def test_lines_are_read_behind_escaped_breaks(self, line: str, break_: str, value: str) -> None:
        """
        An assignment is found behind a break, escaped or not, and its value alone is masked.
        """
        text = f"[api]{break_}port = 1{break_}{line.format(value)}{break_}debug = 0"
        assert find_secret("settings", text) is not None
        shown = mask_text(text)
        assert value not in shown
        assert shown.endswith(f"{break_}debug = 0")


class TestDocuments:
    """
    Files of settings, in their many formats, as values.
    """

    @pytest.mark.parametrize(
        "text",
        [
            "<server><username>ci</username><password>{}</password></server>",
            "<api-key>{}</api-key>",
            "<a:password><![CDATA[{}]]></a:password>",
            '<add key="Password" value="{}"/>',
            '<add value="1"/><property name="db.password" value="{}" />',
            '<entry key="db.password">{}</entry>',
            "<property><name>fs.s3a.secret.key</name><value>{}</value></property>",
            "<key>password</key><string>{}</string>",
            "env:\n- name: DB_PASSWORD\n  value: {}\n",
            r"env:\n- name: DB_PASSWORD\n  value: {}\n",
            "Name=DB_PASSWORD,Value={}",
            'define("DB_PASSWORD", "{}")',
            'builder.config("spark.hadoop.fs.s3a.secret.key", "{}")',
            "os.environ.setdefault('API_KEY', '{}')",
            "FROM python\nENV DB_PASSWORD {}\n",
            "%set_env API_KEY {}",
            "const token: string = '{}'",
            'let apiSecret: String = "{}"',
            'variable "db_password" { default = "{}" }',
            "CREATE LOGIN ann WITH PASSWORD = N'{}'",
            'CREATE USER ann IDENTIFIED BY "{}"',
            "SET PASSWORD FOR 'ann'@'%' = PASSWORD('{}')",
        ],
    )
    def test_a_value_behind_its_name_is_found(self, text: str) -> None:
        """
        However a format joins names and values, a credential's value is found and masked alone.
        """
        before, _, after = text.partition("{}")
        text = before + PASSWORD + after
        assert find_secret("document", text) is not None
        shown = mask_text(text)
        assert shown.startswith(f"{before}<hidden: ")
        assert shown.endswith(f"{len(PASSWORD)} characters>{after}")

    @pytest.mark.parametrize(
        "text",
        [
            "<password>${DB_PASSWORD}</password>",
            "<password>your password here</password>",
            "<token>word</token><key>train</key>",
            '<add key="Password" value=""/>',
            '<xs:element name="password" type="xs:string"/>',
            "<name>kms.key</name><value>alias/train2</value>",
            "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db-1\n",
            "- name: DB_PASSWORD\n  value: ${DB_PASSWORD}\n",
            'os.getenv("DB_PASSWORD", "")',
            'parser.add_argument("--password", "-p", help="of the database")',
            'df.replace("token", "word")',
            "password: str = Field(min_length=8)",
            "password: missing; token: same as above",
            "set password requirements, then set token type",
        ],
    )
    def test_documents_without_a_secret_are_silent(self, text: str) -> None:
        """
        References, placeholders and plain words are harmless in every format.
        """
        assert find_secret("document", text) is None
        assert mask_text(text) == text


class TestCommands:
    """
    Commands that take a secret.
    """

    @pytest.mark.parametrize(
        "command",
        [
            "keytool -storepass {} -keystore k.jks -list",
            "keytool -list -keypass {}",
            "sqlcmd -S db -U sa -P {}",
            "bcp runs in f -U sa -P {}",
            "rabbitmqadmin -u ann -p {} list queues",
            "unzip -P {} data.zip",
            "setx DB_PASSWORD {}",
            "setenv API_KEY {}",
            "set -gx API_KEY {}",
            "git config --global github.token {}",
            "dvc remote modify storage password {}",
            "mc alias set m http://s3.example.net ann {}",
            "smbclient //host/share -U ann%{}",
            "lftp -u ann,{} sftp://example.net",
            "http -a ann:{} example.net/api",
            "sudo -S <<< {}",
            "echo {} | sudo -S id",
            "printf '%s' {} | docker login -u ann --password-stdin",
            "gh auth login --with-token <<< {}",
            "rclone obscure {}",
            "vault login {}",
            "kaggle config set -n key -v {}",
            "mysqladmin -u root password {}",
            "htpasswd -b users ann {}",
            "htpasswd -nbB ann {}",
            "redis-cli -h cache AUTH {}",
            "redis-server --requirepass {}",
            "aws ssm put-parameter --name p --type SecureString --value {}",
            "az keyvault secret set --vault-name v --name n --value {}",
            "gh secret set NAME --body {}",
            "databricks secrets put-secret scope key --string-value {}",
            "pulumi config set --secret dbPassword {}",
            "npm config set //r.example.net/:_authToken {}",
            "ngrok config add-authtoken {}",
            "openssl enc -aes-256-cbc -k {} -in data",
            "net use Z: //host/share /user:ann {}",
            "snyk auth {}",
            "nmcli dev wifi connect lab password {}",
            '$c = ConvertTo-SecureString "{}" -AsPlainText -Force',
        ],
    )
    def test_the_secret_of_a_command_is_found(self, command: str) -> None:
        """
        A password is found where its command has it, and nothing else is masked.
        """
        text = command.format(PASSWORD)
        assert find_secrets_in_words(["bash", "-c", text])
        before, _, after = command.partition("{}")
        shown = mask_text(text)
        assert shown.startswith(before + "<hidden: ")
        assert shown.endswith(f">{after}")

    @pytest.mark.parametrize(
        "command",
        [
            "sqlcmd -S db -P $SQL_PASSWORD",
            "mysql -h db -P 3306 -u ann",
            "keytool -storepass:env STOREPASS -list",
            "echo ready2go | tee log.txt",
            "echo '{\"a\": 1}' | python train.py --from-stdin",
            "cat <<< abcd1234",
            "docker run -a stdout -u 1000:1000 x",
            "vault login -method=userpass username=ann",
            "git config user.email ann2@example.net",
            "aws ssm put-parameter --name p --type String --value abc123def",
            "docker build --secret id=netrc2,src=/run/netrc .",
            "npm config set registry https://r.example.net/2",
            "mc cp a b c d1e2f3g4",
            "lftp -u ann, sftp://example.net",
        ],
    )
    def test_commands_without_a_secret_are_silent(self, command: str) -> None:
        """
        References, ports and inputs of other commands are harmless.
        """
        assert find_secrets_in_words(["bash", "-c", command]) == []


class TestIds:
    """
    Ids look random and are none.
    """

    @pytest.mark.parametrize("option", ["client-request", "idempotency", "next", "page"])
    @pytest.mark.parametrize("value", [UUID, HEXADECIMAL, "5310a067f87c0f8ae510242514d7ae714d6d"])
    def test_tokens_of_listings_and_requests(self, option: str, value: str) -> None:
        """
        The tokens by which requests are repeated and listings go on are harmless everywhere.
        """
        assert find_secrets_in_words([f"--{option}-token", value]) == []
        assert find_secret(f"{option}_token", value) is None

    @pytest.mark.parametrize("value", [UUID, HEXADECIMAL])
    def test_a_token_in_prose_is_an_id(self, value: str) -> None:
        """
        "token" before an id is prose; after "Authorization" it is a header.
        """
        assert find_secret("note", f"reward token {value} was seen") is None
        assert find_secret("note", f"Authorization: Token {value}") is not None
        assert find_secret("Authorization", f"Token {value}") is not None
        assert find_secret("note", "with token aB3xY9zQ7mK2pL5n in it") is not None

    @pytest.mark.parametrize(
        "value",
        [
            "pipelines-tes8wzwjha2e-Train-RNeQOu8Crx",
            "AC" + HEXADECIMAL,
            f"trial_{HEXADECIMAL}",
            "file-" + "aB3xY9zQ7mK2pL5n" * 2,
            "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ",
            "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz0123456789",
            "outputs/aB3xY9zQ7mK2pL5nT6vR4sW8/model.2.bin",
        ],
    )
    def test_what_is_named_by_words_or_in_order_is_no_chance(self, value: str) -> None:
        """
        Names of words and chance, hexadecimal ids behind a prefix, and alphabets are harmless.
        """
        assert find_secret("base_job", value) is None

    @pytest.mark.parametrize(
        "value",
        [
            "v1.aB3xY9zQ7mK2pL5nT6vR4sW8aB3xQ7mK.x",
            "t_aB3xY9zQ7mK2pL5nT6vR4sW8aB3xQ7mK",
            "ab-aB3xY9zQ7mK2pL5nT6vR4sW8aB3xQ7mK",
            "aB3xY9zQ7mK2pL5n%2FT6vR4sW8aB3xQ7mKaB9xY3zQ7nK2pL5mT8vR4sW6%3D",
        ],
    )
    def test_prefixes_and_dots_hide_no_chance(self, value: str) -> None:
        """
        Neither a short prefix nor a dot or an escape makes chance harmless.
        """
        secret = find_secret("launch", value)
        assert secret is not None
        assert secret.rule == "secret-high-entropy"


class TestNames:
    """
    What names say.
    """

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *((name, HEXADECIMAL) for name in ("enc_key", "encKey", "CRYPT_KEY", "sym_key")),
            *((name, HEXADECIMAL) for name in ("bot_key", "srv_key", "unseal_key", "wifi_psk")),
            *(
                (name, WORD)
                for name in ("storepass", "keypass", "ansible_become_pass", "bind_pass")
            ),
            ("use_auth_token", "X6ZSXP35MNS0jHXKS7zE"),
            ("VAULT_SECRET_ID", UUID),
            ("VAULT_APPROLE_SECRET_ID", UUID),
        ],
    )
    def test_rarer_names_of_credentials(self, name: str, value: str) -> None:
        """
        A credential's name is known in its rarer spellings too.
        """
        secret = find_secret(name, value)
        assert secret is not None
        assert secret.rule == "secret-credential-name"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *(("use_auth_token", flag) for flag in ("true", "1", "None", "hub")),
            ("enc_key", UUID),
            ("secret_id", UUID),
            ("VAULT_SECRET_ID", "prod/db/password"),
        ],
    )
    def test_switches_and_ids_of_keys(self, name: str, value: str) -> None:
        """
        A switch, the id of a key and the name of a secret are harmless.
        """
        assert find_secret(name, value) is None

    @pytest.mark.parametrize("name", ["password", "token", "api_key"])
    @pytest.mark.parametrize(
        "value",
        [
            *(
                "required|min:8",
                "required,min=8",
                "nullable|string",
                "minLength=12",
                "min:8|max:64",
            ),
            *("@NotNull", "@Size(min=8)", "VARCHAR(64)", "varchar(60) NOT NULL", "type:string"),
            *("Optional[str]", "typing.Optional[str]", "str | None", "SecretStr", "list[str]"),
        ],
    )
    def test_types_and_validators_are_no_values(self, name: str, value: str) -> None:
        """
        What says how a password must be is none.
        """
        assert find_secret("rules", f'{{"{name}": "{value}"}}') is None

    @pytest.mark.parametrize(
        "reference",
        [
            *("${PW:?required}", "${PW:-}", "${PW}", "$PW", "{{ pw }}", "__PW__", "@@PW@@", "#PW#"),
            *("secretref:db-2", "id=pw,src=/run/pw"),
            *("%PW%", "%%PW%%", "{$PW}", "$env:PW", "${PW:-changeme}", "****"),
        ],
    )
    def test_references_in_urls_and_assignments(self, reference: str) -> None:
        """
        A variable, with whatever operator, and a token to be replaced are references.
        """
        assert find_secret("db_url", f"postgresql://app:{reference}@db:5432/ml") is None
        assert find_secret("dsn", f"host=db password={reference} user=app") is None
        assert find_secret("password", reference) is None
        assert find_secret("db_url", "postgresql://app:${PW:-hunter2}@db:5432/ml") is not None
