"""Checks: what a client should see. Each prints one line, whatever becomes of it."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from typing import Any, Callable


class Failed(Exception):
    """A client saw something else than it should have."""


class Skipped(Exception):
    """The check can't be made here; says why."""


@dataclass(frozen=True)
class Check:
    name: str
    needs: frozenset[str]
    run: Callable[[], None]


_checks: list[Check] = []


def check(name: str, *needs: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a check, made only where the clients it `needs` ("boto3", "aws") are installed."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        _checks.append(Check(name, frozenset(needs), run))
        return run

    return register


def same(what: str, got: Any, expected: Any) -> None:
    if got != expected:
        raise Failed(f"{what}: expected {expected!r}, got {got!r}")


def contains(what: str, got: str, expected: str) -> None:
    if expected not in got:
        raise Failed(f"{what}: expected {expected!r} in it, got {got!r}")


def run_all(missing: dict[str, str], only: str = "") -> int:
    """Makes every check whose name holds `only`. `missing` says why a client isn't there. Returns the exit code."""
    passed, failed, skipped = 0, 0, 0
    for one in _checks:
        if only not in one.name:
            continue
        why = "; ".join(missing[client] for client in sorted(one.needs) if client in missing)
        try:
            if why:
                raise Skipped(why)
            one.run()
            passed += 1
            print(f"ok    {one.name}")
        except Skipped as reason:
            skipped += 1
            print(f"skip  {one.name}: {reason}")
        except Failed as reason:
            failed += 1
            print(f"FAIL  {one.name}: {reason}")
        except Exception as error:  # one broken check must not hide the others
            failed += 1
            print(f"FAIL  {one.name}: {type(error).__name__}: {error}")
            traceback.print_exc(file=sys.stderr)
        sys.stdout.flush()
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0
