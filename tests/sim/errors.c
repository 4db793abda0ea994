/* errors.c -- what is refused, with which answer, and what it leaves unharmed */
#include "tests/lab/lab.h"

/* What the provider says, and what the PBX hears of it. */
static const struct {
	uint16_t said;
	const char *heard, *record;
} refusals[] = {
	{302, "< 480", "unanswered; tried viettel 302; status 480"},
	{400, "< 400", "unanswered; tried viettel 400; status 400"},
	{401, "< 502", "unanswered; tried viettel 401; status 502"},
	{403, "< 403", "unanswered; tried viettel 403; status 403"},
	{404, "< 404", "unanswered; tried viettel 404; status 404"},
	{407, "< 502", "unanswered; tried viettel 407; status 502"},
	{410, "< 410", "unanswered; tried viettel 410; status 410"},
	{420, "< 502", "unanswered; tried viettel 420; status 502"},
	{480, "< 480", "unanswered; tried viettel 480; status 480"},
	{482, "< 502", "unanswered; tried viettel 482; status 502"},
	{486, "< 486", "unanswered; tried viettel 486; status 486"},
	{488, "< 488", "unanswered; tried viettel 488; status 488"},
	{600, "< 600", "unanswered; tried viettel 600; status 600"},
	{603, "< 603", "unanswered; tried viettel 603; status 603"},
	{606, "< 606", "unanswered; tried viettel 606; status 606"},
};

SIM_TEST(a_refusal_crosses_or_becomes_another, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		party_plan(viettel, REFUSE(refusals[i].said));
		party_dial(pbx, "0912345678");
		lab_run(lab, 5 * SEC);
		lab_says(lab, pbx, refusals[i].heard, "SIP/2.0");
		lab_cdr(lab, refusals[i].record);
	}
}

SIM_TEST(a_number_that_no_rule_knows_is_404, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "0014155550100");
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 404  > ACK");
	lab_cdr(lab, "unanswered; tried nobody; status 404; called +14155550100; why ~rule");
}

SIM_TEST(a_rule_rejects_in_its_own_words, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "01900123456");
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 403  > ACK");
	lab_says(lab, pbx, "< 403", "SIP/2.0 403 Premium numbers are closed\r\n");
	lab_cdr(lab, "unanswered; tried nobody; status 403; rule premium");
}

SIM_TEST(a_stranger_hears_nothing, "office.yaml")
{
	struct party *stranger =
		lab_party_at(lab, "stranger", "198.51.100.66:5060", "203.0.113.5:5060");

	party_dial(stranger, "02873000001");
	party_ask(stranger, "OPTIONS");
	lab_run(lab, 10 * SEC);
	party_cancel(stranger);
	lab_run(lab, MINUTE);

	lab_wire(lab, stranger, "> INVITE  > OPTIONS  > CANCEL");
	lab_no_cdr(lab);
}

SIM_TEST(a_peer_on_the_wrong_side_is_a_stranger, "office.yaml")
{
	struct party *spoof = lab_party_at(lab, "spoof", "10.0.0.20:5060", "203.0.113.5:5060");

	party_dial(spoof, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, spoof, "> INVITE");
	lab_no_cdr(lab);
}

SIM_TEST(the_last_hop_is_483, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_dial(pbx, "0912345678", .max_forwards = "0");
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 483  > ACK");
	lab_wire(lab, viettel, "");
	lab_cdr(lab, "unanswered; tried nobody; status 483");
}

SIM_TEST(what_is_required_and_not_there_is_420, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "0912345678", .headers = "Require: 100rel\r\n");
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 420  > ACK");
	lab_says(lab, pbx, "< 420", "\r\nUnsupported: 100rel\r\n");
	lab_cdr(lab, "unanswered; tried nobody; status 420");
}

SIM_TEST(what_is_only_supported_is_no_reason_to_refuse, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678", .headers = "Supported: 100rel, timer\r\n", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);

	lab_lacks(lab, viettel, "< INVITE", "100rel");
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(a_call_that_comes_back_is_482, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, LOOP, AFTER(SEC), REFUSE(482));
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > INVITE  < 100  < 482  > ACK  > 482  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  < 502  > ACK");
	lab_cdr(lab, "unanswered; from viettel; status 482; why ~loop");
	lab_cdr(lab, "unanswered; from pbx; status 502");
}

SIM_TEST(the_second_copy_of_a_forked_call_is_482, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(2 * SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, SEC);
	party_merges(pbx);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx,
		 "> INVITE  < 100  < 180  > INVITE  < 482  > ACK  < 200  > ACK  < BYE  > 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > 200  < ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 200");
	lab_no_cdr(lab);
}

SIM_TEST(a_dialog_that_nobody_knows_is_481, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_ask(pbx, "BYE", .to_tag = "a-tag-of-nobody");
	lab_run(lab, SEC);
	party_ask(pbx, "OPTIONS", .to_tag = "a-tag-of-nobody");
	lab_run(lab, SEC);
	party_ask(pbx, "INVITE", .to_tag = "a-tag-of-nobody");
	lab_run(lab, SEC);
	party_ask(pbx, "CANCEL");
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> BYE < 481  > OPTIONS < 481  > INVITE < 481 > ACK  > CANCEL < 481");
	lab_no_cdr(lab);
}

SIM_TEST(what_we_do_not_do_is_405_and_what_nobody_does_is_501, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_ask(pbx, "OPTIONS");
	lab_run(lab, SEC);
	party_ask(pbx, "REGISTER");
	lab_run(lab, SEC);
	party_ask(pbx, "MESSAGE");
	lab_run(lab, SEC);
	party_ask(pbx, "FLY");
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> OPTIONS < 200  > REGISTER < 405  > MESSAGE < 405  > FLY < 501");
	lab_says(lab, pbx, "< 405", "\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n");
}

SIM_TEST(inside_a_call_it_is_405_and_the_call_goes_on, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, SEC);
	party_ask(pbx, "INFO", .inside = true);
	lab_run(lab, SEC);
	party_ask(viettel, "FLY", .inside = true);
	lab_run(lab, SEC);
	party_ask(viettel, "OPTIONS", .inside = true);
	lab_run(lab, SEC);
	party_hangup(viettel);
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > INFO  < 405  < BYE  > 200");
	lab_wire(lab, viettel,
		 "< INVITE > 100 > 200 < ACK  > FLY < 405  > OPTIONS < 200  > BYE < 200");
	lab_cdr(lab, "answered; why ~callee");
}

SIM_TEST(a_change_of_the_call_is_488_and_the_call_goes_on, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 50);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, SEC);
	party_ask(pbx, "INVITE", .inside = true, .direction = "sendonly");
	lab_run(lab, SEC);
	party_ask(viettel, "INVITE", .inside = true, .direction = "inactive");
	lab_run(lab, SEC);
	party_hangup(pbx);
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE < 100 < 200 > ACK  > INVITE < 488 > ACK  > BYE < 200");
	lab_wire(lab, viettel, "< INVITE > 100 > 200 < ACK  > INVITE < 488 > ACK  < BYE > 200");
	lab_heard(lab, viettel, "pbx", 145, 155);
	lab_cdr(lab, "answered; why ~caller");
}

SIM_TEST(a_call_without_an_offer_is_488, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "0912345678", .without_offer = true);
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 488  > ACK");
	lab_cdr(lab, "unanswered; tried nobody; status 488; why ~offer");
}

/* What comes from the internet all day. None of it is answered. */
static const char *const nonsense[] = {
	"hello\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	"INVITE sip:100@203.0.113.5 SIP/2.0\r\n\r\n",
	"SIP/2.0 200 OK\r\nCall-ID: nobody-asked\r\nCSeq: 1 INVITE\r\n\r\n",
	"\r\n\r\n",
	"INVITE",
};

SIM_TEST(nonsense_is_not_answered, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++)
		party_says(pbx, nonsense[i]);

	lab_run(lab, MINUTE);
	lab_no_cdr(lab);
	lab_wire(lab, pbx, "> hello  > GET  > INVITE  > 200  >   > INVITE");
}

SIM_TESTS(&a_refusal_crosses_or_becomes_another, &a_number_that_no_rule_knows_is_404,
	  &a_rule_rejects_in_its_own_words, &a_stranger_hears_nothing,
	  &a_peer_on_the_wrong_side_is_a_stranger, &the_last_hop_is_483,
	  &what_is_required_and_not_there_is_420, &what_is_only_supported_is_no_reason_to_refuse,
	  &a_call_that_comes_back_is_482, &the_second_copy_of_a_forked_call_is_482,
	  &a_dialog_that_nobody_knows_is_481, &what_we_do_not_do_is_405_and_what_nobody_does_is_501,
	  &inside_a_call_it_is_405_and_the_call_goes_on,
	  &a_change_of_the_call_is_488_and_the_call_goes_on, &a_call_without_an_offer_is_488,
	  &nonsense_is_not_answered);
