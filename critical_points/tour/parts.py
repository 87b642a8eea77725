"""The stops of the tour: every public name in one part, each with a line and an example."""

from __future__ import annotations

from dataclasses import dataclass

from critical_points.messages import to_say


@dataclass(frozen=True)
class Stop:
    """One public name.

    Parameters
    ----------
    name : str
        As it stands after ``cp.``.
    line : str
        What it does: the key of the catalogue.
    example : str
        One line of code.
    """

    name: str
    line: str
    example: str

    @property
    def code(self) -> str:
        """The example, after the name where it does not stand in it."""
        return self.example if self.name in self.example else f"{self.name}: {self.example}"


@dataclass(frozen=True)
class Part:
    """Names that belong together, in the order in which they are used."""

    title: str
    stops: tuple[Stop, ...]


#: The tour, in the order in which an analyst goes.
PARTS = (
    Part(
        to_say("Open a workspace"),
        (
            Stop(
                "open_review",
                to_say("Open the workspace that the notebook is in: its settings and its surveys."),
                "review = cp.open_review()",
            ),
            Stop(
                "new_workspace",
                to_say("Make a new workspace, empty or with the invented demonstration."),
                'cp.new_workspace(Path("review"), demo=True)',
            ),
            Stop(
                "load_instrument",
                to_say("Read what is asked: the points, the levels and their statements."),
                "instrument = cp.load_instrument()",
            ),
        ),
    ),
    Part(
        to_say("Results that may be shown"),
        (
            Stop(
                "open_results",
                to_say("Count the answers and protect small groups: everything else is made from this."),
                "safe = cp.open_results(review)",
            ),
            Stop(
                "explore",
                to_say("Choose results from lists, see them, and copy the code that gives them."),
                "cp.explore(review)",
            ),
            Stop(
                "explain_protection",
                to_say("Count how much is shown and how much is hidden."),
                "cp.explain_protection(safe)",
            ),
        ),
    ),
    Part(
        to_say("Numbers, as tidy frames"),
        (
            Stop(
                "describe",
                to_say("Means with intervals, shares and n of every point, level and statement."),
                "cp.describe(safe)",
            ),
            Stop("respondents", to_say("How many answered, group by group."), "cp.respondents(safe)"),
            Stop("distribution", to_say("How the answers are spread over the scale."), "cp.distribution(safe)"),
            Stop("votes", to_say("How many chose each point as one to develop."), "cp.votes(safe)"),
            Stop("priorities", to_say("What to develop first, and how sure that is."), "cp.priorities(safe)"),
            Stop("reliability", to_say("How well the statements of each point hang together."), "cp.reliability(safe)"),
        ),
    ),
    Part(
        to_say("Groups and surveys compared"),
        (
            Stop("compare_groups", to_say("Compare each two groups on each point."), "cp.compare_groups(safe)"),
            Stop("find_gaps", to_say("Where groups differ most, and where they agree."), "cp.find_gaps(safe)"),
            Stop(
                "agreement", to_say("How much the members of each group agree with each other."), "cp.agreement(safe)"
            ),
            Stop(
                "compare_waves",
                to_say("Compare a survey with an earlier one, with a verdict for each point."),
                "cp.compare_waves(safe)",
            ),
            Stop("trend", to_say("The means of every survey, one after another."), "cp.trend(safe)"),
            Stop(
                "compare_targets",
                to_say("Tell whether chosen points changed more than the others."),
                'cp.compare_targets(safe, ["feedback"])',
            ),
        ),
    ),
    Part(
        to_say("Partnership"),
        (
            Stop(
                "partnership", to_say("Hold each level of partnership against the threshold."), "cp.partnership(safe)"
            ),
            Stop(
                "steps_reached",
                to_say("The step of the ladder that each group sees reached."),
                "cp.steps_reached(safe)",
            ),
        ),
    ),
    Part(
        to_say("The results in words"),
        (
            Stop("methods", to_say("How every number is made, in plain words."), "cp.methods(review, safe)"),
            Stop("findings", to_say("What stands out, in sentences for management."), "cp.findings(safe)"),
            Stop(
                "benchmark_findings",
                to_say("In sentences, how the results stand beside those of other organisations."),
                'cp.benchmark_findings(safe, others, "2026")',
            ),
            Stop(
                "choose_point",
                to_say("The point to look at closer: the first that is suggested as a target."),
                "point = cp.choose_point(safe)",
            ),
            Stop(
                "introduce_point",
                to_say("What a point covers, its statements, and the sections of law that bear on it."),
                'cp.introduce_point(safe, "feedback")',
            ),
        ),
    ),
    Part(
        to_say("Figures"),
        (
            Stop(
                "show",
                to_say("Show a figure with its description, and its numbers as a table."),
                "cp.show(cp.heatmap(safe))",
            ),
            Stop(
                "heatmap", to_say("Means by group or unit, a coloured cell each."), 'cp.heatmap(safe, columns="unit")'
            ),
            Stop(
                "distributions", to_say("How the answers are spread, a bar for each point."), "cp.distributions(safe)"
            ),
            Stop(
                "group_intervals",
                to_say("The mean of each group as a dot, with its interval."),
                'cp.group_intervals(safe, subject="feedback")',
            ),
            Stop("wave_changes", to_say("Means then and now, with a verdict in words."), "cp.wave_changes(safe)"),
            Stop(
                "priorities_chart",
                to_say("Low ratings against votes: what to develop first."),
                "cp.priorities_chart(safe)",
            ),
            Stop("votes_chart", to_say("The share that chose each point as one to develop."), "cp.votes_chart(safe)"),
            Stop("ladder", to_say("The levels of partnership as stairs."), "cp.ladder(safe)"),
            Stop(
                "targets_chart",
                to_say("The targets of the plans: then, now, and the level aimed at."),
                "cp.targets_chart(safe, plan)",
            ),
            Stop(
                "benchmark_chart",
                to_say("The means beside those of other organisations, taken together."),
                'cp.benchmark_chart(safe, others, "2026")',
            ),
            Stop("alt_text", to_say("What a figure shows, in words: for those who cannot see it."), "cp.alt_text(ax)"),
            Stop("data_table", to_say("The numbers of a figure, as it displays them."), "cp.data_table(ax)"),
        ),
    ),
    Part(
        to_say("Tables for readers"),
        (
            Stop(
                "tabulate_scores",
                to_say("Points, levels or statements: n, mean, interval, shares."),
                "cp.tabulate_scores(safe)",
            ),
            Stop("tabulate_respondents", to_say("The respondents of each group."), "cp.tabulate_respondents(safe)"),
            Stop(
                "tabulate_votes", to_say("The points chosen as most in need of development."), "cp.tabulate_votes(safe)"
            ),
            Stop(
                "tabulate_priorities",
                to_say("What speaks for developing each point first."),
                "cp.tabulate_priorities(safe)",
            ),
            Stop(
                "tabulate_gaps",
                to_say("The points, those on which groups differ most first."),
                "cp.tabulate_gaps(safe)",
            ),
            Stop("tabulate_pairs", to_say("Each two groups that were tested."), "cp.tabulate_pairs(safe)"),
            Stop(
                "tabulate_changes",
                to_say("What changed since an earlier survey, and what did not."),
                "cp.tabulate_changes(safe)",
            ),
            Stop(
                "tabulate_partnership",
                to_say("The step of partnership that each group sees reached."),
                "cp.tabulate_partnership(safe)",
            ),
            Stop("tabulate_account", to_say("What became of every cell of the files."), "cp.tabulate_account(safe)"),
            Stop("tabulate_sources", to_say("How many respondents each file holds."), "cp.tabulate_sources(safe)"),
            Stop(
                "tabulate_flags",
                to_say("Doubts about respondents: how many, and their share."),
                "cp.tabulate_flags(safe)",
            ),
            Stop(
                "tabulate_unflagged",
                to_say("The means with and without doubtful answers."),
                "cp.tabulate_unflagged(safe)",
            ),
            Stop(
                "tabulate_problems",
                to_say("The cells that were not understood: for the analyst only."),
                "cp.tabulate_problems(answers)",
            ),
        ),
    ),
    Part(
        to_say("Discussion, plan and process"),
        (
            Stop("load_plan", to_say("Read the teams' filled workbooks."), "plan = cp.load_plan(review)"),
            Stop("target_progress", to_say("What has come of the targets."), "cp.target_progress(safe, plan)"),
            Stop(
                "targets_moved",
                to_say("Tell whether the targets changed more than the other points."),
                "cp.targets_moved(safe, plan)",
            ),
            Stop("action_states", to_say("How far each action is, and which are overdue."), "cp.action_states(plan)"),
            Stop(
                "plan_texts",
                to_say("What the plan said of each point, beside the results since."),
                "cp.plan_texts(safe, plan)",
            ),
            Stop("process", to_say("The steps of the process against their dates."), "cp.process(review, plan=plan)"),
            Stop(
                "tabulate_targets",
                to_say("The targets: the rating then and now, and their actions."),
                "cp.tabulate_targets(safe, plan)",
            ),
            Stop("tabulate_actions", to_say("The actions, the overdue ones first."), "cp.tabulate_actions(plan)"),
            Stop(
                "tabulate_plan_texts",
                to_say("What the plan said, as a table for readers."),
                "cp.tabulate_plan_texts(safe, plan)",
            ),
            Stop("tabulate_process", to_say("The process as a checklist."), "cp.tabulate_process(review)"),
            Stop(
                "discussion",
                to_say("Search what the teams wrote: for the analyst only."),
                'cp.discussion(review, "palaute")',
            ),
            Stop(
                "frequent_words",
                to_say("Words that return in notes, by their base forms."),
                "cp.frequent_words(cp.published_notes(review))",
            ),
            Stop(
                "published_notes",
                to_say("The notes that you have chosen to be shown."),
                "notes = cp.published_notes(review)",
            ),
            Stop("list_notes", to_say("The chosen notes under what they are about."), "cp.list_notes(safe, notes)"),
            Stop("list_prompts", to_say("What a team discusses of a point."), 'cp.list_prompts(safe, "feedback")'),
            Stop("tabulate_note_counts", to_say("How many notes each team wrote."), "cp.tabulate_note_counts(review)"),
            Stop(
                "tabulate_words",
                to_say("Words that return in notes, as a table for readers."),
                "cp.tabulate_words(notes, review.language)",
            ),
        ),
    ),
    Part(
        to_say("Other organisations"),
        (
            Stop(
                "share_wave",
                to_say("Write the file that other organisations may have."),
                'cp.share_wave(review, "2026")',
            ),
            Stop(
                "open_benchmark",
                to_say("The sum of the files that other organisations gave."),
                'others = cp.open_benchmark(review, "2026")',
            ),
            Stop(
                "compare_with_others",
                to_say("Your respondents beside those of the others, taken together."),
                'cp.compare_with_others(safe, others, "2026")',
            ),
            Stop(
                "tabulate_benchmark",
                to_say("The same, as a table for readers."),
                'cp.tabulate_benchmark(safe, others, "2026")',
            ),
        ),
    ),
    Part(
        to_say("Reports"),
        (
            Stop(
                "build_reports",
                to_say("Run the notebooks and write the pages of a report."),
                'cp.build_reports(review, "2026")',
            ),
        ),
    ),
    Part(
        to_say("Answers of single people: show them to nobody"),
        (
            Stop("load", to_say("Clean answers of every survey."), "answers = cp.load(review)"),
            Stop("clean", to_say("Clean the files of one survey again."), 'cp.clean(review, "2026")'),
            Stop("tally", to_say("Count answers, totals included."), 'tally = cp.tally(answers, by="group")'),
            Stop(
                "tally_files",
                to_say("Count files of any size, without holding their answers."),
                'counted = cp.tally_files(review, "2026", by="group")',
            ),
            Stop("protect", to_say("Hide what rests on too few respondents."), "safe = cp.protect(tally)"),
        ),
    ),
    Part(
        to_say("What you hold in your hands"),
        (
            Stop("Review", to_say("A workspace: its surveys and its folders."), "review.newest"),
            Stop("Instrument", to_say("What is asked: points, levels and statements."), "review.instrument.points"),
            Stop("Answers", to_say("Clean answers as frames, and an account of every cell."), "answers.problems"),
            Stop("Tally", to_say("Counts before they are protected."), "tally.counts"),
            Stop("Counted", to_say("What was counted of files: tally, account, problems."), "counted.tally"),
            Stop(
                "Protected", to_say("Counts that may be shown: figures and tables are made from them."), "safe.hidden"
            ),
            Stop("Plan", to_say("What the teams wrote: notes, targets and actions."), "plan.actions"),
            Stop(
                "CriticalPointsError",
                to_say("What every error is that the tool itself tells of."),
                "except cp.CriticalPointsError as error:",
            ),
        ),
    ),
    Part(
        to_say("Help"),
        (Stop("help", to_say("This tour, or one function."), 'cp.help("heatmap")'),),
    ),
)
