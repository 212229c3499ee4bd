"""Runs a Python module as a child that never outlives its parent: `python -m flows.guarded MODULE ARGUMENTS…`."""

import ctypes
import os
import runpy
import signal
import sys

PARENT = "TAYANG_SERVE_PID"
_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: str) -> None:
    """Ask the kernel to kill this process when its parent ends, however that ends."""
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if parent and os.getppid() != int(parent):
        raise SystemExit("tayang serve sudah berhenti; anak ini tidak dijalankan")


def main() -> None:
    end_with_parent(os.environ.get(PARENT, ""))
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
