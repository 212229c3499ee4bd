"""Starts the Prefect server of `tayang serve`: as `prefect server start`, with the one mend its scheduler needs.

With SQLAlchemy 2.1 the scheduler of Prefect 3.8 cannot enter a single run: a bulk insert now refuses values for hybrid
attributes that have no bulk setter, and every scheduled run is inserted together with its `state`. Earlier versions left
such a value alone, which is what the setter here does.
"""

import sys
from collections.abc import MutableMapping
from typing import Any


def leave_alone(_cls: type, _mapping: MutableMapping[str, Any], _value: object) -> None:
    """A bulk setter that sets nothing: the states of new runs are inserted by the scheduler afterwards."""


def mend_scheduler() -> None:
    """Let scheduled runs be inserted, whichever SQLAlchemy is installed."""
    from prefect.server.database.orm_models import FlowRun

    hybrid = FlowRun.__dict__["state"]
    if getattr(hybrid, "bulk_dml_setter", None) is None:
        hybrid.bulk_dml_setter = leave_alone


def main() -> None:
    mend_scheduler()
    from prefect.cli import app

    sys.argv = ["prefect", "server", "start", *sys.argv[1:]]
    app()


if __name__ == "__main__":
    main()
