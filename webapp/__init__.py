"""The product's pages and JSON interface: `create_app` puts the parts together."""

import os
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from services import migrate
from services.clock import Clock, SystemClock
from services.db import Database
from services.keys import open_web_keys
from services.ledger import Appender, Guard, Prover, Recovery, recovered_from, verify_node
from services.settings import Settings, load_settings
from webapp.access import init_access
from webapp.cli import init_cli
from webapp.context import EXTENSION, Parts
from webapp.converters import init_converters
from webapp.crowd_watch import init_crowd_watch
from webapp.display import init_display
from webapp.errors import init_errors
from webapp.language import init_language
from webapp.limits import init_limits
from webapp.navigation import init_navigation
from webapp.post_owner import init_post_owner
from webapp.pwa import init_pwa
from webapp.rooms import API, PAGES
from webapp.security import init_security
from webapp.sessions import find_visitor
from webapp.static_files import init_static_files
from webapp.templating import init_templating


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The WSGI application of one process; raises services.errors.Refused when it must not start."""
    settings = settings or load_settings()
    clock = clock or SystemClock()
    app = Flask(__name__, static_folder=None)
    keys = open_web_keys(settings, clock.now())
    database = Database(settings.database)
    past = Past() if under_command() else verify_ledger(settings, database, keys.pending_key)
    appender = Appender(keys.pending_key)
    app.extensions[EXTENSION] = Parts(settings, database, clock, keys, appender, *past)
    _configure(app, settings, keys.session_secret)
    _init_extensions(app)
    init_converters(app)
    init_limits(app, settings.limiter_storage)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in API:
        app.register_blueprint(blueprint, url_prefix="/api/v1")
    init_cli(app)
    return app


def under_command() -> bool:
    """Whether this process is a `flask` command: those repair what a server must refuse to serve."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


class Past(NamedTuple):
    """What the ledger continues, where it had to be opened anew, and the names that it had before."""

    recovery: Recovery | None = None
    origins: tuple[str, ...] = ()


def verify_ledger(settings: Settings, database: Database, pending_key: bytes) -> Past:
    """Compares the database with the guard file; what was before the present ledger.

    Raises: Refused when the ledger has gone back, or is another one; LedgerAltered.
    """
    if not migrate.is_current(database.engine):
        return Past()
    verify_node(database, Guard(settings.guard_path), settings.origin)
    with database.reading() as session:
        recovery = recovered_from(session, pending_key)
        known = Prover(session, pending_key).origins if recovery else ()
    return Past(recovery, tuple(origin for origin in known if origin != settings.origin))


def _configure(app: Flask, settings: Settings, secret: bytes) -> None:
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="__Host-balgil" if settings.is_https else "balgil",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The session in the database ends on its day whatever the cookie says.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1_000_000,
        # Six sections of a manual at their largest, with room around them.
        MAX_FORM_MEMORY_SIZE=1_500_000,
        # A folder of manuals: as many files as are read at once, one that is too many, and its own fields.
        MAX_FORM_PARTS=2_010,
        # A session lives and ends in the database; a phone changes its address with every cell.
        SESSION_PROTECTION=None,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        PREFERRED_URL_SCHEME=urlsplit(settings.base_url).scheme,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _init_extensions(app: Flask) -> None:
    init_security(app)
    init_access(app)
    init_post_owner(app)
    init_errors(app)
    init_language(app)
    init_templating(app)
    init_display(app)
    init_navigation(app)
    init_pwa(app)
    init_static_files(app)
    init_crowd_watch(app)
    Compress(app)
    _protect_forms(app)
    login = LoginManager(app, add_context_processor=False)
    login.user_loader(find_visitor)


def _protect_forms(app: Flask) -> None:
    """A token in every form. The JSON interface takes only application/json and is guarded by
    `security.refuse_other_sites`: a form of another site can send neither its type nor its origin."""
    protect = CSRFProtect(app)
    for blueprint in API:
        protect.exempt(blueprint)
