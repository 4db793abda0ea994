/* names.c -- one table of all given names, one list of all references; see names.h */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include "policy/names.h"

enum {
	BUCKETS = 4096,
	LISTED_MAX = 5, /* names that a mistake lists when none is near */
};

/* What a person calls one and many of a kind. */
static const struct {
	const char *one, *many;
} words[NAMES_KINDS] = {
	[NAMES_SIDE] = {"side",           "sides"          },
	[NAMES_PLAN] = {"numbering plan", "numbering plans"},
	[NAMES_PEER] = {"peer",           "peers"          },
	[NAMES_RULE] = {"rule",           "rules"          },
	[NAMES_GUARD] = {"guard",          "guards"         },
	[NAMES_HOURS] = {"hours",          "hours"          },
	[NAMES_TENANT] = {"tenant",         "tenants"        },
	[NAMES_ACCOUNT] = {"account",        "accounts"       },
};

struct name {
	struct le le;    /* in the hash */
	struct le order; /* in file order, by kind */
	enum names_kind kind;
	const char *text;
	struct place place;
	const void *object;
};

struct reference {
	struct le le;
	enum names_kind kind;
	const char *text;
	struct place place;
	void *into;                /* a pointer to some const object */
	struct names_wanted other; /* this may be meant as well; into NULL: nothing else */
};

struct names {
	struct hash *hash;
	struct list given[NAMES_KINDS];
	struct list wanted;
	bool excused[NAMES_KINDS];
};

static void name_destructor(void *arg)
{
	struct name *name = arg;

	hash_unlink(&name->le);
	list_unlink(&name->order);
}

static void reference_destructor(void *arg)
{
	struct reference *reference = arg;

	list_unlink(&reference->le);
}

static void names_destructor(void *arg)
{
	struct names *names = arg;

	list_flush(&names->wanted);
	for (int kind = 0; kind < NAMES_KINDS; kind++)
		list_flush(&names->given[kind]);
	mem_deref(names->hash);
}

int names_alloc(struct names **namesp)
{
	struct names *names = mem_zalloc(sizeof *names, names_destructor);
	int err;

	if (!names)
		return ENOMEM;

	err = hash_alloc(&names->hash, BUCKETS);
	if (err)
		mem_deref(names);
	else
		*namesp = names;

	return err;
}

struct wanted {
	enum names_kind kind;
	const char *text;
};

static bool is_wanted(struct le *le, void *arg)
{
	const struct name *name = le->data;
	const struct wanted *wanted = arg;

	return name->kind == wanted->kind && !strcmp(name->text, wanted->text);
}

static const struct name *find(const struct names *names, enum names_kind kind, const char *text)
{
	struct wanted wanted = {kind, text};

	return list_ledata(hash_lookup(names->hash, hash_joaat_str(text), is_wanted, &wanted));
}

int names_give(struct names *names, enum names_kind kind, const char *text,
	       const struct place *place, const void *object, struct mistakes *mistakes)
{
	const struct name *first = find(names, kind, text);
	struct name *name;

	if (first) {
		mistakes_add(mistakes, place, "a second %s '%s': the first is in %H",
			     words[kind].one, text, mistakes_where,
			     &(struct mistakes_where){&first->place, place});
		return 0;
	}

	if (strlen(text) > NAMES_BYTES_MAX)
		mistakes_add(mistakes, place, "a name of more than 64 bytes");
	else if (!text[0])
		mistakes_add(mistakes, place, "a %s without a name", words[kind].one);

	name = mem_zalloc(sizeof *name, name_destructor);
	if (!name)
		return ENOMEM;

	name->kind = kind;
	name->text = text;
	name->place = *place;
	name->object = object;
	hash_append(names->hash, hash_joaat_str(text), &name->le, name);
	list_append(&names->given[kind], &name->order, name);
	return 0;
}

int names_want(struct names *names, enum names_kind kind, const char *text,
	       const struct place *place, void *into)
{
	return names_want_either(names, &(struct names_wanted){kind, into},
				 &(struct names_wanted){0}, text, place);
}

int names_want_either(struct names *names, const struct names_wanted *one,
		      const struct names_wanted *other, const char *text, const struct place *place)
{
	struct reference *reference = mem_zalloc(sizeof *reference, reference_destructor);

	if (!reference)
		return ENOMEM;

	reference->kind = one->kind;
	reference->text = text;
	reference->place = *place;
	reference->into = one->into;
	reference->other = *other;
	list_append(&names->wanted, &reference->le, reference);
	return 0;
}

void names_excuse(struct names *names, enum names_kind kind)
{
	names->excused[kind] = true;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* One row of the table of Damerau and Levenshtein: prefixes of `b` against a[..i]. */
static uint32_t distance_row(uint32_t *row, const uint32_t *above, const uint32_t *above2,
			     const char *a, const char *b, size_t i)
{
	uint32_t lowest = row[0] = i;

	for (size_t j = 1; b[j - 1]; j++) {
		row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]),
			       least(above[j], row[j - 1]) + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			row[j] = least(row[j], above2[j - 2] + 1);
		lowest = least(lowest, row[j]);
	}

	return lowest;
}

uint32_t names_distance(const char *a, const char *b, uint32_t max)
{
	const size_t la = strlen(a), lb = strlen(b);
	uint32_t rows[3][NAMES_BYTES_MAX + 1];
	size_t i;

	if (la > NAMES_BYTES_MAX || lb > NAMES_BYTES_MAX || (la > lb ? la - lb : lb - la) > max)
		return max + 1;
	if (!strcasecmp(a, b))
		return strcmp(a, b) != 0;

	for (i = 0; i <= lb; i++)
		rows[0][i] = i;

	for (i = 1; i <= la; i++)
		if (distance_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, b, i) > max)
			return max + 1;

	return least(rows[la % 3][lb], max + 1);
}

uint32_t names_near(const char *name)
{
	return strlen(name) < 4 ? 1 : 2;
}

static const struct name *nearest(const struct names *names, enum names_kind kind, const char *text)
{
	uint32_t best = names_near(text) + 1;
	const struct name *found = NULL;
	struct le *le;

	LIST_FOREACH(&names->given[kind], le)
	{
		const struct name *name = le->data;
		const uint32_t distance = names_distance(text, name->text, best - 1);

		if (distance < best) {
			best = distance;
			found = name;
		}
		if (best == 1)
			break;
	}

	return found;
}

static int print_given(struct re_printf *pf, void *arg)
{
	const struct list *given = arg;
	uint32_t count = 0;
	struct le *le;
	int err = 0;

	LIST_FOREACH(given, le)
	{
		const struct name *name = le->data;

		if (count++ == LISTED_MAX)
			return err | re_hprintf(pf, "…");
		err |= re_hprintf(pf, "%s%s", count > 1 ? ", " : "", name->text);
	}

	return err;
}

static const struct name *nearest_of(const struct names *names, const struct reference *reference)
{
	const struct name *near = nearest(names, reference->kind, reference->text);

	return near || !reference->other.into
		? near
		: nearest(names, reference->other.kind, reference->text);
}

static void add_mistake(const struct names *names, const struct reference *reference,
			struct mistakes *mistakes)
{
	const struct name *near = nearest_of(names, reference);
	const char *one = words[reference->kind].one, *many = words[reference->kind].many;

	if (near)
		mistakes_add(mistakes, &reference->place, "no %s '%s' (did you mean '%s'? %H)", one,
			     reference->text, near->text, mistakes_where,
			     &(struct mistakes_where){&near->place, &reference->place});
	else if (list_isempty(&names->given[reference->kind]))
		mistakes_add(mistakes, &reference->place, "no %s '%s': the file has no %s", one,
			     reference->text, many);
	else
		mistakes_add(mistakes, &reference->place, "no %s '%s': the %s are %H", one,
			     reference->text, many, print_given, &names->given[reference->kind]);
}

static const struct name *find_other(const struct names *names, const struct reference *reference)
{
	return reference->other.into ? find(names, reference->other.kind, reference->text) : NULL;
}

static bool is_excused(const struct names *names, const struct reference *reference)
{
	return names->excused[reference->kind]
		|| (reference->other.into && names->excused[reference->other.kind]);
}

static void resolve(const struct names *names, const struct reference *reference,
		    struct mistakes *mistakes)
{
	const struct name *name = find(names, reference->kind, reference->text);
	const struct name *other = find_other(names, reference);

	if (name)
		memcpy(reference->into, &name->object, sizeof name->object);
	else if (other)
		memcpy(reference->other.into, &other->object, sizeof other->object);
	else if (!is_excused(names, reference) && !mistakes_are_enough(mistakes))
		add_mistake(names, reference, mistakes);

	if (name && other)
		mistakes_add(mistakes, &reference->place, "'%s' is a %s and a %s: rename one",
			     reference->text, words[reference->kind].one,
			     words[reference->other.kind].one);
}

void names_resolve(const struct names *names, struct mistakes *mistakes)
{
	struct le *le;

	LIST_FOREACH(&names->wanted, le)
	{
		resolve(names, le->data, mistakes);
	}
}
