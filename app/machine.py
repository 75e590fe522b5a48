"""Checks that a machine has the files, threads and memory that a server's settings need."""

import os
import pathlib
import resource

from app.settings import Settings

# Connections of a worker, where there are files enough: a thousand cost some MB.
_MOST = 1000
# Files that a worker has open besides connections: libraries, pipes, listeners, metrics.
_BESIDE = 64
# Bytes that the metrics of a process take at most.
_METRICS = 1_000_000
_FILES = resource.RLIMIT_NOFILE
# Threads of a process besides those that answer and compute: the main one, metrics, the end.
_THREADS_BESIDE = 8
# What a container may have, in either version of control groups.
_GROUPS = pathlib.Path("/sys/fs/cgroup")
_PIDS = ("pids.max", "pids/pids.max")
_MEMORY = ("memory.max", "memory/memory.limit_in_bytes")


def check(settings: Settings) -> None:
    """ValueError where the settings are too much for the machine."""
    memory, has = settings.workers * settings.memory, _memory()
    if memory > has:
        raise ValueError(
            f"BASIN_WORKERS={settings.workers} times BASIN_MEMORY={settings.memory} is more than the {has:,} bytes of"
            " memory of this machine. Set one of them lower."
        )
    threads, may = (settings.workers + 1) * _THREADS_BESIDE, _group(_PIDS)
    threads += settings.workers * (settings.threads + settings.streams)
    if may is not None and threads > may:
        raise ValueError(
            f"BASIN_WORKERS={settings.workers} with BASIN_STREAMS={settings.streams} needs {threads:,} threads, and"
            f" this machine allows {may:,} (pids). Allow more threads, or set one of them lower."
        )


def connections(settings: Settings) -> int:
    """The most connections of a worker. ValueError if there are too few files for its threads."""
    beside = _BESIDE + (settings.threads + settings.streams if settings.redis_url else 0)
    files = _allowed(beside + _MOST)
    needed = beside + settings.threads
    if files < needed:
        raise ValueError(
            f"BASIN_STREAMS={settings.streams} needs {needed:,} open files in a process, and this machine allows"
            f" {files:,} (ulimit -n). Allow more files, or set BASIN_STREAMS lower."
        )
    return min(_MOST, files - beside)


def check_room(folder: str, processes: int) -> None:
    """ValueError if a folder has no room for the metrics of so many processes: writing them would end a process."""
    found = os.statvfs(folder)
    if found.f_bavail * found.f_frsize < processes * _METRICS:
        raise ValueError(
            f"BASIN_METRICS_PORT needs {processes * _METRICS:,} bytes in {folder}, which is full. Free some space"
            " there, or set BASIN_METRICS_PORT=0."
        )


def _allowed(wanted: int) -> int:
    """The number of files that a process may open, raised to `wanted` if possible."""
    soft, hard = (wanted if each == resource.RLIM_INFINITY else each for each in resource.getrlimit(_FILES))
    if soft < min(wanted, hard):
        soft = min(wanted, hard)
        resource.setrlimit(_FILES, (soft, resource.getrlimit(_FILES)[1]))
    return soft


def _memory() -> int:
    """The bytes of memory of the machine, or of the container if it has fewer."""
    all_of_it = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(all_of_it, _group(_MEMORY) or all_of_it)


def _group(names: tuple[str, ...]) -> int | None:
    """A limit of the container; None where there is none."""
    for name in names:
        try:
            text = (_GROUPS / name).read_text().strip()
        except OSError:
            continue
        return int(text) if text.isdigit() else None
    return None
