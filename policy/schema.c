/* schema.c -- a way to print each shape of key; see schema.h */
#include <string.h>
#include "policy/keys.h"
#include "policy/schema.h"

enum {
	CHOICES_MAX = 16, /* of one form */
};

struct writer {
	struct re_printf *pf;
	uint32_t depth;
	bool begun; /* this object or list has something in it */
	int err;
};

static int print_indent(struct re_printf *pf, const uint32_t *depth)
{
	int err = re_hprintf(pf, "\n");

	for (uint32_t i = 0; i < *depth; i++)
		err |= re_hprintf(pf, "  ");

	return err;
}

/* The texts of the table are ours: of all that JSON escapes they have quotes and backslashes. */
static int print_text(struct re_printf *pf, const char *text)
{
	int err = re_hprintf(pf, "\"");

	for (; *text; text++)
		err |= re_hprintf(pf, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);

	return err | re_hprintf(pf, "\"");
}

/* The comma before, a line of its own, the name; name NULL: in a list. */
static void begin(struct writer *w, const char *name)
{
	w->err |= re_hprintf(w->pf, "%s", w->begun ? "," : "");
	if (w->depth)
		w->err |= re_hprintf(w->pf, "%H", print_indent, &w->depth);
	if (name)
		w->err |= re_hprintf(w->pf, "%H: ", print_text, name);
	w->begun = true;
}

static void enter(struct writer *w, const char *name, const char *bracket)
{
	begin(w, name);
	w->err |= re_hprintf(w->pf, "%s", bracket);
	++w->depth;
	w->begun = false;
}

static void leave(struct writer *w, const char *bracket)
{
	--w->depth;
	if (w->begun)
		w->err |= re_hprintf(w->pf, "%H", print_indent, &w->depth);
	w->err |= re_hprintf(w->pf, "%s", bracket);
	w->begun = true;
}

static void write_text(struct writer *w, const char *name, const char *text)
{
	begin(w, name);
	w->err |= re_hprintf(w->pf, "%H", print_text, text);
}

static void write_raw(struct writer *w, const char *name, const char *json)
{
	begin(w, name);
	w->err |= re_hprintf(w->pf, "%s", json);
}

static void write_max(struct writer *w, const char *name, const struct key *key)
{
	begin(w, name);
	w->err |= re_hprintf(w->pf, "%u", key->max ? key->max : 1);
}

/* What a form's first words say of the texts it means. */
static const struct {
	const char *form, *pattern;
} patterns[] = {
	{"a time",               "^([0-9]+(ms|s|m|h|d)|no)$"    },
	{"a number of calls up", "^[0-9]+/(s|m|h)$"             },
	{"a number of",          "^[0-9]+$"                     },
	{"a country code of",    "^[1-9][0-9]{0,2}$"            },
	{"digits",               "^([0-9]*|\\+)$"               },
	{"a range of ports",     "^[0-9]+-[0-9]+$"              },
	{"a status from 300",    "^[3-6]([0-9][0-9]|xx)$"       },
	{"a status from 400",    "^[4-6][0-9][0-9]( .{1,128})?$"},
	{"env:NAME",             "^.+$"                         },
};

static const char *pattern_of(const char *form)
{
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		if (!strncmp(form, patterns[i].form, strlen(patterns[i].form)))
			return patterns[i].pattern;

	return NULL;
}

/* "once, strict or near": so many words, and nothing else; 0: the form is a sentence. */
static uint32_t read_choices(struct pl choices[CHOICES_MAX], const char *form)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	uint32_t count = 0;

	while (count < CHOICES_MAX) {
		choices[count].p = form;
		choices[count].l = strspn(form, letters);
		form += choices[count].l;
		if (!choices[count++].l)
			return 0;
		if (!*form)
			return count;

		if (!strncmp(form, ", ", 2))
			form += 2;
		else if (!strncmp(form, " or ", 4))
			form += 4;
		else
			return 0;
	}

	return 0;
}

static void write_choices(struct writer *w, const struct pl *choices, uint32_t count)
{
	enter(w, "enum", "[");
	for (uint32_t i = 0; i < count; i++) {
		begin(w, NULL);
		w->err |= re_hprintf(w->pf, "\"%r\"", &choices[i]);
		if (!pl_strcmp(&choices[i], "yes"))
			write_raw(w, NULL, "true");
		if (!pl_strcmp(&choices[i], "no"))
			write_raw(w, NULL, "false");
	}
	leave(w, "]");
}

/* One scalar, without its braces. */
static void write_scalar(struct writer *w, const struct key *key)
{
	struct pl choices[CHOICES_MAX];
	const uint32_t count = key->form ? read_choices(choices, key->form) : 0;
	const char *pattern = key->form ? pattern_of(key->form) : NULL;

	if (count) {
		write_choices(w, choices, count);
		return;
	}

	write_raw(w, "type", "[\"string\", \"number\", \"boolean\"]");
	if (pattern)
		write_text(w, "pattern", pattern);
}

static void write_key(struct writer *w, const char *name, const struct key *key);

static void write_one(struct writer *w, const struct key *key)
{
	write_scalar(w, key);
}

/* A text, or a list of them, inside an anyOf that stays open. */
static void write_text_or_list(struct writer *w, const struct key *key)
{
	enter(w, "anyOf", "[");
	enter(w, NULL, "{");
	write_scalar(w, key);
	leave(w, "}");

	enter(w, NULL, "{");
	write_text(w, "type", "array");
	enter(w, "items", "{");
	write_scalar(w, key);
	leave(w, "}");
	write_max(w, "maxItems", key);
	leave(w, "}");
}

static void write_list(struct writer *w, const struct key *key)
{
	write_text_or_list(w, key);
	leave(w, "]");
}

static void write_object(struct writer *w, const char *section);

static void write_list_or_section(struct writer *w, const struct key *key)
{
	write_text_or_list(w, key);
	enter(w, NULL, "{");
	write_object(w, key->path);
	leave(w, "}");
	leave(w, "]");
}

static void write_pairs(struct writer *w, const struct key *key);

static void write_list_or_pairs(struct writer *w, const struct key *key)
{
	write_text_or_list(w, key);
	enter(w, NULL, "{");
	write_pairs(w, key);
	leave(w, "}");
	leave(w, "]");
}

/* The keys that must be there; `need` KEY_ONE_OF: one of these. */
static void write_needs(struct writer *w, const char *section, enum key_need need)
{
	const struct key *key = NULL;
	bool any = false;

	while ((key = keys_each(section, key))) {
		if (!key->read || key->need != need)
			continue;

		if (!any)
			enter(w, need == KEY_MUST ? "required" : "anyOf", "[");
		any = true;
		if (need == KEY_MUST) {
			write_text(w, NULL, keys_name(key));
			continue;
		}

		enter(w, NULL, "{");
		enter(w, "required", "[");
		write_text(w, NULL, keys_name(key));
		leave(w, "]");
		leave(w, "}");
	}

	if (any)
		leave(w, "]");
}

static void write_object(struct writer *w, const char *section)
{
	const struct key *key = NULL;

	write_text(w, "type", "object");
	write_raw(w, "additionalProperties", "false");
	enter(w, "properties", "{");
	while ((key = keys_each(section, key)))
		if (key->read)
			write_key(w, keys_name(key), key);
	leave(w, "}");
	write_needs(w, section, KEY_MUST);
	write_needs(w, section, KEY_ONE_OF);
}

static void write_section(struct writer *w, const struct key *key)
{
	write_object(w, key->path);
}

static void write_names(struct writer *w, const struct key *key)
{
	write_text(w, "type", "object");
	write_max(w, "maxProperties", key);
	write_key(w, "additionalProperties", keys_find(key->path, "*"));
}

static void write_pairs(struct writer *w, const struct key *key)
{
	write_text(w, "type", "object");
	write_max(w, "maxProperties", key);
	enter(w, "additionalProperties", "{");
	write_raw(w, "type", "[\"string\", \"number\", \"boolean\"]");
	leave(w, "}");
}

static void write_rules(struct writer *w, const struct key *key)
{
	write_text(w, "type", "array");
	write_max(w, "maxItems", key);
	enter(w, "items", "{");
	write_text(w, "type", "object");
	write_raw(w, "minProperties", "1");
	write_raw(w, "maxProperties", "1");
	write_key(w, "additionalProperties", keys_find(key->path, "*"));
	leave(w, "}");
}

static void write_entries(struct writer *w, const struct key *key)
{
	write_text(w, "type", "array");
	write_max(w, "maxItems", key);
	write_key(w, "items", keys_find(key->path, "*"));
}

/* clang-format off */
/* How a shape is printed, what it is called in the reference, and what stands there before a form. */
static const struct {
	void (*write)(struct writer *w, const struct key *key);
	const char *called, *before;
} shapes[] = {
	[KEY_ONE]             = {write_one,             "a value",                    ""},
	[KEY_PREFIX]          = {write_one,             "a value, which may be empty", ""},
	[KEY_LIST]            = {write_list,            "a value or a list",          "one or a list: "},
	[KEY_SECTION]         = {write_section,         "a section",                  ""},
	[KEY_NAMES]           = {write_names,           "a section of names",         ""},
	[KEY_PAIRS]           = {write_pairs,           "pairs",                      ""},
	[KEY_RULES]           = {write_rules,           "a list of `- name:`",        ""},
	[KEY_ENTRIES]         = {write_entries,         "a list of maps",             ""},
	[KEY_LIST_OR_PAIRS]   = {write_list_or_pairs,   "a value, a list or pairs",   "one, a list, or pairs: "},
	[KEY_LIST_OR_SECTION] = {write_list_or_section, "a value, a list or a section", "one, a list, or a section: "},
};
/* clang-format on */

/* Without `form` of a section: there it says what is missing. */
static int print_description(struct re_printf *pf, const struct key *key)
{
	const bool form = key->form && key->shape != KEY_SECTION;

	return re_hprintf(pf, "%s%s%s%s%s", key->meaning, form ? ": " : "", form ? key->form : "",
			  key->fallback ? "; default " : "", key->fallback ? key->fallback : "");
}

static void write_key(struct writer *w, const char *name, const struct key *key)
{
	char description[512];

	(void)re_snprintf(description, sizeof description, "%H", print_description, key);
	enter(w, name, "{");
	write_text(w, "description", description);
	shapes[key->shape].write(w, key);
	leave(w, "}");
}

int schema_print(struct re_printf *pf)
{
	struct writer w = {.pf = pf};

	enter(&w, NULL, "{");
	write_text(&w, "$schema", "http://json-schema.org/draft-07/schema#");
	write_text(&w, "title", "the policy file of sbc");
	write_object(&w, "");
	leave(&w, "}");
	return w.err | re_hprintf(pf, "\n");
}

/* In a cell of a table, | ends the cell. */
static int print_cell(struct re_printf *pf, const char *text)
{
	int err = 0;

	for (; text && *text; text++)
		err |= re_hprintf(pf, *text == '|' ? "\\%c" : "%c", *text);

	return err;
}

static int print_takes(struct re_printf *pf, const struct key *key)
{
	if (key->form && key->shape != KEY_SECTION)
		return re_hprintf(pf, "%s%H", shapes[key->shape].before, print_cell, key->form);

	return re_hprintf(pf, "%s", shapes[key->shape].called);
}

/* What holds without the key: a value of the file as such, or words. */
static int print_fallback(struct re_printf *pf, const char *fallback)
{
	const char *tick = fallback && !fallback[strcspn(fallback, " `")] ? "`" : "";

	return fallback ? re_hprintf(pf, "%s%H%s", tick, print_cell, fallback, tick) : 0;
}

static int print_row(struct re_printf *pf, const struct key *key)
{
	static const char *const needs[] = {
		[KEY_MAY] = "",
		[KEY_MUST] = "**required**; ",
		[KEY_ONE_OF] = "**one of these is required**; ",
	};

	return re_hprintf(pf, "| `%s` | %H | %H | %s%H |\n", key->path, print_takes, key,
			  print_fallback, key->fallback, needs[key->need], print_cell,
			  key->meaning);
}

/* The rows of all keys below a section, sections among them. */
static int print_rows(struct re_printf *pf, const char *section)
{
	const struct key *key = NULL;
	int err = 0;

	while ((key = keys_each(section, key)))
		if (key->read)
			err |= print_row(pf, key) | print_rows(pf, key->path);

	return err;
}

static bool has_keys(const struct key *key)
{
	return keys_each(key->path, NULL) != NULL;
}

static const char head[] = "\n| key | takes | without it | meaning |\n|---|---|---|---|\n";

int schema_reference(struct re_printf *pf)
{
	const struct key *key = NULL;
	int err = re_hprintf(pf,
			     "# Every key of the policy file\n\n"
			     "Printed by `sbc keys`. A `*` is a name that the file gives.\n%s",
			     head);

	while ((key = keys_each("", key)))
		if (key->read && !has_keys(key))
			err |= print_row(pf, key);

	while ((key = keys_each("", key)))
		if (key->read && has_keys(key))
			err |= re_hprintf(pf, "\n## %s\n%s", key->path, head) | print_row(pf, key)
				| print_rows(pf, key->path);

	return err;
}
