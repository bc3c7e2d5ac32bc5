"""The queue as it is believed to be while time passes: people come, are served, give up.

State: persons in the queue; today's arrivals as a factor of the expected ones; today's serving rate as the
logarithm of a factor of the planned one; by how many minutes people come late today; and for each camera the
logarithm of the share that it counts. The last ones are what readings have in common: a camera that misses a
tenth misses it in each of its hundred readings, so a hundred readings do not make it sure.
"""

from collections.abc import Sequence
from math import exp, inf, log, sqrt

from services.cafeteria.crowd.belief import Belief, mix
from services.cafeteria.crowd.flows import Flow, Flows, expected_a_minute
from services.cafeteria.crowd.likelihoods import Slopes, below, density
from services.cafeteria.crowd.queue_types import EARLY_MIN, QueueModel

QUEUE, FACTOR, RATE, DELAY, FIRST_CAMERA = range(5)

# Before anything was read: standard deviations of today's arrivals, serving rate and a camera's share.
FACTOR_SPREAD, RATE_SPREAD = 0.3, 0.14
CAMERA_SHARE, CAMERA_SPREAD = -0.08, 0.1
# How they wander: a minute's standard deviation, and in how many minutes most of it is gone again.
FACTOR_WANDER, FACTOR_BACK_MIN = 0.05, 36.0
RATE_WANDER, RATE_BACK_MIN = 0.012, 90.0
DELAY_SPREAD_MIN, DELAY_BACK_MIN = 2.5, 20.0
# Where nobody knows how many are expected, they come in bursts that nobody knows either.
UNKNOWN_FACTOR_SPREAD, UNKNOWN_BACK_MIN = 1.2, 6.0
LEAST_FACTOR, MOST_RATE = 0.05, 1.5
# People come in clumps, and are served unevenly: variance of a count to its mean.
CLUMPS, SERVING = 1.3, 0.6
# How wrong the expected curve is: of its height, by how early or late people come, of its mean; how long
# on end.
SHAPE_SPREAD, TIMING_MIN, UNEXPECTED, SHAPE_MIN = 0.12, 0.4, 0.1, 4.0
# Serving stands still in so many of its minutes; how it wanders while one waits, as a share of the wait.
STOPS, WOBBLE = 0.04, 0.06
# Counters miscount, and go on doing so for a while.
MISCOUNT, MISCOUNT_MIN = 0.03, 15.0
# Half of all people give up after so long; the spread is that of the logarithm.
PATIENCE_MIN, PATIENCE_SPREAD, MOST_GIVE_UP = 32.0, 0.4, 0.75
# Of those in the queue fewer will give up than of those who join: some have shown their patience.
STILL_PATIENT = 0.5
NEGLIGIBLE = 3e-3
COUNTED_LATELY_MIN = 2


class QueueDay:
    """Goes through one day from its beginning; `minute` is how far it has come."""

    def __init__(self, model: QueueModel, flows: Flows, cameras: Sequence[str]) -> None:
        self.minute = float(model.opens_minute - EARLY_MIN)
        self.model = model
        self.cameras = {source: FIRST_CAMERA + place for place, source in enumerate(cameras)}
        self.belief = _begin(knows=bool(model.arrivals), cameras=len(cameras))
        self.growth = 0.0  # of the queue in the last minute
        self._flows = flows
        self._expect = expected_a_minute(model)
        self._doubts = _doubts(model)
        self._wanders = _wanders(knows=bool(model.arrivals))

    @property
    def served_per_minute(self) -> float:
        """Of today, as it is believed to be."""
        rate = self.belief.mean[RATE]
        return self.model.served_per_minute * exp(max(-MOST_RATE, min(rate, MOST_RATE)))

    def arrivals_now(self) -> float:
        """Persons a minute, as counted, else as expected and corrected by what was read."""
        flow = self._flow(self._flows.arrivals)
        return flow.persons if flow else self._expected()[0] * max(self.belief.mean[FACTOR], 0.0)

    def is_counted(self) -> bool:
        """Whether counters say who comes and who leaves."""
        return bool(
            self._flow(self._flows.arrivals, COUNTED_LATELY_MIN)
            and self._flow(self._flows.departures, COUNTED_LATELY_MIN)
        )

    def advance(self, until: float) -> None:
        """Lets time pass, a minute at a time."""
        while self.minute < until:
            step, before = min(until - self.minute, 1.0), self.belief.mean[QUEUE]
            self._pass(step)
            self.growth = (self.belief.mean[QUEUE] - before) / step
            self.minute += step
            self._wander(step)

    def wait(self) -> tuple[float, list[float], float]:
        """Minutes in the queue of who joins now, without the time until the opening; their covariance with
        the state, and their variance."""
        persons = max(self.belief.mean[QUEUE], 0.0) + 1
        each = self._each()
        shared = self.belief.along((QUEUE, each), (RATE, -persons * each))
        return persons * each, shared, each * shared[QUEUE] - persons * each * shared[RATE]

    def _each(self) -> float:
        """How many minutes each one in the queue makes one wait: some will have left before."""
        each = 1 / self.served_per_minute
        wait = (max(self.belief.mean[QUEUE], 0.0) + 1) * each
        for _ in range(2):
            stay = 1 - STILL_PATIENT * _give_up(wait)
            wait = (max(self.belief.mean[QUEUE], 0.0) + 1) * each * stay
        return each * stay

    def serving_variance(self, wait: float) -> float:
        """Of a wait when the queue is known: people are served unevenly, now slower and now faster."""
        return SERVING * wait / self.served_per_minute + (WOBBLE * wait) ** 2

    def until_opening(self) -> float:
        return max(0.0, self.model.opens_minute - self.minute)

    def _expected(self) -> tuple[float, float]:
        """Persons a minute as expected, moved by how late people are today; and how fast that rises."""
        if not self.model.arrivals:
            return self._expect(self.minute), 0.0
        minute = self.minute - self.belief.mean[DELAY]
        before, now, after = (self._expect(minute + by) for by in (-2.0, 0.0, 2.0))
        return (before + 2 * now + after) / 4, (after - before) / 4

    def _flow(self, flows: Sequence[Flow | None], before: int = 0) -> Flow | None:
        place = int(self.minute) - self._flows.first - before
        return flows[place] if 0 <= place < len(flows) else None

    def _doubt(self) -> float:
        place = int(self.minute) - self._flows.first
        return self._doubts[place] if 0 <= place < len(self._doubts) else 0.0

    def _pass(self, step: float) -> None:
        self._let_in(step)
        if self.minute < self.model.opens_minute:
            return
        left = self._flow(self._flows.departures)
        if left:
            self._give_up_waiting(left.persons * step)
            self.belief = self._let_out(left, step)
            return
        belief, served = self.belief, self.served_per_minute * step * (1 + self._leave_too())
        shared = belief.along((QUEUE, 1.0), (RATE, -served))
        variance = shared[QUEUE] - served * shared[RATE] + _pace_variance(served, step)
        belief.replace(QUEUE, belief.mean[QUEUE] - served, shared, variance)
        belief.rectify(QUEUE)

    def _leave_too(self) -> float:
        """How many give up for each who is served."""
        gives_up = _give_up(self.belief.mean[QUEUE] * self._each())
        return gives_up / (1 - gives_up)

    def _let_in(self, step: float) -> None:
        belief, (pace, rise) = self.belief, self._expected()
        expected, factor = pace * step, max(belief.mean[FACTOR], LEAST_FACTOR)
        counted = self._flow(self._flows.arrivals)
        by_factor, by_delay = expected, -rise * step * factor
        doubt = CLUMPS * expected * factor + self._doubt() ** 2 * SHAPE_MIN * step
        if counted:
            came, noise = counted.persons * step, _miscount(counted, step)
            if expected > 0:
                shared = belief.along((FACTOR, by_factor), (DELAY, by_delay))
                total = by_factor * shared[FACTOR] + by_delay * shared[DELAY] + doubt + noise
                belief.learn(shared, Slopes((came - expected * factor) / total, -1 / total))
            shared = belief.spread[QUEUE][:]
            variance = shared[QUEUE] + noise
        else:
            came = expected * factor
            shared = belief.along((QUEUE, 1.0), (FACTOR, by_factor), (DELAY, by_delay))
            variance = shared[QUEUE] + by_factor * shared[FACTOR] + by_delay * shared[DELAY] + doubt
        belief.replace(QUEUE, belief.mean[QUEUE] + came, shared, variance)

    def _give_up_waiting(self, served: float) -> None:
        gone = served * self._leave_too()
        if gone > 0:
            self.belief.mean[QUEUE] -= gone
            self.belief.spread[QUEUE][QUEUE] += gone + (0.7 * gone) ** 2

    def _let_out(self, left: Flow, step: float) -> Belief:
        """So many left. Either people waited, and it shows how fast they are served; or serving stood still
        for a moment; or nobody waited, and they are as many as came."""
        belief, gone, served = self.belief, left.persons * step, self.served_per_minute * step
        mean, noise = belief.mean[QUEUE], _miscount(left, step)
        pace = served * served * belief.spread[RATE][RATE] + _pace_variance(served, step) + noise
        spread, pace_spread = sqrt(belief.spread[QUEUE][QUEUE] + noise), sqrt(pace)
        some = below((mean - gone) / spread)
        weights = (
            (1 - STOPS) * some * density((gone - served) / pace_spread) / pace_spread,
            STOPS / max(served, 1.0) * some if gone < served else 0.0,
            below((served - gone) / pace_spread) * density((gone - mean) / spread) / spread,
        )
        return self._mix_stories(weights, gone, noise, (served, pace))

    def _mix_stories(
        self, weights: tuple[float, float, float], gone: float, noise: float, pace: tuple[float, float]
    ) -> Belief:
        """What is believed after each of the three, by how well it fits; if none, serving stood still."""
        some, stopped, nobody = weights
        least, told = NEGLIGIBLE * sum(weights), []
        if some > least:
            told.append((some, self._some_waited(gone, noise, *pace)))
        if stopped > least:
            told.append((stopped, self._some_waited(gone, noise, pace[0], inf)))
        if nobody > least:
            told.append((nobody, self._nobody_waited(gone, noise)))
        if not told:
            return self._some_waited(gone, noise, pace[0], inf)
        whole = sum(weight for weight, _ in told)
        return mix([(weight / whole, after) for weight, after in told])

    def _some_waited(self, gone: float, noise: float, served: float, pace: float) -> Belief:
        belief = self.belief.copy()
        if pace < inf:
            shared = [served * value for value in belief.spread[RATE]]
            belief.learn(shared, Slopes((gone - served) / pace, -1 / pace))
        belief.mean[QUEUE] -= gone
        belief.spread[QUEUE][QUEUE] += noise
        belief.rectify(QUEUE)
        return belief

    def _nobody_waited(self, gone: float, noise: float) -> Belief:
        belief = self.belief.copy()
        total = belief.spread[QUEUE][QUEUE] + noise
        belief.learn(belief.spread[QUEUE][:], Slopes((gone - belief.mean[QUEUE]) / total, -1 / total))
        belief.replace(QUEUE, 0.5, [0.0] * len(belief.mean), 1.0)
        return belief

    def _wander(self, step: float) -> None:
        for place, centre, variance, back in self._wanders:
            belief, keeps = self.belief, 1 - step / back
            shared = [value * keeps for value in belief.spread[place]]
            mean = centre + (belief.mean[place] - centre) * keeps
            belief.replace(place, mean, shared, shared[place] * keeps + variance * step)


def _begin(*, knows: bool, cameras: int) -> Belief:
    spreads = [0.5, FACTOR_SPREAD if knows else UNKNOWN_FACTOR_SPREAD, RATE_SPREAD]
    spreads += [DELAY_SPREAD_MIN if knows else 0.0] + [CAMERA_SPREAD] * cameras
    size = range(len(spreads))
    spread = [[spreads[row] ** 2 if row == other else 0.0 for other in size] for row in size]
    return Belief([0.0, 1.0, 0.0, 0.0] + [CAMERA_SHARE] * cameras, spread)


def _wanders(*, knows: bool) -> tuple[tuple[int, float, float, float], ...]:
    """Of each number: where it returns to, its variance a minute, and how fast it returns."""
    factor = (FACTOR_WANDER**2, FACTOR_BACK_MIN)
    if not knows:
        factor = (2 * UNKNOWN_FACTOR_SPREAD**2 / UNKNOWN_BACK_MIN, UNKNOWN_BACK_MIN)
    delay = 2 * DELAY_SPREAD_MIN**2 / DELAY_BACK_MIN if knows else 0.0
    return (
        (FACTOR, 1.0, *factor),
        (RATE, 0.0, RATE_WANDER**2, RATE_BACK_MIN),
        (DELAY, 0.0, delay, DELAY_BACK_MIN),
    )


def _pace_variance(served: float, step: float) -> float:
    """Of how many are served in a step."""
    return SERVING * served + STOPS * 2 * served * served / step


def _miscount(flow: Flow, step: float) -> float:
    """Variance of what passed: errors of counting last, and it is not known when within the minutes."""
    passed, minutes = flow.persons * step, max(flow.counted_over_min, 1.0)
    lasting = (MISCOUNT * flow.persons) ** 2 * MISCOUNT_MIN * step
    return 0.1 * step + MISCOUNT * passed + passed * (1 - 1 / minutes) + lasting


def _give_up(wait: float) -> float:
    """The share of people who give up before they have waited so long."""
    return min(below(log(wait / PATIENCE_MIN) / PATIENCE_SPREAD), MOST_GIVE_UP) if wait > 5 else 0.0


def _doubts(model: QueueModel) -> list[float]:
    """How far the arrivals of each minute may be from the expected ones, beyond chance and today's factor."""
    curve = [*model.arrivals]
    if not curve:
        return []
    floor, last = UNEXPECTED * sum(curve) / len(curve), len(curve) - 1
    slopes = [abs(curve[min(place + 2, last)] - curve[max(place - 2, 0)]) / 4 for place in range(len(curve))]
    return [
        SHAPE_SPREAD * height + TIMING_MIN * slope + floor
        for height, slope in zip(curve, slopes, strict=True)
    ]
