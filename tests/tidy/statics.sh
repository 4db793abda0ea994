#!/bin/sh
# statics.sh -- no object of the house holds a variable: nothing outlives the engine it belongs to
# usage: tests/tidy/statics.sh ROOT OBJECT...      ROOT: where the objects lie
set -u

root=$1
shift

found=$(for object; do
	objdump -t "$object" | awk -v object="${object#"$root"/}" '
		/ O (\.bss|\.data|\.tbss|\.tdata|\*COM\*)([.][^r][^ \t]*)?[ \t]/ { print object ": variable " $NF }'
done)
[ -z "$found" ] || { echo "$found"; exit 1; }
