/* host.c -- an address where a URI has its host */
#include "sbc/sip/host.h"
#include "tests/unit/sbc/sip/given.h"

static const struct {
	const char *what, *address, *expect;
} hosts[] = {
	{"IPv4, without its port",     "192.0.2.7:5062",     "192.0.2.7"    },
	{"IPv6 in brackets, likewise", "[2001:db8::7]:5062", "[2001:db8::7]"},
};

START_TEST(printed)
{
	struct sa address = at(hosts[_i].address);
	char text[64];

	ck_assert_int_gt(re_snprintf(text, sizeof text, "%H", host_print, &address), 0);
	ck_assert_msg(!strcmp(text, hosts[_i].expect), "%s: %s", hosts[_i].what, text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/host");
	TCase *tcase = tcase_create("host");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, printed, 0, ARRAY_SIZE(hosts));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
