/*
 * templates_trunk.c -- the templates of carriers' trunks, Deutsche Telekom and Viet Nam; see templates.c
 */
#include "tests/lab/lab.h"

/* ---- Deutsche Telekom CompanyFlex ---- */

#define TRUNK "+4919929600000012345" /* the registration number */
#define PROXY "551123456789.primary.companyflex.de"

static struct party *telekom(struct lab *lab, const char *name, const char *address)
{
	struct party *party = lab_party_at(lab, name, address, "203.0.113.5:5060");

	party_is(party, "telekom");
	party_registers(party, .granted_s = 480, .least_s = 7200,
			.adds = "Service-Route: <sip:scscf.telekom.example;lr>\r\n");
	party_wants(party, "551123456789", "TELEKOM_PASSWORD");
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "+4930901820");
	return party;
}

/* No A record for either name of the template, as in life. */
static void telekom_names(struct lab *lab)
{
	lab_name(lab, PROXY " NAPTR 10 50 s SIP+D2T _sip._tcp." PROXY);
	lab_name(lab, "_sip._tcp." PROXY " SRV 10 5 5060 a.companyflex.de");
	lab_name(lab, "_sip._tcp." PROXY " SRV 20 5 5060 b.companyflex.de");
	lab_name(lab, "a.companyflex.de A 198.51.100.11");
	lab_name(lab, "b.companyflex.de A 198.51.100.12");
}

static struct party *berlin(struct lab *lab)
{
	struct party *pbx = lab_party(lab, "pbx");

	party_calls_itself(pbx, "200");
	party_plan(pbx, RING(SEC), ANSWER);
	return pbx;
}

SIM_TEST(telekom_knows_our_number_at_a_machine_that_only_srv_names, LAB_TEMPLATE("telekom"))
{
	struct party *a = telekom(lab, "a", "tcp:198.51.100.11:5060");

	telekom_names(lab);
	lab_run(lab, 5 * SEC);
	lab_wire(lab, a, "< REGISTER  > 401  < REGISTER  > 423  < REGISTER  > 200");
	lab_says(lab, a, "< REGISTER", "REGISTER sip:tel.t-online.de SIP/2.0");
	lab_expect(lab, party_knows(a, TRUNK), "it knows us");
}

SIM_TEST(telekom_is_called_with_a_number_of_ours_in_ppi, LAB_TEMPLATE("telekom"))
{
	struct party *pbx = berlin(lab), *a = telekom(lab, "a", "tcp:198.51.100.11:5060");

	telekom_names(lab);
	lab_run(lab, 5 * SEC);
	party_dial(pbx, "030901820", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, a, "< INVITE", "INVITE sip:+4930901820@tel.t-online.de SIP/2.0");
	lab_says(lab, a, "< INVITE", "\r\nP-Preferred-Identity: \"Lan Anh\" <sip:+493023125200@");
	lab_cdr(lab, "answered; tried telekom 200");
}

SIM_TEST(telekom_never_hears_of_a_number_that_is_not_ours, LAB_TEMPLATE("telekom"))
{
	struct party *pbx = berlin(lab), *a = telekom(lab, "a", "tcp:198.51.100.11:5060");

	party_calls_itself(pbx, "0171123456");
	telekom_names(lab);
	lab_run(lab, 5 * SEC);
	party_dial(pbx, "030901820", .hangup_us = 2 * SEC,
		   .headers = "P-Asserted-Identity: <sip:0171123456@{host}>\r\n");
	lab_run(lab, 5 * SEC);
	lab_lacks(lab, a, "< INVITE", "171123456");
	lab_cdr(lab, "answered; tried telekom 200");
}

/* Whoever forwards it answers for it: his number in PPI, the caller's in From. */
SIM_TEST(telekom_shows_who_calls_behind_a_forwarded_call, LAB_TEMPLATE("telekom"))
{
	struct party *pbx = berlin(lab), *a = telekom(lab, "a", "tcp:198.51.100.11:5060");

	party_calls_itself(pbx, "0171123456");
	telekom_names(lab);
	lab_run(lab, 5 * SEC);
	party_dial(pbx, "030901820", .hangup_us = 2 * SEC,
		   .headers = "Diversion: <sip:201@{host}>;reason=unconditional\r\n");
	lab_run(lab, 5 * SEC);
	lab_says(lab, a, "< INVITE", "\r\nFrom: \"Lan Anh\" <sip:+49171123456@");
	lab_says(lab, a, "< INVITE", "\r\nDiversion: <sip:+493023125201@");
	lab_cdr(lab, "answered; tried telekom 200");
}

SIM_TEST(telekom_calls_us_where_we_registered, LAB_TEMPLATE("telekom"))
{
	struct party *pbx = berlin(lab), *a = telekom(lab, "a", "tcp:198.51.100.11:5060");

	telekom_names(lab);
	lab_run(lab, 5 * SEC);
	party_dial(a, "+493023125201", .line = TRUNK, .hangup_us = 2 * SEC,
		   .headers = "P-Asserted-Identity: <sip:+4930901821@{host}>\r\n");
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< INVITE", "INVITE sip:201@192.168.10.20");
	lab_says(lab, pbx, "< INVITE", "<sip:030901821@"); /* PAI's: From may be any text */
	lab_cdr(lab, "answered; from telekom; tried pbx 200");
}

SIM_TEST(telekoms_machine_dies_and_the_other_knows_us_and_has_the_calls, LAB_TEMPLATE("telekom"))
{
	struct party *pbx = berlin(lab);
	struct party *a = telekom(lab, "a", "tcp:198.51.100.11:5060");
	struct party *b = telekom(lab, "b", "tcp:198.51.100.12:5060");

	party_is_one_with(b, a);
	telekom_names(lab);
	lab_run(lab, 20 * SEC);
	lab_expect(lab, party_knows(a, TRUNK) && !party_knows(b, TRUNK), "one machine knows us");
	lab_dies(lab, a);
	lab_run(lab, 10 * MINUTE);
	lab_expect(lab, party_knows(b, TRUNK), "the other one knows us");
	party_dial(pbx, "030901820", .hangup_us = 2 * SEC);
	lab_run(lab, MINUTE);
	lab_says(lab, b, "< INVITE", "INVITE sip:+4930901820@tel.t-online.de SIP/2.0");
	lab_cdr(lab, "answered; to telekom");
}

/* ---- a trunk in Viet Nam ---- */

static struct party *carrier(struct lab *lab, const char *name)
{
	struct party *party = lab_party(lab, name);

	party_is(party, "viettel");
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "0912345678");
	return party;
}

static struct party *hanoi(struct lab *lab, const char *number)
{
	struct party *pbx = lab_party(lab, "pbx");

	party_calls_itself(pbx, number);
	party_plan(pbx, RING(SEC), ANSWER);
	return pbx;
}

SIM_TEST(a_vietnamese_trunk_is_called_from_its_own_number_with_a_law, LAB_TEMPLATE("vietnam"))
{
	struct party *pbx = hanoi(lab, "2001"), *a = carrier(lab, "carrier-a");

	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, a, "< INVITE", "INVITE sip:0912345678@10.60.1.10");
	lab_says(lab, a, "< INVITE", "<sip:02873002001@10.60.1.2>");
	lab_says(lab, a, "< INVITE", " RTP/AVP 8 101\r\n"); /* digits too */
	lab_cdr(lab, "answered; tried carrier-a 200");

	party_calls_itself(pbx, "0987654321"); /* assigned to somebody else */
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, a, "< INVITE", "<sip:02873002000@10.60.1.2>");
	lab_cdr(lab, "answered; tried carrier-a 200");
}

SIM_TEST(both_sbcs_of_a_vietnamese_trunk_call_the_pbx, LAB_TEMPLATE("vietnam"))
{
	struct party *pbx = hanoi(lab, "2001");
	struct party *a = carrier(lab, "carrier-a"), *b = carrier(lab, "carrier-b");

	party_dial(a, "02873002001", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	party_dial(b, "02873002001", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, pbx, "< INVITE", "INVITE sip:2001@192.168.10.20");
	lab_cdr(lab, "answered; from carrier-a; tried pbx 200");
	lab_cdr(lab, "answered; from carrier-b; tried pbx 200");
}

SIM_TEST(one_sbc_of_the_carrier_is_cut_off_and_the_other_has_the_calls, LAB_TEMPLATE("vietnam"))
{
	struct party *pbx = hanoi(lab, "0987654321");
	struct party *a = carrier(lab, "carrier-a"), *b = carrier(lab, "carrier-b");

	party_is_one_with(b, a);
	lab_dies(lab, a);
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 4100 * MS);
	lab_says(lab, b, "< INVITE", " RTP/AVP 8 101\r\n");
	lab_run(lab, 2 * MINUTE);
	lab_cdr(lab, "answered; tried carrier-a 408, carrier-b 200");

	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC); /* OPTIONS has told by now */
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried carrier-a 503, carrier-b 200; left ~is down since");
}

SIM_TEST(a_line_that_was_cut_before_any_call_is_noticed, LAB_TEMPLATE("vietnam"))
{
	struct party *pbx = hanoi(lab, "2001");
	struct party *a = carrier(lab, "carrier-a"), *b = carrier(lab, "carrier-b");

	party_is_one_with(b, a);
	lab_dies(lab, a);
	lab_run(lab, 2 * MINUTE);
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried carrier-a 503, carrier-b 200; left ~is down since");

	lab_lives(lab, a); /* and the other one, too */
	lab_dies(lab, b);
	lab_run(lab, 2 * MINUTE);
	party_plan(a, REFUSE(500));
	party_dial(pbx, "0912345678");
	lab_run(lab, 500 * MS);
	lab_cdr(lab, "unanswered; tried carrier-a 500, carrier-b 503");
}

/* The number is switched off: the caller hears so, and hears it once. */
SIM_TEST(an_announcement_before_the_refusal_is_heard, LAB_TEMPLATE("vietnam"))
{
	struct party *pbx = hanoi(lab, "2001");
	struct party *a = carrier(lab, "carrier-a"), *b = carrier(lab, "carrier-b");

	party_speaks(a, 50);
	party_plan(a, PROGRESS(5 * SEC), REFUSE(480));
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);
	lab_heard(lab, pbx, "carrier-a", 245, 251);
	lab_wire(lab, pbx, "> INVITE  < 100  < 183  < 480  > ACK");
	lab_wire(lab, b, "");
	lab_cdr(lab, "unanswered; tried carrier-a 480; status 480");
}

SIM_TEST(a_service_number_does_not_reach_the_carrier, LAB_TEMPLATE("vietnam"))
{
	struct party *pbx = hanoi(lab, "2001"), *a = carrier(lab, "carrier-a");

	party_dial(pbx, "19001234");
	lab_run(lab, 5 * SEC);
	lab_wire(lab, a, "");
	lab_cdr(lab, "unanswered; status 403; rule service numbers");
}

SIM_TESTS(&telekom_knows_our_number_at_a_machine_that_only_srv_names,
	  &telekom_is_called_with_a_number_of_ours_in_ppi,
	  &telekom_never_hears_of_a_number_that_is_not_ours,
	  &telekom_shows_who_calls_behind_a_forwarded_call, &telekom_calls_us_where_we_registered,
	  &telekoms_machine_dies_and_the_other_knows_us_and_has_the_calls,
	  &a_vietnamese_trunk_is_called_from_its_own_number_with_a_law,
	  &both_sbcs_of_a_vietnamese_trunk_call_the_pbx,
	  &one_sbc_of_the_carrier_is_cut_off_and_the_other_has_the_calls,
	  &a_line_that_was_cut_before_any_call_is_noticed,
	  &an_announcement_before_the_refusal_is_heard,
	  &a_service_number_does_not_reach_the_carrier);
