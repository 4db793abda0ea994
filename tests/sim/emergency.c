/* emergency.c -- a call that always has a place, if need be another's */
#include "tests/lab/lab.h"

SIM_TEST(an_emergency_passes_every_limit_and_guard, "emergency.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	party_plan(viettel, REFUSE(486));
	party_dial(pbx, "91", .hangup_us = 20 * SEC);
	party_dial(pbx, "92", .hangup_us = 20 * SEC);
	lab_run(lab, SEC);
	party_dial(pbx, "93");
	for (int i = 0; i < 5; i++) {
		party_dial(pbx, "113");
		lab_run(lab, 100 * MS);
	}

	lab_cdr(lab, "called 93; status 503; why ~peer pbx");
	for (int i = 0; i < 5; i++)
		lab_cdr(lab, "called 113; tried viettel 486");
	lab_run(lab, 30 * SEC);
	lab_cdr(lab, "called 91; answered; why ~hung up");
	lab_cdr(lab, "called 92; answered; why ~hung up");
}

SIM_TEST(an_emergency_takes_the_place_of_the_youngest_call_of_the_provider, "emergency.yaml")
{
	struct party *lan = lab_party(lab, "lan");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, ANSWER);
	party_plan(fpt, RING(10 * SEC), ANSWER);
	party_dial(lan, "81", .hangup_us = 20 * SEC);
	lab_run(lab, SEC);
	party_dial(lan, "82");
	lab_run(lab, SEC);
	party_dial(lan, "91", .hangup_us = 20 * SEC); /* younger, but it has no place there */
	lab_run(lab, SEC);
	party_dial(lan, "113", .hangup_us = 20 * SEC);
	lab_run(lab, SEC);

	lab_says(lab, viettel, "< BYE",
		 "\r\nReason: preemption;cause=2;text=\"Reserved Resources Preempted\"\r\n");
	lab_cdr(lab, "called 82; answered; why an emergency call took its place");
	lab_no_cdr(lab);
	lab_run(lab, MINUTE);
	lab_cdr(lab, "called 81; answered; why ~hung up");
	lab_cdr(lab, "called 113; answered; why ~hung up");
	lab_cdr(lab, "called 91; answered; why ~hung up");
}

SIM_TEST(an_emergency_takes_the_ports_of_the_youngest_call, "emergency.yaml")
{
	struct party *lan = lab_party(lab, "lan");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	for (int i = 0; i < 5; i++) {
		party_dial(lan, "91", .hangup_us = 20 * SEC);
		lab_run(lab, SEC);
	}

	party_dial(lan, "92");
	lab_run(lab, SEC);
	lab_cdr(lab, "called 92; tried fpt 503; why ~no media ports");
	party_dial(lan, "115", .hangup_us = 20 * SEC);
	lab_run(lab, 100 * MS);
	lab_cdr(lab, "called 91; answered; why an emergency call took its place");
	lab_no_cdr(lab);
	lab_run(lab, MINUTE);
	for (int i = 0; i < 4; i++)
		lab_cdr(lab, "called 91; answered; why ~hung up");
	lab_cdr(lab, "called 115; answered; tried fpt 200; why ~hung up");
}

/* Its ports stay taken while its BYE is not answered: one of another call are free at once. */
SIM_TEST(an_emergency_does_not_wait_for_a_dead_phone, "emergency.yaml")
{
	struct party *lan = lab_party(lab, "lan"), *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	for (int i = 0; i < 4; i++) {
		party_dial(lan, "91", .hangup_us = 20 * SEC);
		lab_run(lab, SEC);
	}

	party_dial(pbx, "92");
	lab_run(lab, SEC);
	lab_dies(lab, pbx);
	party_dial(lan, "115", .hangup_us = 20 * SEC);
	lab_run(lab, 600 * MS);
	lab_expect(lab, lab_count(lab, fpt, "< INVITE") == 6, "the emergency is called");
	lab_cdr(lab, "called 91; answered; why an emergency call took its place");
	lab_run(lab, MINUTE);
	for (int i = 0; i < 3; i++)
		lab_cdr(lab, "called 91; answered; why ~hung up");
	lab_cdr(lab, "called 115; answered");
	lab_cdr(lab, "called 92; answered; why an emergency call took its place");
}

SIM_TEST(an_emergency_takes_nothing_from_another, "emergency.yaml")
{
	struct party *lan = lab_party(lab, "lan");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, ANSWER);
	for (int i = 0; i < 6; i++) {
		party_dial(lan, "115", .hangup_us = 20 * SEC);
		lab_run(lab, SEC);
	}

	lab_run(lab, 2 * SEC);
	lab_cdr(lab, "called 115; unanswered; tried fpt 503; why ~no media ports");
	lab_run(lab, MINUTE);
	for (int i = 0; i < 5; i++)
		lab_cdr(lab, "called 115; answered; why ~hung up");
}

SIM_TEST(a_call_that_rings_gives_its_place_too, "emergency.yaml")
{
	struct party *lan = lab_party(lab, "lan");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(20 * SEC), ANSWER);
	party_dial(lan, "81");
	party_dial(lan, "82");
	lab_run(lab, SEC);
	party_dial(lan, "113", .hangup_us = SEC);
	lab_run(lab, SEC);
	lab_cdr(lab, "unanswered; called 82; tried viettel 487; status 503; why ~emergency");
	lab_run(lab, MINUTE);
}

/* It has no place yet that an emergency could take. */
SIM_TEST(a_call_that_waits_for_its_turn_is_left_alone, "emergency.yaml")
{
	struct party *lan = lab_party(lab, "lan");
	struct party *vnpt = lab_party(lab, "vnpt");

	party_plan(vnpt, ANSWER);
	party_dial(lan, "71");
	lab_run(lab, SEC);
	party_dial(lan, "72");
	lab_run(lab, SEC);
	for (int i = 0; i < 2; i++) {
		party_dial(lan, "116", .hangup_us = 20 * SEC);
		lab_run(lab, SEC);
	}

	lab_cdr(lab, "called 71; answered; why an emergency call took its place");
	lab_no_cdr(lab);
	lab_run(lab, 2 * MINUTE);
	lab_cdr(lab, "called 116; answered; why ~hung up");
	lab_cdr(lab, "called 116; answered; why ~hung up");
	lab_cdr(lab,
		"called 72; tried vnpt 503; why ~its turn"); /* emergencies count in the rate */
}

SIM_TESTS(&an_emergency_passes_every_limit_and_guard,
	  &an_emergency_takes_the_place_of_the_youngest_call_of_the_provider,
	  &an_emergency_takes_the_ports_of_the_youngest_call,
	  &an_emergency_does_not_wait_for_a_dead_phone, &an_emergency_takes_nothing_from_another,
	  &a_call_that_rings_gives_its_place_too, &a_call_that_waits_for_its_turn_is_left_alone);
