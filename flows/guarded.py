"""Runs a Python module as a child that never outlives its parent: `python -m flows.guarded MODULE ARGUMENTS…`."""

import ctypes
import os
import runpy
import signal
import sys
from collections.abc import Mapping

from language.say import LANGUAGES, OWN, speak, t

PARENT = "TAYANG_SERVE_PID"
LANGUAGE = "TAYANG_SERVE_LANGUAGE"
_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: str) -> None:
    """Ask the kernel to kill this process when its parent ends, however that ends."""
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if parent and os.getppid() != int(parent):
        raise SystemExit(t("tayang serve sudah berhenti; anak ini tidak dijalankan"))


def speak_as_parent(environ: Mapping[str, str]) -> None:
    """Say everything in the language of the `tayang serve` that started this process; its home is read later, if at all."""
    speak(next((one for one in LANGUAGES if one == environ.get(LANGUAGE)), OWN))


def main() -> None:
    speak_as_parent(os.environ)
    end_with_parent(os.environ.get(PARENT, ""))
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
