#!/bin/sh
# One batch over several machines with GNU parallel. INPUTS and OUTPUT are folders that all of them see.
#
#   INPUTS=/data/forms OUTPUT=/data/handouts HOSTS=hosts.txt SHARDS=16 sh samples/cluster/parallel.sh
#
# hosts.txt has a line for each machine, such as 4/alpha: four shards at a time on alpha; ":" is this machine.
# Run the same again after anything: shards that failed are run again, those that are done are not.
set -eu
: "${HOSTS:=:}" "${SHARDS:=4}" "${MAGREPORT:=magreport}"
mkdir -p "$OUTPUT"

login=--sshlogin
if [ -f "$HOSTS" ]; then
    login=--sshloginfile
fi
last=$((SHARDS - 1))
seq 0 "$last" | parallel --will-cite "$login" "$HOSTS" --joblog "$OUTPUT/parallel.log" --resume-failed --quote \
    "$MAGREPORT" batch "$INPUTS" -o "$OUTPUT" --shard "{}/$SHARDS" -j 1 --quiet
exec "$MAGREPORT" batch --merge-manifests -o "$OUTPUT"
