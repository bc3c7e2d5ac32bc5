"""The product at the time of the benchmark, which is always noon of a working day.

Its watch may live faster than the world: then a minute of watching, with all that is looked up in it again,
passes in as many seconds as the requests of a minute take.
"""

import os
import time
from datetime import timedelta

from services.clock import ShiftedClock
from webapp import create_app
from webapp.crowd_watch import EXTENSION

SPEED = float(os.environ["BENCH_SPEED"])
app = create_app(clock=ShiftedClock(timedelta(seconds=float(os.environ["BENCH_SHIFT_S"]))))
app.extensions[EXTENSION].tick = lambda: time.monotonic() * SPEED
