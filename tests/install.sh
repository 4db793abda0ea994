#!/bin/sh
# install.sh -- have apt-get install what building and testing need and a bare Debian 12 lacks
#
# usage: tests/install.sh [demo]      demo: only what `make demo` needs
# Silent when nothing is missing. Needs root or sudo only when something is.
set -eu

build="gcc libc6-dev pkg-config libre-dev libssl-dev libyaml-dev tzdata"
demo="baresip-core tcpdump iproute2 python3"
tests="clang clang-format libclang-rt-14-dev check libpcap-dev valgrind shellcheck
	sip-tester kamailio kamailio-tls-modules tshark dnsmasq-base gdb openssl"

lacking()
{
	for package; do
		dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' || echo "$package"
	done
}

case ${1-} in
demo) wanted="$build $demo" ;;
"") wanted="$build $demo $tests" ;;
*) echo "usage: tests/install.sh [demo]" >&2; exit 1 ;;
esac

# shellcheck disable=SC2086 # a list of words
missing=$(lacking $wanted | tr "\n" " ")
[ "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "install.sh: no apt-get here; please install by hand: $missing" >&2
	exit 1
fi
if [ "$(id -u)" = 0 ]; then
	sudo=
elif command -v sudo >/dev/null; then
	sudo=sudo
else
	echo "install.sh: needs root or sudo to install: $missing" >&2
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly()
{
	$sudo env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 && return
	tail -n 20 "$log" >&2
	echo "install.sh: '$*' failed" >&2
	exit 1
}

echo "installing $missing"
quietly apt-get -q update
# shellcheck disable=SC2086 # a list of words
quietly apt-get -q -y install --no-install-recommends $missing

# The tests start their own Kamailio; a packaged service has no business on this machine.
case $missing in
*kamailio*) [ ! -d /run/systemd/system ] || quietly systemctl disable --now kamailio ;;
esac
