#!/bin/sh
# shard.sh NUMBER PROGRAM: runs the part of the tests that GTEST_SHARD_INDEX names. Where GTEST_OUTPUT is a folder, each
# part leaves a report of its own there: two that begin at once would choose the same name.
set -eu
number=$1
shift
case ${GTEST_OUTPUT:-} in
*/)
    GTEST_OUTPUT=$GTEST_OUTPUT$(basename "$1")_$number.json
    export GTEST_OUTPUT
    ;;
esac
exec "$@"
