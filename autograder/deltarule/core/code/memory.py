"""How much more memory a block may take: a wrong version of a function may ask for any amount."""

import contextlib
import os
import sys
from collections.abc import Iterator

_SIZE = "/proc/self/statm"


@contextlib.contextmanager
def limited_memory(mb: int) -> Iterator[None]:
    """Let a block take so many MiB more than this process has by now; without end where they are 0.

    What wants more gets a MemoryError. Elsewhere than on Linux nothing is limited.
    """
    if not mb or sys.platform != "linux" or not os.path.exists(_SIZE):
        yield
        return
    import resource

    with open(_SIZE, "rb", buffering=0) as size:  # wrong versions are many, and each is limited
        pages = int(size.read().split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = pages * os.sysconf("SC_PAGE_SIZE") + mb * 2**20
    within = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([limit, *within]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
