/* cdr.c -- see cdr.h */
#include <string.h>
#include "tests/lab/cdr.h"

/* What every record has; a time may be null. */
/* clang-format off */
static const struct {
	const char *name;
	enum odict_type type;
	bool may_be_null;
} fields[] = {
	{"id",       ODICT_STRING, false},
	{"sbc",      ODICT_STRING, false},
	{"began",    ODICT_STRING, false},
	{"rang",     ODICT_STRING, true},
	{"answered", ODICT_STRING, true},
	{"ended",    ODICT_STRING, false},
	{"from",     ODICT_STRING, false},
	{"caller",   ODICT_STRING, false},
	{"called",   ODICT_STRING, false},
	{"rule",     ODICT_STRING, true},
	{"rules",    ODICT_ARRAY,  false},
	{"tags",     ODICT_ARRAY,  false},
	{"side",     ODICT_STRING, false},
	{"source",   ODICT_STRING, false},
	{"transport", ODICT_STRING, false},
	{"caller_wire", ODICT_STRING, false},
	{"called_wire", ODICT_STRING, false},
	{"domain",   ODICT_STRING, false},
	{"codecs",   ODICT_ARRAY,  false},
	{"headers",  ODICT_ARRAY,  false},
	{"tried",    ODICT_ARRAY,  false},
	{"to",       ODICT_STRING, true},
	{"status",   ODICT_INT,    true},
	{"reason",   ODICT_STRING, true},
	{"why",      ODICT_STRING, false},
	{"warned",   ODICT_ARRAY,  false},
	{"legs",     ODICT_ARRAY,  false},
};
/* clang-format on */

static bool is_right(const struct odict_entry *entry, size_t i)
{
	return entry
		&& (entry->type == fields[i].type
		    || (entry->type == ODICT_NULL && fields[i].may_be_null));
}

/* Times in UTC with milliseconds sort as text. */
static bool in_order(const struct odict *record)
{
	static const char *const times[] = {"began", "rang", "answered", "ended"};
	const char *last = "";

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		const char *time = odict_string(record, times[i]);

		if (!time)
			continue;

		if (strlen(time) != 24 || time[23] != 'Z' || strcmp(last, time) > 0)
			return false;

		last = time;
	}

	return true;
}

static void check(struct lab *lab, const struct record *record)
{
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (!is_right(odict_lookup(record->fields, fields[i].name), i))
			lab_fail(lab, "the record's \"%s\" is missing or of another type: %s",
				 fields[i].name, record->json);
	}

	if (!in_order(record->fields))
		lab_fail(lab, "the record's times are not in order: %s", record->json);
}

static void destroy(void *arg)
{
	struct record *record = arg;

	list_unlink(&record->le);
	mem_deref(record->json);
	mem_deref(record->fields);
}

void cdr_came(struct lab *lab, const struct pl *line)
{
	struct record *record = mem_zalloc(sizeof *record, destroy);

	lab_need(record ? pl_strdup(&record->json, line) : ENOMEM, "record");
	list_append(&lab->records, &record->le, record);
	if (json_decode_odict(&record->fields, 32, line->p, line->l, 8)) {
		lab_fail(lab, "a record that is no JSON: %s", record->json);
		lab_need(odict_alloc(&record->fields, 32), "record");
		return;
	}

	check(lab, record);
}

static const struct list *array(const struct odict *fields_, const char *name)
{
	static const struct list none;
	const struct odict_entry *entry = odict_lookup(fields_, name);

	return entry && entry->type == ODICT_ARRAY ? &entry->u.odict->lst : &none;
}

static uint64_t number(const struct odict *fields_, const char *name)
{
	uint64_t number = 0;

	(void)odict_get_number(fields_, &number, name);
	return number;
}

static int digest_tried(struct re_printf *pf, const struct record *record)
{
	const char *between = "";
	int err = re_hprintf(pf, "; tried ");

	for (struct le *le = array(record->fields, "tried")->head; le; le = le->next) {
		const struct odict_entry *entry = le->data;
		const char *peer = odict_string(entry->u.odict, "peer");

		err |= re_hprintf(pf, "%s%s %llu", between, peer ? peer : "?",
				  number(entry->u.odict, "status"));
		between = ", ";
	}

	return err | re_hprintf(pf, "%s", *between ? "" : "nobody");
}

static int digest_at(struct re_printf *pf, const struct record *record)
{
	const char *between = "; at ";
	int err = 0;

	for (struct le *le = array(record->fields, "tried")->head; le; le = le->next) {
		const struct odict_entry *entry = le->data;
		const char *at = odict_string(entry->u.odict, "at");

		err |= re_hprintf(pf, "%s%s", between, at ? at : "nowhere");
		between = ", ";
	}

	for (struct le *le = array(record->fields, "tried")->head; le; le = le->next) {
		const struct odict_entry *entry = le->data;
		const char *why = odict_string(entry->u.odict, "why");

		if (why)
			err |= re_hprintf(pf, "; left %s", why);
	}

	return err;
}

/* One part a warning, so that each can be searched for. */
static int digest_warned(struct re_printf *pf, const struct record *record)
{
	int err = 0;

	for (struct le *le = array(record->fields, "warned")->head; le; le = le->next) {
		const struct odict_entry *entry = le->data;

		err |= re_hprintf(pf, "; warned %s", entry->u.str);
	}

	return err;
}

static int digest_media(struct re_printf *pf, const struct record *record)
{
	int err = re_hprintf(pf, "; media");

	for (struct le *le = array(record->fields, "legs")->head; le; le = le->next) {
		const struct odict_entry *entry = le->data;

		err |= re_hprintf(pf, " %llu/%llu", number(entry->u.odict, "packets_in"),
				  number(entry->u.odict, "packets_out"));
	}

	return err;
}

static int digest(struct re_printf *pf, const struct record *record)
{
	static const char *const names[] = {"from", "caller", "called", "rule",
					    "to",   "reason", "why"};
	int err = re_hprintf(pf, "%s", cdr_is_answered(record) ? "answered" : "unanswered");

	err |= digest_tried(pf, record);
	err |= re_hprintf(pf, "; status %llu", number(record->fields, "status"));
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = odict_string(record->fields, names[i]);

		if (value)
			err |= re_hprintf(pf, "; %s %s", names[i], value);
	}

	err |= digest_at(pf, record);
	err |= digest_warned(pf, record);
	return err | digest_media(pf, record);
}

bool cdr_is_answered(const struct record *record)
{
	return odict_string(record->fields, "answered");
}

const char *cdr_call_id(const struct record *record, uint32_t leg)
{
	const struct list *legs = array(record->fields, "legs");

	for (struct le *le = legs->head; le; le = le->next) {
		const struct odict_entry *entry = le->data;

		if (!leg--)
			return odict_string(entry->u.odict, "call_id");
	}

	return NULL;
}

static struct record *next_record(struct lab *lab)
{
	for (struct le *le = lab->records.head; le; le = le->next) {
		struct record *record = le->data;

		if (!record->looked_at)
			return record;
	}

	return NULL;
}

/* "why ~ACK" is in "why the caller never sent its ACK"; all else must be the whole part. */
static bool has_part(const char *digest, const struct pl *part)
{
	const char *search = pl_strchr(part, '~');
	char whole[512], name[64], text[512];
	const char *at;

	if (!search) {
		re_snprintf(whole, sizeof whole, "; %r;", part);
		return strstr(digest, whole);
	}

	re_snprintf(name, sizeof name, "; %b", part->p, (size_t)(search - part->p));
	re_snprintf(text, sizeof text, "%b", search + 1, (size_t)(part->p + part->l - search - 1));
	at = strstr(digest, name);
	at = at ? strstr(at, text) : NULL;
	return at
		&& !memchr(strstr(digest, name) + 2, ';', (size_t)(at - strstr(digest, name) - 2));
}

void lab_cdr(struct lab *lab, const char *expect)
{
	struct record *record = next_record(lab);
	char text[2048];
	struct pl left, part;

	if (!record) {
		lab_fail(lab, "expected a record \"%s\", there is none", expect);
		return;
	}

	record->looked_at = true;
	re_snprintf(text, sizeof text, "; %H;", digest, record);
	for (pl_set_str(&left, expect); left.l;) {
		const char *end = memmem(left.p, left.l, "; ", 2);

		part = left;
		part.l = end ? (size_t)(end - left.p) : left.l;
		pl_advance(&left, (ssize_t)(end ? part.l + 2 : part.l));
		if (!has_part(text, &part))
			lab_fail(lab, "expected the record to have \"%r\"\n      it is%b", &part,
				 text + 1, strlen(text) - 2);
	}
}

void lab_no_cdr(struct lab *lab)
{
	const struct record *record = next_record(lab);

	if (record)
		lab_fail(lab, "expected no record, there is: %s", record->json);
}
