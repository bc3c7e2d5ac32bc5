"""Every setting of the product: read once, typed, and refused when dangerous.

Each is an environment variable `BALGIL_<NAME>` (a few also under the name that hosts give them);
`docs/operations.md` lists them all, and a test compares.
"""

from enum import StrEnum
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# Where the name of a video room stands in the setting for it.
ROOM_PLACE = "{room}"


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="BALGIL_", frozen=True, extra="ignore", populate_by_name=True
    )

    mode: Mode = Mode.PRODUCTION
    organisation: str = Field("발길", max_length=60)
    state_dir: Path = Path("var")
    database_url: str = Field("", validation_alias=AliasChoices("BALGIL_DATABASE_URL", "DATABASE_URL"))
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("BALGIL_HOST", "HOST"))
    port: int = Field(8000, ge=0, le=65535, validation_alias=AliasChoices("BALGIL_PORT", "PORT"))
    web_workers: int = Field(2, ge=1, le=64)
    public_url: str = ""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: int = Field(0, ge=0, le=5)
    metrics_token: SecretStr | None = None

    ledger_origin: str = Field("", max_length=120)
    guard_file: Path | None = None
    web_key_ring: Path | None = None
    log_key_ring: Path | None = None
    key_passphrase: SecretStr | None = None
    log_key_passphrase: SecretStr | None = None

    good_accuracy_m: int = Field(10, ge=3, le=200)
    poor_accuracy_m: int = Field(60, ge=10, le=2000)
    capture_seconds: int = Field(12, ge=2, le=60)
    destination_radius_m: int = Field(300, ge=50, le=20_000)
    tile_url: str = ""
    meeting_url: str = "https://meet.jit.si/{room}"

    session_days: int = Field(30, ge=1, le=180)
    limiter_storage: str = "memory://"
    default_language: str = Field("ko", pattern="^(ko|en)$")
    max_upload_mb: int = Field(60, ge=1, le=500)
    audit_batch_days: int = Field(30, ge=1, le=365)
    notice_days: int = Field(365, ge=90, le=3660)
    seat_booking_days: int = Field(365, ge=30, le=3660)
    meeting_days: int = Field(1095, ge=30, le=3660)
    leave_import_days: int = Field(1095, ge=400, le=3660)
    remote_text_days: int = Field(1095, ge=60, le=3660)
    crowd_reading_days: int = Field(14, ge=2, le=365)
    demo_lunch: bool = False

    push: bool = False
    push_any_host: bool = False
    smtp_url: SecretStr | None = None
    mail_from: str = Field("", max_length=200)

    manual_draft_days: int = Field(180, ge=30, le=3660)
    manual_question_days: int = Field(1095, ge=30, le=3660)
    manual_file_days: int = Field(90, ge=1, le=3660)
    handover_days: int = Field(1825, ge=365, le=3660)
    answer_url: str = ""
    answer_model: str = Field("", max_length=100)
    answer_key: SecretStr | None = None

    @model_validator(mode="after")
    def _refuse_danger(self) -> "Settings":
        url = urlsplit(self.base_url)
        if url.scheme not in ("http", "https") or not url.hostname or url.path not in ("", "/"):
            raise ValueError("BALGIL_PUBLIC_URL must be an address such as https://balgil.example.go.kr")
        if self.mode is Mode.PRODUCTION and url.scheme != "https" and not _is_local(url.hostname):
            raise ValueError("BALGIL_PUBLIC_URL must use https outside this machine")
        if self.is_demo != self.origin.endswith("/demo"):
            raise ValueError("a ledger origin ends in /demo in demo mode, and only there")
        if self.demo_lunch and not self.is_demo:
            raise ValueError("BALGIL_DEMO_LUNCH is for a demonstration: it moves the cafeterias' clock")
        if self.web_keys_path.name == self.log_keys_path.name:
            raise ValueError("the two key rings need different file names: a backup keeps them side by side")
        if self.meeting_url and not _is_room_template(self.meeting_url):
            raise ValueError(
                "BALGIL_MEETING_URL must be an https address with {room}, or empty for no video rooms"
            )
        if self.good_accuracy_m > self.poor_accuracy_m:
            raise ValueError("BALGIL_GOOD_ACCURACY_M must not exceed BALGIL_POOR_ACCURACY_M")
        if self.push_any_host and not self.is_demo:
            raise ValueError("BALGIL_PUSH_ANY_HOST is for a demonstration: pushes would go into the network")
        self._check_mail()
        self._check_answers()
        return self

    def _check_mail(self) -> None:
        address = self.smtp_url.get_secret_value() if self.smtp_url else ""
        if not address:
            return
        url = urlsplit(address)
        if url.scheme not in ("smtps", "smtp", "smtp+plain") or not url.hostname or url.path not in ("", "/"):
            raise ValueError("BALGIL_SMTP_URL must be an address such as smtps://user:password@host")
        if url.username and url.scheme == "smtp+plain":
            raise ValueError("BALGIL_SMTP_URL: a password goes only through TLS, by smtps:// or smtp://")
        if "@" not in self.mail_from or not self.mail_from.isprintable():
            raise ValueError("BALGIL_MAIL_FROM must be an address, such as 발길 <balgil@example.go.kr>")

    def _check_answers(self) -> None:
        if not self.answer_url:
            return
        url = urlsplit(self.answer_url)
        is_safe = url.scheme == "https" or (url.scheme == "http" and _is_local(url.hostname or ""))
        if not (is_safe and url.hostname) or url.username or url.query or url.fragment:
            raise ValueError(
                "BALGIL_ANSWER_URL must be an https address such as https://model.example.go.kr/v1"
            )
        if not self.answer_model.strip():
            raise ValueError("BALGIL_ANSWER_MODEL must name the model at BALGIL_ANSWER_URL")

    @property
    def phrases_answers(self) -> bool:
        """Whether a language model puts quoted passages into words."""
        return bool(self.answer_url)

    @property
    def is_demo(self) -> bool:
        return self.mode is Mode.DEMO

    @cached_property
    def base_url(self) -> str:
        """Where people reach the product, without a slash at the end."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @cached_property
    def public_host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def has_mail(self) -> bool:
        return bool(self.smtp_url and self.smtp_url.get_secret_value())

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @cached_property
    def origin(self) -> str:
        """The ledger's name; every signature and every sealing binds to it.

        A demonstration keeps its name wherever it is shown: on this machine, or to phones in the network.
        """
        return self.ledger_origin or ("balgil.example/demo" if self.is_demo else f"{self.public_host}/ledger")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.state_dir / 'balgil.db'}"

    @property
    def guard_path(self) -> Path:
        return self.guard_file or self.state_dir / "guard"

    @property
    def web_keys_path(self) -> Path:
        return self.web_key_ring or self.state_dir / "keys" / "web.keys"

    @property
    def log_keys_path(self) -> Path:
        return self.log_key_ring or self.state_dir / "keys" / "log.keys"


def _is_room_template(template: str) -> bool:
    """Whether a room's name makes an address of it; the name is not given away to whoever listens."""
    url = urlsplit(template)
    is_safe = url.scheme == "https" or (url.scheme == "http" and _is_local(url.hostname or ""))
    is_elsewhere = ROOM_PLACE not in url.netloc
    return is_safe and bool(url.hostname) and is_elsewhere and template.count(ROOM_PLACE) == 1


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings() -> Settings:
    """The settings of this process from its environment; raises ValueError with one clear sentence."""
    return Settings()
