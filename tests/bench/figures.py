"""One figure of ours beside what it is measured against, and the table of all of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A ratio measured in one run: ours to the other's. It is met where it lies on the right side of `target`."""

    name: str
    ours: float
    other: float
    unit: str
    target: float
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours for each one of the other."""
        return self.ours / self.other

    @property
    def met(self) -> bool:
        """Whether the ratio is what was promised."""
        return self.ratio >= self.target if self.more_is_better else self.ratio <= self.target


def table(figures: list[Figure]) -> str:
    """Every figure on a line: name, ours, other, ratio, target, and whether it is met."""
    rows = [("", "ours", "other", "", "ratio", "target", "met")]
    for each in figures:
        bound = "at least" if each.more_is_better else "at most"
        shown = (f"{each.ours:,.4g}", f"{each.other:,.4g}", each.unit, f"{each.ratio:.2f}")
        rows.append((each.name, *shown, f"{bound} {each.target:g}", "yes" if each.met else "NO"))
    wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(_aligned(row, wide)) for row in rows)


def _aligned(row: tuple[str, ...], wide: list[int]) -> list[str]:
    numbers = (1, 2, 4)
    return [
        cell.rjust(w) if n in numbers else cell.ljust(w) for n, (cell, w) in enumerate(zip(row, wide, strict=True))
    ]
