#!/bin/bash
# Checks one configuration of the model: verify.sh OUT FILE FLAGS...
# OUT is a directory for what is built. Prints one line: HOLDS, or BREAKS and the property, then the states and the seconds of the
# processor; a counterexample is told step by step in OUT/story.txt. Needs spin and a C compiler ($CC, or cc).
# MODEL_OPTIMIZE is -O1, or -O0 where compiling takes longer than searching. MODEL_SECONDS (of the processor) and MODEL_MEGABYTES
# bound the search; a bound that is hit is no verdict: LIMIT.
set -u
source=$(cd "$(dirname "$0")/src/main/promela" && pwd)
out=$1 file=$2
shift 2
rm -rf "$out" && mkdir -p "$out" && cd "$out" || exit 1
if ! spin -a "$@" "$source/$file" >spin.txt 2>&1; then
    echo "ERROR spin: $(grep -m1 -i error spin.txt)"
    exit 1
fi
# breadth first: the first counterexample is a shortest one
if ! "${CC:-cc}" "${MODEL_OPTIMIZE:--O1}" -w -DSAFETY -DBFS -DVECTORSZ=1024 -DMEMLIM="${MODEL_MEGABYTES:-3000}" -o pan pan.c >cc.txt 2>&1; then
    echo "ERROR cc: $(grep -m1 error cc.txt)"
    exit 1
fi
TIMEFORMAT=%0U
{ time (ulimit -t "${MODEL_SECONDS:-300}" && ./pan -w22 >pan.txt 2>&1); } 2>time.txt
ended=$?
seconds=$(tail -1 time.txt)
states=$(awk '/states, stored/ { print $1; exit }' pan.txt)
if trail=$(ls ./*.trail 2>/dev/null); then
    spin -t -k "$trail" "$@" "$source/$file" >trail.txt 2>&1
    grep -v -E '^[[:space:]]*(spin:|#processes|[0-9]+:|[0-9]+ processes|[A-Za-z0-9_]+(\[[0-9]+\])? = )' trail.txt | sed 's/^[[:space:]]*//' >story.txt
    echo "BREAKS $(sed -n 's/^pan:1: assertion violated \([A-Za-z0-9_]*\).*/\1/p; s/^pan:1: invalid end state.*/NEVER_STUCK/p' pan.txt) ${states:-0} $seconds"
elif [ $ended -eq 0 ] && grep -q 'errors: 0' pan.txt && ! grep -q -E 'out of memory|search depth too small|reached -DMEMLIM' pan.txt; then
    echo "HOLDS ${states:-0} $seconds"
else
    echo "LIMIT ${states:-0} $seconds: $(grep -m1 -E 'memory|MEMLIM|depth' pan.txt)"
    exit 1
fi
