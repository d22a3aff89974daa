"""All in one go: quality, then speed and memory, written to RESULTS.md with the machine, the date and the versions.

    python results.py [--folkmoot BIN] [--work FOLDER] [--draws FOLDER] [--peers METHOD,…] [--out FILE] [--fresh]

What was measured is kept in the work folder as it comes: after an interruption the same command goes on where it was. A
peer that fails leaves a line that says so. Ends with 1 if an aim is missed.
"""

import argparse
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import contest
import quality
import sizes
from score import table

SHOWN = ("scikit-learn", "bertopic", "sentence-transformers", "torch", "umap-learn", "hdbscan", "numpy")


def said(*command: str) -> str:
    """What a command prints, or nothing."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=contest.HERE).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine() -> str:
    """Processor, cores, memory, system."""
    found = {}
    for file, name in (("/proc/cpuinfo", "model name"), ("/proc/meminfo", "MemTotal")):
        try:
            lines = Path(file).read_text().splitlines()
        except OSError:
            continue
        found[name] = next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
    memory = int((found.get("MemTotal") or "0").split()[0]) / 2**20
    processor = found.get("model name") or platform.processor() or platform.machine()
    return (
        f"{processor}, {os.cpu_count()} cores of which {contest.CORES} are used, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}"
    )


def installed(package: str) -> str:
    """A package with its version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} (not installed)"


def head(given: argparse.Namespace) -> str:
    """What was measured, where and when."""
    changed = " with changes" if said("git", "status", "--porcelain", "--untracked-files=no") else ""
    binary = f"{given.folkmoot.stat().st_size / 1e6:.1f} MB"
    return "\n".join(
        [
            "# Affinity mapping: results",
            "",
            "Written by `python bench/affinity/results.py`; how each number is made stands in the [README](README.md).",
            "",
            f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f"- Machine: {machine()}; load before: {os.getloadavg()[0]:.2f}",
            f"- folkmoot: {said(str(given.folkmoot), '--version') or 'unknown version'}, {binary}, commit "
            f"{said('git', 'rev-parse', '--short=12', 'HEAD') or 'unknown'}{changed}",
            f"- Peers: Python {platform.python_version()}, {', '.join(map(installed, SHOWN))}",
        ]
    )


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes.options(parser)
    parser.add_argument("--draws", type=Path, default=quality.DRAWS)
    parser.add_argument(
        "--peers", default=",".join(method.name for method in contest.PEERS), help="in quality's tables"
    )
    parser.add_argument("--out", type=Path, default=contest.HERE / "RESULTS.md")
    given = parser.parse_args()
    given.folkmoot = given.folkmoot.resolve()
    if not given.folkmoot.exists():
        raise SystemExit(f"{given.folkmoot} is not there: cargo build --release")
    contest.use_cores()
    opening = head(given)
    try:
        human = quality.measure(given.folkmoot, given.draws, quality.named(given.peers), given.work)
    except (contest.Failed, ValueError) as fault:
        human = quality.Quality(f"Not measured: {fault}", quality.targets({}))
    parts = sizes.measure(given)
    goals = [*human.goals, *sizes.aims(parts, sorted({size for _, size in parts}))]
    lines = [[*words, "yes" if met else "NO"] for *words, met in goals]
    aims = table(["", "aim", "found", "met"], lines)
    whole = [opening, "## Aims", aims, "## Quality", human.report, "## Speed and memory", sizes.report(parts)]
    given.out.write_text("\n\n".join(part.strip() for part in whole) + "\n", encoding="utf-8")
    print(f"\n{aims}\n\nwritten to {given.out}")
    raise SystemExit(not all(met for *_, met in goals))


if __name__ == "__main__":
    main()
