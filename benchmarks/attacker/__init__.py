"""An attacker who has the published files only, and tries to learn what one to four respondents answered.

Independent of the protection: nothing here imports it. The rooms:

- `surveys`: seeded random surveys in which small cells abound.
- `truth`: who answered what, for the score only.
- `publications`, `tables`: published cells, and the files of tables that a reader gets, written and read.
- `baselines`: two simple ways of hiding, to compare with.
- `sets`, `subtraction`: what follows of small sets of respondents by adding and subtracting.
- `bounds`: how far each hidden number is known, by linear programmes.
- `findings`, `verdicts`: what was found, held against the truth.
- `pages`, `reader`, `markup`, `vocabulary`, `files`: the published facts in a folder of reports, in every language.
"""
