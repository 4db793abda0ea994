/* hunt.c -- a call looks for another way when a provider fails */
#include "tests/lab/lab.h"

SIM_TEST(a_503_sends_the_call_to_the_next_provider, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(503));
	party_plan(fpt, RING(2 * SEC), ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 503  < ACK");
	lab_wire(lab, fpt, "< INVITE  > 100  > 180  > 200  < ACK");
	lab_says(lab, fpt, "< INVITE", "INVITE sip:+84912345678@");
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK"); /* hears nothing of the 503 */
	party_hangup(pbx);
	lab_run(lab, 1 * SEC);
	lab_cdr(lab, "answered; tried viettel 503, fpt 200; to fpt");
}

SIM_TEST(silence_sends_the_call_on_after_6_s, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, IGNORE);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 5900 * MS);
	lab_wire(lab, fpt, "");
	lab_run(lab, MINUTE);

	lab_wire(lab, viettel, "< INVITE");
	lab_wire(lab, fpt, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 408, fpt 200");
}

SIM_TEST(a_100_alone_is_silence, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, AFTER(10 * SEC), ANSWER);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, viettel, "< INVITE  > 100  < CANCEL  > 200  > 487  < ACK");
	lab_cdr(lab, "answered; tried viettel 408, fpt 200");
}

SIM_TEST(a_phone_that_rings_is_waited_for, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, RING(30 * SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, fpt, "");
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(the_last_answer_is_the_callers, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(503));
	party_plan(fpt, RING(SEC), REFUSE(500));
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 500  > ACK");
	lab_cdr(lab, "unanswered; tried viettel 503, fpt 500; status 500");
}

SIM_TEST(busy_is_an_answer_and_ends_the_hunt, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(486));
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, fpt, "");
	lab_wire(lab, pbx, "> INVITE  < 100  < 486  > ACK");
	lab_cdr(lab, "unanswered; tried viettel 486; status 486; why ~486");
}

SIM_TEST(the_caller_gives_up_between_two_providers, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, AFTER(MINUTE));
	party_plan(fpt, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 8 * SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  < CANCEL  > 200  > 487  < ACK");
	lab_wire(lab, fpt, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
	lab_cdr(lab, "unanswered; tried viettel 408, fpt 487; status 487");
}

SIM_TEST(the_first_provider_answers_too_late, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, AFTER(5980 * MS), ANSWER); /* its 200 crosses our CANCEL */
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < CANCEL  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 408, fpt 200");
}

/* It hears only the last copy of an INVITE that has timed out with us, and picks up: no ghost call. */
SIM_TEST(a_provider_that_answers_after_all_is_over_is_hung_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	lab_dies(lab, viettel);
	party_plan(viettel, ANSWER);
	party_plan(fpt, REFUSE(486));
	party_dial(pbx, "0912345678");
	lab_run(lab, 31400 * MS);
	lab_lives(lab, viettel);
	lab_delay(lab, 400 * MS);
	lab_run(lab, MINUTE);

	/* the second BYE answers its second 200, which crossed our ACK */
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200  < BYE  > 200");
	lab_cdr(lab, "unanswered; tried viettel 408, fpt 486; status 486");
}

SIM_TEST(a_provider_that_is_dead_is_passed, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	lab_dies(lab, viettel);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, viettel, "");
	lab_cdr(lab, "answered; tried viettel 408, fpt 200");
}

/* A phone that rings is waited for, but not for ever (RFC 3261 16.6, timer C: over 3 minutes). */
SIM_TEST(a_provider_that_dies_while_it_rings_is_given_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, RING(10 * MINUTE));
	party_plan(fpt, REFUSE(486));
	party_dial(pbx, "0912345678");
	lab_run(lab, SEC);
	lab_dies(lab, viettel);
	lab_run(lab, 170 * SEC);
	lab_wire(lab, pbx, "> INVITE  < 100  < 180");
	lab_run(lab, 20 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 480  > ACK");
	lab_run(lab, MINUTE); /* our CANCEL is given up too */
	lab_cdr(lab, "unanswered; tried viettel 480; status 480; why ~nobody answered");
}

SIM_TEST(nobody_is_there, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 408  > ACK");
	lab_cdr(lab, "unanswered; tried viettel 408, fpt 408; status 408");
}

SIM_TESTS(&a_503_sends_the_call_to_the_next_provider, &silence_sends_the_call_on_after_6_s,
	  &a_100_alone_is_silence, &a_phone_that_rings_is_waited_for,
	  &the_last_answer_is_the_callers, &busy_is_an_answer_and_ends_the_hunt,
	  &the_caller_gives_up_between_two_providers, &the_first_provider_answers_too_late,
	  &a_provider_that_answers_after_all_is_over_is_hung_up, &a_provider_that_is_dead_is_passed,
	  &a_provider_that_dies_while_it_rings_is_given_up, &nobody_is_there);
