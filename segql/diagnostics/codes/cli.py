"""Problems of the command line: what was asked for, rather than what was written."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity

UNKNOWN_SELECTION = Code(
    "SEG801",
    "unknown-selection",
    Severity.ERROR,
    "No definition has the name, tag, owner or path that was asked for",
    "A command was given a name that no definition has. `segql ls` lists what there is.\n\n"
    "```sh\nsegql run young_outdor    # did you mean young_outdoor?\n```",
)
NO_PROJECT = Code(
    "SEG802",
    "no-project",
    Severity.ERROR,
    "There is no project here",
    "A project is a folder with `segql.yml`, which commands look for in the working folder and "
    "every folder above it. `--project DIR` names one. Without a project, one file of segments "
    "runs with `--catalog FILE` and `--data FILE`.",
)
BAD_OPTION = Code(
    "SEG803",
    "bad-option",
    Severity.ERROR,
    "An option has a value that it cannot take",
    "Each command lists its options and what they take with `--help`. Values come from the "
    "command line, else from a `SEGQL_*` variable, else from `defaults:` in `segql.yml`.",
)
NOTHING_TO_DO = Code(
    "SEG804",
    "nothing-to-do",
    Severity.ERROR,
    "There is nothing of that kind to work on",
    "The project has no definition that the command can work on: `run` and `members` count "
    "segments, segmentations and experiments.",
)
NO_STATE = Code(
    "SEG805",
    "no-state",
    Severity.ERROR,
    "There is no earlier state to compare with",
    "`state:modified` compares definitions with the `manifest.json` of an earlier run, whose "
    "folder `--state DIR` names. Keep a copy of `target/` from the main branch for that.",
)
MISSING_EXTRA = Code(
    "SEG807",
    "missing-extra",
    Severity.ERROR,
    "A package that this needs is not installed",
    "Some outputs use a package that SegQL does not bring along; the message names it.",
)
NOT_ONE_DEFINITION = Code(
    "SEG808",
    "not-one-definition",
    Severity.ERROR,
    "One definition was expected, and the text holds none or several",
    "`segql.compile` takes a condition, or definitions of which one is a segment, a "
    "segmentation or an experiment.",
)
UNKNOWN_CUSTOMER = Code(
    "SEG809",
    "unknown-customer",
    Severity.ERROR,
    "No customer has the key that was asked for",
    "`segql why` tells of one customer, by the key that the data has: the value of the column "
    "which `key:` names under `customer:` in the catalog. `segql members` writes keys.\n\n"
    "```sh\nsegql why young_outdoor --customer 1017\n```",
)
NO_REVISION = Code(
    "SEG811",
    "no-revision",
    Severity.ERROR,
    "Neither a folder nor a revision",
    "`segql diff --from` takes a folder with another version of the project, or a revision of the "
    "git repository that the project stands in: a branch, a tag, `HEAD~1`.",
)
DEFECT = Code(
    "SEG899",
    "defect",
    Severity.ERROR,
    "SegQL itself failed",
    "This is a mistake in SegQL, not in your definitions. `--debug` shows where it happened; "
    "please report it with that output.",
)
