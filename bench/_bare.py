"""The baseline of `ingest`: a bare Flask view that inserts the same bytes durably through SQLAlchemy."""

import os

from flask import Flask, request
from sqlalchemy import LargeBinary, MetaData, Table, insert
from sqlalchemy.schema import Column
from sqlalchemy.types import Integer

from services.db import Database

METADATA = MetaData()
BODIES = Table(
    "bench_bodies",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

app = Flask(__name__)
database = Database(os.environ.get("DATABASE_URL", "sqlite://"))


@app.post("/")
def keep() -> tuple[str, int]:
    with database.writing() as session:
        session.connection().execute(insert(BODIES), {"body": request.get_data()})
    return "kept", 201
