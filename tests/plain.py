"""Statistics of a few answers row by row with fractions: another way than the library's, for its reference values.

``python -m tests.plain`` writes ``reference_values.csv`` anew.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil
from pathlib import Path

from tests.small_answers import Row, small_instrument

FILE = Path(__file__).with_name("reference_values.csv")
ASKED = small_instrument({"a1": "a", "a2": "a", "a3": "a", "b1": "b", "b2": "b"}, groups=["x", "y", "z"])
ITEMS = ("a1", "a2", "a3", "b1", "b2")
POINTS = {"a": (0, 1, 2), "b": (3, 4)}

#: Wave, group, five ratings (? don't know, - blank), points voted for.
TEXT = """
1 x 33332 ab|1 x 34222 b|1 x 11211 a|1 x 33333 a|1 x 21213 a|1 x 32333
1 y ?5322 a|1 y 5444- |1 y -4?45 a|1 y 21121 ab|1 y 44444|1 y -5233|1 y 23333 a|1 y 34534 b|1 y 4432? b
1 z 3224? b|1 z 24353 ab|1 z 44444 b|1 z 223-3 a|1 z -4544 ab|1 z 23342 b|1 z 54-55|1 z 33241 a
2 x 22212 ab|2 x 33343 a|2 x 23344 a|2 x 33322 ab|2 x 45534 b|2 x 13211 ab
2 y 43434 a|2 y 34443 ab|2 y 55555 a|2 y 5-4-4|2 y 12223 ab|2 y 54455 a|2 y 55555
2 z 44445 b|2 z 33442|2 z 23323 ab|2 z 254?3 a|2 z 5544? a|2 z 34352 b|2 z 2-445|2 z 44533 b
"""

Scores = list[Fraction]
Cells = tuple[int | None, ...]


def rows() -> list[Row]:
    """Return the answers as `small_answers` takes them."""
    found: list[Row] = []
    for line in TEXT.replace("|", "\n").split("\n"):
        if line.strip():
            wave, group, cells, votes = [*line.split(), ""][:4]
            told = tuple(int(cell) if cell.isdigit() else cell.replace("-", "") for cell in cells)
            found.append((wave, group, None, told, tuple(votes)))
    return found


def ratings(wave: str, group: str = "") -> list[Cells]:
    """Return each respondent's ratings, None where there is none."""
    return [
        tuple(cell if isinstance(cell, int) else None for cell in row[3])
        for row in rows()
        if row[0] == wave and group in ("", row[1])
    ]


def score(cells: Cells, point: str) -> Fraction | None:
    """Return a respondent's score: the mean of the rated items, where half are rated."""
    told = [cells[n] for n in POINTS[point]]
    known = [rating for rating in told if rating is not None]
    return Fraction(sum(known), len(known)) if known and len(known) >= ceil(len(told) / 2) else None


def scores(wave: str, point: str, group: str = "") -> Scores:
    """Return the scores of all who have one."""
    return [found for cells in ratings(wave, group) if (found := score(cells, point)) is not None]


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the mean."""
    return sum(values, Fraction(0)) / len(values)


def variance(values: Sequence[Fraction]) -> Fraction:
    """Return the variance, n − 1."""
    centre = mean(values)
    return sum(((value - centre) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the two middle ones."""
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def ranks(values: Scores) -> Scores:
    """Return each value's mid-rank."""
    return [
        Fraction(sum(other < value for other in values)) + Fraction(sum(other == value for other in values) + 1, 2)
        for value in values
    ]


def kruskal(groups: Sequence[Scores]) -> Fraction:
    """Return H as the mean ranks' spread over the ranks' own variance: no correction for ties is needed so."""
    pooled = [value for group in groups for value in group]
    place, every, spread = 0, ranks(pooled), Fraction(0)
    for group in groups:
        spread += len(group) * (mean(every[place : place + len(group)]) - mean(every)) ** 2
        place += len(group)
    return spread / variance(every)


def pairs(first: Scores, second: Scores) -> list[list[int]]:
    """Return who is higher in each pair: 1, 0 or −1."""
    return [[(x > y) - (x < y) for y in second] for x in first]


def delta(first: Scores, second: Scores) -> Fraction:
    """Return Cliff's δ by all pairs."""
    return Fraction(sum(map(sum, pairs(first, second))), len(first) * len(second))


def brunner_munzel_squared(first: Scores, second: Scores) -> Fraction:
    """Return the square of Brunner and Munzel's statistic, by ranks."""
    n, m, pooled = len(first), len(second), ranks(first + second)
    parts = []
    for own, size, place in ((first, n, 0), (second, m, n)):
        inner = ranks(own)
        above = [every - inside for every, inside in zip(pooled[place : place + size], inner, strict=True)]
        parts.append(size * variance(above))
    difference = mean(pooled[n:]) - mean(pooled[:n])
    return (n * m * difference / (n + m)) ** 2 / (parts[0] + parts[1])


def exact(first: Scores, second: Scores) -> Fraction:
    """Return the exact p by going through every way to choose the first group."""
    every, n = ranks(first + second), len(first)
    middle = n * Fraction(len(every) + 1, 2)
    away = abs(sum(every[:n], Fraction(0)) - middle)
    sums = [abs(sum(chosen, Fraction(0)) - middle) for chosen in combinations(every, n)]
    return Fraction(sum(found >= away for found in sums), len(sums))


def covariance(table: Sequence[Sequence[int]], one: int, other: int) -> Fraction:
    """Return the covariance of two columns."""
    x, y = ([Fraction(row[n]) for row in table] for n in (one, other))
    total = sum(((a - mean(x)) * (b - mean(y)) for a, b in zip(x, y, strict=True)), Fraction(0))
    return total / (len(table) - 1)


def alpha(wave: str, point: str) -> Fraction:
    """Return Cronbach's α: items' variances against the variance of their sum."""
    told = [[cells[n] for n in POINTS[point]] for cells in ratings(wave)]
    table = [[rating for rating in row if rating is not None] for row in told if None not in row]
    k = len(table[0])
    parts = sum((variance([Fraction(row[n]) for row in table]) for n in range(k)), Fraction(0))
    return Fraction(k, k - 1) * (1 - parts / variance([Fraction(sum(row)) for row in table]))


def krippendorff(wave: str, group: str, metric: str) -> Fraction:
    """Return Krippendorff's α over all items, pair by pair of answers."""
    units = [[cells[n] for cells in ratings(wave, group) if cells[n] is not None] for n in range(len(ITEMS))]
    told = [[rating for rating in unit if rating is not None] for unit in units if len(unit) > 1]
    pooled = [rating for unit in told for rating in unit]
    size = {value: sum(rating == value for rating in pooled) for value in range(1, 6)}

    def apart(a: int, b: int) -> Fraction:
        if metric == "interval":
            return Fraction((a - b) ** 2)
        low, high = sorted((a, b))
        between = sum(size[value] for value in range(low, high + 1)) - Fraction(size[low] + size[high], 2)
        return between**2

    observed = sum(
        (Fraction(1, len(unit) - 1) * apart(a, b) for unit in told for a, b in ordered_pairs(unit)), Fraction(0)
    )
    expected = sum((apart(a, b) for a, b in ordered_pairs(pooled)), Fraction(0)) / (len(pooled) - 1)
    return 1 - observed / expected


def ordered_pairs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each answer with each other one, both ways."""
    for one, a in enumerate(values):
        for other, b in enumerate(values):
            if one != other:
                yield a, b


def top_two(wave: str, point: str) -> tuple[Fraction, Fraction]:
    """Return the share of 4 and 5 among all answers to a point's items, and its squared standard error."""
    told = [[cells[n] for n in POINTS[point] if cells[n] is not None] for cells in ratings(wave)]
    people = [(sum(rating >= 4 for rating in row if rating is not None), len(row)) for row in told if row]
    n, answers = len(people), sum(m for _, m in people)
    share = Fraction(sum(t for t, _ in people), answers)
    squares = sum(((t - share * m) ** 2 for t, m in people), Fraction(0))
    return share, Fraction(n, n - 1) * squares / answers**2


def standardised(point: str) -> tuple[Fraction, Fraction]:
    """Return the difference with the first wave's mix of groups, and what the changed mix made."""
    old, new = ({group: scores(wave, point, group) for group in "xyz"} for wave in "12")
    everybody = sum(len(found) for found in old.values())
    changes = (Fraction(len(old[group]), everybody) * (mean(new[group]) - mean(old[group])) for group in "xyz")
    value = sum(changes, Fraction(0))
    return value, mean(scores("2", point)) - mean(scores("1", point)) - value


def contrasts(wave: str) -> Scores:
    """Return a − b of each respondent with both scores."""
    both = [(score(cells, "a"), score(cells, "b")) for cells in ratings(wave)]
    return [a - b for a, b in both if a is not None and b is not None]


def deviation(values: Scores, centre: Callable[[Scores], Fraction]) -> Fraction:
    """Return the mean distance from a centre."""
    return mean([abs(value - centre(values)) for value in values])


def reference_values() -> dict[str, Fraction]:
    """Return every value, by its name."""
    found: dict[str, Fraction] = {}
    for wave in "12":
        for point in POINTS:
            for group in ("", *"xyz"):
                own = scores(wave, point, group)
                cell = f"{wave} {point} {group or 'all'}"
                found |= {f"{cell} n": Fraction(len(own)), f"{cell} mean": mean(own), f"{cell} median": median(own)}
                found[f"{cell} variance"] = variance(own)
            found[f"{wave} {point} h"] = kruskal([scores(wave, point, group) for group in "xyz"])
            found[f"{wave} {point} alpha"] = alpha(wave, point)
            found[f"{wave} {point} top_two"], found[f"{wave} {point} top_two_error²"] = top_two(wave, point)
            for one, other in combinations("xyz", 2):
                two = scores(wave, point, one), scores(wave, point, other)
                pair = f"{wave} {point} {one}{other}"
                found |= {f"{pair} delta": delta(*two), f"{pair} exact": exact(*two)}
                found[f"{pair} brunner_munzel²"] = brunner_munzel_squared(*two)
        for group in "xyz":
            for metric in ("ordinal", "interval"):
                found[f"{wave} {group} krippendorff_{metric}"] = krippendorff(wave, group, metric)
            own = [Fraction(cells[0]) for cells in ratings(wave, group) if cells[0] is not None]
            found[f"{wave} a1 {group} ad_mean"] = deviation(own, mean)
            found[f"{wave} a1 {group} ad_median"] = deviation(own, median)
            found[f"{wave} a1 {group} rwg"] = max(1 - variance(own) / 2, Fraction(0))
        within = contrasts(wave)
        found[f"{wave} paired"] = -mean(within)
        found[f"{wave} paired_t²"] = mean(within) ** 2 * len(within) / variance(within)
    for point in POINTS:
        found[f"{point} standardised"], found[f"{point} composition"] = standardised(point)
        found[f"{point} delta between waves"] = delta(scores("2", point), scores("1", point))
    found["a did"] = mean(contrasts("2")) - mean(contrasts("1"))
    return found


def main() -> None:
    """Write the file of reference values."""
    with FILE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["value", "fraction"])
        writer.writerows((name, str(fraction)) for name, fraction in reference_values().items())


if __name__ == "__main__":
    main()
