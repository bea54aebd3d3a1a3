"""The report as Markdown, as code hosts show it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import told
from syncbench.report.markdown import escaped, markdown

TEXT = markdown([told.report()], told.MADE)


def tables(text: str) -> list[list[list[str]]]:
    """The cells of each table; a bar is none if it is escaped."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [[[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in block.splitlines()]
            for block in blocks]


def test_the_answer_comes_first_and_the_command_last() -> None:
    parts = ["# Which synchronization strategy", "**Imaginary 9000", "> Measured on a shared virtual machine", "> 2 of 9 rounds",
             "## The answer", "sharded does", "| your case |", "## Who is best where", "## Operations a second",
             "## Where scaling ends", "> With 2 CPUs there are too few", "## Machine and build",
             "```sh\nmake report RUN=results/local/20260101T000000Z-imaginary-2cpu\n```", "commit 0123456789ab"]
    places = [TEXT.index(part) for part in parts]
    assert places == sorted(places)


def test_every_table_has_as_many_cells_in_each_line() -> None:
    found = tables(TEXT)
    assert len(found) == 1 + 3 + 4
    for table in found:
        assert {len(line) for line in table} == {len(table[0])} and set("".join(table[1])) <= {"-", ":"}


def test_pictures_show_their_first_lines_and_say_where_the_others_are() -> None:
    table = next(table for table in tables(TEXT) if table[0][0] == "strategy" and "2 threads" in table[0])
    assert len(table) == 2 + 5 and "3 more lines, and all figures unrounded: [scaling-counter-add.csv]" in TEXT


def test_names_are_text_and_break_no_table() -> None:
    assert "<b>" not in TEXT and "&lt;b&gt;bold&lt;/b&gt;&amp;" in TEXT
    assert escaped("a|b\n`c` *d* _e_ tbb_spin_mutex [f]") == r"a\|b \`c\` \*d\* \_e\_ tbb_spin_mutex \[f\]"
    hostile = markdown([replace(told.report(), label="| <script>")], told.MADE)
    assert "<script>" not in hostile and all({len(line) for line in table} == {len(table[0])} for table in tables(hostile))


def test_several_runs_are_told_one_after_another() -> None:
    text = markdown([told.report(), told.report("Another | 2", 0.5)], told.MADE)
    assert text.index("# Imaginary 9000") < text.index(r"# Another \| 2") and text.count("## The answer") == 2
    assert "(csv/another-2-scaling-counter-add.csv)" in text


@pytest.mark.parametrize("text", [TEXT, markdown([replace(told.report(), selections={}, pictures=(), missing={})], told.MADE)])
def test_there_are_no_gaps_in_the_text(text: str) -> None:
    assert "\n\n\n" not in text and text.endswith("\n") and not re.search(r"[ \t]+$", text, re.MULTILINE)
