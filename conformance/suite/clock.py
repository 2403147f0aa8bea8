"""The local AWS's own clock API (docs/clock.md)."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from typing import Any, Callable, Iterator

from checks import Failed
from clients import url


def clock(action: str = "", body: dict[str, Any] | None = None) -> dict[str, Any]:
    """`clock()` reads the clock; `clock("step", {"seconds": 300})` steers it. Raises HTTPError if refused."""
    request = urllib.request.Request(
        f"{url}/_clock/{action}" if action else f"{url}/_clock",
        data=json.dumps(body or {}).encode() if action else None,
        method="POST" if action else "GET",
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def refusal(action: str, body: dict[str, Any]) -> tuple[int, str]:
    """The status and message that a request to the clock is refused with."""
    try:
        clock(action, body)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["message"]
    raise Failed(f"expected {action} {body} to be refused; it was not")


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Time stands still within, but for steps; afterwards it goes on if it did before."""
    before = clock()["paused"]
    clock("pause")
    try:
        yield
    finally:
        if not before:
            clock("resume")


def step_until(done: Callable[[], bool], limit: int = 500) -> None:
    """Steps a paused clock from one due instant to the next until `done`."""
    for _ in range(limit):
        if done():
            return
        clock("step", {"toNext": True})
    raise Failed(f"not done after {limit} steps")


def wait_until(done: Callable[[], bool], host_seconds: float = 60) -> None:
    """Lets a running clock run until `done`, looking at it all the time."""
    deadline = time.monotonic() + host_seconds
    while not done():
        if time.monotonic() > deadline:
            raise Failed(f"not done after {host_seconds} seconds")
        time.sleep(0.02)
