/* agree.c -- what explain says is what the engine does, and diff tells two engines apart */
#include <string.h>
#include "policy/policy.h"
#include "sbc/trial.h"
#include "tests/lab/chance.h"
#include "tests/lab/explained.h"
#include "tests/lab/inside.h"
#include "tests/lab/party.h"
#include "tests/lab/text.h"

enum {
	CALLS = 20,            /* of a seed, each under two policies */
	SEEDS = 2500,          /* in all 100,000 calls; `--count 500` for 20,000 */
	DID_SIZE = 4096,       /* what the engine did with one call, as text */
	QUARTERS = 7 * 24 * 4, /* of an hour, in a week */
};

/* Each policy of a seed, and what the engine did under it. */
struct round {
	struct policy *policy;
	char did[CALLS][DID_SIZE];
};

struct match {
	struct lab *lab;
	struct party *parties[CHANCE_PEERS];
	struct chance_call calls[CALLS];
	bool open;
};

struct seen { /* one call, as the engine has it */
	const struct match *match;
	const struct record *record; /* NULL: none */
	const struct chance_call *call;
	uint64_t began_us;
};

static int read_text(char **textp, const char *name, void *arg)
{
	(void)name;
	return str_dup(textp, arg);
}

static int print_to(const char *text, size_t length, void *arg)
{
	return mbuf_write_mem(arg, (const uint8_t *)text, length);
}

static struct policy *any_policy(struct lab *lab, bool open)
{
	struct mbuf *text = mbuf_alloc(4096), *said = mbuf_alloc(256);
	struct policy_reader reader = {.read = read_text};
	struct policy *policy = NULL;
	int err;

	lab_need(text && said ? chance_policy(text, &lab->dice, open) : ENOMEM, "a policy");
	lab_need(mbuf_write_u8(text, 0), "a policy");
	reader.arg = text->buf;
	err = policy_load(&policy, "agree.yaml", &reader, said, NULL);
	if (err)
		re_fprintf(stderr, "%b\n%s", said->buf, said->end, text->buf);

	lab_need(err, "a random policy");
	mem_deref(text);
	mem_deref(said);
	return policy;
}

/* ---- what the engine did ---- */

static const struct list *array(const struct record *record, const char *name)
{
	return &odict_lookup(record->fields, name)->u.odict->lst;
}

static uint64_t number(const struct odict *fields, const char *name)
{
	uint64_t value = 0;

	(void)odict_get_number(fields, &value, name);
	return value;
}

static const char *string(const struct odict *fields, const char *name)
{
	const char *text = odict_string(fields, name);

	return text ? text : "";
}

static struct party *named(const struct match *match, const char *name)
{
	for (uint32_t i = 0; i < CHANCE_PEERS; i++)
		if (!strcmp(match->parties[i]->name, name))
			return match->parties[i];

	return NULL;
}

/* The newest message of a kind that the party saw since the call began. */
static bool saw(struct pl *text, const struct seen *seen, const struct party *party, bool out,
		const char *kind)
{
	for (const struct le *le = party->ladder.tail; le; le = le->prev) {
		const struct rung *rung = le->data;
		char what[16];

		if (rung->at_us < seen->began_us)
			return false;

		*text = (struct pl){(const char *)rung->mb->buf, rung->mb->end};
		text_what(what, sizeof what, text);
		if (rung->out == out
		    && (kind ? !strcmp(what, kind) : what[0] >= '1' && what[0] <= '9'))
			return true;
	}

	return false;
}

static void user_of(char *user, size_t size, const struct pl *text)
{
	struct pl word = PL_INIT;
	const char *at;

	(void)text_word(&word, text, "sip:", NULL);
	at = memchr(word.p ? word.p : "", '@', word.l);
	re_snprintf(user, size, "%b", word.p, at ? (size_t)(at - word.p) : 0);
}

/* The parts of an INVITE that the policy has a say in. */
static void write_invite(struct mbuf *mb, const struct pl *invite)
{
	static const char *const names[] = {"P-Asserted-Identity",
					    "P-Preferred-Identity",
					    "Remote-Party-ID",
					    "Diversion",
					    "Privacy",
					    "X-A",
					    "X-B",
					    "X-C",
					    "X-D",
					    "X-E"};
	struct pl line, left, from;
	const char *end = memmem(invite->p, invite->l, " SIP/2.0", 8);

	lab_need(end ? mbuf_printf(mb, ": %b", invite->p, (size_t)(end - invite->p)) : EBADMSG,
		 "INVITE");
	if (text_value(&from, invite, "From")) {
		const char *tag = memmem(from.p, from.l, ">;tag=", 6);

		lab_need(mbuf_printf(mb, " of %b", from.p, tag ? (size_t)(tag - from.p) : from.l),
			 "INVITE");
	}

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		left = *invite;
		while (text_header(&line, &left, names[i], &left))
			lab_need(mbuf_printf(mb, " | %r", &line), "INVITE");
	}
}

static void write_tried(struct mbuf *mb, const struct seen *seen)
{
	const struct list *tried = array(seen->record, "tried");

	for (const struct le *le = tried->head; le; le = le->next) {
		const struct odict *one = ((struct odict_entry *)le->data)->u.odict;
		const char *name = string(one, "peer");
		struct pl invite;

		lab_need(mbuf_printf(mb, "\n%s as %s", name, string(one, "as")), "tried");
		if (saw(&invite, seen, named(seen->match, name), false, "INVITE"))
			write_invite(mb, &invite);
	}
}

/* All that two policies may do otherwise with one call, and that can be seen. */
static void write_did(char did[DID_SIZE], const struct seen *seen)
{
	struct mbuf *mb = mbuf_alloc(DID_SIZE);
	const struct list *tags;

	lab_need(mb ? 0 : ENOMEM, "did");
	if (seen->record) {
		const struct odict *fields = seen->record->fields;

		tags = array(seen->record, "tags");
		lab_need(mbuf_printf(mb, "rule %s, %llu %s, tags", string(fields, "rule"),
				     number(fields, "status"), string(fields, "reason")),
			 "did");
		for (const struct le *le = tags->head; le; le = le->next)
			lab_need(mbuf_printf(mb, " %s", ((struct odict_entry *)le->data)->u.str),
				 "did");
		write_tried(mb, seen);
	}

	lab_need(mb->end < DID_SIZE ? 0 : EOVERFLOW, "did");
	re_snprintf(did, DID_SIZE, "%b", mb->buf, mb->end);
	mem_deref(mb);
}

/* ---- explained, and done ---- */

/* What the call says of itself; `asked` has the text that the facts point into. */
struct asked {
	struct facts facts;
	struct facts_header headers[4];
	char text[512];
};

static void gather(struct asked *asked, const struct seen *seen)
{
	static const struct pl codecs[] = {PL("PCMU"), PL("PCMA")};
	static const char *const names[] = {"X-A", "X-B", "P-Asserted-Identity", "Privacy",
					    "Diversion"};
	struct facts *facts = &asked->facts;
	struct pl text;

	*facts = (struct facts){.side = "a",
				.source = seen->match->parties[seen->call->peer]->address,
				.transport = SIP_TRANSP_UDP,
				.headers = asked->headers,
				.codecs = codecs,
				.codecc = ARRAY_SIZE(codecs),
				.date_us = SIM_EPOCH_US + seen->began_us};
	pl_set_str(&facts->caller, seen->call->caller);
	pl_set_str(&facts->called, seen->call->called);
	pl_set_str(&facts->domain, "10.0.0.2");
	pl_set_str(&facts->display, "Lan Anh");

	re_snprintf(asked->text, sizeof asked->text, "INVITE\r\n%s\r\n", seen->call->headers);
	pl_set_str(&text, asked->text);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct facts_header *header = &asked->headers[facts->headerc];

		if (!text_value(&header->value, &text, names[i]))
			continue;

		pl_set_str(&header->name, names[i]);
		facts->headerc++;
	}
}

static void disagree(const struct seen *seen, const struct mbuf *text, const char *what,
		     const char *did)
{
	lab_fail(seen->match->lab, "%s calls %s from %s with '%s': %s\n    did: %s\n%b",
		 seen->match->parties[seen->call->peer]->name, seen->call->called,
		 seen->call->caller, seen->call->headers, what, did, text->buf, text->end);
}

static const struct explained_target *target_of(const struct explained *explained, uint32_t i,
						const char *peer)
{
	if (!explained->any_order)
		return i < explained->targetc && !strcmp(explained->targets[i].peer, peer)
			? &explained->targets[i]
			: NULL;

	for (uint32_t j = 0; j < explained->targetc; j++)
		if (!strcmp(explained->targets[j].peer, peer))
			return &explained->targets[j];

	return NULL;
}

static const char *check_numbers(const struct seen *seen, const struct explained_target *target,
				 const char *as)
{
	char called[EXPLAINED_WORD_SIZE] = "", caller[EXPLAINED_WORD_SIZE] = "";
	struct pl invite, from = PL_INIT;

	if (!saw(&invite, seen, named(seen->match, target->peer), false, "INVITE"))
		return "a target saw no INVITE";

	user_of(called, sizeof called, &invite);
	(void)text_value(&from, &invite, "From");
	user_of(caller, sizeof caller, &from);
	if (strcmp(called, target->called) || strcmp(as, target->called))
		return "another called number";
	if (strcmp(caller, target->caller))
		return "another caller";

	return NULL;
}

/* Each in its turn, until one said what does not send the call on. */
static const char *check_tried(const struct seen *seen, const struct explained *explained)
{
	const struct list *tried = array(seen->record, "tried");
	const struct explained_target *target;
	uint16_t status = 0;
	uint32_t i = 0;

	for (const struct le *le = tried->head; le; le = le->next, i++) {
		const struct odict *one = ((struct odict_entry *)le->data)->u.odict;
		const char *wrong;

		target = target_of(explained, i, string(one, "peer"));
		if (!target)
			return "another target";
		if (i && !explained_goes_on(explained, status))
			return "it went on";

		status = (uint16_t)number(one, "status");
		wrong = check_numbers(seen, target, string(one, "as"));
		if (wrong)
			return wrong;
	}

	if (!i || (i < explained->targetc && explained_goes_on(explained, status)))
		return "it did not go on";

	return status == number(seen->record->fields, "status") ? NULL : "another answer";
}

/* NULL: they agree. */
static const char *check_did(const struct seen *seen, const struct explained *explained)
{
	const struct odict *fields = seen->record ? seen->record->fields : NULL;
	struct pl answer;
	const bool answered =
		saw(&answer, seen, seen->match->parties[seen->call->peer], false, NULL);

	if (explained->verb == EXPLAINED_STRANGER)
		return seen->record || answered ? "a stranger was heard" : NULL;
	if (!seen->record)
		return "no record";
	if (strcmp(string(fields, "rule"), explained->rule))
		return "another rule";
	if (explained->verb == EXPLAINED_DROP)
		return answered || array(seen->record, "tried")->head ? "it was not dropped" : NULL;
	if (explained->verb == EXPLAINED_SEND)
		return check_tried(seen, explained);
	if (number(fields, "status") != explained->status
	    || strcmp(string(fields, "reason"), explained->reason))
		return "another answer";

	return array(seen->record, "tried")->head ? "it was sent" : NULL;
}

static void check_explained(const struct seen *seen, const struct policy *policy, const char *did)
{
	struct mbuf *text = mbuf_alloc(4096);
	struct re_printf pf = {print_to, text};
	struct explained explained;
	struct asked asked;
	const char *wrong;

	gather(&asked, seen);
	lab_need(text ? policy_explain(&pf, policy, &asked.facts) : ENOMEM, "explain");
	explained_read(&explained, &(struct pl){(const char *)text->buf, text->end});
	wrong = check_did(seen, &explained);
	if (wrong)
		disagree(seen, text, wrong, did);

	mem_deref(text);
}

/* ---- told apart, and done otherwise ---- */

/*
 * What diff may say though this call does not show it: when the next target is tried, where each is
 * tried; what happens to headers that it has not; that it is hidden, where nobody is named.
 */
static bool is_unseen(const struct chance_call *call, const struct pl *line)
{
	const struct {
		const char *words;
		bool unseen;
	} rows[] = {
		{"the next target is tried", true},
		{                "headers that say who calls",                      true    },
		{    "removes X-A",                    !strstr(call->headers,                        "X-A")},
		{      "who calls",              !strcmp(call->caller,                  "anonymous")},
		{ "the shown name",              !strcmp(call->caller,                  "anonymous")},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].unseen
		    && memmem(line->p, line->l, rows[i].words, strlen(rows[i].words)))
			return true;

	return false;
}

static bool says_something(const struct chance_call *call, const struct mbuf *text)
{
	struct pl left = {(const char *)text->buf, text->end}, line;

	while (!re_regex(left.p, left.l, "[^\n]+\n", &line)) {
		left.l -= (size_t)(line.p + line.l + 1 - left.p);
		left.p = line.p + line.l + 1;
		if (!is_unseen(call, &line))
			return true;
	}

	return false;
}

static void check_compared(const struct seen *seen, const struct round rounds[2], uint32_t i)
{
	struct mbuf *text = mbuf_alloc(1024);
	struct re_printf pf = {print_to, text};
	const bool otherwise = strcmp(rounds[0].did[i], rounds[1].did[i]) != 0;
	struct asked asked;
	bool differs = false;

	gather(&asked, seen);
	lab_need(text ? policy_diff(&pf, &differs, rounds[1].policy, rounds[1].policy, &asked.facts)
		      : ENOMEM,
		 "diff");
	if (differs || text->end)
		disagree(seen, text, "a policy differs from itself", rounds[1].did[i]);

	lab_need(policy_diff(&pf, &differs, rounds[0].policy, rounds[1].policy, &asked.facts),
		 "diff");
	if (otherwise && !differs)
		disagree(seen, text, rounds[0].did[i], rounds[1].did[i]);
	if (seen->match->open && !otherwise && says_something(seen->call, text))
		disagree(seen, text, "diff tells of what is the same", rounds[1].did[i]);

	mem_deref(text);
}

/* ---- the calls ---- */

static struct party *any_party(struct lab *lab, uint32_t i)
{
	char name[8];

	re_snprintf(name, sizeof name, "p%u", i);
	return lab_party(lab, name);
}

static void dial(struct seen *seen, const struct match *match, const struct chance_call *call)
{
	struct party *party = match->parties[call->peer];
	const uint32_t before = list_count(&match->lab->records);

	for (uint32_t i = 0; i < CHANCE_PEERS; i++)
		party_plan(match->parties[i], REFUSE(call->statuses[i]));

	*seen = (struct seen){match, NULL, call, lab_now(match->lab)};
	party_calls_itself(party, call->caller);
	party_dial(party, call->called, .headers = call->headers);
	lab_run(match->lab, 50 * MS);
	if (list_count(&match->lab->records) != before)
		seen->record = match->lab->records.tail->data;
}

static void play(struct match *match, struct round rounds[2], uint32_t r)
{
	const struct trial_config config = {0, 0};
	struct mbuf *said = mbuf_alloc(64);
	struct seen seen;

	rounds[r].policy = any_policy(match->lab, match->open);
	lab_need(engine_reload(match->lab->engine, said, rounds[r].policy, &config), "reload");
	mem_deref(said);
	for (uint32_t i = 0; i < CALLS; i++) {
		dial(&seen, match, &match->calls[i]);
		write_did(rounds[r].did[i], &seen);
		check_explained(&seen, rounds[r].policy, rounds[r].did[i]);
		if (r)
			check_compared(&seen, rounds, i);
	}
}

SIM_STORM(explain_diff_and_the_engine_agree, "agree.yaml", SEEDS)
{
	struct round *rounds = mem_zalloc(2 * sizeof *rounds, NULL);
	struct match match = {.lab = lab, .open = lab->seed % 2};

	lab_need(rounds ? 0 : ENOMEM, "rounds");
	for (uint32_t i = 0; i < CHANCE_PEERS; i++)
		match.parties[i] = any_party(lab, i);
	for (uint32_t i = 0; i < CALLS; i++)
		chance_call(&match.calls[i], &lab->dice);

	lab_run(lab, dice_between(&lab->dice, 0, QUARTERS - 1) * 15 * MINUTE + MINUTE);
	play(&match, rounds, 0);
	play(&match, rounds, 1);
	mem_deref(rounds[0].policy);
	mem_deref(rounds[1].policy);
	mem_deref(rounds);
}

SIM_TESTS(&explain_diff_and_the_engine_agree);
