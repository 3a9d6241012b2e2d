"""What provisioning raises.

>>> print(FetchError("numpy", "no network", "the slides"))
numpy could not be had: no network. What still works: the slides.
"""


class FetchError(Exception):
    """A part is neither in the cache nor to be fetched.

    `what` names the part, `why` the reason of every source tried, `still_works` what a reader has without it.
    """

    def __init__(self, what: str, why: str, still_works: str) -> None:
        super().__init__(f"{what} could not be had: {why.rstrip('.')}. What still works: {still_works.rstrip('.')}.")
        self.what = what
        self.why = why
        self.still_works = still_works


class SourceError(Exception):
    """One source of one file did not deliver; another may."""
