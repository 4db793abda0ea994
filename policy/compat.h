/*
 * compat.h -- names of what some equipment wants otherwise than the RFCs have it
 *
 * `compat: [user-phone]` at a peer is a bit in peer_config.compat. What the bit does is a function
 * in sbc/hide/quirks.c; here is what it is called and, for people, what it means.
 */
#ifndef POLICY_COMPAT_H
#define POLICY_COMPAT_H

#include <stddef.h>
#include <stdint.h>

enum compat { /* each has its row in sbc/hide/quirks.c too */
	COMPAT_USER_PHONE = 1 << 0,
	COMPAT_TEL_URI = 1 << 1,
	COMPAT_FROM_DOMAIN = 1 << 2,
	COMPAT_ONE_CODEC = 1 << 3,
	COMPAT_NO_EARLY_MEDIA = 1 << 4,
	COMPAT_SHORT_HEADERS = 1 << 5,
};

struct compat_row {
	const char *name;
	uint32_t bit;
	const char *meaning;
};

extern const struct compat_row compat_rows[];
extern const size_t compat_count;

/* NULL: there is none of that name. */
const struct compat_row *compat_find(const char *name);

#endif
