"""What is mutated, which tests must notice, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass

MOST_EXPLAINED = 5
"""The survivors that readers, selection, gate and states may have in all, each explained in survivors.toml."""
BAR = 90
"""Percent of the mutants of each other rule that must be killed."""
MOST_MUTANTS = 120
"""Of a long file of the second kind, as many mutants are drawn, by the fixed seed below."""
SEED = 20260312


@dataclass(frozen=True)
class Target:
    """A module of `facilitation/`, the test files that must notice (folders too), and whether every survivor is to be explained."""

    name: str
    tests: tuple[str, ...]
    whole: bool = False

    @property
    def module(self) -> str:
        """« facilitation.meetings.rules »."""
        return "facilitation." + self.name.replace("/", ".")

    @property
    def path(self) -> str:
        """Its file, from the tree's root."""
        return f"facilitation/{self.name}.py"


# The loader's tests that build their own small files: none loads the whole library, so that each mutant is judged in a moment.
GUIDES = (
    "tests/guides/test_yaml_limits.py",
    "tests/guides/test_yaml_nodes.py",
    "tests/guides/test_modules_and_plain_files.py",
    "tests/guides/test_validation.py",
    "tests/guides/test_coherence.py",
    "tests/guides/test_faults.py",
)
CHOICE = ("tests/confidentiality/test_select.py", "tests/confidentiality/test_gate.py")
WORDS = "tests/test_kept_words.py"
TARGETS = (
    Target("confidentiality/readers", (*CHOICE, WORDS), whole=True),
    Target("confidentiality/select", CHOICE, whole=True),
    Target("confidentiality/gate", CHOICE, whole=True),
    Target("meetings/rules", ("tests/meetings/test_rules.py", WORDS), whole=True),
    Target("outcomes/rules", ("tests/outcomes/test_rules.py", "tests/outcomes/test_following_rules.py", WORDS)),
    Target("accounts/rules", ("tests/accounts/test_rules.py",)),
    Target("partnerships/rules", ("tests/partnerships/test_rules.py", WORDS)),
    Target("backups/rules", ("tests/backups/test_rules.py",)),
    Target("live/rules", ("tests/live/test_rules.py",)),
    Target("minutes/rules", ("tests/minutes/test_rules.py", WORDS)),
    Target("paper/rules", ("tests/paper/test_rules.py",)),
    Target("activities/drift_map", ("tests/activities/test_drift_map.py",)),
    Target("meetings/groups", ("tests/meetings/test_groups.py",)),
    Target("typed", ("tests/test_typed.py",)),
    Target("typed_days", ("tests/test_typed_days.py",)),
    Target("french_order", ("tests/test_french_order.py",)),
    Target("guides/load", GUIDES),
    Target("guides/validate", GUIDES),
    Target("guides/coherence", GUIDES),
    Target("guides/yaml_nodes", GUIDES),
    Target("guides/proposal", ("tests/guides/test_proposal.py",)),
)
