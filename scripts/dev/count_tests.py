#!/usr/bin/python3
"""Prints the closing line of ./dev test: counts over ctest's report and the reports of the GoogleTest programs.

usage: count_tests.py <ctest junit xml> <folder of GoogleTest xml files> <seconds>

The exit status is 1 where a test failed, or none ran.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(junit_path, reports_folder):
    """Returns ({"passed": n, "failed": n, "skipped": n}, programs, names of what failed)."""
    cases = {"passed": 0, "failed": 0, "skipped": 0}
    failures = []
    programs = list(ElementTree.parse(junit_path).getroot().iter("testcase"))
    for program in programs:
        name = program.get("name")
        failed = program.get("status") == "fail"
        report = pathlib.Path(reports_folder) / f"{name}.xml"
        failed_cases = 0
        if report.exists():
            for case in ElementTree.parse(report).getroot().iter("testcase"):
                if case.find("failure") is not None:
                    failed_cases += 1
                    failures.append(f"{name}: {case.get('classname')}.{case.get('name')}")
                elif case.find("skipped") is not None or case.get("result") == "skipped":
                    cases["skipped"] += 1
                elif case.get("result") == "completed":
                    cases["passed"] += 1
        elif not failed:
            cases["skipped" if program.get("status") in ("notrun", "disabled") else "passed"] += 1
        cases["failed"] += failed_cases
        if failed and failed_cases == 0:  # a crash, a time-out, a finding of a sanitizer, or a program that is no GoogleTest
            cases["failed"] += 1
            failures.append(name)
    return cases, len(programs), failures


def main():
    junit_path, reports_folder, seconds = sys.argv[1:]
    cases, programs, failures = count(junit_path, reports_folder)
    for failure in failures:
        print(f"FAILED  {failure}")
    print(
        f"tests: {cases['passed']} passed, {cases['failed']} failed, {cases['skipped']} skipped"
        f" in {programs} programs ({seconds} s)"
    )
    return 1 if cases["failed"] or not cases["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
