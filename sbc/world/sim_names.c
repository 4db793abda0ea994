/*
 * sim_names.c -- the simulated world's table of names, and the answers made of it
 */
#include <string.h>
#include "sbc/world/sim_inner.h"
#include "sbc/world/zone.h"

struct sim_question {
	struct question question;
	struct timer timer;
	char *name;
	uint16_t type;
	bool silent;
};

struct row {
	struct le le;
	char *text;
};

static bool is_row_of(const char *text, const char *name)
{
	size_t length = strlen(name);

	return !strncasecmp(text, name, length) && text[length] == ' ';
}

static void row_destructor(void *arg)
{
	struct row *row = arg;

	list_unlink(&row->le);
	mem_deref(row->text);
}

int sim_name(struct world *world, const char *text)
{
	struct sim *sim = (struct sim *)world;
	struct dnsrr *rr;
	struct row *row;
	int err;

	if (list_count(&sim->names) >= SIM_NAMES_MAX)
		return ENOSPC;

	err = zone_read(&rr, text);
	if (err)
		return err;

	mem_deref(rr); /* each answer gets records of its own, as from libre */
	row = mem_zalloc(sizeof *row, row_destructor);
	err = row ? str_dup(&row->text, text) : ENOMEM;
	if (err)
		mem_deref(row);
	else
		list_append(&sim->names, &row->le, row);
	return err;
}

void sim_name_ends(struct world *world, const char *name)
{
	struct le *le = ((struct sim *)world)->names.head;

	while (le) {
		struct row *row = le->data;

		le = le->next;
		if (is_row_of(row->text, name))
			mem_deref(row);
	}
}

static void stop_waiting(struct sim_question *asked)
{
	if (!asked->name)
		return;

	timer_stop(&asked->timer);
	asked->name = mem_deref(asked->name);
	--((struct sim *)asked->question.world)->counts.questions;
}

static void destructor(void *arg)
{
	stop_waiting(arg);
}

/* As a recursive server does: behind an alias stands what it leads to. */
static int look_up_name(struct list *records, const struct sim_question *asked, const char *name,
			uint32_t aliases)
{
	const struct sim *sim = (const struct sim *)asked->question.world;
	int found = ENOENT;

	for (struct le *le = sim->names.head; le; le = le->next) {
		const struct row *row = le->data;
		struct dnsrr *rr;

		if (!is_row_of(row->text, name))
			continue;
		if (zone_read(&rr, row->text))
			return ENOMEM;
		if (rr->type == asked->type || rr->type == DNS_TYPE_CNAME)
			list_append(records, &rr->le_priv, mem_ref(rr));
		found = rr->type == DNS_TYPE_CNAME && aliases
			? look_up_name(records, asked, rr->rdata.cname.cname, aliases - 1)
			: 0;
		mem_deref(rr);
	}
	return found;
}

static int look_up(struct list *records, const struct sim_question *asked)
{
	return look_up_name(records, asked, asked->name, SIM_ALIASES_MAX);
}

static void answer(void *arg)
{
	struct sim_question *asked = arg;
	struct list records = LIST_INIT;
	int err = asked->silent ? ETIMEDOUT : look_up(&records, asked);

	stop_waiting(asked);
	asked->question.handler(err, &records, asked->question.arg);
	list_flush(&records);
}

int sim_names_ask(struct question **questionp, struct world *world, uint16_t type, const char *name,
		  answer_h *handler, void *arg)
{
	struct sim *sim = (struct sim *)world;
	struct sim_question *asked = mem_zalloc(sizeof *asked, destructor);
	uint64_t after_us =
		dice_between(&sim->links, sim->faults.delay_min_us, sim->faults.delay_max_us);
	int err;

	if (!asked)
		return ENOMEM;

	err = str_dup(&asked->name, name);
	if (err) {
		mem_deref(asked);
		return err;
	}
	asked->question = (struct question){world, handler, arg};
	asked->type = type;
	asked->silent = sim->faults.names_silent;
	++sim->counts.questions;
	timer_start(&asked->timer, world, asked->silent ? SIM_TIMEOUT_US : after_us, answer, asked);
	*questionp = &asked->question;
	return 0;
}
