/* pace.c -- calls that are held back so that a rate is kept */
#include "tests/lab/lab.h"

/* Twilio takes one call a second of a trunk and refuses the others (error 32001). */
SIM_TEST(a_gateway_of_one_call_a_second_gets_all_calls_of_a_burst, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	for (int i = 0; i < 5; i++)
		party_dial(pbx, "1");

	lab_run(lab, 500 * MS);
	lab_expect(lab, lab_count(lab, twilio, "< INVITE") == 1, "one call goes at once");
	lab_run(lab, 9500 * MS);
	lab_expect(lab, lab_count(lab, twilio, "< INVITE") == 5, "the others go later");
	lab_paced(lab, twilio, "< INVITE", 1, SEC);
	lab_expect(lab, lab_count(lab, pbx, "< 100") == 5, "a 100 is all they hear before");
	for (int i = 0; i < 5; i++)
		lab_cdr(lab, "tried twilio 486; status 486");
}

SIM_TEST(a_call_whose_turn_does_not_come_is_503, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	for (int i = 0; i < 7; i++)
		party_dial(pbx, "1");

	lab_run(lab, 4900 * MS);
	lab_expect(lab, lab_count(lab, pbx, "< 503") == 0, "they wait for five seconds");
	lab_run(lab, 200 * MS);
	lab_expect(lab, lab_count(lab, pbx, "< 503") == 2, "and no longer");
	lab_run(lab, 5 * SEC);
	for (int i = 0; i < 5; i++)
		lab_cdr(lab, "tried twilio 486; status 486");
	for (int i = 0; i < 2; i++)
		lab_cdr(lab, "tried twilio 503; status 503; why ~its turn");
}

SIM_TEST(a_caller_of_many_calls_keeps_nobody_waiting, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	party_calls_itself(pbx, "1001");
	for (int i = 0; i < 4; i++)
		party_dial(pbx, "1");
	party_calls_itself(pbx, "1002");
	for (int i = 0; i < 2; i++)
		party_dial(pbx, "1");
	lab_run(lab, 10 * SEC);

	lab_cdr(lab, "caller 1001; status 486"); /* went at once */
	lab_cdr(lab, "caller 1001; status 486");
	lab_cdr(lab, "caller 1002; status 486");
	lab_cdr(lab, "caller 1001; status 486");
	lab_cdr(lab, "caller 1002; status 486");
	lab_cdr(lab, "caller 1001; status 503");
}

SIM_TEST(who_comes_later_goes_before_nobody_of_this_round, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	party_calls_itself(pbx, "1001");
	for (int i = 0; i < 4; i++)
		party_dial(pbx, "1");
	lab_run(lab, 2500 * MS);
	party_calls_itself(pbx, "1002");
	for (int i = 0; i < 2; i++)
		party_dial(pbx, "1");
	lab_run(lab, 10 * SEC);

	for (int i = 0; i < 3; i++)
		lab_cdr(lab, "caller 1001; status 486");
	lab_cdr(lab, "caller 1002; status 486");
	lab_cdr(lab, "caller 1001; status 486");
	lab_cdr(lab, "caller 1002; status 486");
}

SIM_TEST(a_waiting_call_can_be_given_up, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	party_dial(pbx, "1");
	lab_run(lab, 100 * MS);
	party_dial(pbx, "12", .cancel_us = 200 * MS);
	lab_run(lab, 10 * MS);
	party_dial(pbx, "13");
	lab_run(lab, 5 * SEC);

	lab_lacks(lab, twilio, "< INVITE", "sip:12@");
	lab_cdr(lab, "called 1; status 486");
	lab_cdr(lab, "called 12; tried nobody; status 487");
	lab_cdr(lab, "called 13; status 486");
	lab_paced(lab, twilio, "< INVITE", 1, SEC);
}

SIM_TEST(an_exchange_that_dials_too_fast_is_slowed_down, "pace.yaml")
{
	struct party *dialer = lab_party(lab, "dialer");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, REFUSE(486));
	for (int i = 0; i < 6; i++)
		party_dial(dialer, "1");
	lab_run(lab, 10 * SEC);

	lab_expect(lab, lab_count(lab, fpt, "< INVITE") == 6, "all are called");
	lab_paced(lab, fpt, "< INVITE", 2, SEC);
	for (int i = 0; i < 6; i++)
		lab_cdr(lab, "tried fpt 486; status 486");
}

SIM_TEST(a_slow_rule_holds_calls_and_then_rejects_them, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, REFUSE(486));
	for (int i = 0; i < 3; i++)
		party_dial(pbx, "3");
	lab_run(lab, 10 * SEC);

	lab_cdr(lab, "tried fpt 486; status 486");
	lab_cdr(lab, "tried fpt 486; status 486");
	lab_cdr(lab, "tried nobody; status 503; why ~rule slow");
}

/* Whoever writes a pace wants the call there: it does not go on to the next target. */
SIM_TEST(a_paced_provider_is_waited_for, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(twilio, REFUSE(486));
	party_plan(fpt, REFUSE(486));
	for (int i = 0; i < 6; i++)
		party_dial(pbx, "2");
	lab_run(lab, 10 * SEC);

	for (int i = 0; i < 5; i++)
		lab_cdr(lab, "tried twilio 486");
	lab_cdr(lab, "tried twilio 503, fpt 486"); /* only when its time was over */
}

SIM_TEST(an_emergency_waits_for_nobody, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	for (int i = 0; i < 3; i++)
		party_dial(pbx, "1");
	party_dial(pbx, "113");
	lab_run(lab, 500 * MS);
	lab_cdr(lab, "called 1");
	lab_cdr(lab, "called 113; status 486");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "called 1; status 486");
	lab_cdr(lab, "called 1; status 486");
}

SIM_TEST(a_thousand_calls_may_wait_and_not_one_more, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	for (int i = 0; i < 1002; i++)
		party_dial(pbx, "1");
	lab_run(lab, 500 * MS);

	lab_cdr(lab, "tried twilio 503; status 503; why ~limit of peer twilio");
	lab_cdr(lab, "tried twilio 486; status 486");
	lab_no_cdr(lab);
	lab_run(lab, 10 * SEC);
	for (int i = 0; i < 1000; i++)
		lab_cdr(lab, "called 1");
}

SIM_TEST(a_stop_answers_those_who_wait, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, ANSWER);
	for (int i = 0; i < 3; i++)
		party_dial(pbx, "1");
	lab_run(lab, 500 * MS);
	lab_stops(lab);
	lab_run(lab, SEC);

	lab_expect(lab, lab_count(lab, pbx, "< 503") == 2, "two are told so");
	for (int i = 0; i < 3; i++)
		lab_cdr(lab, "called 1; why ~stopped");
}

SIM_TEST(a_reload_keeps_those_who_wait, "pace.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *twilio = lab_party(lab, "twilio");

	party_plan(twilio, REFUSE(486));
	for (int i = 0; i < 3; i++)
		party_dial(pbx, "1");
	lab_run(lab, 500 * MS);
	lab_expect(lab, !lab_reloads(lab, "pace.yaml"), "the same file again");
	party_dial(pbx, "1");
	lab_run(lab, 10 * SEC);

	lab_paced(lab, twilio, "< INVITE", 1, SEC);
	for (int i = 0; i < 4; i++)
		lab_cdr(lab, "tried twilio 486; status 486");
}

SIM_TESTS(&a_gateway_of_one_call_a_second_gets_all_calls_of_a_burst,
	  &a_call_whose_turn_does_not_come_is_503, &a_caller_of_many_calls_keeps_nobody_waiting,
	  &who_comes_later_goes_before_nobody_of_this_round, &a_waiting_call_can_be_given_up,
	  &an_exchange_that_dials_too_fast_is_slowed_down,
	  &a_slow_rule_holds_calls_and_then_rejects_them, &a_paced_provider_is_waited_for,
	  &an_emergency_waits_for_nobody, &a_thousand_calls_may_wait_and_not_one_more,
	  &a_stop_answers_those_who_wait, &a_reload_keeps_those_who_wait);
