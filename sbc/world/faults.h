/*
 * faults.h -- what the simulated network does to what is sent
 *
 * One value says how bad the weather is; one table (faults.c) says, kind after kind, what becomes
 * of a datagram in it. All zero is a clear sky: everything arrives, once, at the same instant. A
 * new kind is a field here, a function and a row there.
 */
#ifndef WORLD_FAULTS_H
#define WORLD_FAULTS_H

#include <re.h>
#include "sbc/world/dice.h"

enum {
	FAULTS_HOSTS_MAX = 8,  /* dead hosts */
	FAULTS_CUTS_MAX = 8,   /* pairs of hosts that cannot reach each other */
	FAULTS_COPIES_MAX = 2, /* arrivals of one datagram */
};

struct faults {
	uint16_t loss_permille;        /* never arrives */
	uint16_t duplication_permille; /* arrives twice; the copy has its own delay */
	uint16_t reordering_permille;  /* is overtaken: comes up to reordering_us later */
	uint32_t reordering_us;
	uint32_t delay_min_us, delay_max_us; /* the way takes this long, both included */
	bool names_silent;                   /* the name server does not answer: ETIMEDOUT */

	/* A host without a port (0) means all its ports. A dead host neither hears nor speaks. */
	struct sa dead[FAULTS_HOSTS_MAX];
	uint32_t deadc;
	struct {
		struct sa a, b;
	} cuts[FAULTS_CUTS_MAX]; /* a partition, in both directions */
	uint32_t cutc;
};

/* How often a datagram arrives, and when. */
struct fate {
	uint32_t copies;
	uint64_t after_us[FAULTS_COPIES_MAX];
};

/* The one entry: what becomes of a datagram between these two in this weather. */
void faults_judge(struct fate *fate, const struct faults *faults, struct dice *dice,
		  const struct sa *from, const struct sa *to);

#endif
