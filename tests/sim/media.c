/* media.c -- who hears whom, from where, and what silence means */
#include "tests/lab/lab.h"

SIM_TEST(both_hear_each_other_and_the_record_counts, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 10 * SEC);
	lab_run(lab, 20 * SEC);

	lab_heard(lab, viettel, "pbx", 500, 501);
	lab_heard(lab, pbx, "viettel", 500, 501);
	lab_heard(lab, viettel, "pbx/rtcp", 10, 11);
	lab_heard(lab, pbx, "viettel/rtcp", 10, 11);
	lab_cdr(lab, "answered; media 510/510 510/510");
}

SIM_TEST(a_caller_behind_a_nat_is_heard_and_hears, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_is_behind(viettel, "10.77.0.9");
	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(pbx, ANSWER);
	party_calls_itself(viettel, "0987654321");
	party_dial(viettel, "02873000001", .hangup_us = 2 * SEC);
	lab_run(lab, 10 * SEC);

	lab_heard(lab, pbx, "viettel", 95, 101);
	lab_heard(lab, viettel, "pbx", 95, 101);
	lab_cdr(lab, "answered; why ~caller");
}

SIM_TEST(a_callee_behind_a_nat_is_heard_and_hears, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_is_behind(viettel, "10.77.0.9");
	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(viettel, RING(SEC), ANSWER, HANGUP(2 * SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_heard(lab, pbx, "viettel", 95, 101);
	lab_heard(lab, viettel, "pbx", 95, 101);
	lab_cdr(lab, "answered; why ~callee");
}

SIM_TEST(a_strict_side_learns_nothing, "latch.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_is_behind(pbx, "10.0.0.99"); /* says so, but speaks from elsewhere */
	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 10 * SEC);

	lab_heard(lab, viettel, "pbx", 0, 0);
}

SIM_TEST(a_thief_is_not_heard_and_hears_nothing, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *thief = lab_party_at(lab, "thief", "198.51.100.66:7000", "203.0.113.5:5060");

	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 4 * SEC);
	lab_run(lab, SEC);
	party_thief(thief, viettel, 100);
	lab_run(lab, SEC);
	party_thief(thief, pbx, 100);
	lab_run(lab, 10 * SEC);

	lab_heard(lab, pbx, "thief", 0, 0);
	lab_heard(lab, viettel, "thief", 0, 0);
	lab_heard(lab, viettel, "pbx", 195, 201);
	lab_heard(lab, pbx, "viettel", 195, 201);
	lab_wire(lab, thief, "");
}

SIM_TEST(silence_ends_the_call_on_both_legs, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 50);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);
	party_falls_silent(pbx);
	lab_run(lab, 58 * SEC);
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; why ~no media");
}

SIM_TEST(a_call_that_was_never_heard_ends_too, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(30 * SEC), ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 89 * SEC); /* ringing is not silence: it counts from the answer */
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  < BYE  > 200");
	lab_cdr(lab, "answered; why ~no media");
}

SIM_TEST(one_who_speaks_is_enough, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(viettel, 1);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK");
	lab_no_cdr(lab);
}

SIM_TEST(a_held_call_may_be_silent, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_direction(pbx, "inactive");
	party_direction(viettel, "inactive");
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * MINUTE);

	lab_says(lab, viettel, "< INVITE", "\r\na=inactive\r\n");
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK");
	lab_no_cdr(lab);
}

SIM_TEST(a_call_with_music_on_hold_may_be_silent, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_direction(pbx, "sendonly");
	party_direction(viettel, "recvonly");
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK");
	lab_no_cdr(lab);
}

SIM_TEST(without_a_port_a_call_is_503_until_one_is_free, "tight.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(pbx, "01");
	party_dial(pbx, "02", .hangup_us = 3 * SEC);
	lab_run(lab, SEC);
	party_dial(pbx, "03");
	lab_run(lab, SEC);
	lab_says(lab, pbx, "< 503", "SIP/2.0 503 ");
	lab_cdr(lab, "unanswered; called 03; status 503; why ~ports");

	lab_run(lab, 4 * SEC);
	lab_cdr(lab, "answered; called 02");
	party_dial(pbx, "04", .hangup_us = SEC);
	lab_run(lab, 3 * SEC);
	lab_cdr(lab, "answered; called 04");
}

SIM_TESTS(&both_hear_each_other_and_the_record_counts, &a_caller_behind_a_nat_is_heard_and_hears,
	  &a_callee_behind_a_nat_is_heard_and_hears, &a_strict_side_learns_nothing,
	  &a_thief_is_not_heard_and_hears_nothing, &silence_ends_the_call_on_both_legs,
	  &a_call_that_was_never_heard_ends_too, &one_who_speaks_is_enough,
	  &a_held_call_may_be_silent, &a_call_with_music_on_hold_may_be_silent,
	  &without_a_port_a_call_is_503_until_one_is_free);
