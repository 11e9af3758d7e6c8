"""What sandbox this machine can give, found out by building one and attacking it."""

from __future__ import annotations

from dataclasses import dataclass

from masterynb.grading.attack import find_holes
from masterynb.grading.nursery import NoSandbox, Nursery
from masterynb.grading.sandbox import TIER_OF, Limits, Tier, Wall, find_walls, may_give_ids
from masterynb.grading.zygote import Order


@dataclass(frozen=True, slots=True)
class Prospect:
    """The best sandbox that holds here, and why no better one does (reason by reason)."""

    wall: Wall
    tier: Tier
    reasons: tuple[str, ...]


def find_prospect() -> Prospect:
    """Build every kind of sandbox, the best first, until one holds against our own attack."""
    reasons: list[str] = []
    for wall in find_walls():
        if not TIER_OF[wall].may_verify:
            break
        holes = _try(wall)
        if not holes:
            return Prospect(wall, TIER_OF[wall], tuple(reasons))
        reasons.append(f"{wall}: {', '.join(holes)}")
    return Prospect(Wall.LIMITS, Tier.PROCESS, tuple(reasons))


def _try(wall: Wall) -> list[str]:
    """Return what is wrong with a kind of sandbox here; nothing if it holds."""
    order = Order(wall, Limits(), "", "", (), ipython=False, as_root=may_give_ids())
    try:
        nursery = Nursery(order)
    except NoSandbox as error:
        return [str(error)]
    try:
        return find_holes(nursery.spawn, own_root=wall is Wall.NAMESPACES)
    except NoSandbox as error:
        return [str(error)]
    finally:
        nursery.close()
