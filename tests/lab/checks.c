/* checks.c -- see checks.h */
#include <string.h>
#include "tests/lab/checks.h"
#include "tests/lab/cdr.h"
#include "tests/lab/leak.h"
#include "tests/lab/party.h"
#include "tests/lab/talk.h"
#include "tests/lab/text.h"

static struct engine_counts engine_holds(const struct lab *lab)
{
	struct engine_counts counts = {0};

	if (lab->engine)
		engine_count(lab->engine, &counts);

	return counts;
}

static struct sim_counts world_holds(const struct lab *lab)
{
	struct sim_counts counts = {0};

	sim_count(lab->world, &counts);
	return counts;
}

static uint32_t calls(const struct lab *lab)
{
	return engine_holds(lab).calls;
}

static uint32_t dialogs(const struct lab *lab)
{
	return engine_holds(lab).dialogs;
}

static uint32_t transactions(const struct lab *lab)
{
	return engine_holds(lab).transactions;
}

static uint32_t ports(const struct lab *lab)
{
	return engine_holds(lab).ports;
}

static uint32_t timers(const struct lab *lab)
{
	return world_holds(lab).timers;
}

static uint32_t sockets(const struct lab *lab)
{
	return world_holds(lab).datagrams + world_holds(lab).streams;
}

static uint32_t questions(const struct lab *lab)
{
	return world_holds(lab).questions;
}

static uint32_t in_flight(const struct lab *lab)
{
	return world_holds(lab).in_flight;
}

static uint32_t talks_left(const struct lab *lab)
{
	uint32_t count = 0;

	for (struct le *le = lab->parties.head; le; le = le->next) {
		const struct party *party = le->data;

		for (struct le *t = party->talks.head; t; t = t->next) {
			const struct talk *talk = t->data;

			count += !talk->over && !talk_is_excused(talk);
		}
	}

	return count;
}

/* Counted things; each must be none. */
struct count {
	const char *what;
	uint32_t (*count)(const struct lab *lab);
};

static void check_counts(struct lab *lab, const struct count *counts, size_t countc)
{
	for (size_t i = 0; i < countc; i++) {
		uint32_t left = counts[i].count(lab);

		if (left)
			lab_fail(lab, "left at the end: %u %s", left, counts[i].what);
	}
}

static struct talk *talk_of(const struct lab *lab, const char *call_id, bool caller)
{
	struct pl pl;

	if (!call_id)
		return NULL;

	pl_set_str(&pl, call_id);
	for (struct le *le = lab->parties.head; le; le = le->next) {
		struct talk *talk = talk_find(le->data, &pl, NULL);

		if (talk && (talk->caller == caller || talk->looped))
			return talk;
	}

	return NULL;
}

static struct party *party_at(const struct lab *lab, const struct sa *address)
{
	for (struct le *le = lab->parties.head; le; le = le->next) {
		struct party *party = le->data;

		if (sa_cmp(&party->address, address, party->lines ? SA_ADDR : SA_ALL))
			return party;
	}

	return NULL;
}

static uint32_t records_of(const struct lab *lab, const struct talk *talk)
{
	uint32_t count = 0;

	for (struct le *le = lab->records.head; le; le = le->next)
		count += !str_cmp(cdr_call_id(le->data, 0), talk->call_id);

	return count;
}

/* The engine took the call when it said 100: from then on it owes a record. */
static void mark_taken(struct lab *lab)
{
	for (struct le *le = wire_packets(lab->wire)->head; le; le = le->next) {
		const struct packet *packet = le->data;
		struct party *party = party_at(lab, &packet->to);
		struct talk *talk;
		struct pl call_id;

		if (!party || packet->text.l < 12 || memcmp(packet->text.p, "SIP/2.0 100 ", 12)
		    || !text_value(&call_id, &packet->text, "Call-ID"))
			continue;

		talk = talk_find(party, &call_id, NULL);
		if (talk)
			talk->taken = true;
	}
}

static void check_record_each(struct lab *lab, const struct talk *talk)
{
	uint32_t count = records_of(lab, talk);

	if (count > 1)
		lab_fail(lab, "%u records for one attempt, Call-ID %s", count, talk->call_id);

	if (!count && (talk->taken || talk->answered))
		lab_fail(lab, "no record for the attempt of %s to %s, Call-ID %s",
			 talk->party->name, talk->number, talk->call_id);
}

static void check_one_record_each(struct lab *lab)
{
	if (!lab->engine)
		return;

	mark_taken(lab);
	for (struct le *le = lab->parties.head; le; le = le->next) {
		const struct party *party = le->data;

		for (struct le *t = party->talks.head; t; t = t->next) {
			const struct talk *talk = t->data;

			if (talk->caller)
				check_record_each(lab, talk);
		}
	}

	for (struct le *le = lab->records.head; le; le = le->next) {
		if (!talk_of(lab, cdr_call_id(le->data, 0), true))
			lab_fail(lab, "a record of a call that nobody made: %s",
				 ((struct record *)le->data)->json);
	}
}

static void disagree(struct lab *lab, const struct record *record, const char *why)
{
	lab_fail(lab, "%s\n      %s", why, record->json);
}

/* A callee may have answered a call that its caller had given up: then it was ended at once. */
static void check_agreement(struct lab *lab, const struct record *record)
{
	const struct talk *caller = talk_of(lab, cdr_call_id(record, 0), true);
	const struct talk *callee = talk_of(lab, cdr_call_id(record, 1), false);
	bool answered = cdr_is_answered(record);
	uint64_t status = 0;

	(void)odict_get_number(record->fields, &status, "status");
	if (answered && !callee)
		disagree(lab, record, "the record says answered, but there is no other leg");

	if (answered && callee && !callee->answered)
		disagree(lab, record, "the record says answered, the callee did not");

	if (!caller || talk_is_excused(caller))
		return;

	if (answered != caller->answered)
		disagree(lab, record, "the caller and the record disagree on the answer");

	if (status && caller->status && status != caller->status)
		disagree(lab, record, "the caller and the record disagree on the status");
}

static void check_legs_agree(struct lab *lab)
{
	for (struct le *le = lab->records.head; le; le = le->next)
		check_agreement(lab, le->data);
}

static const char *side_of(const struct lab *lab, const struct party *party)
{
	const struct config *config = lab->policy ? policy_config(lab->policy) : NULL;

	for (uint32_t i = 0; config && i < config->sidec; i++) {
		for (uint32_t k = 0; k < config->sides[i].listenc; k++) {
			if (sa_cmp(&config->sides[i].listen[k].local, &party->sbc, SA_ADDR))
				return config->sides[i].name;
		}
	}

	return NULL;
}

static int learn_text(struct leaks *leaks, const char *owner, const char *what, const char *text)
{
	struct pl word;

	pl_set_str(&word, text);
	return leak_word(leaks, owner, what, &word);
}

static int learn_address(struct leaks *leaks, const char *owner, const struct sa *address)
{
	char text[64];

	re_snprintf(text, sizeof text, "%j", address);
	return learn_text(leaks, owner, "an address", text);
}

/* What is known of each party and side without looking at the wire. */
static int learn_names(struct leaks *leaks, const struct lab *lab)
{
	const struct config *config = policy_config(lab->policy);
	int err = 0;

	for (struct le *le = lab->parties.head; le; le = le->next) {
		const struct party *party = le->data;

		err |= learn_address(leaks, party->owner, &party->address);
		err |= learn_address(leaks, party->owner, &party->claims);
		err |= learn_text(leaks, party->owner, "a host name", party->host);
		err |= learn_text(leaks, party->owner, "a user agent", party->agent);
		err |= learn_text(leaks, party->owner, "an o= user", party->origin);
		err |= learn_text(leaks, party->owner, "a session name", party->title);
	}

	for (uint32_t i = 0; i < config->sidec; i++) {
		const struct side_config *side = &config->sides[i];

		err |= learn_address(leaks, side->name, &side->media);
		for (uint32_t k = 0; k < side->listenc; k++)
			err |= learn_address(leaks, side->name, &side->listen[k].local);
	}

	return err;
}

static int learn_wire(struct leaks *leaks, const struct lab *lab)
{
	int err = 0;

	for (struct le *le = wire_packets(lab->wire)->head; le; le = le->next) {
		const struct packet *packet = le->data;
		const struct party *from = party_at(lab, &packet->from),
				   *to = party_at(lab, &packet->to);

		if (from)
			err |= leak_message(leaks, from->owner, &packet->text, true);
		else if (to)
			err |= leak_message(leaks, to->owner, &packet->text, false);
	}

	return err;
}

static void check_leaks(struct lab *lab)
{
	struct leaks *leaks;
	struct leak leak;

	if (!lab->engine)
		return;

	lab_need(leaks_alloc(&leaks), "leaks");
	lab_need(learn_names(leaks, lab) | learn_wire(leaks, lab), "leaks");
	for (struct le *le = wire_packets(lab->wire)->head; le; le = le->next) {
		const struct packet *packet = le->data;
		const struct party *to = party_at(lab, &packet->to);

		if (!to || !leak_find(&leak, leaks, &packet->text, to->owner, side_of(lab, to)))
			continue;

		lab_fail(lab, "%s sees %s of %s, \"%r\":\n%r", to->name, leak.what, leak.owner,
			 &leak.word, &packet->text);
		break;
	}

	mem_deref(leaks);
}

static const struct count at_rest[] = {
	{"calls in the engine",        calls       },
	{"dialogs in the engine",      dialogs     },
	{"transactions in the engine", transactions},
	{"media ports",                ports       },
	{"parties' calls, not over",   talks_left  },
};

static const struct count in_the_world[] = {
	{"timers",                 timers   },
	{"sockets",                sockets  },
	{"questions for names",    questions},
	{"datagrams on their way", in_flight},
};

static void (*const claims[])(struct lab *lab) = {
	check_one_record_each,
	check_legs_agree,
	check_leaks,
};

void checks_at_rest(struct lab *lab)
{
	check_counts(lab, at_rest, sizeof at_rest / sizeof at_rest[0]);
	for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++)
		claims[i](lab);
}

void checks_empty(struct lab *lab)
{
	check_counts(lab, in_the_world, sizeof in_the_world / sizeof in_the_world[0]);
}
