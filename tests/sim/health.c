/* health.c -- providers fail and come back, and each is only its own trouble */
#include "tests/lab/lab.h"

static void dial(struct lab *lab, struct party *pbx, const char *number, uint64_t for_us)
{
	party_dial(pbx, number, .hangup_us = SEC);
	lab_run(lab, for_us);
}

SIM_TEST(a_provider_that_is_down_is_not_waited_for, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, ANSWER);
	party_plan(fpt, ANSWER);
	lab_dies(lab, viettel);
	for (int i = 0; i < 3; i++)
		dial(lab, pbx, "0912345678", 8 * SEC);

	party_dial(pbx, "0912345679", .hangup_us = SEC);
	lab_run(lab, 10 * MS);
	lab_wire(lab, pbx,
		 "> INVITE  < 100  < 200  > ACK  > BYE  < 200  > INVITE  < 100  < 200  > ACK  > "
		 "BYE  < 200  "
		 "> INVITE  < 100  < 200  > ACK  > BYE  < 200  > INVITE  < 100  < 200  > ACK");
	lab_run(lab, 2 * SEC);
	lab_cdr(lab,
		"answered; tried viettel 503, fpt 200; at nowhere, 198.51.100.20:5060; "
		"left ~viettel is down since");
}

SIM_TEST(one_failure_is_no_reason_to_give_up_a_provider, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, ANSWER);
	party_plan(fpt, ANSWER);
	lab_dies(lab, viettel);
	dial(lab, pbx, "0912345678", 7500 * MS);
	lab_lives(lab, viettel);
	dial(lab, pbx, "0912345679", MINUTE);

	lab_cdr(lab, "answered; tried viettel 200");
	lab_cdr(lab,
		"answered; tried viettel 408, fpt 200"); /* its INVITE to viettel ended later */
}

SIM_TEST(when_all_are_down_they_are_tried_all_the_same, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	lab_dies(lab, viettel);
	lab_dies(lab, fpt);
	for (int i = 0; i < 4; i++) {
		dial(lab, pbx, "0912345678", MINUTE);
		lab_cdr(lab, "unanswered; tried viettel 408, fpt 408; status 408");
	}

	lab_lives(lab, fpt);
	dial(lab, pbx, "0912345679", MINUTE);
	lab_cdr(lab, "answered; to fpt");
}

SIM_TEST(a_provider_that_came_back_is_heard_by_options, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, ANSWER);
	party_plan(fpt, ANSWER);
	lab_dies(lab, viettel);
	for (int i = 0; i < 3; i++)
		dial(lab, pbx, "0912345678", 8 * SEC);

	lab_lives(lab, viettel);
	lab_run(lab, 15 * SEC);
	lab_says(lab, viettel, "< OPTIONS", "Max-Forwards: 70");
	dial(lab, pbx, "0912345679", 5 * MINUTE); /* it is up: nobody asks any more */
	for (int i = 0; i < 3; i++)
		lab_cdr(lab, "answered; tried viettel 408, fpt 200");
	lab_cdr(lab, "answered; tried viettel 200");
	lab_expect(lab, lab_count(lab, viettel, "< OPTIONS") == 1, "one OPTIONS was enough");
}

SIM_TEST(a_provider_that_is_watched_is_known_to_be_down_before_any_call, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *edge = lab_party_at(lab, "edge", "198.51.100.50:5070", "203.0.113.5:5060");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	lab_name(lab, "edge.vnpt.example A 198.51.100.50");
	party_plan(edge, ANSWER);
	lab_run(lab, MINUTE);
	lab_says(lab, edge, "< OPTIONS", "OPTIONS sip:trunk.vnpt.example SIP/2.0");
	lab_dies(lab, edge);
	lab_run(lab, 2 * MINUTE);
	dial(lab, pbx, "612345678", 2 * SEC);
	lab_cdr(lab, "answered; tried vnpt 503, fpt 200; left ~vnpt is down since");
	dial(lab, pbx, "812345678", MINUTE); /* there is no other: it is tried */
	lab_cdr(lab, "unanswered; tried vnpt 408");
}

/*
 * PAINS 12: freeswitch#1960, livekit#524 wanted isolation. A provider that says nothing to a hundred
 * calls takes nothing from another's, and names that nobody answers for neither.
 */
SIM_TEST(one_failing_provider_harms_no_other, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	lab_name(lab, "sip.viettel.example 5 A 198.51.100.10");
	party_plan(fpt, ANSWER);
	lab_run(lab, SEC);
	lab_names(lab, true);
	for (int i = 0; i < 100; i++) {
		party_dial(pbx, "712345678");
		lab_run(lab, 10 * MS);
	}

	for (int i = 0; i < 10; i++) {
		const uint32_t answers = lab_count(lab, pbx, "< 200");

		party_dial(pbx, "912345678", .hangup_us = 10 * MS);
		lab_run(lab, MS);
		lab_expect(lab, lab_count(lab, pbx, "< 200") == answers + 1,
			   "a call to fpt is answered at once");
		lab_run(lab, 100 * MS);
	}

	lab_run(lab, MINUTE);
	lab_lacks(lab, fpt, "< INVITE", "712345678");
}

SIM_TESTS(&a_provider_that_is_down_is_not_waited_for,
	  &one_failure_is_no_reason_to_give_up_a_provider,
	  &when_all_are_down_they_are_tried_all_the_same,
	  &a_provider_that_came_back_is_heard_by_options,
	  &a_provider_that_is_watched_is_known_to_be_down_before_any_call,
	  &one_failing_provider_harms_no_other);
