#!/bin/sh
# layout.sh -- every file is as `make format` leaves it
# usage: tests/tidy/layout.sh FILE...
clang-format --dry-run -Werror "$@" 2>&1 | grep ': error:' | sed 's/: error: .*/: make format would change it/' |
	awk -F: '!seen[$1]++ { print; bad = 1 } END { exit bad }'
