#!/bin/sh
# After the array of slurm-array.sh: proves that all shards are there and makes one manifest of theirs.
#SBATCH --job-name=magreport-merge
#SBATCH --ntasks=1
set -u
exec "${MAGREPORT:-magreport}" batch --merge-manifests -o "$OUTPUT"
