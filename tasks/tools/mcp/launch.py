"""Become a server's program, which ends when the process that wanted it ends, however that was.

Run by path, as `python -I -S launch.py PARENT COMMAND ARGUMENT...`: it imports nothing of ours.
"""

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2): the kernel sends the signal when the parent ends, a killed one too


def main() -> None:
    """Replace this process by the command; end with 127 where there is none."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it had ended before the kernel was told
            sys.exit(127)
    try:
        os.execvp(command[0], command)  # noqa: S606 - the command is what an operator added
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)  # read by the process that wanted the server
        sys.exit(127)


if __name__ == "__main__":
    main()
