/* ladder.c -- what a party saw, and what it should have seen */
#include <string.h>
#include "tests/lab/ladder.h"
#include "tests/lab/party.h"
#include "tests/lab/text.h"

enum {
	CALL_ID_SHOWN = 12, /* characters of a Call-ID */
};

static struct pl text_of(const struct rung *rung)
{
	return (struct pl){(const char *)rung->mb->buf, rung->mb->end};
}

static void what_of(char what[16], const struct rung *rung)
{
	struct pl text = text_of(rung);

	what[0] = rung->out ? '>' : '<';
	what[1] = ' ';
	text_what(what + 2, 14, &text);
}

static bool same_value(const struct pl *a, const struct pl *b, const char *name)
{
	struct pl left, right;

	return text_value(&left, a, name) && text_value(&right, b, name) && !pl_cmp(&left, &right);
}

/* An ACK of a 2xx may have a new branch each time; all else keeps it (RFC 3261 17.1.1.3). */
static bool is_again(const struct rung *rung, const struct rung *other)
{
	struct pl a = text_of(rung), b = text_of(other);
	char what[16], before[16];

	what_of(what, rung);
	what_of(before, other);
	if (strcmp(what, before) || !same_value(&a, &b, "Call-ID") || !same_value(&a, &b, "CSeq")
	    || !same_value(&a, &b, "To"))
		return false;

	return !strcmp(what + 2, "ACK") || same_value(&a, &b, "Via");
}

static bool is_repeated(const struct rung *rung)
{
	for (struct le *le = rung->le.prev; le; le = le->prev) {
		if (is_again(rung, le->data))
			return true;
	}

	return false;
}

/* An OPTIONS that came, and what was said to it. */
static bool is_ping(const struct rung *rung)
{
	struct pl text = text_of(rung), cseq;
	bool is_response = text.l > 8 && !memcmp(text.p, "SIP/2.0 ", 8);

	return rung->out == is_response && text_value(&cseq, &text, "CSeq")
		&& memmem(cseq.p, cseq.l, "OPTIONS", 7);
}

static int print(struct re_printf *pf, const struct party *party, bool each)
{
	const char *between = "";
	int err = 0;

	for (struct le *le = party->ladder.head; le; le = le->next) {
		const struct rung *rung = le->data;
		char what[16];

		if (is_ping(rung) || (!each && is_repeated(rung)))
			continue;

		what_of(what, rung);
		err |= re_hprintf(pf, "%s%s", between, what);
		between = "  ";
	}

	return err;
}

static int print_once(struct re_printf *pf, const struct party *party)
{
	return print(pf, party, false);
}

static int print_each(struct re_printf *pf, const struct party *party)
{
	return print(pf, party, true);
}

/* Spaces count once: a story may align its ladders. */
static bool same_words(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (!*a || !*b)
			return !*a && !*b;

		while (*a && *a != ' ') {
			if (*a++ != *b++)
				return false;
		}

		if (*b && *b != ' ')
			return false;
	}
}

static void expect(struct lab *lab, const struct party *party, re_printf_h *printer,
		   const char *text)
{
	char *saw;

	lab_need(re_sdprintf(&saw, "%H", printer, party), "ladder");
	if (!same_words(saw, text))
		lab_fail(lab, "expected %s to see\n      %s\n    it saw\n      %s", party->name,
			 text, saw);

	mem_deref(saw);
}

void lab_wire(struct lab *lab, struct party *party, const char *text)
{
	expect(lab, party, (re_printf_h *)print_once, text);
}

void lab_wire_each(struct lab *lab, struct party *party, const char *text)
{
	expect(lab, party, (re_printf_h *)print_each, text);
}

static bool some_has(const struct party *party, const char *what, const char *text, bool *any)
{
	*any = false;
	for (struct le *le = party->ladder.head; le; le = le->next) {
		const struct rung *rung = le->data;
		char its[16];

		what_of(its, rung);
		if (strcmp(its, what))
			continue;

		*any = true;
		if (memmem(rung->mb->buf, rung->mb->end, text, strlen(text)))
			return true;
	}

	return false;
}

void lab_says(struct lab *lab, struct party *party, const char *what, const char *text)
{
	bool any;

	if (!some_has(party, what, text, &any))
		lab_fail(lab, "expected \"%s\" in %s's \"%s\"%s", text, party->name, what,
			 any ? "" : ", but it saw none");
}

void lab_lacks(struct lab *lab, struct party *party, const char *what, const char *text)
{
	bool any, has = some_has(party, what, text, &any);

	if (has || !any)
		lab_fail(lab, "expected no \"%s\" in %s's \"%s\"%s", text, party->name, what,
			 any ? "" : ", but it saw none");
}

static bool is_what(const struct rung *rung, const char *what)
{
	char its[16];

	what_of(its, rung);
	return !strcmp(its, what);
}

uint32_t lab_count(struct lab *lab, struct party *party, const char *what)
{
	uint32_t count = 0;

	(void)lab;
	for (struct le *le = party->ladder.head; le; le = le->next)
		count += is_what(le->data, what);

	return count;
}

/* Of this kind, from `first` on until its time is over. */
static uint32_t count_from(struct le *first, const char *what, uint64_t within_us)
{
	const struct rung *begin = first->data;
	uint32_t count = 0;

	for (struct le *le = first; le; le = le->next) {
		const struct rung *rung = le->data;

		count += rung->at_us < begin->at_us + within_us && is_what(rung, what);
	}

	return count;
}

void lab_paced(struct lab *lab, struct party *party, const char *what, uint32_t most,
	       uint64_t within_us)
{
	for (struct le *le = party->ladder.head; le; le = le->next) {
		uint32_t count = count_from(le, what, within_us);

		if (count <= most)
			continue;

		lab_fail(lab, "expected at most %u \"%s\" of %s in %llu ms, it saw %u", most, what,
			 party->name, within_us / 1000, count);
		return;
	}
}

/* With what tells one call from another when there are many. */
static int print_rung(struct re_printf *pf, const struct rung *rung)
{
	struct pl text = text_of(rung), call_id = {"", 0}, cseq = {"", 0};
	char what[16];

	what_of(what, rung);
	(void)text_word(&call_id, &text, "\r\nCall-ID: ", NULL);
	(void)text_value(&cseq, &text, "CSeq");
	if (call_id.l > CALL_ID_SHOWN)
		call_id.l = CALL_ID_SHOWN;

	return re_hprintf(pf, "      %4llu.%06llu %-12s %r %r\n", rung->at_us / SEC,
			  rung->at_us % SEC, what, &call_id, &cseq);
}

int ladder_print(struct re_printf *pf, const struct lab *lab)
{
	int err = 0;

	for (struct le *le = lab->parties.head; le; le = le->next) {
		const struct party *party = le->data;

		err |= re_hprintf(pf, "    %s (%J)\n", party->name, &party->address);
		for (struct le *rung = party->ladder.head; rung; rung = rung->next)
			err |= print_rung(pf, rung->data);
	}

	return err;
}
