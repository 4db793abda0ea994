/*
 * zone.c -- rows of a zone file, read and printed again
 */
#include <check.h>
#include "sbc/world/zone.h"

/* What libre prints of the record; NULL: EBADMSG. */
/* clang-format off */
static const struct {
	const char *row, *record;
} rows[] = {
	{"sbc.example.com A 192.0.2.7",      "sbc.example.com. 3600 IN A 192.0.2.7"},
	{"sbc.example.com AAAA 2001:db8::7", "sbc.example.com. 3600 IN AAAA 2001:db8::7"},
	{"_sip._udp.b SRV 10 50 65535 c.b",  "_sip._udp.b. 3600 IN SRV 10 50 65535 c.b."},
	{"b NAPTR 10 50 s SIP+D2U c.b",      "b. 3600 IN NAPTR 10 50 \"s\" \"SIP+D2U\" \"\" c.b."},
	{"a  A   192.0.2.7 ",                "a. 3600 IN A 192.0.2.7"},
	{"a 60 A 192.0.2.7",                 "a. 60 IN A 192.0.2.7"},
	{"a 0 A 192.0.2.7",                  "a. 0 IN A 192.0.2.7"},
	{"a 60 NAPTR 1 2 s SIP+D2U c.b",     "a. 60 IN NAPTR 1 2 \"s\" \"SIP+D2U\" \"\" c.b."},
	{"www.b CNAME sip.b",                "www.b. 3600 IN CNAME sip.b."},
	{"a 60x A 192.0.2.7",                NULL},
	{"a 60",                             NULL},
	{"a 60 60 A 192.0.2.7",              NULL},
	{"a CNAME b c",                      NULL},
	{"",                                 NULL},
	{"a",                                NULL},
	{"a A",                              NULL},
	{"a A 2001:db8::7",                  NULL},
	{"a AAAA 192.0.2.7",                 NULL},
	{"a A nonsense",                     NULL},
	{"a A 192.0.2.7 more",               NULL},
	{"a MX 10 b",                        NULL},
	{"a SRV 10 50 65536 b",              NULL},
	{"a SRV 10 50x 5060 b",              NULL},
	{"a SRV 10x 50 5060 b",              NULL},
	{"a NAPTR 10x 50 s SIP+D2U b",       NULL},
	{"a NAPTR 10 50x s SIP+D2U b",       NULL},
	{"a NAPTR 10 50 s SIP+D2U b c d",    NULL},
};
/* clang-format on */

static void squeeze_spaces(char *text)
{
	char *to = text;

	for (const char *from = text; *from; ++from)
		if (*from != ' ' || from[1] != ' ')
			*to++ = *from;
	*to = '\0';
}

START_TEST(row)
{
	struct dnsrr *rr;
	char *printed;

	if (!rows[_i].record) {
		ck_assert_msg(zone_read(&rr, rows[_i].row) == EBADMSG, "%s", rows[_i].row);
		return;
	}
	ck_assert_msg(!zone_read(&rr, rows[_i].row), "%s", rows[_i].row);
	ck_assert_int_eq(0, re_sdprintf(&printed, "%H", dns_rr_print, rr));
	squeeze_spaces(printed);
	ck_assert_str_eq(rows[_i].record, printed);
	mem_deref(printed);
	mem_deref(rr);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/zone");
	TCase *tcase = tcase_create("zone");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, row, 0, sizeof rows / sizeof rows[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
