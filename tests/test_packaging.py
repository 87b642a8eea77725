"""What a new machine is told to install is the same everywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

import critical_points as cp

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

#: conda-forge's names for packages of PyPI, where they differ.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "jupyter_client": "jupyter-client", "typst-py": "typst"}


def requirement(text: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([\w.-]+)(.*)", text).groups()  # type: ignore[union-attr] # every line has a name
    return CONDA_NAMES.get(name, name), version


def test_conda_installs_the_same_packages() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = dict(requirement(line) for line in environment["dependencies"] if isinstance(line, str))
    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda.pop("pip") == ""
    lab = PROJECT["optional-dependencies"]["lab"]
    assert conda == dict(requirement(line) for line in [*PROJECT["dependencies"], *lab])


def test_every_dependency_has_a_tested_exact_version_with_checksums_and_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    exact = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M))
    assert {requirement(line)[0] for line in PROJECT["dependencies"]} <= set(exact)
    assert lock.count("--hash=sha256:") >= len(exact)
    assert "://" not in lock


def test_the_version_is_told_once() -> None:
    assert PROJECT["version"] == cp.__version__
    assert f"## {cp.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_public_names_are_there_and_come_when_they_are_used() -> None:
    assert {"open_review", "load", "tally", "protect", "describe", "heatmap", "show", "build_reports"} <= set(
        cp.__all__
    )
    for name in cp.__all__:
        assert getattr(cp, name) is not None


def test_no_room_hides_a_public_name_once_it_is_imported() -> None:
    rooms = {path.stem for path in (ROOT / "critical_points").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not rooms & set(cp.__all__)


def test_git_keeps_no_data_made_from_raw_files_and_no_lock_that_names_hosts() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/data/processed/", "/reports/", "uv.lock", "pylock.toml"} <= set(ignored)
