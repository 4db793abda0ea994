/* ports.c -- pairs of ports, one after another, until there are none */
#include <stdlib.h>
#include <string.h>
#include <check.h>
#include "rtp/ports.h"

static struct sa at(const char *addr)
{
	struct sa sa;

	ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

static const struct {
	const char *what;
	uint16_t first, last;
	int err;
	uint32_t pairs;
} ranges[] = {
	{"three pairs",                  10,    15,    0,      3              },
	{"an odd first is left out",     11,    15,    0,      2              },
	{"an even last is left out",     10,    16,    0,      3              },
	{"one pair",		     10,    11,    0,      1              },
	{"the last pair there is",       65534, 65535, 0,      1              },
	{"all there are",                0,     65535, 0,      PORTS_PAIRS_MAX},
	{"two ports, no pair",           11,    12,    EINVAL, 0              },
	{"one port",		     10,    10,    EINVAL, 0              },
	{"backwards",                    15,    10,    EINVAL, 0              },
	{"nothing behind the last port", 65535, 65535, EINVAL, 0              },
};

START_TEST(range)
{
	struct sa address = at("192.0.2.1:0");
	struct ports *ports = NULL;

	ck_assert_msg(ports_alloc(&ports, &address, ranges[_i].first, ranges[_i].last)
			      == ranges[_i].err,
		      "%s", ranges[_i].what);
	if (ports)
		ck_assert_msg(ports_pairs(ports) == ranges[_i].pairs, "%s", ranges[_i].what);
	mem_deref(ports);
}
END_TEST

START_TEST(an_address_is_needed)
{
	struct sa unset;
	struct ports *ports;

	sa_init(&unset, AF_UNSPEC);
	ck_assert_int_eq(EINVAL, ports_alloc(&ports, &unset, 10, 15));
}
END_TEST

/* Each row takes (t PORT), gives (g PORT) and fails to take (x) pairs of 11 to 17 on 192.0.2.1. */
static const struct {
	const char *what, *story;
} stories[] = {
	{"one after another, all even",           "t 12 t 14 t 16"                              },
	{"none left is an answer",                "t 12 t 14 t 16 x x"                          },
	{"what is given can be taken",            "t 12 t 14 t 16 g 14 t 14 x"                  },
	{"freed longest ago is taken first",      "t 12 g 12 t 14 t 16 t 12"                    },
	{"in the order in which they were given", "t 12 t 14 t 16 g 16 g 12 t 16 t 12 x"        },
	{"round and round",                       "t 12 g 12 t 14 g 14 t 16 g 16 t 12 g 12 t 14"},
	{"giving twice gives once",               "t 12 t 14 t 16 g 14 g 14 t 14 x"             },
	{"giving what was not taken",             "t 12 g 14 t 14 t 16 x"                       },
	{"giving an odd port",                    "t 12 t 14 t 16 g 13 x"                       },
	{"giving a port below",                   "t 12 t 14 t 16 g 10 x"                       },
	{"giving a port above",                   "t 12 t 14 t 16 g 18 x"                       },
};

static void story_word(struct ports *ports, char verb, uint16_t port, const char *what)
{
	struct sa rtp = at("192.0.2.1:0");

	sa_set_port(&rtp, port);
	if (verb == 'g') {
		ports_give(ports, &rtp);
		return;
	}

	ck_assert_msg(ports_take(&rtp, ports) == (verb == 'x' ? EADDRNOTAVAIL : 0), "%s: %c %u",
		      what, verb, port);
	ck_assert_msg(sa_port(&rtp) == port, "%s: %u instead of %u", what, sa_port(&rtp), port);
}

START_TEST(story)
{
	struct sa address = at("192.0.2.1:0");
	char text[128], *save = NULL;
	struct ports *ports;

	ck_assert_int_eq(0, ports_alloc(&ports, &address, 11, 17));
	strcpy(text, stories[_i].story);
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		int port = *word == 'x' ? 0 : atoi(strtok_r(NULL, " ", &save));

		story_word(ports, *word, (uint16_t)port, stories[_i].what);
	}
	mem_deref(ports);
}
END_TEST

START_TEST(counts_what_is_taken)
{
	struct sa address = at("[2001:db8::1]:0"), rtp, other = at("[2001:db8::2]:12");
	struct ports *ports;

	ck_assert_int_eq(0, ports_alloc(&ports, &address, 11, 17));
	ck_assert_uint_eq(0, ports_taken(ports));
	ck_assert_int_eq(0, ports_take(&rtp, ports));
	ck_assert(sa_cmp(&rtp, &address, SA_ADDR));
	ck_assert_uint_eq(1, ports_taken(ports));
	ports_give(ports, &other); /* the port, but another address's */
	ck_assert_uint_eq(1, ports_taken(ports));
	ports_give(ports, &rtp);
	ck_assert_uint_eq(0, ports_taken(ports));
	mem_deref(ports);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/ports");
	TCase *tcase = tcase_create("ports");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, range, 0, sizeof ranges / sizeof ranges[0]);
	tcase_add_test(tcase, an_address_is_needed);
	tcase_add_loop_test(tcase, story, 0, sizeof stories / sizeof stories[0]);
	tcase_add_test(tcase, counts_what_is_taken);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
