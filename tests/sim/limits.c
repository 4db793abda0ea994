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

	lab_says(lab, viettel, "< 503", "\r\nRetry-After: 61\r\n");
	lab_run(lab, 61 * SEC);
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

SIM_TEST(each_caller_has_a_place_of_his_own, "quota.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_calls_itself(pbx, "1001");
	party_dial(pbx, "71", .hangup_us = 10 * SEC);
	party_dial(pbx, "72");
	party_calls_itself(pbx, "1002");
	party_dial(pbx, "73", .hangup_us = 10 * SEC);
	lab_run(lab, 20 * SEC);

	lab_says(lab, pbx, "< 503", "SIP/2.0 503 Too Many Calls At Once\r\n");
	lab_cdr(lab, "caller 1001; called 72; tried nobody; status 503; why ~caller 1001");
	lab_cdr(lab, "answered; caller 1001; called 71");
	lab_cdr(lab, "answered; caller 1002; called 73");
}

SIM_TEST(the_places_of_a_tenant_are_shared_by_its_peers, "quota.yaml")
{
	struct party *shop = lab_party(lab, "shop"), *branch = lab_party(lab, "branch");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(viettel, ANSWER);
	party_plan(branch, ANSWER);
	party_dial(shop, "9", .hangup_us = 10 * SEC);
	lab_run(lab, SEC);
	party_dial(shop, "6", .hangup_us = 10 * SEC); /* to its branch: one call, not two */
	lab_run(lab, SEC);
	party_dial(branch, "9");
	lab_run(lab, SEC);
	party_dial(pbx, "6");
	lab_run(lab, SEC);

	lab_cdr(lab, "from branch; status 503; why ~tenant acme");
	lab_cdr(lab, "from pbx; tried branch 503; status 503; why ~tenant acme");
	lab_run(lab, 20 * SEC);
	lab_cdr(lab, "from shop; answered; to viettel");
	lab_cdr(lab, "from shop; answered; to branch");
}

SIM_TEST(a_caller_has_three_minutes_a_day, "quota.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 1);
	party_plan(viettel, ANSWER);
	party_calls_itself(pbx, "1001");
	party_dial(pbx, "+841", .hangup_us = 2 * MINUTE);
	lab_run(lab, 10 * MINUTE);
	lab_cdr(lab, "answered; why ~hung up");

	party_dial(pbx, "+842", .hangup_us = 2 * MINUTE);
	lab_run(lab, 59 * SEC);
	lab_no_cdr(lab);
	lab_run(lab, 2 * SEC);
	lab_says(lab, pbx, "< BYE", "\r\nReason: SIP;cause=403;text=\"Minutes Used Up\"\r\n");
	lab_says(lab, viettel, "< BYE", "\r\nReason: SIP;cause=403;text=\"Minutes Used Up\"\r\n");
	lab_cdr(lab,
		"answered; why ~limit of rule allowance for caller 1001 is used up: 3 minutes");

	party_dial(pbx, "+843");
	party_calls_itself(pbx, "1002");
	party_dial(pbx, "+843", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< 403", "SIP/2.0 403 Minutes Used Up\r\n");
	lab_lacks(lab, pbx, "< 403", "Retry-After");
	lab_cdr(lab, "caller 1001; tried nobody; status 403; reason Minutes Used Up");
	lab_cdr(lab, "caller 1002; answered");

	lab_run(lab, 25 * 60 * MINUTE);
	party_calls_itself(pbx, "1001");
	party_dial(pbx, "+844", .hangup_us = MINUTE);
	lab_run(lab, 2 * MINUTE);
	lab_cdr(lab, "caller 1001; answered; why ~hung up");
}

/* 2.50 a minute to a satellite: 5 are two minutes, or one and a half of two calls at once. */
SIM_TEST(money_is_spent_by_all_that_talk, "quota.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 1);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "+8811");
	lab_run(lab, MINUTE);
	party_dial(pbx, "+8812");
	lab_run(lab, 29 * SEC);
	lab_no_cdr(lab);
	lab_run(lab, 6 * SEC); /* the first looks every five seconds */
	lab_cdr(lab, "answered; why ~limit of rule abroad is used up: 5 of money in 1 hour");
	lab_cdr(lab, "answered; why ~5 of money");
	party_dial(pbx, "+1");
	lab_run(lab, SEC);
	lab_cdr(lab, "unanswered; tried nobody; status 403; reason Money Used Up");
}

SIM_TEST(a_call_without_a_price_costs_nothing, "quota.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 1);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "+49", .hangup_us = 50 * MINUTE);
	lab_run(lab, 51 * MINUTE);
	lab_cdr(lab, "answered; why ~hung up");
}

SIM_TEST(a_provider_without_minutes_is_passed, "quota.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel"), *fpt = lab_party(lab, "fpt");

	party_speaks(pbx, 1);
	party_plan(viettel, ANSWER);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "8", .hangup_us = 9 * MINUTE);
	lab_run(lab, 10 * MINUTE);
	party_dial(pbx, "8", .hangup_us = 9 * MINUTE);
	lab_run(lab, 2 * MINUTE);
	party_dial(pbx, "8", .hangup_us = MINUTE);
	lab_run(lab, 2 * MINUTE);
	lab_cdr(lab, "answered; tried fpt 200; why ~hung up");
	lab_cdr(lab, "answered; tried fpt 200; why ~10 minutes of talk in 1 hour");
	lab_cdr(lab, "answered; tried fpt 503, viettel 200");
}

SIM_TEST(a_reload_forgets_no_minutes, "quota.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 1);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "+841", .hangup_us = 2 * MINUTE);
	lab_run(lab, 3 * MINUTE);
	party_dial(pbx, "+842");
	lab_run(lab, 30 * SEC);
	lab_expect(lab, !lab_reloads(lab, "quota.yaml"), "the same file again");
	lab_run(lab, 29 * SEC);
	lab_cdr(lab, "answered; called +841; why ~hung up");
	lab_no_cdr(lab);
	lab_run(lab, 2 * SEC);
	lab_cdr(lab, "answered; called +842; why ~3 minutes of talk");
	party_dial(pbx, "+843");
	lab_run(lab, SEC);
	lab_cdr(lab, "tried nobody; status 403; why ~3 minutes of talk");
}

/* PAINS 32: dSIPRouter and fail2ban banned the carrier that sent many calls. */
SIM_TEST(our_own_provider_is_never_banned_for_a_flood, "limits.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, REFUSE(486));
	for (int i = 0; i < 6000; i++) /* half more than a stranger may send at once */
		party_says(viettel, "NOTIFY sip:203.0.113.5 SIP/2.0\r\n\r\n");
	party_dial(viettel, "01");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "called 01; tried fpt 486");
}

SIM_TESTS(&a_third_call_at_once_is_503, &a_call_that_ends_unanswered_gives_its_place_back,
	  &calls_that_come_too_fast_are_503_until_it_is_time,
	  &a_provider_above_its_rate_is_not_called, &each_caller_has_a_place_of_his_own,
	  &the_places_of_a_tenant_are_shared_by_its_peers, &a_caller_has_three_minutes_a_day,
	  &money_is_spent_by_all_that_talk, &a_call_without_a_price_costs_nothing,
	  &a_provider_without_minutes_is_passed, &a_reload_forgets_no_minutes,
	  &our_own_provider_is_never_banned_for_a_flood);
