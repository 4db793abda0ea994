/* spans.c -- the middle of each part is its root; see spans.h */
#include <errno.h>
#include <stdlib.h>
#include "policy/spans.h"

enum {
	SPANS_FIRST = 16, /* room to begin with; doubled when it is full */
};

static int grow(struct spans *spans)
{
	const uint32_t size = spans->size ? spans->size * 2 : SPANS_FIRST;
	struct span *list = spans->list ? mem_realloc(spans->list, size * sizeof *list)
					: mem_alloc(size * sizeof *list, NULL);

	if (!list)
		return ENOMEM;

	spans->list = list;
	spans->size = size;
	return 0;
}

int spans_add(struct spans *spans, uint64_t low, uint64_t high, uint32_t id)
{
	int err = spans->count == spans->size ? grow(spans) : 0;

	if (!err)
		spans->list[spans->count++] = (struct span){low, high, high, id};

	return err;
}

static int compare(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* How far the spans from `first` to before `last` reach; each root on the way learns it. */
static uint64_t reach(struct span *list, uint32_t first, uint32_t last)
{
	const uint32_t middle = first + (last - first) / 2;
	uint64_t left, right;

	if (first == last)
		return 0;

	left = reach(list, first, middle);
	right = reach(list, middle + 1, last);
	if (list[middle].reach < left)
		list[middle].reach = left;
	if (list[middle].reach < right)
		list[middle].reach = right;

	return list[middle].reach;
}

void spans_sort(struct spans *spans)
{
	if (!spans->count)
		return;

	qsort(spans->list, spans->count, sizeof *spans->list, compare);
	(void)reach(spans->list, 0, spans->count);
}

void spans_reset(struct spans *spans)
{
	mem_deref(spans->list);
	*spans = (struct spans){0};
}

struct search {
	const struct span *list;
	uint64_t code;
	span_h *handler;
	void *arg;
};

static bool search(const struct search *it, uint32_t first, uint32_t last)
{
	while (first < last) {
		const uint32_t middle = first + (last - first) / 2;
		const struct span *span = &it->list[middle];

		if (span->reach < it->code)
			return false;
		if (search(it, first, middle))
			return true;
		if (span->low > it->code) /* so are those behind it */
			return false;
		if (span->high >= it->code && it->handler(span->id, it->arg))
			return true;

		first = middle + 1;
	}

	return false;
}

bool spans_each(const struct spans *spans, uint64_t code, span_h *handler, void *arg)
{
	const struct search it = {spans->list, code, handler, arg};

	return search(&it, 0, spans->count);
}
