"""How many files a worker may open, of which each connection is one."""

import resource

from app.settings import Settings

# Connections of a worker, where there are files enough: a thousand cost some MB.
_MOST = 1000
# What a worker has open besides: its modules' libraries, pipes, listeners, metrics.
_BESIDE = 64
_FILES = resource.RLIMIT_NOFILE


def connections(settings: Settings) -> int:
    """The most connections of a worker; ValueError where there are not even files for its threads."""
    beside = _BESIDE + (settings.threads + settings.computing if settings.redis_url else 0)
    files = _allowed(beside + _MOST)
    needed = beside + settings.threads
    if files < needed:
        raise ValueError(
            f"A process may open {files:,} files here (ulimit -n), and with BASIN_STREAMS={settings.streams} it needs"
            f" {needed:,}: allow more, or set fewer streams."
        )
    return min(_MOST, files - beside)


def _allowed(wanted: int) -> int:
    """The files that a process may open, where possible as many as are wanted."""
    soft, hard = (wanted if each == resource.RLIM_INFINITY else each for each in resource.getrlimit(_FILES))
    if soft < min(wanted, hard):
        soft = min(wanted, hard)
        resource.setrlimit(_FILES, (soft, resource.getrlimit(_FILES)[1]))
    return soft
