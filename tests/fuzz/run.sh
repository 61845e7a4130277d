#!/bin/sh
# Runs each fuzz program for some seconds, from its corpus and from seeds in the tree. A finding is kept in build/fuzz/findings and
# ends the run. An input may take 1 s and 256 MB.
# usage: run.sh SECONDS PROGRAM...
set -eu
seconds=$1
shift
mkdir -p build/fuzz/findings
# What was freed is not kept for long, so that memory is that of the program.
export ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=2
for program in "$@"; do
    name=$(basename "$program")
    target=${name#fuzz_}
    grown=build/fuzz/corpus/$target
    seeds=build/fuzz/seeds/$target
    mkdir -p "$grown"
    /usr/bin/python3 tests/fuzz/seeds.py "$target" "$seeds"
    dictionary=tests/fuzz/$target.dict
    case $target in
    bundle) dictionary=tests/fuzz/fhir.dict ;;
    pipe | paragraph) dictionary=tests/fuzz/native.dict ;;
    esac
    echo "== $name, $seconds s"
    "$program" -max_total_time="$seconds" -max_len=8192 -timeout=1 -rss_limit_mb=256 -print_final_stats=1 -dict="$dictionary" \
        -artifact_prefix="build/fuzz/findings/$target-" "$grown" "$seeds" tests/fuzz/corpus/"$target" 2>"build/fuzz/$name.log" || {
        tail -n 60 "build/fuzz/$name.log"
        exit 1
    }
    grep -E 'number_of_executed_units|average_exec|peak_rss' "build/fuzz/$name.log"
done
