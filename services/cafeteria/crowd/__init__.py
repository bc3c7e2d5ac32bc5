"""Readings of four kinds of source, fused into one estimate."""

from services.cafeteria.crowd.crowd import STALE_AFTER, Crowd, Sources, State, Wait
from services.cafeteria.crowd.estimate import estimate_queue, trace_queue
from services.cafeteria.crowd.kitchen import KitchenLevel, find_kitchen_level
from services.cafeteria.crowd.outlooks import forget_prospect
from services.cafeteria.crowd.queue_types import Estimate, Observation, QueueModel, TraceStep
from services.cafeteria.crowd.readings import (
    SensorBatch,
    SensorReading,
    Taken,
    record_level,
    record_sensor_readings,
)
from services.cafeteria.crowd.reports import join_queue, leave_queue, withdraw_report
from services.cafeteria.crowd.sensors import (
    SensorView,
    create_sensor,
    end_sensor,
    list_sensors,
    verify_sensor,
)
from services.cafeteria.crowd.snapshot import (
    SnapshotBodies,
    SnapshotHead,
    find_snapshot_bodies,
    list_snapshot_heads,
    load_crowd,
    load_prospect,
    refresh_snapshot,
    refresh_when_due,
)
from services.cafeteria.crowd.upkeep import keep_up

__all__ = [
    "STALE_AFTER",
    "Crowd",
    "Estimate",
    "KitchenLevel",
    "Observation",
    "QueueModel",
    "SensorBatch",
    "SensorReading",
    "SensorView",
    "SnapshotBodies",
    "SnapshotHead",
    "Sources",
    "State",
    "Taken",
    "TraceStep",
    "Wait",
    "create_sensor",
    "end_sensor",
    "estimate_queue",
    "find_kitchen_level",
    "find_snapshot_bodies",
    "forget_prospect",
    "join_queue",
    "keep_up",
    "leave_queue",
    "list_sensors",
    "list_snapshot_heads",
    "load_crowd",
    "load_prospect",
    "record_level",
    "record_sensor_readings",
    "refresh_snapshot",
    "refresh_when_due",
    "trace_queue",
    "verify_sensor",
    "withdraw_report",
]
