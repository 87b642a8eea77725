"""The sentences of the methods: each part tells what was in fact computed for a wave."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version

from critical_points.decimals import tell_mark
from critical_points.disclosure import Protected
from critical_points.disclosure.blocks import SMALLEST_DISTRIBUTION
from critical_points.disclosure.detail import BAND, FULL, MEAN
from critical_points.estimates import compare_groups, compare_waves, describe, find_gaps, priorities, respondents
from critical_points.estimates.cells import HIGHEST, LOWEST, not_comparable
from critical_points.estimates.gaps import ALIKE
from critical_points.estimates.groups import ERROR, SMALLEST_TESTED
from critical_points.estimates.means import LEVEL
from critical_points.estimates.priorities import SEED, SURE, TARGETS, TIMES
from critical_points.estimates.targets import TIMES as TIMES_OF_TARGETS
from critical_points.estimates.waves import MARGIN, NARROW
from critical_points.language import Language
from critical_points.sharing import wording_of
from critical_points.sharing.addition import FEWEST, LARGEST_SHARE
from critical_points.tallies import ALL
from critical_points.tallies.scores import LEAST_RATED
from critical_points.workspace import Review

#: Programs that compute results.
_PROGRAMS = ("critical-points", "pandas", "numpy", "scipy")

#: Where the methods are described, by the part that uses them.
_SOURCES = {
    "intervals": (
        "Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9, 130–134, doi:10.1214/aos/1176345338",
        "Agresti & Coull (1998), American Statistician 52, 119–126, doi:10.1080/00031305.1998.10480550",
        "Wilson (1927), JASA 22, 209–212, doi:10.1080/01621459.1927.10502953",
    ),
    "groups": (
        "Kruskal & Wallis (1952), JASA 47, 583–621, doi:10.1080/01621459.1952.10483441",
        "Mann & Whitney (1947), Annals of Mathematical Statistics 18, 50–60, doi:10.1214/aoms/1177730491",
        "Cliff (1993), Psychological Bulletin 114, 494–509, doi:10.1037/0033-2909.114.3.494",
        "Holm (1979), Scandinavian Journal of Statistics 6, 65–70",
    ),
    "change": (
        "Welch (1947), Biometrika 34, 28–35, doi:10.1093/biomet/34.1-2.28",
        "Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657–680, doi:10.1007/BF01068419",
    ),
}


@dataclass(frozen=True)
class Told:
    """What the methods are told of: a workspace, its protected results, a wave, and the one it is compared with."""

    review: Review
    safe: Protected
    wave: str
    against: str | None

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.safe.labels.language


def tell_answers(told: Told) -> Iterator[str]:
    """Tell who was asked and how many answered, in each wave."""
    language = told.language
    frame = respondents(told.safe)
    for wave in filter(None, (told.wave, told.against)):
        rows = frame[(frame["wave"] == wave) & (frame["group"] == ALL) & (frame["unit"] == ALL)]
        if rows.empty or rows["hidden"].any():
            yield language.text("Survey {wave}: too few answered for results to be shown.", wave=wave)
            continue
        row, facts = rows.iloc[0], told.review.wave(wave)
        sentence = language.text("Survey {wave}: {n} respondents.", wave=wave, n=language.integer(row["n"]))
        if row["headcount"] > 0 and row["response_rate"] <= 1:
            asked, share = language.integer(row["headcount"]), language.percent(row["response_rate"])
            sentence += " " + language.text("{asked} were asked, so {share} answered.", asked=asked, share=share)
        if facts.period:
            start, end = map(language.date, facts.period)
            sentence += " " + language.text("The survey was open {start}–{end}.", start=start, end=end)
        if facts.respondents:
            sentence += " " + language.text("Who were asked: {who}.", who=facts.respondents.rstrip("."))
        yield sentence


def tell_scores(told: Told) -> Iterator[str]:
    """Tell the scale, how a score is made, and what becomes of answers that are no ratings."""
    language = told.language
    lowest, highest = language.integer(LOWEST), language.integer(HIGHEST)
    yield language.text(
        "Every statement is rated on the scale {lowest}–{highest}, {highest} being the best. A statement that is "
        "worded the other way round is turned by the scale's ends.",
        lowest=lowest,
        highest=highest,
    )
    yield language.text(
        "A respondent's score on a point or level is the mean of that respondent's ratings of its statements. It is "
        "made when at least {share} of the statements asked are rated; others have no score. The mean of a point is "
        "the mean of these scores, and n is their number.",
        share=language.percent(LEAST_RATED),
    )
    yield language.text(
        "“Don't know” and blanks are counted apart and are in no mean. The share of don't-knows is of ratings and "
        "don't-knows together. Cells that were not understood are counted as problems, and used nowhere else. Answers "
        "that give rise to doubt are marked and counted; nobody is left out for them."
    )


def tell_intervals(told: Told) -> Iterator[str]:
    """Tell which intervals were computed."""
    language, frame = told.language, describe(told.safe)
    rows = frame[(frame["wave"] == told.wave) & frame["low"].notna()]
    if rows.empty:
        return
    yield language.text(
        "{n} means of this survey have an interval of {level}: a Beta distribution on the scale, matched to the mean "
        "and variance with one extra answer spread evenly over the scale. It never leaves the scale.",
        n=language.integer(len(rows)),
        level=language.percent(LEVEL),
    )
    known = int((rows["headcount"] > 0).sum())
    if known:
        yield language.text(
            "For {n} of them the number of people asked is known: the interval is then of the mean of all of them, and "
            "the narrower the more have answered.",
            n=language.integer(known),
        )
    yield language.text(
        "Shares of respondents have Wilson's interval. The share of the two best answers to a point counts each "
        "respondent's answers as one cluster, since they are alike."
    )


def tell_groups(told: Told) -> Iterator[str]:
    """Tell how groups were compared, and how many comparisons were made."""
    language, gaps, pairs = told.language, find_gaps(told.safe, told.wave), compare_groups(told.safe, told.wave)
    tested = pairs[pairs["tested"].astype(bool)] if len(pairs) else pairs
    if gaps.empty or tested.empty:
        yield language.text("No groups were compared: a comparison takes two groups that are shown.")
        return
    error, points = language.number(ERROR, 2), int(gaps["p"].notna().sum())
    yield language.text(
        "The groups of {points} points were compared by ranks (Kruskal–Wallis, corrected for ties), adjusted by Holm's "
        "method for the number of points.",
        points=language.integer(points),
    )
    exact = int(tested["p_exact"].notna().sum())
    yield language.text(
        "{pairs} pairs of groups of at least {least} respondents were tested (Mann–Whitney; {exact} of them exactly, "
        "the others by the normal approximation with corrections for ties and continuity). A difference is clear when "
        "the adjusted p is below {error} and the interval of the effect leaves out a tie; {clear} are.",
        pairs=language.integer(len(tested)),
        least=language.integer(SMALLEST_TESTED),
        exact=language.integer(exact),
        error=error,
        clear=language.integer(int(tested["clear"].sum())),
    )
    yield language.text(
        "The effect is Cliff's δ, told as pairs of 100 respondents. Groups are called alike when the intervals of all "
        "tested pairs stay within {low}–{high} pairs of 100.",
        low=language.integer(50 * (1 - ALIKE)),
        high=language.integer(50 * (1 + ALIKE)),
    )


def tell_change(told: Told) -> Iterator[str]:
    """Tell how the waves were compared, and what could not be."""
    language = told.language
    if told.against is None:
        yield language.text("There is no earlier survey to compare with yet.")
        return
    margin, wide, narrow = language.number(MARGIN, 2), language.percent(LEVEL), language.percent(NARROW)
    yield language.text(
        "The respondents of {wave} and {against} are taken as two samples (Welch). A point has changed when the "
        "{wide} interval of the difference leaves out 0. There is no meaningful change when the {narrow} interval "
        "stays within ±{margin} steps of the scale. Otherwise it cannot be told.",
        wave=told.wave,
        against=told.against,
        wide=wide,
        narrow=narrow,
        margin=margin,
    )
    verdicts = compare_waves(told.safe, told.wave, told.against)["verdict"].value_counts()
    yield language.text(
        "Of the points, {changed} changed, {same} did not change meaningfully, {open} cannot be told, {other} are not "
        "compared.",
        changed=language.integer(verdicts.get("changed", 0)),
        same=language.integer(verdicts.get("no meaningful change", 0)),
        open=language.integer(verdicts.get("cannot tell", 0)),
        other=language.integer(verdicts.get("not comparable", 0) + verdicts.get("hidden", 0)),
    )
    yield language.text(
        "The difference with the same mix of groups weighs the groups as they were in {against}.", against=told.against
    )


def tell_priorities(told: Told) -> Iterator[str]:
    """Tell how the suggested targets were found."""
    language, frame = told.language, priorities(told.safe, told.wave)
    if not frame["among_first"].notna().any():
        return
    yield language.text(
        "Two shares are weighed and never added up: respondents with a score below {middle}, and those who chose the "
        "point as most in need of development. At the front are the points that no other point is ahead of in both.",
        middle=language.number((LOWEST + HIGHEST) / 2, 0),
    )
    yield language.text(
        "The computation was repeated {times} times: each time respondents were drawn anew at random (seed {seed}), "
        "and the two shares were weighted in another way. The {targets} points that were most often first are "
        "suggested; a suggestion is certain when the point is among the first in at least {sure} of the times. "
        "Possible ranks come from paired differences of the points, adjusted by Holm's method.",
        times=language.integer(TIMES),
        seed=language.integer(SEED),
        targets=language.integer(TARGETS),
        sure=language.percent(SURE),
    )


def tell_plan(told: Told) -> Iterator[str]:
    """Tell the marks that results are held against."""
    language = told.language
    yield language.text(
        "A point or level is in order when the lower end of its interval is at least {threshold}, and not in order "
        "when the upper end is below it. A target is reached by the same rule, with the level that the plan aims at.",
        threshold=tell_mark(language, told.review.threshold),
    )
    if told.against is not None:
        yield language.text(
            "Where the targets were the lowest rated points, what rises by chance alone is taken off "
            "({times} random samples).",
            times=language.integer(TIMES_OF_TARGETS),
        )


def tell_benchmark(told: Told) -> Iterator[str]:
    """Tell how this organisation is set beside others, where it is."""
    language, files = told.language, told.review.benchmark_files(told.wave)
    if not files:
        return
    yield language.text(
        "{n} files of other organisations were added up, this organisation left out. A result is told when at least "
        "{fewest} others stand behind it and none of them gives more than {share} of the respondents; differences are "
        "judged by the rules of years.",
        n=language.integer(len(files)),
        fewest=language.integer(FEWEST),
        share=language.percent(LARGEST_SHARE),
    )


def tell_protection(told: Told) -> Iterator[str]:
    """Tell the rules of protection, and how many results they left out."""
    language, safe = told.language, told.safe
    yield language.text(
        "No result of fewer than {minimum} respondents is shown, and none from which one could be worked out by "
        "subtraction. Of a group of fewer than {distribution} only the mean with one decimal is told, and where nearly "
        "all answers are the same, only a band.",
        minimum=language.integer(safe.minimum),
        distribution=language.integer(max(safe.minimum, SMALLEST_DISTRIBUTION)),
    )
    cells = safe.cells[safe.cells["wave"] == told.wave]
    counts = cells["detail"].value_counts()
    yield language.text(
        "Of the results of {wave}, {full} are told in full, {mean} as a mean only, {band} as a band only, and {hidden} "
        "are protected. Why a single result is protected is not told: the reason alone could tell how small a group "
        "is.",
        wave=told.wave,
        full=language.integer(counts.get(FULL, 0)),
        mean=language.integer(counts.get(MEAN, 0)),
        band=language.integer(counts.get(BAND, 0)),
        hidden=language.integer(int((safe.hidden["wave"] == told.wave).sum())),
    )


def tell_statements(told: Told) -> Iterator[str]:
    """Tell the instrument with a checksum of its statements, and each statement that was asked."""
    language, labels = told.language, told.safe.labels
    asked = set(told.safe.items.loc[told.safe.items["wave"] == told.wave, "item"])
    items = [item for item in labels.instrument.items if item.key in asked]
    mark = sha256("".join(wording_of(item) for item in items).encode()).hexdigest()[:12]
    yield language.text(
        "Instrument {name} ({key}), {n} statements; checksum of their wording {mark}.",
        name=labels.instrument.title[language.code],
        key=labels.instrument.key,
        n=language.integer(len(items)),
        mark=mark,
    )
    changed: set[str] = set()
    if told.against is not None:
        changed = set(not_comparable(told.safe, told.wave, told.against, "item"))
    subjects = [("point", point.key) for point in labels.instrument.points]
    subjects += [("level", level.key) for level in labels.instrument.levels]
    for kind, key in subjects:
        of = [item.key for item in items if getattr(item, kind) == key]
        lines = [
            language.text(
                "{statement} (not compared with {against})", statement=labels.item(item), against=told.against
            )
            if item in changed
            else labels.item(item)
            for item in of
        ]
        if lines:
            yield "\n".join((labels.subject(kind, key, short=False), *lines))


def tell_programs(told: Told) -> Iterator[str]:
    """Tell the programs that computed the results, with their versions."""
    language = told.language
    found = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _PROGRAMS)]
    yield language.text("Computed with {programs}.", programs=language.listing(found))
    yield language.text(
        "How well the statements of a point hang together (ω, α) is for the analyst's own notebook, and in no page."
    )


def tell_sources(told: Told) -> Iterator[str]:
    """Tell where the methods that were used are described."""
    used = ["intervals", "groups", *(["change"] if told.against else [])]
    lines = [source for part in used for source in _SOURCES[part]]
    yield "\n".join((told.language.text("The methods are described in:"), *lines))
