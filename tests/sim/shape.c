/* shape.c -- codecs: who is offered which, and what happens when none is left */
#include "tests/lab/lab.h"

static struct party *calls(struct lab *lab, const char *peer, const char *number)
{
	struct party *pbx = lab_party(lab, "pbx"), *party = lab_party(lab, peer);

	party_plan(party, ANSWER, HANGUP(SEC));
	party_dial(pbx, number);
	lab_run(lab, 10 * SEC);
	return party;
}

SIM_TEST(the_provider_is_offered_its_codecs_best_first, "shape.yaml")
{
	struct party *ulaw = calls(lab, "ulaw", "1234");

	lab_says(lab, ulaw, "< INVITE", " RTP/AVP 0 8 101\r\n");
	lab_cdr(lab, "answered; to ulaw");
}

SIM_TEST(neither_side_hears_of_a_codec_that_one_may_not_have, "shape.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *ulaw = calls(lab, "ulaw-only", "2345");

	lab_says(lab, ulaw, "< INVITE", " RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n");
	lab_lacks(lab, ulaw, "< INVITE", "PCMA");
	lab_says(lab, pbx, "< 200", " RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n");
	lab_lacks(lab, pbx, "< 200", "PCMA"); /* though it answered with both */
}

SIM_TEST(a_target_without_a_codec_in_common_is_passed_over, "shape.yaml")
{
	struct party *wide = lab_party(lab, "wide");

	(void)calls(lab, "ulaw-only", "3456");
	lab_wire(lab, wide, "");
	lab_cdr(lab, "answered; tried wide 488, ulaw-only 200");
}

SIM_TEST(when_no_codec_is_left_the_caller_hears_488_and_the_record_says_why, "shape.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "4567");
	lab_run(lab, 10 * SEC);
	lab_wire(lab, pbx, "> INVITE  < 100  < 488  > ACK");
	lab_says(lab, pbx, "< 488", "\r\nReason: SIP;cause=488;text=\"rule none, call ");
	lab_cdr(lab,
		"unanswered; tried wide 488; status 488; "
		"why ~pbx offers PCMA, PCMU, telephone-event and takes any, "
		"wide takes g722, opus");
}

SIM_TEST(a_caller_hears_of_its_own_codecs_only, "shape.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *ulaw = lab_party(lab, "ulaw-only");

	party_plan(pbx, ANSWER, HANGUP(SEC));
	party_dial(ulaw, "7890");
	lab_run(lab, 10 * SEC);
	lab_says(lab, pbx, "< INVITE", " RTP/AVP 0 101\r\n");
	lab_says(lab, ulaw, "< 200", " RTP/AVP 0 101\r\n");
}

SIM_TEST(a_gateway_that_is_confused_by_two_codecs_gets_one, "shape.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *gateway = lab_party(lab, "gateway");

	party_plan(pbx, ANSWER, HANGUP(SEC));
	party_dial(gateway, "7890");
	lab_run(lab, 10 * SEC);
	lab_says(lab, pbx, "< INVITE", " RTP/AVP 8 0 101\r\n");
	lab_says(lab, gateway, "< 200", " RTP/AVP 8 101\r\n");
}

SIM_TESTS(&the_provider_is_offered_its_codecs_best_first,
	  &neither_side_hears_of_a_codec_that_one_may_not_have,
	  &a_target_without_a_codec_in_common_is_passed_over,
	  &when_no_codec_is_left_the_caller_hears_488_and_the_record_says_why,
	  &a_caller_hears_of_its_own_codecs_only,
	  &a_gateway_that_is_confused_by_two_codecs_gets_one);
