#!/usr/bin/env bash
# A Slurm of one node for tests: loopback only, no systemd, no munge, everything in one folder.
#   slurm.sh install        installs Debian's slurmctld, slurmd and slurm-client
#   slurm.sh start FOLDER   starts both daemons; prints the path of slurm.conf, for SLURM_CONF
#   slurm.sh stop FOLDER    ends them
set -euo pipefail

install() {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurmctld slurmd slurm-client
}

# Two free ports, from the folder's process number on.
ports() {
    local port=$((20000 + $$ % 20000))
    while ss -ltn 2>/dev/null | grep -qE ":($port|$((port + 1))) "; do port=$((port + 2)); done
    echo "$port"
}

start() {
    local root=$1 port host
    root=$(realpath -m "$1")
    mkdir -p "$root/state" "$root/spool" "$root/log"
    port=$(ports)
    host=$(hostname -s)
    cat > "$root/slurm.conf" <<CONF
ClusterName=interp
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
ReturnToService=2
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool
SlurmctldPidFile=$root/slurmctld.pid
SlurmdPidFile=$root/slurmd.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/slurmd.log
MaxArraySize=1001
MinJobAge=3600
SlurmctldParameters=preempt_send_user_signal
NodeName=$host NodeAddr=127.0.0.1 CPUs=${SLURM_TEST_CPUS:-2} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF="$root/slurm.conf"
    local daemons=/usr/sbin
    setsid "$daemons/slurmctld" -D > "$root/log/slurmctld.out" 2>&1 < /dev/null &
    echo $! > "$root/ctld.started"
    setsid "$daemons/slurmd" -D > "$root/log/slurmd.out" 2>&1 < /dev/null &
    echo $! > "$root/slurmd.started"
    for _ in $(seq 60); do
        if [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]; then
            echo "$SLURM_CONF"
            return
        fi
        sleep 1
    done
    stop "$root"
    tail -n 5 "$root"/log/* >&2
    echo "Slurm did not come up within a minute." >&2
    return 1
}

# Until they are gone: the controller writes its state into the folder once more.
stop() {
    local started pid
    for started in "$1/slurmd.started" "$1/ctld.started"; do
        [ -f "$started" ] || continue
        pid=$(cat "$started")
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 100); do
            grep -qs '^State:.[^ZX]' "/proc/$pid/status" || continue 2
            sleep 0.2
        done
        kill -9 "$pid" 2>/dev/null || true
    done
}

"$1" "${@:2}"
