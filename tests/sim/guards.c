/* guards.c -- toll fraud: what is rejected, and what is only told */
#include "tests/lab/lab.h"

/* A stolen phone dials a satellite all night; the office's own calls go on. */
SIM_TEST(a_stolen_phone_at_night_costs_ten_minutes, "guards.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(pbx, "+8811");
	lab_run(lab, 5 * MINUTE);
	party_dial(pbx, "+8812");
	lab_run(lab, 149 * SEC);
	lab_no_cdr(lab);
	lab_run(lab, 6 * SEC);
	lab_cdr(lab, "called +8811; answered; why ~limit of guard night is used up");
	lab_cdr(lab, "called +8812; answered; why ~limit of guard night is used up");
	party_dial(pbx, "+8813");
	party_dial(pbx, "+8491", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< 403", "SIP/2.0 403 Call The Operator\r\n");
	lab_cdr(lab, "called +8813; tried nobody; status 403; why ~guard night");
	lab_cdr(lab, "called +8491; answered");
	lab_run(lab, 70 * MINUTE);
	party_dial(pbx, "+8813", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "called +8813; answered; why ~hung up");
}

SIM_TEST(a_burst_of_calls_is_told_and_goes_through, "guards.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, REFUSE(486));
	for (int i = 0; i < 4; i++) {
		party_dial(pbx, "+8491");
		lab_run(lab, SEC);
	}

	for (int i = 0; i < 3; i++)
		lab_cdr(lab, "tried viettel 486");
	lab_cdr(lab, "tried viettel 486; warned ~guard burst is used up: 3 new calls in 1 minute");
}

SIM_TEST(a_guard_that_warns_ends_no_call, "guards.yaml")
{
	struct party *shop = lab_party(lab, "shop");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(shop, "1001", .hangup_us = 3 * MINUTE);
	lab_run(lab, 4 * MINUTE);
	party_dial(shop, "1001", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; why ~hung up");
	lab_cdr(lab, "answered; why ~hung up; warned ~1 minute of talk in 1 hour");
}

/* Calls that ring once and are gone, so that people call back. */
SIM_TEST(many_short_calls_are_stopped_for_an_hour, "guards.yaml")
{
	struct party *fpt = lab_party(lab, "fpt");
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(pbx, ANSWER);
	for (int i = 0; i < 3; i++) {
		party_dial(fpt, "1001", .hangup_us = SEC);
		lab_run(lab, 10 * SEC);
		lab_cdr(lab, "answered");
	}

	party_dial(fpt, "1001");
	lab_run(lab, SEC);
	lab_cdr(lab, "tried nobody; status 603; why ~guard wangiri: 3 answered calls were shorter");
	lab_run(lab, 62 * MINUTE);
	party_dial(fpt, "1001", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered");
}

SIM_TEST(calls_that_people_talk_in_are_no_short_calls, "guards.yaml")
{
	struct party *fpt = lab_party(lab, "fpt");
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(pbx, ANSWER);
	for (int i = 0; i < 6; i++) {
		party_dial(fpt, "1001", .hangup_us = 6 * SEC);
		lab_run(lab, 10 * SEC);
		lab_cdr(lab, "answered");
	}
}

/* The first hour teaches what is usual; a refused call teaches nothing. */
SIM_TEST(a_country_that_nobody_called_before_is_refused, "guards.yaml")
{
	struct party *shop = lab_party(lab, "shop");
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(shop, "+84912345678", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered");
	party_dial(pbx, "+5351234567", .hangup_us = SEC); /* another peer's call is no lesson */
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered");
	party_plan(viettel, REFUSE(486));
	party_dial(shop, "+5351234567");
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "tried viettel 486");

	lab_run(lab, 60 * MINUTE);
	party_plan(viettel, ANSWER);
	party_dial(shop, "+84912345678", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered");
	for (int i = 0; i < 2; i++) {
		party_dial(shop, "+5351234567");
		lab_run(lab, SEC);
		lab_cdr(lab, "tried nobody; status 403; reason New Country; why ~country 'cu'");
	}

	party_dial(shop, "1001", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered");
}

SIM_TESTS(&a_stolen_phone_at_night_costs_ten_minutes, &a_burst_of_calls_is_told_and_goes_through,
	  &a_guard_that_warns_ends_no_call, &many_short_calls_are_stopped_for_an_hour,
	  &calls_that_people_talk_in_are_no_short_calls,
	  &a_country_that_nobody_called_before_is_refused);
