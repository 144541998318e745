#!/bin/sh
# What all parts of a batch made, taken together, once the last has ended. With Slurm:
#   job=$(sbatch --parsable --array=1-4 --export=ALL,... slurm.sh)
#   sbatch --dependency="afterok:$job" --export=ALL,OUT=bundles,AT=2026-11-20T08:00:00Z merge.sh
#
# OUT is the folder of the bundles, REPORTS (default: OUT) that of what is written here: the log of all parts, and the audit and the renewals of
# all bundles as pages, the audit as JSON lines, too. AT is the time to count from, as it was for the batch.
#SBATCH --job-name=certcase-merge
#SBATCH --cpus-per-task=2
set -eu
: "${OUT:?the folder of the bundles}" "${AT:?the time to count from, such as 2026-11-20T08:00:00Z}"
reports=${REPORTS:-$OUT}

# 1 means findings, or that something is due: it is in the report, and the job is done.
report() {
    into=$1
    shift
    "${CERTCASE:-certcase}" "$@" --at "$AT" >"$reports/$into" || [ $? -eq 1 ]
}

cat "$OUT"/batch-*-of-*.ndjson >"$reports/batch-all.ndjson"
report audit.ndjson audit "$OUT" --format ndjson
report audit.html audit "$OUT" --format html
report renewals.html renewals "$OUT" --format html
