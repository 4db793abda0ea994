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

/* A thousand calls: 700 and 300 are expected, four deviations of chance are 58. */
SIM_TEST(weights_are_shares_of_the_calls, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");
	uint32_t count;

	party_plan(viettel, REFUSE(486));
	party_plan(fpt, REFUSE(486));
	for (int i = 0; i < 1000; i++) {
		party_dial(pbx, "1");
		lab_run(lab, SEC);
		lab_cdr(lab, "rule shares; status 486");
	}

	count = lab_count(lab, viettel, "< INVITE");
	lab_expect(lab, count > 642 && count < 758, "viettel gets seven of ten calls");
	lab_expect(lab, lab_count(lab, fpt, "< INVITE") == 1000 - count, "fpt gets the others");
}

SIM_TEST(who_is_drawn_first_and_fails_is_followed_by_the_other, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(503));
	party_plan(fpt, REFUSE(503));
	for (int i = 0; i < 20; i++) {
		party_dial(pbx, "1");
		lab_run(lab, SEC);
	}

	lab_expect(lab, lab_count(lab, viettel, "< INVITE") == 20, "viettel is asked each time");
	lab_expect(lab, lab_count(lab, fpt, "< INVITE") == 20, "and fpt too");
	for (int i = 0; i < 20; i++)
		lab_cdr(lab, "rule shares; status 503");
}

SIM_TEST(the_provider_with_the_fewest_calls_gets_the_next, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt"), *vnpt = lab_party(lab, "vnpt");

	party_plan(viettel, ANSWER);
	party_plan(fpt, ANSWER);
	party_plan(vnpt, ANSWER, HANGUP(10 * SEC));
	for (int i = 0; i < 5; i++) {
		party_dial(pbx, "2");
		lab_run(lab, SEC);
	}

	lab_expect(lab, lab_count(lab, viettel, "< INVITE") == 2, "as listed, round and round");
	lab_expect(lab, lab_count(lab, fpt, "< INVITE") == 2, "for all that have as many");
	lab_expect(lab, lab_count(lab, vnpt, "< INVITE") == 1, "the last has one call");
	lab_run(lab, 20 * SEC);
	lab_cdr(lab, "answered; to vnpt");
	party_dial(pbx, "2");
	lab_run(lab, SEC);
	party_dial(pbx, "2");
	lab_run(lab, SEC);
	lab_expect(lab, lab_count(lab, vnpt, "< INVITE") == 3, "now it has the fewest, twice");
}

SIM_TEST(a_provider_that_asks_to_be_left_alone_is, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(503));
	party_adds(viettel, "Retry-After: 30\r\n");
	party_plan(fpt, ANSWER);
	party_dial(pbx, "3", .hangup_us = SEC);
	lab_run(lab, 10 * SEC);
	party_dial(pbx, "3", .hangup_us = SEC);
	lab_run(lab, 19 * SEC);
	lab_wire(lab, viettel, "< INVITE  > 503  < ACK");
	lab_cdr(lab, "answered; tried viettel 503, fpt 200");
	lab_cdr(lab, "answered; tried viettel 503, fpt 200");

	party_plan(viettel, ANSWER);
	lab_run(lab, 2 * SEC);
	party_dial(pbx, "3", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(a_provider_that_asks_for_a_year_gets_an_hour, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(500));
	party_adds(viettel, "Retry-After: 31536000 (out of order)\r\n");
	party_plan(fpt, REFUSE(486));
	party_dial(pbx, "3");
	lab_run(lab, 3599 * SEC);
	party_dial(pbx, "3");
	lab_run(lab, 2 * SEC);
	lab_wire(lab, viettel, "< INVITE  > 500  < ACK");
	party_plan(viettel, REFUSE(486));
	party_dial(pbx, "3");
	lab_run(lab, SEC);
	lab_cdr(lab, "tried viettel 500, fpt 486");
	lab_cdr(lab, "tried viettel 503, fpt 486");
	lab_cdr(lab, "tried viettel 486");
}

/* RFC 3261 20.33: with 480 Retry-After speaks of the one who is called, not of the provider. */
SIM_TEST(a_provider_is_called_though_a_subscriber_asks_to_be_left_alone, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(480));
	party_adds(viettel, "Retry-After: 30\r\n");
	party_plan(fpt, REFUSE(486));
	party_dial(pbx, "3");
	lab_run(lab, SEC);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "3", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "tried viettel 480, fpt 486");
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(a_rule_may_call_a_provider_that_asks_to_be_left_alone, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(503));
	party_adds(viettel, "Retry-After: 30\r\n");
	party_plan(fpt, REFUSE(486));
	party_dial(pbx, "4");
	lab_run(lab, SEC);
	party_dial(pbx, "4");
	lab_run(lab, SEC);
	lab_expect(lab, lab_count(lab, viettel, "< INVITE") == 2, "it is called all the same");
	party_dial(pbx, "3");
	lab_run(lab, SEC);
	lab_expect(lab, lab_count(lab, viettel, "< INVITE") == 2, "but not by another rule");
	for (int i = 0; i < 3; i++)
		lab_cdr(lab, "tried viettel 503, fpt 486");
}

SIM_TEST(an_emergency_leaves_nobody_alone, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(503));
	party_adds(viettel, "Retry-After: 30\r\n");
	party_plan(fpt, REFUSE(503));
	party_dial(pbx, "3");
	lab_run(lab, SEC);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "113", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "tried viettel 503, fpt 503");
	lab_cdr(lab, "answered; rule emergency; tried viettel 200");
}

SIM_TEST(a_subscriber_who_moved_is_called_where_the_provider_says, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 100 * MS);
	party_plan(viettel, REFUSE(302));
	party_adds(viettel,
		   "Contact: <sip:nobody@{address}>;q=0.3\r\n"
		   "Contact: <sip:0999;npdi@{address}>;q=0.9, <sip:0888@{address}>;q=0.9, "
		   "<sip:1@192.0.2.66>\r\n");
	party_dial(pbx, "5", .hangup_us = SEC);
	lab_run(lab, 350 * MS);
	party_plan(viettel, ANSWER);
	party_adds(viettel, "");
	lab_run(lab, 5 * SEC);

	lab_says(lab, viettel, "< INVITE", "INVITE sip:0999@198.51.100.10 ");
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 302, viettel 200; status 200");
}

/* Anybody's 302 could send our calls to a number that costs us money, or to nowhere. */
SIM_TEST(a_302_to_somebody_else_is_not_followed, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, REFUSE(302));
	party_adds(viettel,
		   "Contact: <sip:0999@198.51.100.20>, <tel:+8819999>, <sips:0777@{address}>\r\n");
	party_dial(pbx, "5");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 302  < ACK");
	lab_wire(lab, fpt, "");
	lab_cdr(lab, "tried viettel 302; status 480; why ~to nobody of its own");
}

SIM_TEST(a_302_round_in_a_circle_ends, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, REFUSE(302));
	party_adds(viettel, "Contact: <sip:0999@{address}>\r\n");
	party_dial(pbx, "5");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "tried viettel 302, viettel 302; status 480; why ~loop");
}

SIM_TEST(a_302_is_followed_five_times_at_most, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, REFUSE(302));
	party_adds(viettel, "Contact: <sip:{call-id}@{address}>\r\n"); /* another one each time */
	party_dial(pbx, "5");
	lab_run(lab, 5 * SEC);
	lab_expect(lab, lab_count(lab, viettel, "< INVITE") == 6, "one call, and five after it");
	lab_cdr(lab, "status 480; why ~loop");
}

SIM_TEST(a_302_is_an_answer_where_the_rule_does_not_follow, "targets.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, REFUSE(302));
	party_adds(viettel, "Contact: <sip:0999@{address}>\r\n");
	party_dial(pbx, "6");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "tried viettel 302; status 480; why ~302");
}

SIM_TESTS(&a_503_sends_the_call_to_the_next_provider, &silence_sends_the_call_on_after_6_s,
	  &a_100_alone_is_silence, &a_phone_that_rings_is_waited_for,
	  &the_last_answer_is_the_callers, &busy_is_an_answer_and_ends_the_hunt,
	  &the_caller_gives_up_between_two_providers, &the_first_provider_answers_too_late,
	  &a_provider_that_answers_after_all_is_over_is_hung_up, &a_provider_that_is_dead_is_passed,
	  &a_provider_that_dies_while_it_rings_is_given_up, &nobody_is_there,
	  &weights_are_shares_of_the_calls, &who_is_drawn_first_and_fails_is_followed_by_the_other,
	  &the_provider_with_the_fewest_calls_gets_the_next,
	  &a_provider_that_asks_to_be_left_alone_is, &a_provider_that_asks_for_a_year_gets_an_hour,
	  &a_provider_is_called_though_a_subscriber_asks_to_be_left_alone,
	  &a_rule_may_call_a_provider_that_asks_to_be_left_alone, &an_emergency_leaves_nobody_alone,
	  &a_subscriber_who_moved_is_called_where_the_provider_says,
	  &a_302_to_somebody_else_is_not_followed, &a_302_round_in_a_circle_ends,
	  &a_302_is_followed_five_times_at_most,
	  &a_302_is_an_answer_where_the_rule_does_not_follow);
