/* meters.c -- a hash of names, the least recently asked for first in a list; see meters.h */
#include <errno.h>
#include "sbc/peer/meters.h"

enum {
	METERS_BUCKETS = 4096,
	MINUTE_MS = 60000,
};

struct meters {
	struct hash *names;
	struct list list; /* in the order in which they were last asked for */
	uint32_t count;
};

static void meter_destroy(void *data)
{
	struct meter *meter = data;

	for (size_t i = 0; i < ARRAY_SIZE(meter->windows); i++)
		mem_deref(meter->windows[i]);
	mem_deref(meter->owner);
	mem_deref(meter->key);
}

static void forget(struct meter *meter)
{
	hash_unlink(&meter->he);
	list_unlink(&meter->le);
	--meter->meters->count;
	mem_deref(meter);
}

/* Those that a call holds live on without the table. */
static void meters_destroy(void *data)
{
	struct meters *meters = data;

	while (meters->list.head)
		forget(meters->list.head->data);
	mem_deref(meters->names);
}

int meters_alloc(struct meters **metersp)
{
	struct meters *meters = mem_zalloc(sizeof *meters, meters_destroy);
	int err = meters ? hash_alloc(&meters->names, METERS_BUCKETS) : ENOMEM;

	if (err)
		mem_deref(meters);
	else
		*metersp = meters;

	return err;
}

uint32_t meters_count(const struct meters *meters)
{
	return meters->count;
}

/* The owner's own oldest: one with many keys must not make another forget what was used up. */
static struct meter *find_oldest(const struct meters *meters, const char *owner)
{
	struct meter *oldest = NULL;

	for (struct le *le = meters->list.head; le; le = le->next) {
		struct meter *meter = le->data;

		if (mem_nrefs(meter) > 1)
			continue;
		if (!str_cmp(meter->owner, owner))
			return meter;

		oldest = oldest ? oldest : meter;
	}

	return oldest;
}

static int make_room(struct meters *meters, const char *owner)
{
	struct meter *oldest;

	if (meters->count < METERS_MAX)
		return 0;

	oldest = find_oldest(meters, owner);
	if (!oldest)
		return ENOSPC;

	forget(oldest);
	return 0;
}

struct name {
	const char *owner, *key;
};

static uint32_t hash_of(const struct name *name)
{
	return hash_joaat_str(name->owner) ^ hash_joaat_str(name->key) * 31;
}

static bool is_named(struct le *le, void *arg)
{
	const struct meter *meter = le->data;
	const struct name *name = arg;

	return !str_cmp(meter->owner, name->owner) && !str_cmp(meter->key, name->key);
}

static int add(struct meter **meterp, struct meters *meters, const struct name *name)
{
	struct meter *meter;
	int err = make_room(meters, name->owner);

	if (err)
		return err;

	meter = mem_zalloc(sizeof *meter, meter_destroy);
	if (!meter)
		return ENOMEM;

	err = str_dup(&meter->owner, name->owner);
	err = err ? err : str_dup(&meter->key, name->key);
	if (err) {
		mem_deref(meter);
		return err;
	}

	meter->meters = meters;
	hash_append(meters->names, hash_of(name), &meter->he, meter);
	list_append(&meters->list, &meter->le, meter);
	++meters->count;
	*meterp = meter;
	return 0;
}

int meters_find(struct meter **meterp, struct meters *meters, const char *owner, const char *key)
{
	struct name name = {owner, key};
	struct le *le = hash_lookup(meters->names, hash_of(&name), is_named, &name);
	struct meter *meter = le ? le->data : NULL;
	int err = meter ? 0 : add(&meter, meters, &name);

	if (err)
		return err;

	list_unlink(&meter->le);
	list_append(&meters->list, &meter->le, meter);
	*meterp = mem_ref(meter);
	return 0;
}

int meter_open(struct meter *meter, enum meter_kind kind, uint64_t each_us, uint64_t now_us)
{
	if (!meter->windows[kind])
		meter->windows[kind] = mem_zalloc(sizeof **meter->windows, NULL);
	if (!meter->windows[kind])
		return ENOMEM;

	window_open(meter->windows[kind], each_us, now_us);
	return 0;
}

static void count(struct meter *meter, enum meter_kind kind, uint64_t amount, uint64_t now_us)
{
	if (meter->windows[kind])
		window_add(meter->windows[kind], amount, now_us);
}

/* Whole milliseconds: so a price times a time fits for hours of thousands of calls. */
static void settle(struct meter *meter, uint64_t now_us)
{
	uint64_t ms = (now_us - meter->settled_us) / 1000;

	meter->settled_us += ms * 1000;
	meter->owed += meter->price * ms;
	count(meter, METER_TALK, meter->talkers * ms * 1000, now_us);
	count(meter, METER_MONEY, meter->owed / MINUTE_MS, now_us);
	meter->owed %= MINUTE_MS;
}

void meter_add(struct meter *meter, enum meter_kind kind, uint64_t amount, uint64_t now_us)
{
	count(meter, kind, amount, now_us);
}

uint64_t meter_sum(struct meter *meter, enum meter_kind kind, uint64_t now_us)
{
	settle(meter, now_us);
	return meter->windows[kind] ? window_sum(meter->windows[kind], now_us) : 0;
}

uint64_t meter_wait_us(struct meter *meter, enum meter_kind kind, uint64_t limit, uint64_t now_us)
{
	settle(meter, now_us);
	return meter->windows[kind] ? window_wait_us(meter->windows[kind], limit, now_us) : 0;
}

void meter_talks(struct meter *meter, uint64_t price, uint64_t now_us)
{
	settle(meter, now_us);
	++meter->talkers;
	meter->price += price;
}

void meter_falls_silent(struct meter *meter, uint64_t price, uint64_t now_us)
{
	settle(meter, now_us);
	--meter->talkers;
	meter->price -= price;
}

/* Both grow with time: talk by a microsecond a talker in each, money by the price in a minute. */
uint64_t meter_lasts_us(struct meter *meter, enum meter_kind kind, uint64_t limit, uint64_t now_us)
{
	uint64_t sum = meter_sum(meter, kind, now_us);
	uint64_t left = limit > sum ? limit - sum : 0;
	uint64_t speed = kind == METER_TALK ? meter->talkers : meter->price;
	uint64_t in_us = kind == METER_TALK ? 1 : UINT64_C(1000) * MINUTE_MS;

	if (!speed || left > UINT64_MAX / in_us)
		return UINT64_MAX;

	return left * in_us / speed;
}
