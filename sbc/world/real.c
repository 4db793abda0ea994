/*
 * real.c -- clocks, chance, signals and the loop of the real world
 */
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <re.h>
#define DEBUG_MODULE "world" /* libre wants both before its dbg_init can be declared */
#define DEBUG_LEVEL  0
#include <re_dbg.h>
#include "sbc/world/real_inner.h"

/* SIP's shortest timer is 500 ms; a finer tick costs a waking and two system calls each (perf). */
#define TICK_US UINT64_C(10000)

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static uint64_t read_clock_us(clockid_t clock)
{
	struct timespec at;

	(void)clock_gettime(clock, &at); /* cannot fail: both clocks are always there */
	return (uint64_t)at.tv_sec * 1000000 + (uint64_t)at.tv_nsec / 1000;
}

static uint64_t now_us(const struct world *world)
{
	(void)world;
	return read_clock_us(CLOCK_MONOTONIC);
}

static uint64_t date_us(const struct world *world)
{
	(void)world;
	return read_clock_us(CLOCK_REALTIME);
}

/* What was handed out is wiped: memory read later does not tell it. */
static void fill_random(struct world *world, void *to, size_t size)
{
	struct real *real = (struct real *)world;
	uint8_t *bytes = to;

	for (size_t i = 0; i < size; ++i) {
		if (!real->chance_left) {
			while (getrandom(real->chance, sizeof real->chance, 0) < 0)
				;
			real->chance_left = sizeof real->chance;
		}
		bytes[i] = real->chance[--real->chance_left];
		real->chance[real->chance_left] = 0;
	}
}

/* Up to the next tick: what falls due within one is worth one waking, not a thousand. */
static void set_clock(struct real *real)
{
	uint64_t at_us = real->awake_us;

	if (at_us > now_us(&real->world))
		at_us = at_us > UINT64_MAX - TICK_US ? 0 /* never */
						     : (at_us + TICK_US - 1) / TICK_US * TICK_US;

	struct itimerspec at = {
		.it_value = {.tv_sec = (time_t)(at_us / 1000000),
			     .tv_nsec = (long)(at_us % 1000000) * 1000}
        };
	(void)timerfd_settime(real->clock, TFD_TIMER_ABSTIME, &at, NULL);
}

static void wake(struct world *world, uint64_t due_us)
{
	struct real *real = (struct real *)world;

	if (due_us >= real->awake_us)
		return;

	real->awake_us = due_us;
	set_clock(real);
}

/* Setting the clock again also takes back its being readable. */
static void run_wheel(int flags, void *arg)
{
	struct real *real = arg;
	struct wheel *wheel = &real->world.wheel;
	uint64_t until_us = now_us(&real->world);
	struct timer *timer;

	(void)flags;
	while ((timer = wheel_take(wheel, until_us)))
		timer->handler(timer->arg);

	real->awake_us = wheel_next_us(wheel);
	set_clock(real);
}

static const struct world_ops ops = {
	.now_us = now_us,
	.date_us = date_us,
	.random = fill_random,
	.wake = wake,
	.datagrams_open = real_datagrams_open,
	.datagrams_send = real_datagrams_send,
	.stream_listen = real_stream_listen,
	.stream_connect = real_stream_connect,
	.stream_send = real_stream_send,
	.names_use = real_names_use,
	.names_ask = real_names_ask,
};

static void read_signal(int flags, void *arg)
{
	struct real *real = arg;
	struct signalfd_siginfo info;

	(void)flags;
	if (read(real->signals, &info, sizeof info) == sizeof info && real->signal)
		real->signal((int)info.ssi_signo, real->signal_arg);
}

static int take_signals(struct real *real)
{
	sigset_t mine;
	int err;

	sigemptyset(&mine);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; ++i)
		sigaddset(&mine, signals[i]);

	err = pthread_sigmask(SIG_BLOCK, &mine, NULL);
	if (err)
		return err;

	real->signals = signalfd(-1, &mine, SFD_NONBLOCK | SFD_CLOEXEC);
	if (real->signals < 0)
		return errno;

	return fd_listen(real->signals, FD_READ, read_signal, real);
}

static int open_clock(struct real *real)
{
	real->clock = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (real->clock < 0)
		return errno;

	return fd_listen(real->clock, FD_READ, run_wheel, real);
}

static void close_fd(int fd)
{
	if (fd < 0)
		return;

	fd_close(fd);
	(void)close(fd);
}

static void destructor(void *arg)
{
	struct real *real = arg;

	mem_deref(real->dnsc);
	list_flush(&real->tls_files);
	mem_deref(real->batch);
	close_fd(real->clock);
	close_fd(real->signals);
	(void)pthread_sigmask(SIG_SETMASK, &real->mask, NULL);
	(void)fd_setsize(0);
	libre_close();
	memset(real->chance, 0, sizeof real->chance);
}

static int open_all(struct real *real)
{
	int err = fd_setsize(REAL_FDS_MAX);

	if (err)
		return err;

	err = open_clock(real);
	if (err)
		return err;

	err = take_signals(real);
	if (err)
		return err;

	return real_batch_alloc(&real->batch);
}

int real_alloc(struct world **worldp)
{
	struct real *real;
	int err = libre_init();

	if (err)
		return err;

	dbg_init(DBG_EMERG,
		 DBG_NONE); /* libre itself prints nothing: what it notices, it returns */

	real = mem_zalloc(sizeof *real, destructor);
	if (!real) {
		libre_close();
		return ENOMEM;
	}
	real->world.ops = &ops;
	real->awake_us = UINT64_MAX;
	real->clock = real->signals = -1;
	wheel_init(&real->world.wheel, now_us(&real->world));
	(void)pthread_sigmask(SIG_SETMASK, NULL, &real->mask);

	err = open_all(real);
	if (err)
		mem_deref(real);
	else
		*worldp = &real->world;
	return err;
}

int real_run(struct world *world, real_signal_h *handler, void *arg)
{
	struct real *real = (struct real *)world;

	real->signal = handler;
	real->signal_arg = arg;
	return re_main(NULL);
}

void real_stop(struct world *world)
{
	(void)world;
	re_cancel();
}
