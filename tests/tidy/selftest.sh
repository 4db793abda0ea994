#!/bin/sh
# selftest.sh -- a check that cannot fail is no check: plant one mistake for each in a copy, see it found
#
# A row is: the check, the mistake in words, the file it is planted in, the text; then what must be
# said of it.
set -u

cd "$(dirname "$0")/../.." || exit 1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Makefile .clang-format nat rtp policy sbc tests "$copy" && cd "$copy" || exit 1
printf 'nat policy rtp sbc/world sbc/event sbc/sip tests/nowhere/\n' >README.md
failed=0

# planted CHECK WORDS OBJECT...: the check must fail and say the words
planted()
{
	check=$1 words=$2
	shift 2
	said=$(tests/tidy/"$check".sh "$@" 2>&1) && { echo "$check passes: $words"; failed=1; return; }
	case $said in
	*"$words"*) ;;
	*) echo "$check does not say '$words', but: $said"; failed=1 ;;
	esac
}

# compiled FILE TEXT: an object build/obj/FILE.o of a planted source
compiled()
{
	mkdir -p "build/obj/$(dirname "$1")"
	printf '%b\n' "$2" >"$1" && cc -D_GNU_SOURCE -c -o "build/obj/${1%.c}.o" "$1"
}

echo '#include "sbc/call/call.h"' >>nat/latch.h
planted arrows 'nat/latch.h:'
planted arrows 'nat may not know sbc/call'

compiled nat/asks.c '#include <time.h>\nlong nat_asks(void)\n{\n\treturn time(NULL);\n}'
planted imports 'nat/asks.o: asks for time: time' build/obj build/obj/nat/asks.o
compiled sbc/event/log.c '#include <stdlib.h>\nlong log_asks(void)\n{\n\treturn rand();\n}'
planted imports 'sbc/event/log.o: asks for chance: rand' build/obj build/obj/sbc/event/log.o
compiled rtp/says.c '#include <stdio.h>\nvoid says(int i)\n{\n\tprintf("%%d", i);\n}'
planted imports 'rtp/says.o: asks for stdio: printf' build/obj build/obj/rtp/says.o

compiled nat/keeps.c 'int nat_count(void)\n{\n\tstatic int count;\n\treturn ++count;\n}'
planted statics 'nat/keeps.o: variable count' build/obj build/obj/nat/keeps.o
planted dead 'nat/keeps.o: nat_count is used nowhere else' build/obj build/obj/nat/keeps.o

echo '/* alone.h -- nobody wants it */' >nat/alone.h
planted dead 'nat/alone.h: nobody includes it' build/obj
echo '/* other.h -- not its name */' >nat/named.h
planted captions "nat/named.h: does not open with 'named.h -- " nat/named.h
printf '/* odd.c -- laid out badly */\nint  odd;\n' >nat/odd.c
planted layout 'nat/odd.c:2:' nat/odd.c
{ printf '/* long.c -- one long function */\nint long_one(void)\n{\n'; yes ';' | head -n 99; echo '}'; } >nat/long.c
planted length 'nat/long.c:3: long_one has 101 lines' nat/long.c

planted readme 'README.md does not name tests/tidy/'
planted readme 'README.md names tests/nowhere/, which is not there'
exit $failed
