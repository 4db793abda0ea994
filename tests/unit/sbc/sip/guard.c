/* guard.c -- what passes the guard, and when a source is too fast */
#include "sbc/sip/guard.h"
#include "tests/unit/sbc/sip/given.h"

enum {
	SECOND_US = 1000000,
};

static struct guard *guard_of(uint64_t seed)
{
	struct guard *guard;

	ck_assert_int_eq(0, guard_alloc(&guard, seed));
	return guard;
}

/* Each row is one datagram from somebody who was quiet. */
/* clang-format off */
static const struct {
	const char *what, *text;
	enum guard_verdict expect;
} datagrams[] = {
	{"a request",                    "OPTIONS sip:h SIP/2.0" CRLF, GUARD_PASS},
	{"a response",                   "SIP/2.0 200 OK" CRLF,        GUARD_PASS},
	{"a method that begins oddly",   "!odd sip:h SIP/2.0" CRLF,    GUARD_PASS},
	{"empty lines, then a request",  CRLF CRLF "OPTIONS",          GUARD_PASS},
	{"an empty datagram",            "",                           GUARD_KEEPALIVE},
	{"CRLF",                         CRLF,                         GUARD_KEEPALIVE},
	{"CRLFCRLF (RFC 5626)",          CRLF CRLF,                    GUARD_KEEPALIVE},
	{"four octets of anything",      "\x01\x02\x03\x04",           GUARD_KEEPALIVE},
	{"five octets of it",            "\x01\x02\x03\x04\x05",       GUARD_NONSENSE},
	{"a binding request of STUN",    "\x01\x01\x01\x08!\x12",      GUARD_NONSENSE},
	{"space first",                  " OPTIONS",                   GUARD_NONSENSE},
	{"empty lines and nothing else", CRLF CRLF CRLF,               GUARD_NONSENSE},
	{"a letter beyond ASCII",        "\xd0\xb0\xd0\xb0\xd0\xb0",   GUARD_NONSENSE},
};
/* clang-format on */

START_TEST(judged)
{
	struct guard *guard = guard_of(1);
	struct sa source = at("192.0.2.7:5060");
	struct mbuf *data = datagram_of(datagrams[_i].text);

	ck_assert_msg(guard_judge(guard, &source, data, 0) == datagrams[_i].expect, "%s",
		      datagrams[_i].what);
	mem_deref(data);
	mem_deref(guard);
}
END_TEST

START_TEST(no_longer_than_a_message_may_be)
{
	struct guard *guard = guard_of(1);
	struct sa source = at("192.0.2.7:5060");
	struct mbuf *data = mbuf_alloc(MESSAGE_SIZE_MAX + 1);

	(void)mbuf_fill(data, 'x', MESSAGE_SIZE_MAX);
	data->pos = 0;
	ck_assert_int_eq(GUARD_PASS, guard_judge(guard, &source, data, 0));
	data->pos = data->end;
	(void)mbuf_fill(data, 'x', 1);
	data->pos = 0;
	ck_assert_int_eq(GUARD_NONSENSE, guard_judge(guard, &source, data, 0));
	mem_deref(data);
	mem_deref(guard);
}
END_TEST

static enum guard_verdict one_from(struct guard *guard, const char *source, uint64_t now_us)
{
	struct mbuf *data = datagram_of("OPTIONS");
	struct sa sa = at(source);
	const enum guard_verdict verdict = guard_judge(guard, &sa, data, now_us);

	mem_deref(data);
	return verdict;
}

static uint32_t passed(struct guard *guard, const char *source, uint64_t now_us, uint32_t packetc)
{
	uint32_t passedc = 0;

	for (uint32_t i = 0; i < packetc; i++)
		passedc += one_from(guard, source, now_us) == GUARD_PASS;

	return passedc;
}

/* Each row follows a burst of GUARD_BURST packets from 192.0.2.7, which all passed. */
static const struct {
	const char *what, *source;
	uint64_t now_us;
	enum guard_verdict expect;
} followers[] = {
	{"the next one is too much",       "192.0.2.7:5060",     0,                          GUARD_FLOOD},
	{"from another port, too",         "192.0.2.7:5062",     0,                          GUARD_FLOOD},
	{"another address is not touched", "192.0.2.8:5060",     0,                          GUARD_PASS },
	{"nor is an IPv6 one",             "[2001:db8::7]:5060", 0,                          GUARD_PASS },
	{"a token grows no sooner",        "192.0.2.7:5060",     SECOND_US / GUARD_RATE - 1, GUARD_FLOOD},
	{"than after its time",            "192.0.2.7:5060",     SECOND_US / GUARD_RATE,     GUARD_PASS },
};

START_TEST(after_a_burst)
{
	struct guard *guard = guard_of(1);

	ck_assert_uint_eq(GUARD_BURST, passed(guard, "192.0.2.7:5060", 0, GUARD_BURST));
	ck_assert_msg(one_from(guard, followers[_i].source, followers[_i].now_us)
			      == followers[_i].expect,
		      "%s", followers[_i].what);
	mem_deref(guard);
}
END_TEST

START_TEST(a_steady_rate_passes_for_ever)
{
	struct guard *guard = guard_of(1);

	for (uint64_t i = 0; i < 20 * GUARD_RATE; i++)
		ck_assert_int_eq(GUARD_PASS,
				 one_from(guard, "192.0.2.7:5060", i * SECOND_US / GUARD_RATE));
	mem_deref(guard);
}
END_TEST

START_TEST(silence_saves_up_no_more_than_a_burst)
{
	struct guard *guard = guard_of(1);

	(void)passed(guard, "192.0.2.7:5060", 0, GUARD_BURST);
	ck_assert_uint_eq(
		GUARD_BURST,
		passed(guard, "192.0.2.7:5060", UINT64_C(3600) * SECOND_US, GUARD_BURST + 100));
	mem_deref(guard);
}
END_TEST

START_TEST(an_ipv6_source_is_its_64)
{
	struct guard *guard = guard_of(1);

	(void)passed(guard, "[2001:db8::7]:5060", 0, GUARD_BURST);
	ck_assert_int_eq(GUARD_FLOOD, one_from(guard, "[2001:db8::8]:5060", 0));
	ck_assert_int_eq(GUARD_PASS, one_from(guard, "[2001:db8:0:1::7]:5060", 0));
	mem_deref(guard);
}
END_TEST

START_TEST(a_flood_of_anything_else_is_what_it_is)
{
	struct guard *guard = guard_of(1);
	struct sa source = at("192.0.2.7:5060");
	struct mbuf *keepalive = datagram_of(CRLF), *rubbish = datagram_of(" rubbish");

	(void)passed(guard, "192.0.2.7:5060", 0, GUARD_BURST);
	ck_assert_int_eq(GUARD_KEEPALIVE, guard_judge(guard, &source, keepalive, 0));
	ck_assert_int_eq(GUARD_NONSENSE, guard_judge(guard, &source, rubbish, 0));
	mem_deref(keepalive);
	mem_deref(rubbish);
	mem_deref(guard);
}
END_TEST

START_TEST(a_full_table_forgets_whoever_is_quiet)
{
	struct guard *guard = guard_of(7);
	struct sa source;

	(void)passed(guard, "192.0.2.7:5060", 1, GUARD_BURST);
	for (uint32_t i = 0; i < 16 * GUARD_SOURCES; i++) {
		struct mbuf *data = datagram_of("OPTIONS");

		sa_set_in(&source, 0x0a000000 + i, 5060);
		ck_assert_int_eq(GUARD_PASS, guard_judge(guard, &source, data, 2 + i));
		mem_deref(data);
	}

	ck_assert_int_eq(GUARD_PASS, one_from(guard, "192.0.2.7:5060", 3 + 16 * GUARD_SOURCES));
	mem_deref(guard);
}
END_TEST

/* Each row is one complaint after another about 192.0.2.7, the first at 0. */
static const struct {
	const char *what, *source;
	uint64_t now_us;
	bool expect;
} complaints[] = {
	{"not twice at once",        "192.0.2.7:5060", 0,                  false},
	{"not within the second",    "192.0.2.7:5060", GUARD_QUIET_US - 1, false},
	{"again after it",           "192.0.2.7:5060", GUARD_QUIET_US,     true },
	{"about somebody else, yes", "192.0.2.8:5060", 0,                  true },
};

START_TEST(complained)
{
	struct guard *guard = guard_of(1);
	struct sa source = at("192.0.2.7:5060");

	ck_assert(guard_may_complain(guard, &source, 0));
	source = at(complaints[_i].source);
	ck_assert_msg(guard_may_complain(guard, &source, complaints[_i].now_us)
			      == complaints[_i].expect,
		      "%s", complaints[_i].what);
	mem_deref(guard);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/guard");
	TCase *tcase = tcase_create("guard");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, judged, 0, ARRAY_SIZE(datagrams));
	tcase_add_test(tcase, no_longer_than_a_message_may_be);
	tcase_add_loop_test(tcase, after_a_burst, 0, ARRAY_SIZE(followers));
	tcase_add_test(tcase, a_steady_rate_passes_for_ever);
	tcase_add_test(tcase, silence_saves_up_no_more_than_a_burst);
	tcase_add_test(tcase, an_ipv6_source_is_its_64);
	tcase_add_test(tcase, a_flood_of_anything_else_is_what_it_is);
	tcase_add_test(tcase, a_full_table_forgets_whoever_is_quiet);
	tcase_add_loop_test(tcase, complained, 0, ARRAY_SIZE(complaints));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
