#!/bin/sh
# without-tests.sh PROGRAM: fails when PROGRAM knows a variable by which tests break it or hand it a clock. Every build
# without TIMEBOK_TESTS runs it on the program it has just linked.
found=$(grep -aoE 'TIMEBOK_(TEST_[A-Z]+|FAULTS)' "$1" | sort -u)
[ -z "$found" ] || { echo "$1 holds what only tests may have: $found" >&2; exit 1; }
