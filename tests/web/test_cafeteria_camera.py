"""The camera program before the real product: what it counts is what the staff read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from bench._camera_hall import Hall, write_video
from services import cafeteria
from services.cafeteria.crowd.models import Reading
from tests.camera import pack_camera, write_settings
from tests.clocks import HandClock
from tests.web.cafeteria import make_cafeteria
from webapp.context import Parts


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_product_takes_what_the_camera_counts(
    app: Flask, parts: Parts, clock: HandClock, tmp_path: Path
) -> None:
    # The program's clock is the real one.
    clock.at = datetime.now(UTC)
    hall_id = make_cafeteria(parts.database, clock.at)
    with parts.database.writing() as session:
        key = cafeteria.create_sensor(session, hall_id, "입구 카메라", None, clock.at)[1]
    hall, pictures = Hall(), []
    for number in range(100):
        if number == 40:
            hall.add(0.3)
            hall.add(0.7)
        pictures.append(hall.draw(number / 5))
    write_video(tmp_path / "two.avi", iter(pictures))
    file = tmp_path / "camera.key"
    file.write_text(key)
    file.chmod(0o600)
    with served(app) as address:
        settings = write_settings(
            tmp_path / "c.toml", tmp_path / "two.avi", address, top=f'key_file = "{file}"'
        )
        settings.write_text(settings.read_text().replace("cafeteria = 1", f"cafeteria = {hall_id}"))
        code, _, err = pack_camera(tmp_path).run(settings, "--unpaced", key="")
    assert (code, err.count("버렸어요"), err.count("센서 키")) == (0, 0, 0), err
    with parts.database.reading() as session:
        rows = session.scalars(select(Reading).order_by(Reading.id)).all()
        assert {row.kind for row in rows} == {"queue"}
        assert [row.value for row in rows][-1] == 2
