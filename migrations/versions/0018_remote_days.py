"""Remote days: rules, days, plans and results, start and end, pledges, contacts, call forwarding, wishes."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0018_remote_days"
down_revision = "0017_flexible_hours"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
LONG_AGO = date(2000, 1, 1)

# Asked for ten minutes before work begins, late ten minutes after; the lead is told after half an hour.
FIRST_RULE = {
    "plan_due_min": 0,
    "plan_ask_min": 10,
    "plan_lead_min": 30,
    "result_due_min": 60,
    "result_ask_min": 60,
    "result_lead_min": 60,
    "grace_min": 10,
    "deliver_days": 7,
    "needs": ["pledge", "deputy", "contact", "forwarding"],
    "pledge_months": 12,
    "contact_days": 180,
    "forward_code": "*88*%(number)s",
    "undo_code": "#88*",
    "basis": "지방공무원 복무규정 제3조, 기관 유연근무 지침",
}
FIRST_PLEDGE = """\
재택근무 중 다루는 자료는 허가된 장비와 회선으로만 보고, 가족을 포함한 다른 사람에게 보이지 않겠습니다.
비밀과 개인정보가 담긴 자료를 개인 저장장치나 외부 전자우편에 옮기지 않고, 출력물은 만들지 않겠습니다.
근무 장소를 떠날 때는 화면을 잠그고, 공용 무선망에서는 업무망에 접속하지 않겠습니다.
분실이나 유출, 해킹이 의심되면 곧바로 팀장과 정보보안 담당에게 알리겠습니다.
위 사항을 어기면 관계 법령에 따른 책임을 지겠습니다.
"""


def upgrade() -> None:
    _create_rules()
    _create_days()
    _create_texts()
    _create_marks()
    _create_pledges()
    _create_contacts()
    _create_forwardings()
    _create_wishes()


def downgrade() -> None:
    for table in (
        "remote_wishes",
        "remote_forwardings",
        "remote_contacts",
        "remote_pledges",
        "remote_pledge_wordings",
        "remote_marks",
        "remote_texts",
        "remote_day_origins",
        "remote_days",
        "remote_rules",
    ):
        op.drop_table(table)


def _staff(table: str, column: str = "staff_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=f"fk_{table}_{column}_staff")


def _record(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_record_id_ledger_records"
    return sa.ForeignKeyConstraint(["record_id"], ["ledger_records.id"], name=name)


def _day(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_staff_id_held_on_remote_days"
    return sa.ForeignKeyConstraint(
        ["staff_id", "held_on"], ["remote_days.staff_id", "remote_days.held_on"], name=name
    )


def _create_rules() -> None:
    numbers = ("plan_due_min", "plan_ask_min", "plan_lead_min", "result_due_min", "result_ask_min")
    more = ("result_lead_min", "grace_min", "deliver_days")
    rules = op.create_table(
        "remote_rules",
        sa.Column("from_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers + more),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("pledge_months", sa.Integer(), nullable=False),
        sa.Column("contact_days", sa.Integer(), nullable=False),
        sa.Column("forward_code", sa.String(40), nullable=False),
        sa.Column("undo_code", sa.String(40), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("from_on", name="pk_remote_rules"),
    )
    op.bulk_insert(rules, [{"from_on": LONG_AGO} | FIRST_RULE])


def _create_days() -> None:
    op.create_table(
        "remote_days",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closed_why", sa.String(10), nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("plan_id", sa.LargeBinary(16), nullable=True),
        sa.Column("result_id", sa.LargeBinary(16), nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("plan_told", sa.Integer(), nullable=False),
        sa.Column("result_told", sa.Integer(), nullable=False),
        sa.CheckConstraint("place IN ('home', 'centre')", name="place"),
        sa.CheckConstraint("closed_why IN ('taken_back', 'rotation', 'seat')", name="closed_why"),
        _staff("remote_days"),
        sa.PrimaryKeyConstraint("staff_id", "held_on", name="pk_remote_days"),
    )
    op.create_index("ix_remote_days_day", "remote_days", ["held_on", "is_open"])
    op.create_table(
        "remote_day_origins",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("origin_kind", sa.String(20), nullable=False),
        sa.Column("origin_id", sa.LargeBinary(16), nullable=False),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.CheckConstraint("place IN ('home', 'centre')", name="place"),
        _staff("remote_day_origins"),
        _day("remote_day_origins"),
        sa.PrimaryKeyConstraint(
            "staff_id", "held_on", "origin_kind", "origin_id", name="pk_remote_day_origins"
        ),
    )
    op.create_index(
        "ix_remote_day_origins_origin", "remote_day_origins", ["origin_kind", "origin_id", "held_on"]
    )


def _create_texts() -> None:
    op.create_table(
        "remote_texts",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(6), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("plan_id", sa.LargeBinary(16), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("stated_at", INSTANT, nullable=False),
        sa.Column("clock_off_s", sa.Integer(), nullable=True),
        sa.Column("timing", sa.String(8), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("request_id", BIG_ID, nullable=True),
        sa.Column("record_id", BIG_ID, nullable=True),
        sa.Column("is_destroyed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("part IN ('plan', 'result')", name="part"),
        sa.CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
        _staff("remote_texts"),
        _day("remote_texts"),
        _record("remote_texts"),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["approval_requests.id"],
            name="fk_remote_texts_request_id_approval_requests",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["remote_texts.id"], name="fk_remote_texts_plan_id_remote_texts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_remote_texts"),
    )
    columns = ["staff_id", "held_on", "part", "revision"]
    op.create_index("ux_remote_texts_revision", "remote_texts", columns, unique=True)


def _create_marks() -> None:
    op.create_table(
        "remote_marks",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("moment", sa.String(8), nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("stated_at", INSTANT, nullable=False),
        sa.Column("clock_off_s", sa.Integer(), nullable=True),
        sa.Column("plan_sha256", sa.LargeBinary(32), nullable=True),
        sa.Column("record_id", BIG_ID, nullable=True),
        sa.CheckConstraint("moment IN ('started', 'ended')", name="moment"),
        _staff("remote_marks"),
        _day("remote_marks"),
        _record("remote_marks"),
        sa.PrimaryKeyConstraint("staff_id", "held_on", "moment", name="pk_remote_marks"),
        sa.UniqueConstraint("id", name="uq_remote_marks_id"),
    )


def _create_pledges() -> None:
    wordings = op.create_table(
        "remote_pledge_wordings",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=True),
        _staff("remote_pledge_wordings", "made_by_id"),
        sa.PrimaryKeyConstraint("version", name="pk_remote_pledge_wordings"),
        sa.UniqueConstraint("from_on", name="uq_remote_pledge_wordings_from_on"),
    )
    first = {"version": 1, "from_on": LONG_AGO, "title": "재택근무 보안 서약", "text": FIRST_PLEDGE}
    op.bulk_insert(wordings, [first])
    op.create_table(
        "remote_pledges",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("record_id", BIG_ID, nullable=True),
        _staff("remote_pledges"),
        _record("remote_pledges"),
        sa.ForeignKeyConstraint(
            ["version"],
            ["remote_pledge_wordings.version"],
            name="fk_remote_pledges_version_remote_pledge_wordings",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_remote_pledges"),
    )
    columns = ["staff_id", "version", "until_on"]
    op.create_index("ux_remote_pledges_signed", "remote_pledges", columns, unique=True)


def _create_contacts() -> None:
    op.create_table(
        "remote_contacts",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("desk_phone", sa.String(20), nullable=False),
        sa.Column("own_phone", sa.String(20), nullable=False),
        sa.Column("emergency", sa.LargeBinary(180), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        _staff("remote_contacts"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_remote_contacts"),
    )


def _create_forwardings() -> None:
    op.create_table(
        "remote_forwardings",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("dialled_at", INSTANT, nullable=True),
        sa.Column("asked_id", BIG_ID, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("tested_by_id", BIG_ID, nullable=True),
        sa.Column("tested_at", INSTANT, nullable=True),
        sa.Column("tested_ok", sa.Boolean(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("reminded_at", INSTANT, nullable=True),
        _staff("remote_forwardings"),
        _staff("remote_forwardings", "asked_id"),
        _staff("remote_forwardings", "tested_by_id"),
        _day("remote_forwardings"),
        sa.PrimaryKeyConstraint("staff_id", "held_on", name="pk_remote_forwardings"),
    )
    op.create_index("ix_remote_forwardings_asked", "remote_forwardings", ["asked_id", "held_on"])


def _create_wishes() -> None:
    op.create_table(
        "remote_wishes",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        _staff("remote_wishes"),
        sa.PrimaryKeyConstraint("id", name="pk_remote_wishes"),
    )
    op.create_index("ix_remote_wishes_staff", "remote_wishes", ["staff_id", "held_on"])
