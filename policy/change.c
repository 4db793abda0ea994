/* change.c -- a row for each change: how it is made, how it is told; see change.h */
#include <errno.h>
#include <string.h>
#include "policy/change.h"
#include "policy/pattern_regex.h"

/* clang-format off */
static const char *const privacies[] = {
	[PRIVACY_PASS] = "as the caller wants",
	[PRIVACY_ID] = "id",
	[PRIVACY_FULL] = "full",
	[PRIVACY_NONE] = "none",
};
/* clang-format on */

static int set_caller(struct decision *decision, const struct change *change)
{
	str_ncpy(decision->caller, change->caller, NUMBER_SIZE);
	decision->shown[0] = '\0'; /* From names the new one too */
	return 0;
}

static int set_called(struct decision *decision, const struct change *change)
{
	str_ncpy(decision->called, change->called, NUMBER_SIZE);
	return 0;
}

/* A number without its first digits is international no more: the + goes too. */
static int drop(struct decision *decision, const struct change *change)
{
	char *called = decision->called;
	const size_t length = strlen(called);
	size_t less = change->drop + (called[0] == '+');

	if (less > length)
		less = length;

	memmove(called, called + less, length - less + 1);
	return 0;
}

static int add_prefix(struct decision *decision, const struct change *change)
{
	const char *rest = decision->called + (decision->called[0] == '+');
	char text[NUMBER_SIZE];

	if (strlen(change->prefix) + strlen(rest) >= sizeof text)
		return EOVERFLOW;

	(void)re_snprintf(text, sizeof text, "%s%s", change->prefix, rest);
	str_ncpy(decision->called, text, NUMBER_SIZE);
	return 0;
}

static int replace(struct decision *decision, const struct change *change)
{
	char text[NUMBER_SIZE];
	const int err = pattern_regex_replace(text, sizeof text, change->replace, decision->called,
					      change->with);

	if (!err)
		str_ncpy(decision->called, text, NUMBER_SIZE);

	return err == ENOENT ? 0 : err; /* what is not there stays */
}

static int set_display(struct decision *decision, const struct change *change)
{
	str_ncpy(decision->display, change->display, DISPLAY_SIZE);
	return 0;
}

static int set_privacy(struct decision *decision, const struct change *change)
{
	decision->privacy = change->privacy;
	return 0;
}

static bool has_caller(const struct change *change)
{
	return change->caller != NULL;
}

static bool has_called(const struct change *change)
{
	return change->called != NULL;
}

static bool has_drop(const struct change *change)
{
	return change->drop != 0;
}

static bool has_prefix(const struct change *change)
{
	return change->prefix != NULL;
}

static bool has_replace(const struct change *change)
{
	return change->replace != NULL;
}

static bool has_display(const struct change *change)
{
	return change->display != NULL;
}

static bool has_privacy(const struct change *change)
{
	return change->sets_privacy;
}

static int tell_caller(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "caller becomes '%s'", after->caller);
}

static int tell_called(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "called becomes '%s'", after->called);
}

static int tell_drop(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "without its first digits called is '%s'", after->called);
}

static int tell_prefix(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "with the prefix called is '%s'", after->called);
}

static int tell_replace(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "after the replacement called is '%s'", after->called);
}

static int tell_display(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "the shown name becomes '%s'", after->display);
}

static int tell_privacy(struct re_printf *pf, const struct decision *after)
{
	return re_hprintf(pf, "privacy becomes %s", privacies[after->privacy]);
}

/* In the order in which they are made. */
static const struct {
	bool (*has)(const struct change *change);
	int (*make)(struct decision *decision, const struct change *change);
	int (*tell)(struct re_printf *pf, const struct decision *after);
} kinds[] = {
	{has_caller,  set_caller,  tell_caller },
	{has_called,  set_called,  tell_called },
	{has_drop,    drop,        tell_drop   },
	{has_prefix,  add_prefix,  tell_prefix },
	{has_replace, replace,     tell_replace},
	{has_display, set_display, tell_display},
	{has_privacy, set_privacy, tell_privacy},
};

static const size_t kindc = sizeof kinds / sizeof kinds[0];

int change_apply(struct decision *decision, const struct change *change)
{
	int err = 0;

	for (size_t i = 0; !err && i < kindc; i++)
		if (kinds[i].has(change))
			err = kinds[i].make(decision, change);

	return err;
}

int change_tell(struct re_printf *pf, const struct change_telling *telling)
{
	struct decision after = *telling->before;
	const char *comma = "";
	int err = 0;

	for (size_t i = 0; i < kindc; i++) {
		if (!kinds[i].has(telling->change))
			continue;
		if (kinds[i].make(&after, telling->change))
			return err | re_hprintf(pf, "%sthe number becomes too long", comma);

		err |= re_hprintf(pf, "%s", comma);
		err |= kinds[i].tell(pf, &after);
		comma = ", ";
	}

	return err;
}
