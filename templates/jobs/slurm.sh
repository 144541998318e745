#!/bin/sh
# A batch as a Slurm job array: sbatch --array=1-4 --export=ALL,REQUESTS=requests.csv,INVENTORY=inventory.xml,OUT=bundles slurm.sh
#
# OUT is on a file system that all nodes share. Each task makes its own part of the bundles and writes its own log; --resume lets a task that
# was killed or requeued go on where it ended. AT is the time to count from, the same for all tasks. Afterwards merge.sh joins the logs and
# audits all bundles together.
#SBATCH --job-name=certcase
#SBATCH --cpus-per-task=2
#SBATCH --requeue
#SBATCH --open-mode=append
set -u
: "${REQUESTS:?the file of requests}" "${INVENTORY:?the list of environments}" "${OUT:?the folder for the bundles}"
: "${AT:?the time to count from, such as 2026-11-20T08:00:00Z}"

"${CERTCASE:-certcase}" batch "$REQUESTS" --environments "$INVENTORY" -o "$OUT" --at "$AT" --shard auto --resume \
    -j "${SLURM_CPUS_PER_TASK:-1}"
code=$?
# 1 means findings: they are in the log, and the task is done.
[ "$code" -eq 1 ] && code=0
exit "$code"
