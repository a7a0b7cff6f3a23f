"""Quantities as a reader wants them: three digits and a unit."""


def amount(number: float) -> str:
    """Write bytes: `222 B`, `11.9 kB`, `2 GB`."""
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= factor:
            return f"{number / factor:.3g} {unit}"
    return f"{number:.3g} B"


def percent(share: float) -> str:
    """Write a share: `3.2 %`; what is too small for a figure is below 0.1 %."""
    return "below 0.1 %" if 0 < share < 0.001 else f"{100 * share:.3g} %"
