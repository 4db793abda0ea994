/*
 * templates_pbx.c -- the templates of FreePBX, 3CX and CUCM as they stand; see templates.c
 */
#include <string.h>
#include "tests/lab/lab.h"

/* ---- a provider of the common kind: a name, a login, E.164 ---- */

static struct party *provider(struct lab *lab, const char *name, const char *address,
			      const char *password)
{
	struct party *party = lab_party_at(lab, name, address, "203.0.113.5:5060");

	party_wants(party, "acme", password);
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "+12125550123");
	return party;
}

static struct party *common(struct lab *lab)
{
	lab_name(lab, "sip.provider.example A 198.51.100.10");
	return provider(lab, "provider", "198.51.100.10:5060", "PROVIDER_PASSWORD");
}

/* ---- FreePBX ---- */

static struct party *freepbx(struct lab *lab, const char *name)
{
	struct party *party = lab_party(lab, name);

	party_is(party, "asterisk");
	party_has(party, "freepbx", "FREEPBX_PASSWORD", 1);
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "100");
	return party;
}

static struct party *alpha(struct lab *lab)
{
	lab_name(lab, "sip.alpha.example A 198.51.100.10");
	return provider(lab, "alpha", "198.51.100.10:5060", "ALPHA_PASSWORD");
}

static struct party *beta(struct lab *lab)
{
	lab_name(lab, "sip.beta.example A 198.51.100.20");
	return provider(lab, "beta", "198.51.100.20:5060", "BETA_PASSWORD");
}

SIM_TEST(both_freepbx_prove_themselves_and_call_out, LAB_TEMPLATE("freepbx"))
{
	static const char *const names[] = {"pbx", "pbx2"};
	struct party *out = alpha(lab);

	lab_run(lab, SEC);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct party *pbx = freepbx(lab, names[i]);

		party_dial(pbx, "12125550123", .hangup_us = 2 * SEC);
		lab_run(lab, 5 * SEC);
		lab_says(lab, out, "< INVITE", "INVITE sip:+12125550123@sip.alpha.example");
		lab_says(lab, out, "< INVITE", "<sip:+14155550100@");
		lab_says(lab, pbx, "< 401", "Digest");
		lab_cdr(lab, "answered; tried alpha 200");
	}
}

SIM_TEST(who_does_not_know_freepbxs_password_calls_nobody, LAB_TEMPLATE("freepbx"))
{
	struct party *pbx = freepbx(lab, "pbx"), *pbx2 = freepbx(lab, "pbx2"), *out = alpha(lab);

	party_has(pbx, "freepbx", "guessed", 1);
	party_has(pbx2, "freepbx", "guessed", 1);
	lab_run(lab, SEC);
	party_dial(pbx, "12125550123");
	party_dial(pbx2, "12125550123");
	lab_run(lab, 5 * SEC);
	lab_wire(lab, out, "");
	lab_no_cdr(lab);
}

/* pjproject drops what does not fit into its buffer, and tells nobody but its log. */
SIM_TEST(freepbx_hears_a_call_with_more_headers_than_its_buffer, LAB_TEMPLATE("freepbx"))
{
	static const char name[] = "X-Carrier-Trace: ";
	char trace[3900];
	struct party *pbx = freepbx(lab, "pbx"), *spare = freepbx(lab, "pbx2");
	struct party *out = alpha(lab);

	party_is_one_with(spare, pbx);
	lab_run(lab, SEC);
	memset(trace, 'x', sizeof trace);
	memcpy(trace, name, sizeof name - 1);
	memcpy(trace + sizeof trace - 3, "\r\n", 3);
	party_dial(out, "+14155550100", .headers = trace, .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< INVITE", "INVITE sip:100@192.168.10.20");
	lab_cdr(lab, "answered; from alpha; tried pbx 200");

	party_plan(pbx, REFUSE(503));
	party_dial(out, "+14155550100", .headers = trace, .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; from alpha; tried pbx 503, pbx2 200");
}

SIM_TEST(freepbx_finds_the_mailbox_of_a_forwarded_call, LAB_TEMPLATE("freepbx"))
{
	static const char history[] =
		"History-Info: <sip:+14155550103@{host}>;index=1\r\n"
		"History-Info: <sip:+14155550100@{host};cause=486>;index=1.1;mp=1\r\n";
	struct party *pbx = freepbx(lab, "pbx"), *spare = freepbx(lab, "pbx2");
	struct party *out = beta(lab);

	party_is_one_with(spare, pbx);
	lab_run(lab, SEC);
	party_plan(pbx, REFUSE(503));
	party_dial(out, "+14155550100", .hangup_us = 2 * SEC, .headers = history);
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< INVITE", "\r\nDiversion: <sip:103@");
	lab_says(lab, spare, "< INVITE", "\r\nDiversion: <sip:103@");
	lab_cdr(lab, "answered; from beta; tried pbx 503, pbx2 200");
}

SIM_TEST(a_dead_freepbx_is_noticed_before_a_call_comes, LAB_TEMPLATE("freepbx"))
{
	struct party *pbx = freepbx(lab, "pbx"), *spare = freepbx(lab, "pbx2");
	struct party *out = alpha(lab);

	party_is_one_with(spare, pbx);
	lab_run(lab, SEC);
	lab_dies(lab, pbx);
	lab_run(lab, MINUTE);
	party_dial(out, "+14155550100", .hangup_us = 2 * SEC);
	lab_run(lab, 100 * MS);
	lab_says(lab, spare, "< INVITE", "INVITE sip:100@192.168.10.21");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried pbx 503, pbx2 200; left ~pbx is down since");
}

SIM_TEST(a_freepbx_that_dies_delays_one_call_four_seconds, LAB_TEMPLATE("freepbx"))
{
	struct party *pbx = freepbx(lab, "pbx"), *spare = freepbx(lab, "pbx2");
	struct party *out = alpha(lab);

	party_is_one_with(spare, pbx);
	lab_run(lab, SEC);
	lab_dies(lab, pbx);
	party_dial(out, "+14155550100", .hangup_us = 2 * SEC);
	lab_run(lab, 4100 * MS);
	lab_wire(lab, spare, "< INVITE  > 100  > 180");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried pbx 408, pbx2 200");
}

SIM_TEST(a_full_provider_of_freepbx_passes_the_call_to_the_other, LAB_TEMPLATE("freepbx"))
{
	struct party *pbx = freepbx(lab, "pbx"), *full = alpha(lab), *other = beta(lab);

	party_is_one_with(other, full);
	lab_run(lab, SEC);
	party_plan(full, REFUSE(503));
	party_dial(pbx, "12125550123", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried alpha 503, beta 200");
}

SIM_TEST(freepbx_qualifies_its_trunk, LAB_TEMPLATE("freepbx"))
{
	struct party *pbx = freepbx(lab, "pbx");

	party_ask(pbx, "OPTIONS");
	lab_run(lab, SEC);
	lab_expect(lab, lab_count(lab, pbx, "< 200") == 1, "its OPTIONS are answered");
}

/* ---- 3CX ---- */

static struct party *threecx(struct lab *lab, const char *name)
{
	struct party *party = lab_party(lab, name);

	party_is(party, "3cx");
	party_registers(party, .granted_s = 120);
	party_wants(party, "10000", "BRIDGE_PASSWORD");
	party_marks_contact(party, ";rinstance=f00d5eed");
	party_plan(party, RING(SEC), ANSWER, HANGUP(2 * SEC));
	party_calls_itself(party, "200");
	return party;
}

static struct party *german(struct lab *lab)
{
	struct party *out = common(lab);

	party_calls_itself(out, "+4930901820");
	return out;
}

SIM_TEST(threecx_calls_out_by_the_line_of_its_bridge, LAB_TEMPLATE("3cx"))
{
	static const char *const names[] = {"pbx", "pbx2"};
	struct party *out = german(lab);

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		(void)threecx(lab, names[i]);
	lab_run(lab, 2 * SEC);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct party *pbx = lab_party(lab, names[i]);

		lab_expect(lab, party_knows(pbx, "10000"), "it knows its bridge");
		party_dial(pbx, "030901820", .line = "10000", .hangup_us = 2 * SEC);
		lab_run(lab, 5 * SEC);
		lab_says(lab, out, "< INVITE", "<sip:+493023125200@");
		lab_cdr(lab,
			i ? "answered; from pbx2; tried provider 200"
			  : "answered; from pbx; tried provider 200");
	}
	lab_says(lab, out, "< INVITE", "INVITE sip:+4930901820@sip.provider.example");
}

/* ACK and BYE have the rinstance of its Contact, which the lab wants in every request of a dialog. */
SIM_TEST(threecx_is_called_by_its_bridge_and_hears_who_calls, LAB_TEMPLATE("3cx"))
{
	struct party *pbx = threecx(lab, "pbx"), *out = german(lab);

	lab_run(lab, 2 * SEC);
	party_dial(out, "+493023125201", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< INVITE", "INVITE sip:201@192.168.10.20");
	lab_says(lab, pbx, "< INVITE", "\r\nP-Asserted-Identity: \"Lan Anh\" <sip:030901820@");
	lab_says(lab, pbx, "< ACK", ";rinstance=f00d5eed SIP/2.0");
	lab_says(lab, pbx, "< BYE", ";rinstance=f00d5eed SIP/2.0");
	lab_cdr(lab, "answered; from provider; tried pbx 200");
}

SIM_TEST(a_3cx_that_stands_by_or_is_dead_passes_the_call_to_the_other, LAB_TEMPLATE("3cx"))
{
	static const uint16_t refusals[] = {408, 500, 503, 600};
	struct party *pbx = threecx(lab, "pbx"), *other = threecx(lab, "pbx2");
	struct party *out = german(lab);

	party_is_one_with(other, pbx);
	lab_run(lab, 2 * SEC);
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		party_plan(pbx, REFUSE(refusals[i]));
		party_dial(out, "+493023125201", .hangup_us = 2 * SEC);
		lab_run(lab, 5 * SEC);
		lab_cdr(lab, "answered; to pbx2");
	}
	lab_says(lab, other, "< INVITE", "\r\nP-Asserted-Identity: \"Lan Anh\" <sip:030901820@");

	lab_dies(lab, pbx);
	party_dial(out, "+493023125299", .hangup_us = 2 * SEC);
	lab_run(lab, 4100 * MS);
	lab_says(lab, other, "< INVITE", "INVITE sip:299@192.168.10.21");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried pbx 408, pbx2 200");
}

/* ---- CUCM ---- */

static struct party *node(struct lab *lab, const char *name)
{
	struct party *party = lab_party(lab, name);

	party_is(party, "cucm");
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "4001");
	return party;
}

SIM_TEST(both_nodes_of_cucm_call_out_with_early_offer, LAB_TEMPLATE("cucm"))
{
	struct party *one = node(lab, "node-1"), *two = node(lab, "node-2"), *out = common(lab);

	lab_run(lab, SEC);
	party_dial(one, "12125550123", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	party_dial(two, "12125550123", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, out, "< INVITE", "<sip:+14155554001@");
	lab_cdr(lab, "answered; from node-1; tried provider 200");
	lab_cdr(lab, "answered; from node-2; tried provider 200");
}

/* What the template's head says of the default of CUCM's SIP profile. */
SIM_TEST(cucm_without_early_offer_hears_why_not, LAB_TEMPLATE("cucm"))
{
	struct party *one = node(lab, "node-1");

	party_dial(one, "12125550123", .without_offer = true);
	lab_run(lab, 5 * SEC);
	lab_wire(lab, one, "> INVITE  < 100  < 488  > ACK");
	lab_cdr(lab, "unanswered; status 488; why ~late offers are not supported yet");
}

SIM_TEST(cucm_is_called_by_tcp_and_finds_the_mailbox, LAB_TEMPLATE("cucm"))
{
	static const char history[] =
		"History-Info: <sip:+14155554003@{host}>;index=1\r\n"
		"History-Info: <sip:+14155554002@{host};cause=486>;index=1.1;mp=1\r\n";
	struct party *one = node(lab, "node-1"), *two = node(lab, "node-2"), *out = common(lab);

	party_is_one_with(two, one);
	lab_run(lab, SEC);
	party_plan(one, REFUSE(503));
	party_dial(out, "+14155554002", .hangup_us = 2 * SEC, .headers = history);
	lab_run(lab, 5 * SEC);
	lab_says(lab, one, "< INVITE", "INVITE sip:4002@192.168.10.11 SIP/2.0");
	lab_says(lab, one, "< INVITE", "\r\nDiversion: <sip:4003@");
	lab_says(lab, two, "< INVITE", "\r\nDiversion: <sip:4003@");
	lab_cdr(lab, "answered; tried node-1 503, node-2 200");
}

SIM_TEST(the_nodes_of_cucm_share_the_calls, LAB_TEMPLATE("cucm"))
{
	struct party *one = node(lab, "node-1"), *two = node(lab, "node-2"), *out = common(lab);

	party_is_one_with(two, one);
	lab_run(lab, SEC);
	for (int i = 0; i < 6; i++)
		party_dial(out, "+14155554002", .hangup_us = 10 * SEC);
	lab_run(lab, SEC);
	lab_expect(lab,
		   lab_count(lab, one, "< INVITE") == 3 && lab_count(lab, two, "< INVITE") == 3,
		   "half of the calls each");
}

SIM_TEST(a_dead_node_of_cucm_delays_nobody_but_the_first, LAB_TEMPLATE("cucm"))
{
	struct party *one = node(lab, "node-1"), *two = node(lab, "node-2"), *out = common(lab);

	party_is_one_with(two, one);
	lab_run(lab, SEC);
	party_plan(one, IGNORE); /* it accepts connections and says nothing */
	party_dial(out, "+14155554002", .hangup_us = 2 * SEC);
	lab_run(lab, 4100 * MS);
	lab_wire(lab, two, "< INVITE  > 100  > 180");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried node-1 408, node-2 200");
}

SIM_TEST(a_node_of_cucm_that_is_shut_down_is_noticed_before_a_call_comes, LAB_TEMPLATE("cucm"))
{
	struct party *one = node(lab, "node-1"), *two = node(lab, "node-2"), *out = common(lab);

	party_is_one_with(two, one);
	lab_run(lab, MINUTE);
	lab_dies(lab, one);
	lab_run(lab, 3 * MINUTE);
	party_dial(out, "+14155554002", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried node-1 503, node-2 200; left ~is down since");

	lab_lives(lab, one);
	lab_run(lab, MINUTE);
	lab_dies(lab, two);
	lab_run(lab, 3 * MINUTE);
	party_plan(one, REFUSE(500));
	party_dial(out, "+14155554002");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "unanswered; tried node-1 500, node-2 503; why ~is down since");
}

SIM_TESTS(&both_freepbx_prove_themselves_and_call_out,
	  &who_does_not_know_freepbxs_password_calls_nobody,
	  &freepbx_hears_a_call_with_more_headers_than_its_buffer,
	  &freepbx_finds_the_mailbox_of_a_forwarded_call,
	  &a_dead_freepbx_is_noticed_before_a_call_comes,
	  &a_freepbx_that_dies_delays_one_call_four_seconds,
	  &a_full_provider_of_freepbx_passes_the_call_to_the_other, &freepbx_qualifies_its_trunk,
	  &threecx_calls_out_by_the_line_of_its_bridge,
	  &threecx_is_called_by_its_bridge_and_hears_who_calls,
	  &a_3cx_that_stands_by_or_is_dead_passes_the_call_to_the_other,
	  &both_nodes_of_cucm_call_out_with_early_offer, &cucm_without_early_offer_hears_why_not,
	  &cucm_is_called_by_tcp_and_finds_the_mailbox, &the_nodes_of_cucm_share_the_calls,
	  &a_dead_node_of_cucm_delays_nobody_but_the_first,
	  &a_node_of_cucm_that_is_shut_down_is_noticed_before_a_call_comes);
