/* peers.c -- tests of sbc/peer/peers.c */
#include <check.h>
#include "sbc/peer/peers.h"

START_TEST(a_name_is_one_peer)
{
	struct peers *peers;
	struct peer *fpt, *viettel, *again;

	ck_assert_int_eq(0, peers_alloc(&peers));
	ck_assert_int_eq(0, peers_find(&fpt, peers, "fpt"));
	ck_assert_int_eq(0, peers_find(&viettel, peers, "viettel"));
	ck_assert_int_eq(0, peers_find(&again, peers, "fpt"));
	ck_assert_ptr_eq(fpt, again);
	ck_assert_ptr_ne(fpt, viettel);
	ck_assert_str_eq(viettel->name, "viettel");
	mem_deref(peers);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/peers");
	TCase *tcase = tcase_create("peers");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, a_name_is_one_peer);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
