/* secure.c -- media that is encrypted on one side, on both, or should be: PAINS.md row 31 */
#include "tests/lab/lab.h"

SIM_TEST(a_pbx_in_clear_and_a_provider_that_encrypts_hear_each_other, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *teams = lab_party(lab, "teams");

	party_encrypts(teams);
	party_plan(teams, RING(SEC), ANSWER);
	party_speaks(pbx, 50);
	party_speaks(teams, 50);
	party_dial(pbx, "1234", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_says(lab, teams, "< INVITE", " RTP/SAVP 8 0 101\r\n");
	lab_says(lab, pbx, "< 200", " RTP/AVP 8 0 101\r\n");
	lab_lacks(lab, pbx, "< 200", "a=crypto");
	lab_heard(lab, teams, "pbx", 490, 501);
	lab_heard(lab, pbx, "teams", 490, 501);
	lab_heard(lab, pbx, "teams/rtcp", 5, 15);
	lab_cdr(lab, "answered; tried teams 200");
}

SIM_TEST(a_provider_that_encrypts_calls_a_pbx_in_clear, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *teams = lab_party(lab, "teams");

	party_encrypts(teams);
	party_plan(pbx, PROGRESS(SEC), ANSWER);
	party_speaks(pbx, 50);
	party_speaks(teams, 50);
	party_dial(teams, "8001", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_says(lab, pbx, "< INVITE", " RTP/AVP 8 0 101\r\n");
	lab_lacks(lab, pbx, "< INVITE", "a=crypto");
	lab_heard(lab, teams, "pbx", 490, 551);
	lab_heard(lab, pbx, "teams", 490, 551);
}

SIM_TEST(a_pbx_that_encrypts_hears_a_provider_that_cannot, "secure.yaml")
{
	struct party *modern = lab_party(lab, "modern"), *viettel = lab_party(lab, "viettel");

	party_encrypts(modern);
	party_plan(viettel, ANSWER);
	party_speaks(modern, 50);
	party_speaks(viettel, 50);
	party_dial(modern, "2345", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_says(lab, viettel, "< INVITE", " RTP/AVP 8 0 101\r\n");
	lab_lacks(lab, viettel, "< INVITE", "a=crypto");
	lab_says(lab, modern, "< 200", " RTP/SAVP 8 0 101\r\n");
	lab_heard(lab, viettel, "modern", 490, 501);
	lab_heard(lab, modern, "viettel", 490, 501);
}

SIM_TEST(two_ends_that_encrypt_have_two_keys, "secure.yaml")
{
	struct party *modern = lab_party(lab, "modern"), *teams = lab_party(lab, "teams");

	party_encrypts(modern);
	party_encrypts(teams);
	party_plan(teams, ANSWER);
	party_speaks(modern, 50);
	party_speaks(teams, 50);
	party_dial(modern, "1234", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_heard(lab, teams, "modern", 490, 501);
	lab_heard(lab, modern, "teams", 490, 501);
}

/* It was asked for SRTP and answers as if it had not been: what it says would be heard by anybody. */
SIM_TEST(an_answer_in_clear_to_an_encrypted_offer_is_refused, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *teams = lab_party(lab, "teams");

	party_plan(teams, RING(SEC), ANSWER);
	party_speaks(teams, 50);
	party_dial(pbx, "1234", .hangup_us = 10 * SEC);
	lab_run(lab, 5 * SEC);

	lab_says(lab, teams, "< INVITE", " RTP/SAVP 8 0 101\r\n");
	lab_wire(lab, teams, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_heard(lab, pbx, "teams", 0, 0);
	lab_cdr(lab, "unanswered; tried teams 488");
}

SIM_TEST(a_provider_that_must_encrypt_does_not_call_in_clear, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *teams = lab_party(lab, "teams");

	party_dial(teams, "8001");
	lab_run(lab, 5 * SEC);
	lab_wire(lab, teams, "> INVITE  < 100  < 488  > ACK");
	lab_wire(lab, pbx, "");
	lab_cdr(lab, "unanswered; status 488; why ~srtp: required");
}

SIM_TEST(a_provider_that_refuses_encryption_sends_the_call_to_the_next, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *teams = lab_party(lab, "teams"), *viettel = lab_party(lab, "viettel");

	party_plan(teams, REFUSE(488));
	party_plan(viettel, ANSWER);
	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_dial(pbx, "3456", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_says(lab, viettel, "< INVITE", " RTP/AVP 8 0 101\r\n");
	lab_heard(lab, pbx, "viettel", 490, 501);
	lab_heard(lab, viettel, "pbx", 490, 501);
	lab_cdr(lab, "answered; tried teams 488, viettel 200");
}

SIM_TEST(nobody_without_the_key_is_heard, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *teams = lab_party(lab, "teams");

	party_encrypts(teams);
	party_forgets_its_key(teams);
	party_plan(teams, ANSWER);
	party_speaks(pbx, 50);
	party_speaks(teams, 50);
	party_dial(pbx, "1234", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_heard(lab, pbx, "teams", 0, 0);
	lab_heard(lab, pbx, "teams/rtcp", 0, 0);
	lab_heard(lab, teams, "pbx", 490, 501);
}

/* Also before the provider said anything: the first packet from anywhere is not believed. */
SIM_TEST(a_stranger_in_clear_is_not_heard_in_an_encrypted_call, "secure.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *teams = lab_party(lab, "teams");
	struct party *thief = lab_party_at(lab, "thief", "198.51.100.66:5060", "203.0.113.5:5060");

	party_encrypts(teams);
	party_plan(teams, ANSWER);
	party_speaks(pbx, 50);
	party_dial(pbx, "1234", .hangup_us = 10 * SEC);
	lab_run(lab, SEC);
	party_thief(thief, teams, 20);
	lab_run(lab, 15 * SEC);

	lab_heard(lab, pbx, "thief", 0, 0);
	lab_heard(lab, thief, "pbx", 0, 0);
	lab_heard(lab, teams, "pbx", 490, 501);
}

SIM_TESTS(&a_pbx_in_clear_and_a_provider_that_encrypts_hear_each_other,
	  &a_provider_that_encrypts_calls_a_pbx_in_clear,
	  &a_pbx_that_encrypts_hears_a_provider_that_cannot, &two_ends_that_encrypt_have_two_keys,
	  &an_answer_in_clear_to_an_encrypted_offer_is_refused,
	  &a_provider_that_must_encrypt_does_not_call_in_clear,
	  &a_provider_that_refuses_encryption_sends_the_call_to_the_next,
	  &nobody_without_the_key_is_heard, &a_stranger_in_clear_is_not_heard_in_an_encrypted_call);
