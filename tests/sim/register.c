/* register.c -- our accounts at providers: they know us, whatever happens to one of them */
#include "tests/lab/lab.h"

#define PHONE "02873000000"

SIM_TEST(a_provider_knows_us_and_calls_us_by_our_account, "register.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 600);
	party_wants(viettel, PHONE, "VIETTEL");
	lab_run(lab, 5 * SEC);
	lab_wire(lab, viettel, "< REGISTER  > 401  < REGISTER  > 200");
	lab_lacks(lab, viettel, "< REGISTER", "VIETTEL");
	lab_expect(lab, party_knows(viettel, PHONE), "the provider knows our number");

	party_plan(pbx, ANSWER);
	party_calls_itself(viettel, "0911111111");
	party_dial(viettel, "x", .account = PHONE, .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; from viettel; to pbx");
}

SIM_TEST(a_registration_is_refreshed_before_it_ends, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 60);
	for (int i = 0; i < 60; i++) {
		lab_run(lab, 10 * SEC);
		lab_expect(lab, party_knows(viettel, PHONE), "it never ends");
	}
	lab_expect(lab, lab_count(lab, viettel, "< REGISTER") <= 1 + 600 / 43,
		   "it is not asked too often");
}

/* PAINS 11: Deutsche Telekom's 423. */
SIM_TEST(a_registrar_that_wants_a_longer_time_gets_it, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .least_s = 7200);
	lab_run(lab, 5 * SEC);
	lab_wire(lab, viettel, "< REGISTER  > 423  < REGISTER  > 200");
	lab_expect(lab, party_knows(viettel, PHONE), "the provider knows our number");
	lab_run(lab, 100 * MINUTE);
	lab_wire_each(lab, viettel, "< REGISTER  > 423  < REGISTER  > 200  < REGISTER  > 200");
}

/* PAINS 12. */
SIM_TEST(one_account_that_fails_harms_no_other, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");
	struct party *gold = lab_party(lab, "gold");

	lab_dies(lab, viettel);
	party_registers(gold, .granted_s = 600);
	party_wants(gold, "gold", "GOLD");
	lab_run(lab, 2 * SEC);
	lab_expect(lab, party_knows(gold, "gold"), "an account with the right password is known");
	lab_expect(lab, !party_knows(gold, "silver"), "one with another user is not");
	lab_run(lab, 20 * MINUTE);
	lab_expect(lab, party_knows(gold, "gold"), "and stays so");
	lab_expect(lab, lab_count(lab, gold, "> 401") <= 8,
		   "a wrong password is not tried for ever");
}

SIM_TEST(a_registrar_that_was_dead_at_the_start_is_found_later, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 600);
	lab_dies(lab, viettel);
	lab_run(lab, 5 * MINUTE);
	lab_lives(lab, viettel);
	lab_run(lab, 20 * MINUTE);
	lab_expect(lab, party_knows(viettel, PHONE), "the provider knows our number");
}

SIM_TEST(a_registrar_that_dies_and_comes_back_knows_us_again, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 120);
	lab_run(lab, SEC);
	lab_dies(lab, viettel);
	lab_run(lab, 3 * MINUTE);
	lab_expect(lab, !party_knows(viettel, PHONE), "it is forgotten meanwhile");
	lab_lives(lab, viettel);
	lab_run(lab, 10 * MINUTE);
	lab_expect(lab, party_knows(viettel, PHONE), "the provider knows our number");
}

SIM_TEST(a_nonce_that_is_too_old_costs_one_question, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 100);
	party_wants(viettel, PHONE, "VIETTEL", .nonce_us = 10 * SEC);
	lab_run(lab, 85 * SEC);
	lab_wire(lab, viettel,
		 "< REGISTER  > 401  < REGISTER  > 200  < REGISTER  > 401  < REGISTER  > 200");
	lab_says(lab, viettel, "> 401", "stale=true");
	lab_expect(lab, party_knows(viettel, PHONE), "the provider knows our number");
}

/* PAINS 29: two trunks on one address. */
SIM_TEST(two_accounts_at_one_address_are_told_apart, "register.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *gold = lab_party(lab, "gold");

	party_registers(gold, .granted_s = 600);
	party_plan(pbx, ANSWER);
	lab_run(lab, 2 * SEC);
	party_dial(gold, "x", .account = "silver", .hangup_us = SEC);
	lab_run(lab, 3 * SEC);
	lab_cdr(lab, "answered; from silver; called +842873000002");
	party_dial(gold, "x", .account = "gold", .hangup_us = SEC);
	lab_run(lab, 3 * SEC);
	lab_cdr(lab, "answered; from gold; called +842873000001");
}

SIM_TEST(calls_go_the_way_that_the_registrar_said, "register.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 600,
			.adds = "Service-Route: <sip:edge.viettel.example;lr>, "
				"<sip:core.viettel.example;lr>\r\n");
	party_plan(viettel, ANSWER);
	lab_run(lab, 2 * SEC);
	party_dial(pbx, "0921234567", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(
		lab, viettel, "< INVITE",
		"Route: <sip:edge.viettel.example;lr>\r\nRoute: <sip:core.viettel.example;lr>\r\n");
	lab_lacks(lab, viettel, "< BYE",
		  "Route: <sip:core"); /* the dialog has a route of its own */
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(a_call_by_an_account_has_its_login, "register.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 600);
	party_wants(viettel, PHONE, "VIETTEL");
	party_plan(viettel, ANSWER);
	lab_run(lab, 2 * SEC);
	party_dial(pbx, "0921234567", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, viettel, "< INVITE", "Authorization: Digest username=\"02873000000\"");
	lab_cdr(lab, "answered; tried viettel 200");
}

/* Calls to us come by the machine that knows us: nobody waits for an hour to notice that it is dead. */
SIM_TEST(the_machine_that_knows_us_dies_and_another_does, "register-names.yaml")
{
	struct party *one = lab_party_at(lab, "one", "198.51.100.11:5060", "203.0.113.5:5060");
	struct party *two = lab_party_at(lab, "two", "198.51.100.12:5060", "203.0.113.5:5060");

	party_is_one_with(two, one);
	lab_name(lab, "_sip._udp.sip.viettel.example SRV 10 0 5060 one.viettel.example");
	lab_name(lab, "_sip._udp.sip.viettel.example SRV 20 0 5060 two.viettel.example");
	lab_name(lab, "one.viettel.example A 198.51.100.11");
	lab_name(lab, "two.viettel.example A 198.51.100.12");
	party_registers(one, .granted_s = 3600);
	party_registers(two, .granted_s = 3600);
	lab_run(lab, 10 * SEC);
	lab_expect(lab, party_knows(one, PHONE), "the best machine knows us");
	lab_expect(lab, !party_knows(two, PHONE), "and no other");

	lab_dies(lab, one);
	lab_run(lab, MINUTE);
	lab_expect(lab, party_knows(two, PHONE), "the other one knows us within a minute");
	lab_lives(lab, one);
	lab_run(lab, 10 * MINUTE);
	lab_expect(lab, lab_count(lab, one, "< REGISTER") == 1, "it stays where it is known");
}

SIM_TEST(at_the_end_the_registrar_forgets_us, "register.yaml")
{
	struct party *viettel = lab_party(lab, "viettel");

	party_registers(viettel, .granted_s = 600);
	lab_run(lab, 2 * SEC);
	lab_stops(lab);
	lab_run(lab, SEC);
	lab_wire(lab, viettel, "< REGISTER  > 200  < REGISTER  > 200");
	lab_expect(lab, !party_knows(viettel, PHONE), "nobody calls who is not there");
}

SIM_TESTS(&a_provider_knows_us_and_calls_us_by_our_account,
	  &a_registration_is_refreshed_before_it_ends,
	  &a_registrar_that_wants_a_longer_time_gets_it, &one_account_that_fails_harms_no_other,
	  &a_registrar_that_was_dead_at_the_start_is_found_later,
	  &a_registrar_that_dies_and_comes_back_knows_us_again,
	  &a_nonce_that_is_too_old_costs_one_question, &two_accounts_at_one_address_are_told_apart,
	  &calls_go_the_way_that_the_registrar_said, &a_call_by_an_account_has_its_login,
	  &the_machine_that_knows_us_dies_and_another_does, &at_the_end_the_registrar_forgets_us);
