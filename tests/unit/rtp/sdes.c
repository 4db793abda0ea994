/* sdes.c -- tests of rtp/sdes.c */
#include <string.h>
#include <stdlib.h>
#include <check.h>
#include "rtp/sdes.h"

#define RR "\x80\xc9\x00\x01\x00\x00\x00\x07"
#define CNAME                                                                                      \
	"\x81\xca\x00\x05\x00\x00\x00\x07\x01\x0c"                                                 \
	"1001@pbx.lan"                                                                             \
	"\x00\x00"

/* Each row is a compound packet, what of it must be gone, and whether the rest stays as it was. */
/* clang-format off */
static const struct {
	const char *what;
	const char *data;
	size_t size;
	const char *gone;
} packets[] = {
	{"a CNAME", CNAME, sizeof CNAME - 1, "pbx.lan"},
	{"a CNAME behind a report", RR CNAME, sizeof RR CNAME - 1, "1001@"},
	{"a second chunk",
	 "\x82\xca\x00\x06\x00\x00\x00\x07\x01\x01" "a" "\x00\x00\x00\x00\x08\x01\x07" "pbx.lan" "\x00\x00",
	 28, "pbx.lan"},
	{"a second item",
	 "\x81\xca\x00\x05\x00\x00\x00\x07\x01\x01" "a" "\x06\x07" "Asteris" "\x00\x00\x00\x00", 24,
	 "Asteris"},
	{"the reason of a BYE", "\x81\xcb\x00\x04\x00\x00\x00\x07\x0b" "pbx.lan bye", 20,
	 "pbx.lan"},
	{"an item that leads past its end", "\x81\xca\x00\x03\x00\x00\x00\x07\x01\xff" "pbxlan", 16,
	 "pbx"},
	{"a length that leads past the packet", "\x81\xca\x00\xff\x00\x00\x00\x07\x01\x06" "pbxlan",
	 16, "pbx"},
	{"a count of more chunks than there are",
	 "\x9f\xca\x00\x03\x00\x00\x00\x07\x01\x05" "pbx.l" "\x00", 16, "pbx"},
	{"nothing but a head", "\x81\xca\x00\x00", 4, "?"},
};
/* clang-format on */

/* In memory of its very size, so that a sanitizer sees one octet too many. */
START_TEST(hides)
{
	size_t size = packets[_i].size;
	uint8_t *data = malloc(size);

	memcpy(data, packets[_i].data, size);
	sdes_hide(data, size);
	ck_assert_msg(!memmem(data, size, packets[_i].gone, strlen(packets[_i].gone)), "%s",
		      packets[_i].what);
	ck_assert_msg(!memcmp(data, packets[_i].data, 8 < size ? 8 : size), "%s: the head changed",
		      packets[_i].what);
	free(data);
}
END_TEST

START_TEST(a_source_keeps_its_name_and_others_have_another)
{
	uint8_t one[] = CNAME, again[] = RR CNAME, other[] = CNAME;

	other[7] = 9;
	sdes_hide(one, sizeof one - 1);
	sdes_hide(again, sizeof again - 1);
	sdes_hide(other, sizeof other - 1);
	ck_assert_mem_eq(one, again + sizeof RR - 1, sizeof one - 1);
	ck_assert_mem_ne(one + 10, other + 10, 12);
	ck_assert_mem_eq(one + 22, "\0\0", 2);
}
END_TEST

START_TEST(reports_stay_as_they_are)
{
	uint8_t report[] = RR;

	sdes_hide(report, sizeof report - 1);
	ck_assert_mem_eq(report, RR, sizeof report - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/sdes");
	TCase *tcase = tcase_create("sdes");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, hides, 0, sizeof packets / sizeof packets[0]);
	tcase_add_test(tcase, a_source_keeps_its_name_and_others_have_another);
	tcase_add_test(tcase, reports_stay_as_they_are);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
