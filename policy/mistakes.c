/* mistakes.c -- a list that is sorted when it is printed; see mistakes.h */
#include <errno.h>
#include <string.h>
#include "policy/mistakes.h"

struct mistake {
	struct le le;
	struct place place; /* its file is ours, for that of a policy goes with the policy */
	char *text, *file;
};

struct mistakes {
	struct list list;
	int err;
};

static void mistake_destructor(void *arg)
{
	struct mistake *mistake = arg;

	list_unlink(&mistake->le);
	mem_deref(mistake->text);
	mem_deref(mistake->file);
}

static void mistakes_destructor(void *arg)
{
	struct mistakes *mistakes = arg;

	list_flush(&mistakes->list);
}

int mistakes_alloc(struct mistakes **mistakesp)
{
	struct mistakes *mistakes = mem_zalloc(sizeof *mistakes, mistakes_destructor);

	if (!mistakes)
		return ENOMEM;

	*mistakesp = mistakes;
	return 0;
}

void mistakes_add(struct mistakes *mistakes, const struct place *place, const char *fmt, ...)
{
	struct mistake *mistake;
	va_list ap;
	int err;

	if (mistakes_are_enough(mistakes))
		return;

	mistake = mem_zalloc(sizeof *mistake, mistake_destructor);
	if (!mistake) {
		mistakes->err = ENOMEM;
		return;
	}

	va_start(ap, fmt);
	err = re_vsdprintf(&mistake->text, fmt, ap);
	va_end(ap);
	if (place->file)
		err |= str_dup(&mistake->file, place->file);
	if (err)
		mistakes->err = ENOMEM;

	mistake->place = *place;
	mistake->place.file = mistake->file;
	list_append(&mistakes->list, &mistake->le, mistake);
}

uint32_t mistakes_count(const struct mistakes *mistakes)
{
	return list_count(&mistakes->list);
}

bool mistakes_are_enough(const struct mistakes *mistakes)
{
	return list_count(&mistakes->list) >= MISTAKES_MAX;
}

int mistakes_error(const struct mistakes *mistakes)
{
	return mistakes->err;
}

int mistakes_where(struct re_printf *pf, const struct mistakes_where *where)
{
	if (!strcmp(where->there->file, where->here->file))
		return re_hprintf(pf, "line %u", where->there->line);

	return re_hprintf(pf, "%s:%u", where->there->file, where->there->line);
}

/* For list_sort: whether `a` may stand before `b`. Equal places stay as they were found. */
static bool is_before(struct le *a, struct le *b, void *arg)
{
	const struct place *pa = &((struct mistake *)a->data)->place;
	const struct place *pb = &((struct mistake *)b->data)->place;
	const int order = strcmp(pa->file, pb->file);
	(void)arg;

	if (order)
		return order < 0;

	return pa->line != pb->line ? pa->line < pb->line : pa->column <= pb->column;
}

int mistakes_print(struct mbuf *mb, struct mistakes *mistakes)
{
	const char *file = "";
	struct le *le;
	int err = 0;

	list_sort(&mistakes->list, is_before, NULL);

	LIST_FOREACH(&mistakes->list, le)
	{
		const struct mistake *mistake = le->data;

		file = mistake->place.file;
		err |= mbuf_printf(mb, "%s:%u:%u: %s\n", file, mistake->place.line,
				   mistake->place.column, mistake->text);
	}

	if (mistakes_are_enough(mistakes))
		err |= mbuf_printf(mb, "%s: %u mistakes are enough, there may be more\n", file,
				   (unsigned)MISTAKES_MAX);

	return err;
}
