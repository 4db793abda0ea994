/* diff.c -- sbc diff: which calls another file would decide otherwise; see cli.h */
#include <stdio.h>
#include "policy/told.h"
#include "policy/unread.h"
#include "policy/value.h"
#include "sbc/cli/cli.h"
#include "sbc/cli/groups.h"
#include "sbc/cli/load.h"
#include "sbc/cli/options.h"
#include "sbc/cli/out.h"
#include "sbc/cli/records.h"

enum {
	LAST_MAX = 1000000000, /* records */
	SENTENCES_BYTES = 1024,
};

struct diff {
	const struct policy *before, *after;
	struct groups *groups;
	uint64_t calls, differing;
	int err;
};

static int print_to_mbuf(const char *p, size_t size, void *arg)
{
	return mbuf_write_mem(arg, (const uint8_t *)p, size);
}

/* "pbx 1001 calls 0912345678 on Mon 2026-01-05 05:00 UTC" */
static int print_example(struct re_printf *pf, const struct facts *facts)
{
	int err = facts->from ? re_hprintf(pf, "%s", facts->from)
			      : re_hprintf(pf, "%j", &facts->source);

	return err
		| re_hprintf(pf, "%s%r calls %r on %H", facts->caller.l ? " " : "", &facts->caller,
			     &facts->called, told_date, &facts->date_us);
}

static void note(struct diff *diff, struct mbuf *sentences, const struct facts *facts)
{
	char *lines = NULL, *example = NULL;

	++diff->differing;
	mbuf_set_pos(sentences, 0);
	diff->err |= mbuf_strdup(sentences, &lines, mbuf_get_left(sentences));
	diff->err |= re_sdprintf(&example, "%H", print_example, facts);
	if (lines && example)
		diff->err |= groups_add(diff->groups, lines, example);

	mem_deref(example);
	mem_deref(lines);
}

static void decide_by_both(const struct facts *facts, void *arg)
{
	struct diff *diff = arg;
	struct mbuf *sentences = mbuf_alloc(SENTENCES_BYTES);
	struct re_printf pf = {print_to_mbuf, sentences};
	bool differs = false;

	++diff->calls;
	if (!sentences) {
		diff->err = ENOMEM;
		return;
	}

	diff->err |= policy_diff(&pf, &differs, diff->before, diff->after, facts);
	if (differs)
		note(diff, sentences, facts);
	mem_deref(sentences);
}

static void decide_record(const struct record *record, void *arg)
{
	decide_by_both(&record->facts, arg);
}

static int compare_records(struct diff *diff, const char *cdrs, uint64_t last)
{
	struct records_count count;
	const int err = records_read(&count, cdrs, last, decide_record, diff);

	if (err) {
		(void)re_fprintf(stderr, "sbc diff: %s: %H\n", cdrs, unread_why, &err);
		return err;
	}

	if (count.broken || count.old)
		(void)re_fprintf(stderr, "%s: %llu records%H\n", cdrs, count.calls,
				 records_tell_left, &count);
	return 0;
}

static int compare_samples(struct diff *diff)
{
	const int err = policy_samples(diff->before, diff->after, decide_by_both, diff);

	if (err != ERANGE)
		return err;

	(void)re_fprintf(stderr, "sbc diff: only the first %llu sample calls were made\n",
			 diff->calls);
	return 0;
}

/* Calls first: they are what matters. */
static int tell(const struct diff *diff, const char *what, bool *differs)
{
	struct re_printf out = {out_write, stdout};
	int err = groups_print(&out, diff->groups, diff->calls, what);

	if (!diff->differing)
		err |= re_hprintf(&out, "none of %llu %s would be decided otherwise\n", diff->calls,
				  what);

	err |= policy_diff_file(&out, differs, diff->before, diff->after);
	*differs |= diff->differing != 0;
	return err;
}

static enum cli_status compare(struct diff *diff, const char *cdrs, uint64_t last)
{
	bool differs = false;
	int err = groups_alloc(&diff->groups);

	if (!err)
		err = cdrs ? compare_records(diff, cdrs, last) : compare_samples(diff);
	if (!err)
		err = diff->err;
	if (!err)
		err = tell(diff, cdrs ? "calls" : "sample calls", &differs);

	mem_deref(diff->groups);
	if (err)
		return CLI_USAGE;

	return differs ? CLI_FAILED : CLI_OK;
}

enum cli_status diff_command(char **argv)
{
	const char *cdrs = NULL, *last_text = NULL;
	const struct option_row rows[] = {
		{"--cdrs", &cdrs,      NULL, false, NULL},
		{"--last", &last_text, NULL, false, NULL},
	};
	struct options options = {
		.rows = rows, .rowc = ARRAY_SIZE(rows), .files = OPTIONS_TWO_FILES};
	struct policy *before = NULL, *after = NULL;
	enum cli_status status = CLI_USAGE;
	uint32_t last = 0;

	if (options_read(&options, argv))
		return help_complain("diff", options.why);
	if (last_text && (!cdrs || value_count(&last, last_text, 1, LAST_MAX)))
		return help_complain("diff", "--last takes a number of records, beside --cdrs");

	if (!load_policy(&before, options.file) && !load_policy(&after, options.second))
		status = compare(&(struct diff){.before = before, .after = after}, cdrs, last);

	mem_deref(after);
	mem_deref(before);
	return status;
}
