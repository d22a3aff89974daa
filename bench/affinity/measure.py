"""Run one command as a process of its own and print what it took, as one JSON line.

    python3 -S -E measure.py STDOUT STDERR COMMAND…

Small on purpose: on Linux a child's peak memory is never below what its parent had when it started it, so what starts
the measured command must be smaller than all that is measured (this is about 10 MB).
"""

import json
import os
import sys
import time


def busy_seconds() -> float:
    """Processor time that all processes of this machine have had so far."""
    try:
        with open("/proc/stat") as stat:
            user, nice, system, _, _, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    except OSError:
        return 0.0
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def main(stdout: str, stderr: str, *command: str) -> None:
    """Measure from just before the process starts until it is gone, its output written."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [(os.POSIX_SPAWN_OPEN, 1, stdout, flags, 0o644), (os.POSIX_SPAWN_OPEN, 2, stderr, flags, 0o644)]
    load, busy, start = os.getloadavg()[0], busy_seconds(), time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    busy = busy_seconds() - busy
    own = usage.ru_utime + usage.ru_stime
    print(
        json.dumps(
            {
                "exit": os.waitstatus_to_exitcode(status),
                "seconds": seconds,
                "cpu_seconds": own,
                # Kilobytes on Linux, bytes on macOS.
                "max_rss_mb": usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024),
                "load_before": load,
                # What everything else on the machine took meanwhile, in processors.
                "others": max(0.0, busy - own) / max(seconds, 1e-9),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
