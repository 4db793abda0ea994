/* limits.c -- a peer that asks for more than it may have */
#include "tests/lab/lab.h"

SIM_TEST(a_third_call_at_once_is_503, "limits.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	party_dial(pbx, "01", .hangup_us = 5 * SEC);
	party_dial(pbx, "02", .hangup_us = 20 * SEC);
	lab_run(lab, SEC);
	party_dial(pbx, "03");
	lab_run(lab, SEC);
	lab_says(lab, pbx, "< 503", "\r\nRetry-After: ");
	lab_cdr(lab, "unanswered; tried nobody; called 03; status 503; why ~limit");

	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; called 01");
	party_dial(pbx, "04", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; called 04");
}

SIM_TEST(a_call_that_ends_unanswered_gives_its_place_back, "limits.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, RING(SEC), REFUSE(486));
	for (uint32_t i = 0; i < 4; i++) {
		party_dial(pbx, "01");
		lab_run(lab, 500 * MS);
		party_cancel(pbx);
		party_dial(pbx, "02");
		lab_run(lab, 2 * SEC);
	}

	for (uint32_t i = 0; i < 4; i++) {
		lab_cdr(lab, "called 01; status 487");
		lab_cdr(lab, "called 02; status 486");
	}
}

SIM_TEST(calls_that_come_too_fast_are_503_until_it_is_time, "limits.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, REFUSE(486));
	for (uint32_t i = 0; i < 7; i++) {
		party_dial(viettel, "01");
		lab_run(lab, 100 * MS);
	}

	lab_says(lab, viettel, "< 503", "\r\nRetry-After: 10\r\n");
	lab_run(lab, 10 * SEC);
	party_dial(viettel, "02");
	lab_run(lab, SEC);

	for (uint32_t i = 0; i < 6; i++)
		lab_cdr(lab, "called 01; status 486");
	lab_cdr(lab, "unanswered; called 01; tried nobody; status 503; why ~limit");
	lab_cdr(lab, "called 02; status 486");
}

SIM_TEST(a_provider_above_its_rate_is_not_called, "limits.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, REFUSE(486));
	for (uint32_t i = 0; i < 7; i++) {
		party_dial(pbx, "801");
		lab_run(lab, 100 * MS);
	}

	for (uint32_t i = 0; i < 6; i++)
		lab_cdr(lab, "status 486");
	lab_cdr(lab, "unanswered; tried viettel 503; status 503; why ~limit");
}

SIM_TESTS(&a_third_call_at_once_is_503, &a_call_that_ends_unanswered_gives_its_place_back,
	  &calls_that_come_too_fast_are_503_until_it_is_time,
	  &a_provider_above_its_rate_is_not_called);
