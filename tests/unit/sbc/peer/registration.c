/* registration.c -- tests of sbc/peer/registration.c: what is asked, when again, what is said */
#include "tests/unit/sbc/peer/stage.h"

#define SIDE "name: hanoi\nsides:\n  internet: {listen: udp:203.0.113.5}\n"
#define RULE "routes:\n  - no: {from: fpt, reject: 403}\n"
#define FPT(more)                                                                                  \
	SIDE "peers:\n  fpt: {side: internet, server: 198.51.100.10, "                             \
	     "register: {user: acme, password: env:P" more "}}\n" RULE

struct seen {
	enum registration_state state;
	char said[REGISTRATION_SAID_SIZE];
};

static void see(const struct registration_status *status, void *arg)
{
	struct seen *seen = arg;

	seen->state = status->state;
	str_ncpy(seen->said, status->said, sizeof seen->said);
}

/* Each row is a registrar's answers; what came there in ten minutes, and how it stands then. */
/* clang-format off */
static const struct {
	const char *what, *script, *came;
	enum registration_state state;
	const char *said;
} scripts[] = {
	{"accepted at once",               "200/3600",              "3600", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"any 2xx accepts",                "202/3600",              "3600", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"without a Contact in it",        "200",                   "3600", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"a login is told when asked for", "401 200/3600",          "3600 3600+", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"to a proxy too",                 "407 200/3600",          "3600 3600+", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"to both",                        "407 401 200/3600",      "3600 3600+ 3600++", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"a nonce that was too old",       "401 401s 200/3600",     "3600 3600+ 3600+", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 3600 s"},
	{"a wrong password is told once",  "401",                   "3600 3600+", REGISTRATION_WAITS, "fpt refuses the login 'acme'"},
	{"nonces that are always too old", "401 401s",              "3600 3600+ 3600+", REGISTRATION_WAITS, "fpt refuses the login 'acme'"},
	{"423: as long as it wants",       "423/7200 200/7200",     "3600 7200", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 7200 s"},
	{"423 and a login",                "401 423/7200 200/7200", "3600 3600+ 7200+", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 7200 s"},
	{"423 that wants less",            "423/60",                "3600", REGISTRATION_WAITS, "3600 s are too brief for it, and it wants 60 s"},
	{"423 that wants nothing",         "423",                   "3600", REGISTRATION_WAITS, "3600 s are too brief for it, and it wants 0 s"},
	{"423 that wants a week",          "423/604800 200/604800", "3600 604800", REGISTRATION_UP, "registered at 198.51.100.10:5060 for 604800 s"},
	{"423 that wants more",            "423/604801",            "3600", REGISTRATION_WAITS, "3600 s are too brief for it, and it wants 604801 s"},
	{"423 that wants ever more",       "423/4000 423/5000 423/6000 423/7000 423/8000", "3600 4000 5000 6000", REGISTRATION_WAITS, "6000 s are too brief for it, and it wants 7000 s"},
	{"no time is granted",             "200/0",                 "3600", REGISTRATION_WAITS, "198.51.100.10:5060 accepts and grants no time"},
	{"forbidden",                      "403",                   "3600", REGISTRATION_WAITS, "198.51.100.10:5060 answered 403 As Planned"},
	{"unknown there",                  "404",                   "3600", REGISTRATION_WAITS, "198.51.100.10:5060 answered 404 As Planned"},
	{"moved, which is not followed",   "302",                   "3600", REGISTRATION_WAITS, "198.51.100.10:5060 answered 302 As Planned"},
	{"declined",                       "603",                   "3600", REGISTRATION_WAITS, "198.51.100.10:5060 answered 603 As Planned"},
};
/* clang-format on */

START_TEST(script)
{
	static struct stage stage;
	struct seen seen;

	stage_open(&stage, FPT(""), scripts[_i].script, 1);
	sim_run(stage.world, 600 * SEC);
	registrations_each(stage.all, see, &seen);
	ck_assert_msg(!strcmp(stage.came, scripts[_i].came), "%s: %s", scripts[_i].what,
		      stage.came);
	ck_assert_msg(seen.state == scripts[_i].state, "%s: %s", scripts[_i].what,
		      registration_state_name(seen.state));
	ck_assert_str_eq(seen.said, scripts[_i].said);
	ck_assert_uint_eq(seen.state == REGISTRATION_UP, stage.successes);
	ck_assert_uint_eq(seen.state != REGISTRATION_UP, stage.failures);
	ck_assert_ptr_nonnull(strstr(stage.said, seen.said));
	stage_close(&stage);
}
END_TEST

/* What is said of it ends on the terminal of whoever asks for the state. */
START_TEST(a_phrase_does_nothing_to_a_terminal)
{
	static struct stage stage;
	struct seen seen;

	stage_open(&stage, FPT(""), "403", 1);
	stage.reason = "\x1b[2JAll is well";
	sim_run(stage.world, SEC);
	registrations_each(stage.all, see, &seen);
	ck_assert_str_eq("198.51.100.10:5060 answered 403 \\x1b[2JAll is well", seen.said);
	stage_close(&stage);
}
END_TEST

/* Each row is a registrar's answers; how long after the n-th REGISTER the next comes, for 20 seeds. */
/* clang-format off */
static const struct {
	const char *what, *script, *more;
	uint32_t n;
	uint64_t min_us, max_us;
} gaps[] = {
	{"refreshed before it ends, each a little otherwise", "200/100", "", 1, 72 * SEC, 80 * SEC},
	{"as long as was asked for, if nothing is said", "200", ", expires: 5m", 1, 216 * SEC, 240 * SEC},
	{"not longer, whatever is granted",   "200/2147483647", ", expires: 5m", 1, 216 * SEC, 240 * SEC},
	{"brief, but not in a storm",                    "200/1",   "", 1, SEC * 9 / 10, SEC},
	{"a refresh says the login at once",             "401 200/100", "", 2, 72 * SEC, 80 * SEC},
	{"unable: half a minute to one",                 "500",     "", 1, 30 * SEC, 60 * SEC},
	{"unable: again, longer",                        "503",     "", 2, 60 * SEC, 120 * SEC},
	{"unable: the fourth time",                      "480",     "", 4, 240 * SEC, 480 * SEC},
	{"unable: not longer than half an hour",         "503",     "", 12, 900 * SEC, 1800 * SEC},
	{"Retry-After is kept",                          "503/300", "", 1, 300 * SEC, 300 * SEC},
	{"Retry-After makes nothing shorter",            "503/1",   "", 1, 30 * SEC, 60 * SEC},
	{"Retry-After of a year is half an hour",        "503/31536000", "", 1, 1800 * SEC, 1800 * SEC},
	{"a refusal is not repeated soon",               "403",     "", 1, 900 * SEC, 1800 * SEC},
	{"a refusal does not count for failures", "403 500", "", 2, 30 * SEC, 60 * SEC},
	{"after success the count begins anew",          "503 503 200/1 503", "", 4, 30 * SEC, 60 * SEC},
};
/* clang-format on */

START_TEST(gap)
{
	static struct stage stage;
	char policy[1024];
	uint64_t least_us = UINT64_MAX, most_us = 0;

	(void)re_snprintf(policy, sizeof policy,
			  SIDE "peers:\n  fpt: {side: internet, server: 198.51.100.10, register: "
			       "{user: acme, password: env:P%s}}\n" RULE,
			  gaps[_i].more);
	for (uint64_t seed = 1; seed <= 20; seed++) {
		uint64_t gap_us;

		stage_open(&stage, policy, gaps[_i].script, seed);
		while (stage.registers <= gaps[_i].n && world_now_us(stage.world) < 40000 * SEC)
			sim_run(stage.world, SEC / 10);

		ck_assert_msg(stage.registers > gaps[_i].n, "%s", gaps[_i].what);
		gap_us = stage.at_us[gaps[_i].n] - stage.at_us[gaps[_i].n - 1];
		ck_assert_msg(gap_us >= gaps[_i].min_us && gap_us <= gaps[_i].max_us, "%s: %llu us",
			      gaps[_i].what, (unsigned long long)gap_us);
		least_us = gap_us < least_us ? gap_us : least_us;
		most_us = gap_us > most_us ? gap_us : most_us;
		stage_close(&stage);
	}

	ck_assert_msg(most_us - least_us >= (gaps[_i].max_us - gaps[_i].min_us) / 2,
		      "%s: not thrown", gaps[_i].what);
}
END_TEST

/* Each row is an account, and a line that its REGISTER has. */
/* clang-format off */
static const struct {
	const char *what, *policy, *has;
} words[] = {
	{"the registrar, not the user, is asked", FPT(""), "REGISTER sip:198.51.100.10 SIP/2.0\r\n"},
	{"From",         FPT(""), "\r\nFrom: <sip:acme@198.51.100.10>;tag="},
	{"To",           FPT(""), "\r\nTo: <sip:acme@198.51.100.10>\r\n"},
	{"our Contact",  FPT(""), "\r\nContact: <sip:acme@203.0.113.5:5060;line="},
	{"its time",     FPT(""), ">;expires=3600\r\nExpires: 3600\r\n"},
	{"Path is fine", FPT(""), "\r\nSupported: path\r\n"},
	{"the display name", FPT(", display: Nguyen & Co"), "\r\nFrom: \"Nguyen & Co\" <sip:acme@"},
	{"the login's user is not the account's", FPT(", login: other"), "\r\nTo: <sip:acme@"},
	{"the name that we have there", SIDE "peers:\n  fpt: {side: internet, host: sbc.acme.example, server: 198.51.100.10, register: {user: acme, password: env:P}}\n" RULE,
	 "\r\nContact: <sip:acme@sbc.acme.example:5060;line="},
	{"a block of numbers (RFC 6140)", FPT(", bulk: yes"), "\r\nContact: <sip:203.0.113.5:5060;bnc>;expires=3600\r\n"},
	{"a block of numbers needs gin",  FPT(", bulk: yes"), "\r\nRequire: gin\r\nProxy-Require: gin\r\n"},
};
/* clang-format on */

START_TEST(word)
{
	static struct stage stage;

	stage_open(&stage, words[_i].policy, "200", 1);
	sim_run(stage.world, SEC);
	ck_assert_msg(strstr(stage.last, words[_i].has), "%s: %s", words[_i].what, stage.last);
	stage_close(&stage);
}
END_TEST

START_TEST(one_call_id_and_a_number_that_grows)
{
	static struct stage stage;
	char first[64], again[64];

	stage_open(&stage, FPT(""), "401 200/100", 1);
	sim_run(stage.world, SEC);
	str_ncpy(first, strstr(stage.last, "Call-ID: "), 30);
	ck_assert_ptr_nonnull(strstr(stage.last, "CSeq: 2 REGISTER"));
	sim_run(stage.world, 90 * SEC);
	str_ncpy(again, strstr(stage.last, "Call-ID: "), 30);
	ck_assert_ptr_nonnull(strstr(stage.last, "CSeq: 3 REGISTER"));
	ck_assert_ptr_nonnull(strstr(stage.last, "nc=00000002"));
	ck_assert_str_eq(first, again);
	stage_close(&stage);
}
END_TEST

START_TEST(a_dead_registrar_is_found_alive_later)
{
	static struct stage stage;
	struct seen seen;

	stage_open(&stage, FPT(""), "- - - - - - - - - - - 200/3600", 1);
	sim_run(stage.world, 31 * SEC);
	registrations_each(stage.all, see, &seen);
	ck_assert_int_eq(REGISTRATION_ASKS, seen.state);
	sim_run(stage.world, 70 * SEC);
	registrations_each(stage.all, see, &seen);
	ck_assert_int_eq(REGISTRATION_UP, seen.state);
	ck_assert_uint_eq(1, stage.failures);
	ck_assert_uint_eq(1, stage.successes);
	stage_close(&stage);
}
END_TEST

/* The account's own registrar is not the peer's machine; its name is looked up. */
START_TEST(an_account_has_a_registrar_of_its_own)
{
	static struct stage stage;

	stage_open(&stage,
		   SIDE "peers:\n  fpt: {side: internet, server: 198.51.100.77}\naccounts:\n"
			"  a: {peer: fpt, user: acme, password: p, server: reg.fpt.example}\n" RULE,
		   "200/60", 1);
	sim_run(stage.world, 60 * SEC);
	ck_assert_uint_eq(0, stage.registers);
	ck_assert_uint_eq(1, stage.failures);
	ck_assert_ptr_nonnull(strstr(stage.said, "no machine of its registrar is known yet"));
	ck_assert_int_eq(0, sim_name(stage.world, "reg.fpt.example 60 A 198.51.100.10"));
	sim_run(stage.world, 120 * SEC);
	ck_assert_uint_eq(1, stage.successes);
	ck_assert_ptr_nonnull(strstr(stage.last, "REGISTER sip:reg.fpt.example SIP/2.0\r\n"));
	ck_assert_ptr_nonnull(strstr(stage.last, "\r\nTo: <sip:acme@reg.fpt.example>\r\n"));
	stage_close(&stage);
}
END_TEST

/* What a refresh does not change is no news. */
START_TEST(a_refresh_is_told_to_nobody)
{
	static struct stage stage;

	stage_open(&stage, FPT(""), "200/60", 1);
	sim_run(stage.world, 600 * SEC);
	ck_assert_uint_gt(stage.registers, 10);
	ck_assert_uint_eq(1, stage.successes);
	stage_close(&stage);
}
END_TEST

START_TEST(the_password_is_nowhere)
{
	static struct stage stage;
	struct seen seen;

	stage_open(&stage, FPT(", login: me, label: the door"), "401", 1);
	sim_run(stage.world, 10 * SEC);
	registrations_each(stage.all, see, &seen);
	ck_assert_str_eq(seen.said, "fpt refuses the login 'me'");
	ck_assert_ptr_nonnull(strstr(stage.said, "account the door: fpt refuses"));
	ck_assert_ptr_null(strstr(stage.last, "env:P"));
	ck_assert_ptr_null(strstr(stage.said, "env:P"));
	stage_close(&stage);
}
END_TEST

static void add_rows(TCase *tcase)
{
	tcase_add_loop_test(tcase, script, 0, ARRAY_SIZE(scripts));
	tcase_add_loop_test(tcase, gap, 0, ARRAY_SIZE(gaps));
	tcase_add_loop_test(tcase, word, 0, ARRAY_SIZE(words));
}

int main(void)
{
	Suite *suite = suite_create("sbc/peer/registration");
	TCase *tcase = tcase_create("registration");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	add_rows(tcase);
	tcase_add_test(tcase, one_call_id_and_a_number_that_grows);
	tcase_add_test(tcase, a_dead_registrar_is_found_alive_later);
	tcase_add_test(tcase, an_account_has_a_registrar_of_its_own);
	tcase_add_test(tcase, a_refresh_is_told_to_nobody);
	tcase_add_test(tcase, the_password_is_nowhere);
	tcase_add_test(tcase, a_phrase_does_nothing_to_a_terminal);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
