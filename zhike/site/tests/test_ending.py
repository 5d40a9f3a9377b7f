"""A program that ends at once has done all that is done at an end, and ends as usual where something went wrong."""

import pytest

from zhike.site.tests.processes import python

PROGRAM = """
from zhike.site.ending import ending_at_once

import atexit, sys, threading

class Kept:
    def __del__(self):
        print("taken apart")

kept = Kept()
atexit.register(print, "registered")
threading.Thread(target=lambda: print("in a thread")).start()
with ending_at_once():
    {end}
"""
AS_USUAL = ["in a thread", "registered", "taken apart"]


def ended(end, **options):
    with python("-c", PROGRAM.format(end=end), **options) as process:
        said, _nothing = process.communicate(timeout=60)
    return process.returncode, (said or "").splitlines()


@pytest.mark.parametrize(("end", "status"), [("sys.exit()", 0), ("sys.exit(0)", 0), ("sys.exit(3)", 3)])
def test_with_a_status_it_ends_without_being_taken_apart(end, status):
    assert ended(end) == (status, ["in a thread", "registered"])


@pytest.mark.parametrize("end", ["sys.exit('This went wrong.')", "raise LookupError('This went wrong.')"])
def test_with_words_it_ends_as_usual(end):
    status, said = ended(end)

    assert status == 1
    assert said[-1] == "taken apart"
    assert any("This went wrong." in line for line in said)


def test_without_an_end_it_goes_on_and_ends_as_usual():
    assert ended("pass") == (0, AS_USUAL)
