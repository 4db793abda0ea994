/* latch.c -- packets to a latch, and what it learns of them */
#include <string.h>
#include <check.h>
#include "nat/latch.h"

static struct sa at(const char *addr)
{
	struct sa sa;

	sa_init(&sa, AF_UNSPEC);
	if (addr[0])
		ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

/* Each row is one packet to a latch that was offered `offered` and stays open for 1 s. */
/* clang-format off */
static const struct {
	const char *what, *offered;
	enum latch_rule rule;
	const char *source;
	uint64_t now_us;
	enum latch_verdict expect;
} packets[] = {
	{"the offered address is the peer", "192.0.2.7:4000", LATCH_STRICT, "192.0.2.7:4000", 0,
	 LATCH_PASS},
	{"it is so after the window", "192.0.2.7:4000", LATCH_STRICT, "192.0.2.7:4000", 9000000,
	 LATCH_PASS},
	{"strict learns nothing", "192.0.2.7:4000", LATCH_STRICT, "192.0.2.7:4001", 0,
	 LATCH_REFUSE},
	{"a NAT's new port is learnt", "192.0.2.7:4000", LATCH_ONCE, "192.0.2.7:61022", 20000,
	 LATCH_LEARNT},
	{"once learns any network", "192.0.2.7:4000", LATCH_ONCE, "203.0.113.66:4", 20000,
	 LATCH_LEARNT},
	{"once learns where nobody was offered", "", LATCH_ONCE, "192.0.2.7:61022", 20000,
	 LATCH_LEARNT},
	{"near learns its own network", "192.0.2.7:4000", LATCH_NEAR, "192.0.2.99:4000", 20000,
	 LATCH_LEARNT},
	{"near refuses another network", "192.0.2.7:4000", LATCH_NEAR, "198.51.100.9:4000", 20000,
	 LATCH_REFUSE},
	{"near learns its own /64", "[2001:db8::7]:4000", LATCH_NEAR, "[2001:db8::8:1]:4", 20000,
	 LATCH_LEARNT},
	{"near refuses another /64", "[2001:db8::7]:4000", LATCH_NEAR, "[2001:db8:0:1::7]:4", 20000,
	 LATCH_REFUSE},
	{"near refuses another family", "192.0.2.7:4000", LATCH_NEAR, "[2001:db8::7]:4000", 20000,
	 LATCH_REFUSE},
	{"near has nothing to be near to", "", LATCH_NEAR, "192.0.2.7:4000", 20000, LATCH_REFUSE},
	{"the window is open to its last", "192.0.2.7:4000", LATCH_ONCE, "192.0.2.7:61022", 999999,
	 LATCH_LEARNT},
	{"the window closes to the instant", "192.0.2.7:4000", LATCH_ONCE, "192.0.2.7:61022",
	 1000000, LATCH_REFUSE},
};
/* clang-format on */

START_TEST(verdict)
{
	struct latch latch = {.rule = packets[_i].rule};
	struct sa offered = at(packets[_i].offered), source = at(packets[_i].source);

	latch_open(&latch, &offered, 1000000);
	ck_assert_msg(latch_source(&latch, &source, packets[_i].now_us) == packets[_i].expect, "%s",
		      packets[_i].what);
}
END_TEST

/*
 * Each row is a story of a latch that learns once: o ADDRESS opens it (h: with hold) for 1 s more, a
 * packet from ADDRESS passes (=), is learnt (+) or is refused (-). 100 ms pass with each word.
 */
#define PHONE "192.0.2.7:61022"
#define THIEF "203.0.113.66:5004"
/* clang-format off */
static const struct {
	const char *what, *story;
} stories[] = {
	{"a second source never steals the call",
	 "o 10.0.0.5:4000 + " PHONE " - " THIEF " = " PHONE},
	{"who speaks needs no finding: the window shuts",
	 "o 192.0.2.7:4000 = 192.0.2.7:4000 - " THIEF},
	{"a refresh forgets nothing",
	 "o 10.0.0.5:4000 + " PHONE " o 10.0.0.5:4000 = " PHONE " - " THIEF},
	{"a refresh finds a phone whose NAT began anew",
	 "o 10.0.0.5:4000 + " PHONE " o 10.0.0.5:4000 + 192.0.2.7:61999 = 192.0.2.7:61999"},
	{"audio follows the new description",
	 "o 192.0.2.7:4000 = 192.0.2.7:4000 o 192.0.2.8:4000 = 192.0.2.8:4000"},
	{"a late packet from the old port does not move it back (rtpengine#817)",
	 "o 10.0.0.5:4000 + " PHONE " o 10.0.0.5:4002 - " PHONE " + 192.0.2.7:61024 = 192.0.2.7:61024"},
	{"nor one from the old described address",
	 "o 192.0.2.7:4000 = 192.0.2.7:4000 o 192.0.2.8:4000 - 192.0.2.7:4000 = 192.0.2.8:4000"},
	{"hold: the phone's music is still its own",
	 "o 10.0.0.5:4000 + " PHONE " h + " PHONE " = " PHONE},
	{"hold and resume: what was learnt stays",
	 "o 10.0.0.5:4000 + " PHONE " h o 10.0.0.5:4000 = " PHONE},
	{"hold twice and resume", "o 10.0.0.5:4000 + " PHONE " h h o 10.0.0.5:4000 = " PHONE},
	{"a hold without a word and resume elsewhere: the old one is late",
	 "o 10.0.0.5:4000 + " PHONE " h o 10.0.0.5:4002 - " PHONE " + 192.0.2.7:61024"},
};
/* clang-format on */

static void story_packet(struct latch *latch, char mark, const struct sa *source, uint64_t now_us,
			 const char *what)
{
	static const char marks[] = {
		[LATCH_PASS] = '=', [LATCH_LEARNT] = '+', [LATCH_REFUSE] = '-'};
	char seen = marks[latch_source(latch, source, now_us)];

	ck_assert_msg(seen == mark, "%s: %c instead of %c at %u ms", what, seen, mark,
		      (unsigned)(now_us / 1000));
}

START_TEST(story)
{
	struct latch latch = {.rule = LATCH_ONCE};
	char text[512], *save = NULL;
	uint64_t now_us = 0;

	strcpy(text, stories[_i].story);
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		struct sa address = at(*word == 'h' ? "" : strtok_r(NULL, " ", &save));

		now_us += 100000;
		if (*word == 'o' || *word == 'h')
			latch_open(&latch, &address, now_us + 1000000);
		else
			story_packet(&latch, *word, &address, now_us, stories[_i].what);
	}
}
END_TEST

START_TEST(peer_is_unset_while_held)
{
	struct latch latch = {.rule = LATCH_ONCE};
	struct sa offered = at("192.0.2.7:4000"), hold = at("");

	latch_open(&latch, &offered, 1000000);
	ck_assert(sa_cmp(&latch.peer, &offered, SA_ALL));
	latch_open(&latch, &hold, 1000000);
	ck_assert(!sa_isset(&latch.peer, SA_ADDR));
}
END_TEST

START_TEST(more_late_packets_than_accident_are_the_peer)
{
	struct latch latch = {.rule = LATCH_ONCE};
	struct sa first = at("192.0.2.7:4000"), second = at("192.0.2.8:4000");

	latch_open(&latch, &first, 1000000);
	latch_open(&latch, &second, 1000000);
	for (int i = 0; i < LATCH_STRAYS_MAX; i++)
		ck_assert_int_eq(LATCH_REFUSE, latch_source(&latch, &first, 0));
	ck_assert_int_eq(LATCH_LEARNT, latch_source(&latch, &first, 0));
	ck_assert(sa_cmp(&latch.peer, &first, SA_ALL));
}
END_TEST

START_TEST(late_packets_are_counted_anew_for_each_description)
{
	struct latch latch = {.rule = LATCH_ONCE};
	struct sa first = at("192.0.2.7:4000"), second = at("192.0.2.8:4000");

	latch_open(&latch, &first, 1000000);
	latch_open(&latch, &second, 1000000);
	for (int i = 0; i < LATCH_STRAYS_MAX; i++)
		ck_assert_int_eq(LATCH_REFUSE, latch_source(&latch, &first, 0));
	latch_open(&latch, &first, 1000000);
	latch_open(&latch, &second, 1000000);
	ck_assert_int_eq(LATCH_REFUSE, latch_source(&latch, &first, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nat/latch");
	TCase *tcase = tcase_create("latch");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, verdict, 0, sizeof packets / sizeof packets[0]);
	tcase_add_loop_test(tcase, story, 0, sizeof stories / sizeof stories[0]);
	tcase_add_test(tcase, peer_is_unset_while_held);
	tcase_add_test(tcase, more_late_packets_than_accident_are_the_peer);
	tcase_add_test(tcase, late_packets_are_counted_anew_for_each_description);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
