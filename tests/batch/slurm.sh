#!/bin/sh
# A real Slurm on this machine: four array tasks, one killed in the middle and requeued, give what one run gives.
. "$(dirname "$0")/lib.sh"
export PATH="$PATH:/usr/sbin"
for program in munged slurmctld slurmd sbatch; do
    command -v $program >/dev/null || skip "$program is not installed (slurm-wlm, munge)"
done
[ "$(id -u)" = 0 ] || skip 'a Slurm of its own takes root'

jobs=$tests_dir/../templates/jobs
base=$(mktemp -d /tmp/slurm-XXXXXX) # sockets need a short path
chmod 755 "$base"
host=$(hostname -s)
port=$((20000 + $$ % 20000))

stop_slurm() {
    for pid in slurmd slurmctld munged; do
        [ ! -s "$base/$pid.pid" ] || kill "$(cat "$base/$pid.pid")" 2>/dev/null || true
    done
    sleep 0.5
    rm -rf "$base" "$work"
}
trap stop_slurm EXIT

dd if=/dev/urandom of="$base/munge.key" bs=128 count=1 2>/dev/null
chmod 400 "$base/munge.key"
munged --force --key-file="$base/munge.key" --socket="$base/munge.socket" --pid-file="$base/munged.pid" --log-file="$base/munge.log" \
    --seed-file="$base/munge.seed" >munged.log 2>&1 || skip "munged does not start: $(tail -n 1 munged.log)"

mkdir "$base/state" "$base/spool"
cat >"$base/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$base/munge.socket,cred_expire=10
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$base/slurmctld.pid
SlurmdPidFile=$base/slurmd.pid
SlurmctldLogFile=$base/slurmctld.log
SlurmdLogFile=$base/slurmd.log
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=4 RealMemory=256 State=UNKNOWN
PartitionName=test Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$base/slurm.conf"
slurmctld -f "$SLURM_CONF" >ctld.log 2>&1 || skip "slurmctld does not start: $(tail -n 2 ctld.log)"
slurmd -f "$SLURM_CONF" -N "$host" >slurmd.log 2>&1 || skip "slurmd does not start: $(tail -n 2 slurmd.log)"
tries=0
until sinfo -h -o %t 2>/dev/null | grep -q idle; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || skip "the node is not ready: $(sinfo -h 2>&1 | tail -n 1); $(tail -n 2 "$base/slurmd.log")"
    sleep 0.5
done

requests requests.csv
batch requests.csv whole -j 2
# Task 2 is killed with its program half way, and asks to be queued again.
cat >job.sh <<JOB
#!/bin/sh
if [ "\$SLURM_ARRAY_TASK_ID" = 2 ] && [ "\${SLURM_RESTART_COUNT:-0}" = 0 ]; then
    sh "$jobs/slurm.sh" &
    until [ -s "$work/out/batch-2-of-4.ndjson" ] || ls "$work/out" -A | grep -q 'tmp-2-of-4'; do sleep 0.02; done
    pkill -KILL -P \$! certcase
    touch "$work/killed"
    scontrol requeue "\${SLURM_ARRAY_JOB_ID}_2"
    sleep 60
fi
exec sh "$jobs/slurm.sh"
JOB
job=$(CERTCASE="$CERTCASE" REQUESTS=requests.csv INVENTORY="$inventory" OUT="$work/out" AT="$at" \
    sbatch --parsable --array=1-4 --requeue --chdir="$work" --output="$work/task-%a.log" --open-mode=append job.sh) || skip "sbatch: $job"
tries=0
while [ -n "$(squeue -h -j "$job" 2>/dev/null)" ]; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || fail "the jobs do not end: $(squeue -j "$job"); $(tail -n 3 "$base/slurmctld.log")"
    sleep 1
done
[ -e killed ] || fail "no task was killed: $(cat task-2.log)"
same_bundles whole out
clean out
LC_ALL=C sort whole/batch.ndjson >a
cat out/batch-?-of-4.ndjson | LC_ALL=C sort | cmp - a || fail 'the logs of the tasks are not the log of the whole'
