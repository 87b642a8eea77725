"""An attacker who has the published files only, and tries to learn what one to four respondents answered.

Independent of the protection: nothing here imports it. The rooms:

- `surveys`: seeded random surveys in which small cells abound.
- `truth`: who answered what, for the score only.
- `publications`: the files that a reader gets, written and read.
- `baselines`: two simple ways of hiding, to compare with.
- `sets`: which sets of respondents follow from published ones by adding and subtracting.
- `bounds`: how far each hidden number is known, by linear programmes.
- `verdicts`: what was found, held against the truth.
- `pages`: the published facts in the pages of a reports folder.
"""
