#!/bin/sh
# imports.sh -- who may ask the machine for time, chance, packets, files, threads or the terminal
#
# usage: tests/tidy/imports.sh ROOT OBJECT...      ROOT: where the objects lie
# Prints every import that no row allows. A kind is a row of `asks`; a file that may is a row of `may`.
set -u

root=$1
shift

asks='
time     (time|times|clock|clock_gettime|gettimeofday|ftime|localtime|localtime_r|timer_create|timerfd_.*|tmr_.*)
chance   (rand|rand_r|srand|random|srandom|drand48|getrandom|getentropy|arc4random.*|RAND_.*|rand_(u16|u32|u64|char|str|bytes)|sdp_session_alloc)
packets  (socket|socketpair|bind|connect|listen|accept4?|send|sendto|sendmsg|sendmmsg|recv|recvfrom|recvmsg|recvmmsg|shutdown)
packets  (getaddrinfo|gethostby.*|res_.*|dnsc_.*|poll|ppoll|select|epoll_.*|udp_.*|tcp_.*|tls_.*|net_.*|rtp_.*|sip_alloc|sip_listen|sip_send|sip_request.*|sip_t?reply.*|sip_transp_(add|flush).*|sip_dialog_.*|sipsess_.*)
files    (open|open64|openat|openat64|creat|fopen|fopen64|fdopen|freopen|read|pread|write|pwrite|writev|fsync|fdatasync|close|stat|fstat|lstat|access|unlink|rename|mkdir|opendir|mkstemp|conf_.*)
stdio    (f|v|vf)?printf|dprintf|__(f|v|vf)?printf_chk|puts|fputs|fputc|putc|putchar|fwrite|fread|fgets|getline|fflush|fclose|perror|stdin|stdout|stderr|syslog|re_f?printf|dbg_(printf|noprintf|warning|info|logfile_set)
threads  (pthread_.*|thrd_.*|mtx_.*|cnd_.*|sem_.*|re_main|re_cancel|re_thread_.*|mqueue_.*)
process  (getenv|secure_getenv|setenv|putenv|exit|_exit|quick_exit|fork|vfork|exec.*|system|popen|kill|raise|signal|sigaction|getpid|sleep|usleep|nanosleep)
'

may='
sbc/world/real                 time chance packets files threads process  the world of the machine
rtp/relay_threads              time chance packets files threads          moves packets on threads of its own
sbc/cli/                       time chance packets files stdio threads process  what a person types
sbc/admin/                     files                                      writes the records
sbc/admin/control              packets files                              the socket of `sbc reload`
sbc/event/log                  stdio                                      prints what it is told, where it is told
tests/lab/                     files stdio                                reads policies, says what failed
tests/lab/main                 time                                       says how much faster than life it was
'

undefined()
{
	for object; do
		nm -u "$object" | awk -v object="${object#"$root"/}" '{ print object, $NF }'
	done
}

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
{
	echo "$asks" | awk 'NF { print "asks", $1, $2 }'
	echo "$may" | awk 'NF { print "may", $0 }'
} >"$rows"

undefined "$@" | awk '
	FNR == NR && $1 == "asks" { kind[++kinds] = $2; name[kinds] = "^(" $3 ")(@.*)?$"; next }
	FNR == NR { file[++files] = $2; for (i = 3; i <= NF; i++) allowed[$2, $i] = 1; next }
	{
		for (k = 1; k <= kinds; k++) {
			if ($2 !~ name[k])
				continue
			fine = 0
			for (f = 1; f <= files; f++)
				if (index($1, file[f]) == 1 && (file[f], kind[k]) in allowed)
					fine = 1
			if (!fine) {
				print $1 ": asks for " kind[k] ": " $2
				bad = 1
			}
		}
	}
	END { exit bad }' "$rows" -
