/* records.c -- a line at a time, by libre's JSON; see records.h */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <re.h>
#include "policy/when.h"
#include "sbc/cli/records.h"

enum {
	JSON_BUCKETS = 32,
	JSON_DEPTH_MAX = 4,
};

struct storage { /* what the facts of a record point to, besides its JSON */
	struct facts_header headers[RECORDS_HEADERS_MAX];
	struct pl codecs[RECORDS_CODECS_MAX];
};

/* The first entry of an array; NULL: none. */
static const struct le *first_of(const struct odict *json, const char *name)
{
	const struct odict_entry *entry = odict_get_type(json, ODICT_ARRAY, name);

	return entry ? entry->u.odict->lst.head : NULL;
}

static void read_headers(struct facts *facts, struct storage *storage, const struct odict *json)
{
	facts->headers = storage->headers;
	for (const struct le *le = first_of(json, "headers");
	     le && facts->headerc < RECORDS_HEADERS_MAX; le = le->next) {
		const struct odict_entry *entry = le->data;
		struct facts_header *header = &storage->headers[facts->headerc];
		const char *name, *value;

		if (entry->type != ODICT_OBJECT)
			continue;

		name = odict_string(entry->u.odict, "name");
		value = odict_string(entry->u.odict, "value");
		if (!name || !value)
			continue;

		pl_set_str(&header->name, name);
		pl_set_str(&header->value, value);
		++facts->headerc;
	}
}

static void read_codecs(struct facts *facts, struct storage *storage, const struct odict *json)
{
	facts->codecs = storage->codecs;
	for (const struct le *le = first_of(json, "codecs");
	     le && facts->codecc < RECORDS_CODECS_MAX; le = le->next) {
		const struct odict_entry *entry = le->data;

		if (entry->type == ODICT_STRING)
			pl_set_str(&storage->codecs[facts->codecc++], entry->u.str);
	}
}

enum sip_transp records_transport(const char *text)
{
	for (enum sip_transp transport = SIP_TRANSP_UDP; transport < SIP_TRANSPC; transport++)
		if (text && !str_casecmp(text, sip_transp_name(transport)))
			return transport;

	return SIP_TRANSP_NONE;
}

static void read_text(struct pl *pl, const struct odict *json, const char *name)
{
	const char *text = odict_string(json, name);

	pl_set_str(pl, text ? text : "");
}

static int read_record(struct record *record, struct storage *storage, const struct odict *json)
{
	struct facts *facts = &record->facts;
	const char *source = odict_string(json, "source");

	record->id = odict_string(json, "id");
	record->began = odict_string(json, "began");
	record->rule = odict_string(json, "rule");
	if (!record->id || !record->began || when_read(&facts->date_us, record->began, 0))
		return EBADMSG;

	(void)odict_get_number(json, &record->status, "status");
	facts->side = odict_string(json, "side");
	if (!facts->side || !source || sa_decode(&facts->source, source, strlen(source)))
		return ENODATA;

	facts->transport = records_transport(odict_string(json, "transport"));
	read_text(&facts->caller, json, "caller_wire");
	read_text(&facts->called, json, "called_wire");
	read_text(&facts->domain, json, "domain");
	read_headers(facts, storage, json);
	read_codecs(facts, storage, json);
	return 0;
}

int records_line(const char *line, size_t length, record_h *handler, void *arg)
{
	struct record record = {.id = NULL};
	struct odict *json = NULL;
	struct storage storage;
	int err;

	if (!length || line[0] != '{') /* libre prints what is no JSON: not onto a terminal */
		return EBADMSG;
	if (json_decode_odict(&json, JSON_BUCKETS, line, length, JSON_DEPTH_MAX))
		return EBADMSG;

	err = read_record(&record, &storage, json);
	if (!err)
		handler(&record, arg);

	mem_deref(json);
	return err;
}

struct lines { /* the lines of a file, one at a time */
	FILE *file;
	char text[RECORDS_LINE_MAX];
	size_t length;
	bool cut; /* it was longer than there is place for */
};

static void skip_rest(struct lines *lines)
{
	int letter;

	do
		letter = fgetc(lines->file);
	while (letter != EOF && letter != '\n');
}

static bool next_line(struct lines *lines)
{
	if (!fgets(lines->text, sizeof lines->text, lines->file))
		return false;

	lines->length = strlen(lines->text);
	lines->cut =
		lines->length + 1 == sizeof lines->text && lines->text[lines->length - 1] != '\n';
	if (lines->cut)
		skip_rest(lines);

	return true;
}

static uint64_t count_lines(struct lines *lines)
{
	uint64_t count = 0;

	while (next_line(lines))
		++count;

	rewind(lines->file);
	return count;
}

static void skip_lines(struct lines *lines, uint64_t last)
{
	uint64_t count = last ? count_lines(lines) : 0;

	for (; last && count > last; count--)
		(void)next_line(lines);
}

static void read_lines(struct records_count *count, struct lines *lines, record_h *handler,
		       void *arg)
{
	while (next_line(lines)) {
		const int err = lines->cut ? EBADMSG
					   : records_line(lines->text, lines->length, handler, arg);

		if (err == ENODATA)
			++count->old;
		else if (err)
			++count->broken;
		else
			++count->calls;
	}
}

int records_tell_left(struct re_printf *pf, const struct records_count *count)
{
	const char *left = count->broken || count->old ? "; lines left out: " : "";
	int err = re_hprintf(pf, "%s", left);

	if (count->broken)
		err |= re_hprintf(pf, "%llu without a record%s", count->broken,
				  count->old ? ", " : "");
	if (count->old)
		err |= re_hprintf(pf, "%llu without how the call came in", count->old);

	return err;
}

int records_read(struct records_count *count, const char *path, uint64_t last, record_h *handler,
		 void *arg)
{
	struct lines *lines = mem_zalloc(sizeof *lines, NULL);
	int err = 0;

	*count = (struct records_count){0};
	if (!lines)
		return ENOMEM;

	lines->file = fopen(path, "re");
	if (!lines->file) {
		err = errno;
		goto out;
	}

	skip_lines(lines, last);
	read_lines(count, lines, handler, arg);
	if (ferror(lines->file))
		err = errno ? errno : EIO;

out:
	if (lines->file)
		(void)fclose(lines->file);
	mem_deref(lines);
	return err;
}
