"""Prefect reads its settings when it is imported: no command may import it before tayang's own stand."""

import subprocess
import sys

from flows.deployments import CHECKOUT, python_path

BEFORE_THE_SETTINGS = ("cli.app", "flows.channels", "flows.connect", "flows.board", "flows.wiring", "flows.chores")


def test_nothing_that_commands_import_first_brings_prefect_along() -> None:
    asked = f"import sys, {', '.join(BEFORE_THE_SETTINGS)}; print('prefect' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", asked], cwd=CHECKOUT, env={"PYTHONPATH": python_path()},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ran.stdout.strip(), ran.stderr) == ("False", "")
