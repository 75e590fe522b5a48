"""Where compiled code is kept: beside the sources, also where these can only be read."""

import os

from numba.core.caching import InTreeCacheLocator


class BesideSources(InTreeCacheLocator):
    """Numba's own cache beside the sources, which it would not read on a root file system that is read-only."""

    def ensure_cache_path(self) -> None:
        """OSError if there is no folder, and none can be made."""
        try:
            super().ensure_cache_path()
        except OSError:
            if not os.path.isdir(self.get_cache_path()):
                raise
