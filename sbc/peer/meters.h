/*
 * meters.h -- what was used up, by owner and key: places, new calls, talk, money, short calls
 *
 * The owner is who has the limit ("peer fpt", "rule abroad"), the key whom it is counted for (a
 * caller, a peer, a tenant, or "" for all). Both are names, so that a reload of the policy forgets
 * nothing. Talk and money grow while calls talk, not when they end: a meter that is asked has the
 * talk of this very moment in its sums.
 *
 * There are METERS_MAX at most. Then the one that was asked for least recently is forgotten, of the
 * same owner if it has one, but never one that somebody has a reference to: a call's place, or a call
 * that waits.
 */
#ifndef PEER_METERS_H
#define PEER_METERS_H

#include <re.h>
#include "sbc/peer/window.h"

enum {
	METERS_MAX = 20000,
};

enum meter_kind {
	METER_STARTED, /* new calls */
	METER_TALK,    /* microseconds of talk */
	METER_MONEY,   /* millionths of the currency */
	METER_SHORT,   /* answered calls that were soon over */
	METER_KINDS
};

struct meters;

struct meter {
	struct le he, le;
	struct meters *meters;
	char *owner, *key;
	uint32_t calls;      /* places taken */
	void *waiting;       /* the calls that wait for its rate (call/pace); NULL: none */
	uint32_t talkers;    /* calls that talk at this moment… */
	uint64_t price;      /* …for so much a minute, all together */
	uint64_t settled_us; /* up to when their talk is in the windows */
	uint64_t owed;       /* money that is less than a millionth, times 60,000 */
	struct window *windows[METER_KINDS]; /* NULL: nobody asked for it yet */
};

/* ENOMEM. */
int meters_alloc(struct meters **metersp);
uint32_t meters_count(const struct meters *meters);

/* One reference. ENOSPC: there are METERS_MAX, and somebody holds each. */
int meters_find(struct meter **meterp, struct meters *meters, const char *owner, const char *key);

/* To be called before a kind is added to or asked for: what is counted in so long. */
int meter_open(struct meter *meter, enum meter_kind kind, uint64_t each_us, uint64_t now_us);

/* A kind that is not open adds nothing and has the sum 0. */
void meter_add(struct meter *meter, enum meter_kind kind, uint64_t amount, uint64_t now_us);
uint64_t meter_sum(struct meter *meter, enum meter_kind kind, uint64_t now_us);
uint64_t meter_wait_us(struct meter *meter, enum meter_kind kind, uint64_t limit, uint64_t now_us);

/* A call begins to talk, or ends to; `price` is of a minute, the same both times. */
void meter_talks(struct meter *meter, uint64_t price, uint64_t now_us);
void meter_falls_silent(struct meter *meter, uint64_t price, uint64_t now_us);

/* How long until a sum reaches `limit` if all go on who talk now; UINT64_MAX: never. */
uint64_t meter_lasts_us(struct meter *meter, enum meter_kind kind, uint64_t limit, uint64_t now_us);

#endif
