"""The baseline of `crowd_watch`: bare Flask views that return the same bytes, and ask nobody who they are."""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask(__name__)
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
TAG = {"ETag": '"bare"'}


@app.get("/whole")
def send_whole() -> Response:
    return Response(BODY, headers=TAG, mimetype="application/json")


@app.get("/unchanged")
def send_unchanged() -> Response:
    return Response(status=304, headers=TAG)
