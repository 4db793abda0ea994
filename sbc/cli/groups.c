/* groups.c -- a list of findings by their text without numbers; see groups.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "sbc/cli/groups.h"

struct group {
	struct le le;
	char *key, *lines, *example;
	uint64_t count;
};

struct groups {
	struct list list;
	uint64_t others; /* findings beyond GROUPS_MAX */
};

static void group_destructor(void *arg)
{
	struct group *group = arg;

	list_unlink(&group->le);
	mem_deref(group->key);
	mem_deref(group->lines);
	mem_deref(group->example);
}

static void groups_destructor(void *arg)
{
	struct groups *groups = arg;

	list_flush(&groups->list);
}

int groups_alloc(struct groups **groupsp)
{
	*groupsp = mem_zalloc(sizeof **groupsp, groups_destructor);
	return *groupsp ? 0 : ENOMEM;
}

static bool is_number(const char *quote)
{
	return quote[0] == '\'' && (quote[1] == '+' || isdigit((unsigned char)quote[1]));
}

/* A copy in which a quote stands for each number in quotes. */
static char *key_of(const char *lines)
{
	char *key = NULL, *to;

	if (str_dup(&key, lines))
		return NULL;

	to = key;
	while (*lines) {
		const bool number = is_number(lines);

		*to++ = *lines++;
		if (number)
			lines += strcspn(lines, "'\n");
		if (number && *lines == '\'')
			++lines;
	}
	*to = 0;
	return key;
}

static struct group *find(const struct groups *groups, const char *key)
{
	for (const struct le *le = groups->list.head; le; le = le->next) {
		struct group *group = le->data;

		if (!strcmp(group->key, key))
			return group;
	}

	return NULL;
}

/* Takes over the key. */
static int begin(struct groups *groups, char *key, const char *lines, const char *example)
{
	struct group *group = mem_zalloc(sizeof *group, group_destructor);
	int err;

	if (!group) {
		mem_deref(key);
		return ENOMEM;
	}

	group->key = key;
	group->count = 1;
	err = str_dup(&group->lines, lines);
	err |= str_dup(&group->example, example);
	if (err)
		mem_deref(group);
	else
		list_append(&groups->list, &group->le, group);

	return err ? ENOMEM : 0;
}

int groups_add(struct groups *groups, const char *lines, const char *example)
{
	char *key = key_of(lines);
	struct group *group = key ? find(groups, key) : NULL;

	if (!key)
		return ENOMEM;
	if (!group && list_count(&groups->list) < GROUPS_MAX)
		return begin(groups, key, lines, example);

	mem_deref(key);
	if (group)
		++group->count;
	else
		++groups->others;

	return 0;
}

/* For list_sort: most first, else as they came. */
static bool is_before(struct le *a, struct le *b, void *arg)
{
	(void)arg;

	return ((struct group *)a->data)->count >= ((struct group *)b->data)->count;
}

static int print_lines(struct re_printf *pf, const char *lines)
{
	int err = 0;

	while (*lines) {
		const size_t length = strcspn(lines, "\n");

		err |= re_hprintf(pf, "    %b\n", lines, length);
		lines += length + (lines[length] == '\n');
	}

	return err;
}

int groups_print(struct re_printf *pf, struct groups *groups, uint64_t total, const char *what)
{
	int err = 0;

	list_sort(&groups->list, is_before, NULL);
	for (const struct le *le = groups->list.head; le; le = le->next) {
		const struct group *group = le->data;

		err |= re_hprintf(pf, "%llu of %llu %s, such as %s:\n%H", group->count, total, what,
				  group->example, print_lines, group->lines);
	}

	if (groups->others)
		err |= re_hprintf(pf, "%llu of %llu %s in still other ways\n", groups->others,
				  total, what);
	return err;
}
