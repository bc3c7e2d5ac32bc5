"""What each kind of reading says of the queue."""

from collections.abc import Sequence
from math import exp, inf, sqrt

from services.cafeteria.crowd.flows import Flows
from services.cafeteria.crowd.likelihoods import Part, below, between, near
from services.cafeteria.crowd.queue_day import QUEUE, QueueDay
from services.cafeteria.crowd.queue_types import Observation, QueueModel
from services.cafeteria.levels import LEVELS

# So many of them tell nothing: a density for numbers, a share for levels.
QUEUE_STRAY, WAIT_STRAY, LEVEL_STRAY = 0.04 / 100, 0.03 / 60, 0.06 / 4
# A wait as it looks to the kitchen: standard deviation of its share, in minutes, and how long ago it looked.
LEVEL_MISJUDGED, LEVEL_NOISE_MIN, LEVEL_LATE_MIN, MOST_LATE_MIN = 0.2, 0.8, 2.0, 2.0
# Of two taps: the minutes between tap and truth, the diners who tap again only at the table, and who
# never do.
TAP_VARIANCE, ON_TIME, AT_TABLE, FORGETS = 0.5, 0.82, Part(0.15, 5.5, 9.0), 0.5
# A camera counts well for the most part, and badly now and then: shares, and how much worse.
COUNTS_WELL, COUNTS_BADLY, WORSE = 0.93, 0.03, 16.0
SHORTEST_WAIT_MIN, MOST_CAMERA = 0.5, 2.0
# A reading so many standard deviations off surprises; the second in a row that agrees with it is believed.
SURPRISING, SURPRISES_LAST_MIN = 4.0, 4.0
# A level or wait as unlikely as that surprises. Twice within minutes it is believed; what the kitchen taps is
# believed at once, unless a camera or a diner has just said something else: it stands there.
LEVEL_SURPRISING, WAIT_SURPRISING, DOUBTS_LAST_MIN, SETTLED_MIN = 0.1, 0.005, 12.0, 4.0
ALONE_STRAY, KITCHEN = 0.002, "kitchen"


class QueueFilter(QueueDay):
    """A day that learns from readings."""

    def __init__(self, model: QueueModel, flows: Flows, cameras: Sequence[str]) -> None:
        super().__init__(model, flows, cameras)
        self._surprises: dict[str, Observation] = {}
        self.counted_minute = -inf
        self._settled_minute = -inf
        self._doubted: tuple[float, int] | None = None

    def take(self, one: Observation) -> None:
        """Learns from one reading of about the present minute; in between the queue grows evenly."""
        if one.kind == "queue":
            self.counted_minute = one.minute
        ahead = self.growth * (one.minute - self.minute)
        if one.kind == "queue":
            self._take_queue(one, ahead)
        elif one.kind == "level":
            self._take_level(one, ahead)
        elif one.kind in ("wait", "waiting"):
            self._take_wait(one, ahead)

    def _take_queue(self, one: Observation, ahead: float) -> None:
        belief, camera = self.belief, self.cameras[one.source]
        share = exp(max(-MOST_CAMERA, min(belief.mean[camera], MOST_CAMERA)))
        seen = share * max(belief.mean[QUEUE], 0.0)
        terms = (QUEUE, share), (camera, seen)
        shared = belief.along(*terms)
        variance = share * shared[QUEUE] + seen * shared[camera]
        noise = 0.5 + 0.1 * seen + (0.05 * seen) ** 2
        noise += share * share * belief.spread[QUEUE][QUEUE] * belief.spread[camera][camera]
        parts = (Part(COUNTS_WELL, 0.0, noise), Part(COUNTS_BADLY, 0.0, noise * WORSE))
        mean = share * (belief.mean[QUEUE] + ahead)
        if self._surprises_again(one, one.value - mean, sqrt(variance + noise)):
            jump = (one.value - mean) / share
            belief.spread[QUEUE][QUEUE] += jump * jump
            shared = belief.along(*terms)
            variance += (share * jump) ** 2
        belief.learn(shared, near(one.value, mean, variance, parts, QUEUE_STRAY))

    def _surprises_again(self, one: Observation, error: float, spread: float) -> bool:
        """A camera that says twice what nobody expected is right: a crowd came."""
        before = self._surprises.pop(one.source, None)
        if abs(error) < SURPRISING * spread:
            self._settled_minute = one.minute
            return False
        self._surprises[one.source] = one
        if before is None or one.minute - before.minute > SURPRISES_LAST_MIN:
            return False
        may_change = 5 + 0.3 * before.value + 3 * self.served_per_minute * (one.minute - before.minute)
        return abs(one.value - before.value) < may_change

    def _take_level(self, one: Observation, ahead: float) -> None:
        low, high = self.model.bounds.minutes_of(LEVELS[int(one.value)])
        wait, shared, variance = self.wait()
        wait += ahead / self.served_per_minute
        late = min(LEVEL_LATE_MIN * abs(self.growth) / self.served_per_minute, MOST_LATE_MIN)
        judged = max(low, min(wait, high))
        noise = LEVEL_NOISE_MIN**2 + (LEVEL_MISJUDGED * judged) ** 2 + late * late
        gap = (low - wait) if wait < low else min(high - wait, 0.0)
        # A quiet hall has no lower end, unless a long queue was believed in: then zero is one.
        stray, least = LEVEL_STRAY, low if wait >= self.model.bounds.normal_min else low or -inf
        fits = below(-abs(gap) / sqrt(variance + noise))
        is_news = self._surprises_too(one, gap, fits, LEVEL_SURPRISING)
        if one.source == KITCHEN and one.minute - self._settled_minute > SETTLED_MIN:
            stray, is_news = ALONE_STRAY, is_news or fits < LEVEL_SURPRISING
        if is_news:
            shared, variance = self._open_up(gap)
            stray, least = ALONE_STRAY, low
        self.belief.learn(shared, between(least, high, wait, variance + noise, stray))

    def _surprises_too(self, one: Observation, gap: float, fits: float, surprising: float) -> bool:
        """What people say against all expectation is true when they say it twice."""
        if fits >= surprising or gap == 0:
            self._doubted = None
            if one.source != KITCHEN:
                self._settled_minute = one.minute
            return False
        before, way = self._doubted, 1 if gap > 0 else -1
        self._doubted = one.minute, way
        return before is not None and before[1] == way and one.minute - before[0] <= DOUBTS_LAST_MIN

    def _open_up(self, gap: float) -> tuple[list[float], float]:
        """The queue may be another one altogether: the wait's covariances and variance from now on."""
        self.belief.spread[QUEUE][QUEUE] += (gap * self.served_per_minute) ** 2
        _, shared, variance = self.wait()
        return shared, variance

    def _take_wait(self, one: Observation, ahead: float) -> None:
        wait, shared, variance = self.wait()
        wait += ahead / self.served_per_minute
        queued = one.value - max(0.0, self.model.opens_minute - one.minute)
        noise = self.serving_variance(wait) + TAP_VARIANCE
        if one.kind == "wait":
            gap = queued - wait
            if self._surprises_too(one, gap, below(-abs(gap) / sqrt(variance + noise)), WAIT_SURPRISING):
                shared, variance = self._open_up(gap)
            parts = (Part(ON_TIME, 0.0, noise), AT_TABLE)
            self.belief.learn(shared, near(queued, wait, variance, parts, WAIT_STRAY))
        elif queued > SHORTEST_WAIT_MIN:
            self.belief.learn(shared, between(queued, inf, wait, variance + noise, FORGETS))
