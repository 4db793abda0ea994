/* login.c -- who calls must prove who he is: we to providers, the PBX to us */
#include "tests/lab/lab.h"

static struct party *open_pbx(struct lab *lab)
{
	struct party *pbx = lab_party(lab, "pbx");

	party_has(pbx, "office", "PBX", 1);
	return pbx;
}

SIM_TEST(a_provider_that_wants_a_login_gets_it, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_wants(fpt, "acme", "FPT");
	party_plan(fpt, RING(SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, fpt,
		 "< INVITE  > 401  < ACK  < INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_says(lab, fpt, "< ACK", "\r\nAuthorization: Digest username=\"acme\""); /* 13.2.2.4 */
	lab_says(lab, fpt, "< BYE", "nc=00000002");
	lab_lacks(lab, pbx, "< 200", "Authorization");
	lab_cdr(lab, "answered; tried fpt 200");
}

SIM_TEST(so_does_its_proxy, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_wants(fpt, "acme", "FPT", .status = 407);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, fpt, "< INVITE  > 407  < ACK  < INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried fpt 200");
}

/* A login for the INVITE is not one for the BYE, an hour later. */
SIM_TEST(a_call_with_a_login_can_be_hung_up_an_hour_later, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_wants(fpt, "acme", "FPT", .nonce_us = 30 * SEC);
	party_plan(fpt, ANSWER);
	party_speaks(fpt, 1);
	party_speaks(pbx, 1);
	party_dial(pbx, "0912345678", .hangup_us = 60 * MINUTE);
	lab_run(lab, 61 * MINUTE);

	lab_wire(lab, fpt,
		 "< INVITE  > 401  < ACK  < INVITE  > 100  > 200  < ACK  < BYE  > 401  < BYE  > "
		 "200");
	lab_cdr(lab, "answered; tried fpt 200");
}

/* PAINS 39. */
SIM_TEST(a_wrong_password_is_told_once_and_said_so, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_wants(fpt, "acme", "another");
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, fpt, "< INVITE  > 401  < ACK  < INVITE  > 401  < ACK");
	lab_says(lab, pbx, "< 502", "SIP/2.0 502");
	lab_cdr(lab, "unanswered; tried fpt 401; status 502; why fpt refuses the login 'acme'");
}

SIM_TEST(a_login_that_is_missing_is_said_so, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *other = lab_party(lab, "other");

	party_wants(other, "acme", "x", .status = 407);
	party_dial(pbx, "9123");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, other, "< INVITE  > 407  < ACK");
	lab_cdr(lab, "unanswered; tried other 407; status 502; why ~other wants a login: write");
}

SIM_TEST(a_caller_who_gives_up_while_the_login_is_told, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	lab_delay(lab, 100 * MS);
	party_wants(fpt, "acme", "FPT");
	party_plan(fpt, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 450 * MS);
	lab_run(lab, MINUTE);

	lab_cdr(lab, "unanswered; status 487");
}

SIM_TEST(the_pbx_must_prove_itself, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 401  > ACK  > INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_says(lab, pbx, "< 401", "WWW-Authenticate: Digest realm=\"hanoi\", nonce=\"");
	lab_says(lab, pbx, "< 401", "algorithm=SHA-256, qop=\"auth\"\r\nWWW-Authenticate: ");
	lab_lacks(lab, fpt, "< INVITE", "Authorization");
	lab_cdr(lab, "answered; tried fpt 200");
	lab_no_cdr(lab); /* a question is no call */
}

SIM_TEST(whoever_says_nothing_gets_nowhere, "login.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *fpt = lab_party(lab, "fpt");

	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 401  > ACK");
	lab_wire(lab, fpt, "");
	lab_no_cdr(lab);
}

SIM_TEST(a_wrong_password_gets_403_at_last_and_a_record, "login.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *fpt = lab_party(lab, "fpt");

	party_has(pbx, "office", "another", 9);
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);
	lab_wire(lab, fpt, "");
	lab_says(lab, pbx, "< 403", "SIP/2.0 403");
	lab_expect(lab, lab_count(lab, pbx, "< 401") == 4, "asked once, and after each of three");
	lab_cdr(lab,
		"unanswered; tried nobody; status 403; why ~pbx has another password than the "
		"file");

	party_has(pbx, "office", "PBX", 9); /* whoever has the password is never locked out */
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered; tried fpt 200");
}

SIM_TEST(somebody_elses_name_is_no_login, "login.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_has(pbx, "boss", "PBX", 9);
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "unanswered; tried nobody; status 403; why ~pbx logs in as somebody else");
}

/* Whoever heard a login on its way cannot call with it. */
SIM_TEST(a_login_is_good_for_one_call, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried fpt 200");
	party_repeats(pbx); /* after its transaction is over */
	lab_run(lab, 10 * SEC);
	lab_says(lab, pbx, "< 401", "stale=true");
	lab_no_cdr(lab);
}

SIM_TEST(an_emergency_is_not_asked_for_a_login, "login.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	party_dial(pbx, "113", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried fpt 200");
}

SIM_TEST(a_call_to_the_pbx_asks_for_nothing, "login.yaml")
{
	struct party *pbx = open_pbx(lab), *fpt = lab_party(lab, "fpt");

	party_plan(pbx, ANSWER, HANGUP(SEC));
	party_dial(fpt, "1001");
	lab_run(lab, 10 * SEC);
	lab_wire(lab, pbx, "< INVITE  > 100  > 200  < ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried pbx 200");
}

SIM_TESTS(&a_provider_that_wants_a_login_gets_it, &so_does_its_proxy,
	  &a_call_with_a_login_can_be_hung_up_an_hour_later,
	  &a_wrong_password_is_told_once_and_said_so, &a_login_that_is_missing_is_said_so,
	  &a_caller_who_gives_up_while_the_login_is_told, &the_pbx_must_prove_itself,
	  &whoever_says_nothing_gets_nowhere, &a_wrong_password_gets_403_at_last_and_a_record,
	  &somebody_elses_name_is_no_login, &a_login_is_good_for_one_call,
	  &an_emergency_is_not_asked_for_a_login, &a_call_to_the_pbx_asks_for_nothing);
