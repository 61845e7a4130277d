#!/bin/sh
# One batch as a Slurm array: each task makes one shard. Aim at 5 to 10 minutes a task.
#
#   export INPUTS=/data/forms OUTPUT=/data/handouts
#   sbatch --array=0-15 samples/cluster/slurm-array.sh
#
# When squeue shows no task any more, sbatch --wait samples/cluster/slurm-merge.sh proves that nothing is missing. It is
# not made to depend on the array: a task that failed once and succeeded when requeued keeps afterok from coming true.
#
# Status 75 means "run me again": with RequeueExit=75 in slurm.conf Slurm does. What is done is not made again.
#SBATCH --job-name=magreport
#SBATCH --array=0-3
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
set -u

"${MAGREPORT:-magreport}" batch "$INPUTS" -o "$OUTPUT" --shard auto -j "${SLURM_CPUS_PER_TASK:-1}" --quiet &
batch=$!
# Before the time limit and at scancel Slurm tells the script; the batch then ends within 10 seconds.
trap 'kill -TERM "$batch" 2>/dev/null' TERM INT
wait "$batch"
status=$?
while kill -0 "$batch" 2>/dev/null; do # the wait was cut short by the signal
    wait "$batch"
    status=$?
done
# A batch that somebody killed is one to run again; Slurm itself would not.
if [ "$status" -gt 128 ]; then
    status=75
fi
exit "$status"
