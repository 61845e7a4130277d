#!/bin/sh
# Runs each fuzz program for some seconds, from seeds in the tree. A finding is kept in build/fuzz/findings and ends the run.
# usage: run.sh SECONDS PROGRAM...
set -eu
seconds=$1
shift
mkdir -p build/fuzz/findings
for program in "$@"; do
    name=$(basename "$program")
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    case $name in
    fuzz_intake) find samples tests -name '*.xml' -size -64k -exec cp -u {} "$corpus/" \; ;;
    fuzz_image) find layouts tests \( -name '*.png' -o -name '*.jpg' \) -size -64k -exec cp -u {} "$corpus/" \; ;;
    *) find layouts tests -name '*.xml' -size -64k -exec cp -u {} "$corpus/" \; ;;
    esac
    echo "== $name, $seconds s"
    "$program" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/findings/$name-" "$corpus" 2>"build/fuzz/$name.log" || {
        tail -n 60 "build/fuzz/$name.log"
        exit 1
    }
    grep -E 'number_of_executed_units|average_exec' "build/fuzz/$name.log"
done
