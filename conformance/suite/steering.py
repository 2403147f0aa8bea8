"""The clock's API, as any HTTP client sees it."""

from __future__ import annotations

from datetime import datetime

from checks import check, contains, same
from clock import clock, paused, refusal


@check("clock: stands still while it is paused, steps, and is set forward")
def _() -> None:
    with paused():
        before = clock()
        same("paused", before["paused"], True)
        same("now as ISO 8601", datetime.fromisoformat(before["now"]).timestamp() * 1000, before["nowMs"])
        same("still", clock()["nowMs"], before["nowMs"])
        same("a step", clock("step", {"seconds": 300})["nowMs"], before["nowMs"] + 300_000)
        same("set", clock("set", {"now": before["nowMs"] + 600_000})["nowMs"], before["nowMs"] + 600_000)


@check("clock: never goes back")
def _() -> None:
    with paused():
        now = clock()["nowMs"]
        status, message = refusal("set", {"now": now - 1})
        same("status", status, 409)
        contains("message", message, "time can't go back")
        same("now", clock()["nowMs"], now)


@check("clock: says what is wrong with a request")
def _() -> None:
    same(
        "speed 0",
        refusal("speed", {"speed": 0}),
        (400, "speed: expected a number above 0 (1 is real time) and at most 10000, got 0"),
    )
    same("no such field", refusal("pause", {"for": 5}), (400, "for: expected no such field, got 5"))


@check("clock: its speed can be set")
def _() -> None:
    before = clock()["speed"]
    try:
        same("speed", clock("speed", {"speed": 60})["speed"], 60)
    finally:
        clock("speed", {"speed": before})
