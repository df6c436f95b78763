"""Files of others that pages need, in a folder of their own: fetched once, and without them the shop works all the same."""

import time

from localservers.process import say
from wheels import FetchError

_SECONDS_BETWEEN_ATTEMPTS = 3600


def fill(folder, what, last, fetch, otherwise):
    """Fetches what is not there yet; the last file tells that all are there.

    Being offline is no error: the next attempt is an hour later. `otherwise` says what is so until then.
    """
    unavailable = folder / ".unavailable"
    if (folder / last).exists() or _is_recent(unavailable):
        return
    say(f"Fetching {what} into {folder}")
    try:
        fetch()
    except FetchError:
        say(f"They could not be fetched: {otherwise}")
        unavailable.touch()
    else:
        unavailable.unlink(missing_ok=True)


def _is_recent(path):
    try:
        return time.time() - path.stat().st_mtime < _SECONDS_BETWEEN_ATTEMPTS
    except FileNotFoundError:
        return False
