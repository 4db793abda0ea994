/*
 * spans.h -- spans from a low to a high code, and which of them hold one code
 *
 * A sorted array that is also a tree: the root is the middle, and each node knows how far its part
 * reaches, so that parts which end before the code or begin behind it are not looked at. Spans may
 * overlap in any way.
 */
#ifndef POLICY_SPANS_H
#define POLICY_SPANS_H

#include <re.h>

struct span {
	uint64_t low, high;
	uint64_t reach; /* the greatest `high` in its part of the tree */
	uint32_t id;    /* the caller's */
};

struct spans { /* zeroed: none */
	struct span *list;
	uint32_t count, size;
};

int spans_add(struct spans *spans, uint64_t low, uint64_t high, uint32_t id);
void spans_sort(struct spans *spans); /* once, when all are added */
void spans_reset(struct spans *spans);

/* Each span that holds the code, until the handler returns true; then true. */
typedef bool(span_h)(uint32_t id, void *arg);
bool spans_each(const struct spans *spans, uint64_t code, span_h *handler, void *arg);

#endif
