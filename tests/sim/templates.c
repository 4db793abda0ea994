/*
 * templates.c -- the templates of Teams, Twilio and Telnyx as they stand: calls both ways, failures
 *
 * The other end has its habits (PAINS.md, last chapter; tests/lab/profile.c): it refuses what it
 * refuses in life, so a line of the template that is missing is a call that fails here.
 */
#include "tests/lab/lab.h"

#define INTERNET     "203.0.113.5:5060"
#define INTERNET_TLS "203.0.113.5:5061"

static struct party *office(struct lab *lab, const char *number)
{
	struct party *pbx = lab_party(lab, "pbx");

	party_calls_itself(pbx, number);
	party_plan(pbx, RING(SEC), ANSWER);
	party_speaks(pbx, 50);
	return pbx;
}

/* ---- Microsoft Teams ---- */

static struct party *teams(struct lab *lab, const char *name, const char *address, const char *row)
{
	struct party *party = lab_party_at(lab, name, address, INTERNET_TLS);

	if (row)
		lab_name(lab, row);
	party_is(party, "teams");
	party_encrypts(party);
	party_speaks(party, 50);
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "+442079460001");
	return party;
}

static struct party *first(struct lab *lab)
{
	return teams(lab, "teams", "tls:52.114.14.70:5061",
		     "sip.pstnhub.microsoft.com A 52.114.14.70");
}

SIM_TEST(teams_is_called_by_tls_and_srtp_once_it_was_asked, LAB_TEMPLATE("teams"))
{
	struct party *pbx = office(lab, "02079460500"), *one = first(lab);

	lab_run(lab, 3 * SEC); /* it is asked at once: a start is no half minute without calls */
	lab_says(lab, one, "< OPTIONS",
		 "\r\nContact: <sip:sbc.example.com:5061;transport=tls>\r\n");
	party_dial(pbx, "02079460001", .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_wire(lab, one, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_says(lab, one, "< INVITE", "INVITE sip:+442079460001@sip.pstnhub.microsoft.com:5061");
	lab_says(lab, one, "< INVITE", "\r\nContact: <sip:sbc.example.com:5061;transport=tls>\r\n");
	lab_says(lab, one, "< INVITE", " RTP/SAVP 8 0 101\r\n");
	lab_heard(lab, one, "pbx", 490, 501);
	lab_heard(lab, pbx, "teams", 490, 501);
	lab_cdr(lab, "answered; tried teams 200");
}

/* It has more machines than its names tell. */
SIM_TEST(teams_calls_the_pbx_from_any_of_its_machines, LAB_TEMPLATE("teams"))
{
	static const struct {
		const char *name, *address;
	} machines[] = {
		{"near", "tls:52.112.1.1:5061"},
		{"far",  "tls:52.122.1.1:5061"},
	};
	struct party *pbx = office(lab, "02079460500");

	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
		struct party *other = teams(lab, machines[i].name, machines[i].address, NULL);

		party_dial(other, "+442079460500", .domain = "sbc.example.com:5061;transport=tls",
			   .hangup_us = 10 * SEC);
		lab_run(lab, 15 * SEC);
		lab_says(lab, pbx, "< INVITE", "INVITE sip:02079460500@192.168.10.20");
		lab_heard(lab, other, "pbx", 490, 501);
		lab_heard(lab, pbx, machines[i].name, 490, 501);
		lab_cdr(lab, "answered; from teams; tried pbx 200");
	}
}

SIM_TEST(a_point_of_entry_of_teams_is_dead_and_the_next_has_the_call, LAB_TEMPLATE("teams"))
{
	struct party *pbx = office(lab, "02079460500"), *one = first(lab);
	struct party *two = teams(lab, "teams2", "tls:52.114.75.24:5061",
				  "sip2.pstnhub.microsoft.com A 52.114.75.24");
	struct party *three = teams(lab, "teams3", "tls:52.114.7.24:5061",
				    "sip3.pstnhub.microsoft.com A 52.114.7.24");

	party_is_one_with(two, one);
	party_is_one_with(three, one);
	lab_run(lab, MINUTE);
	lab_dies(lab, one);
	party_dial(pbx, "02079460001", .hangup_us = 2 * SEC);
	lab_run(lab, 4100 * MS);
	lab_wire(lab, two, "< INVITE  > 100  > 180");
	lab_run(lab, 2 * MINUTE); /* meanwhile nobody answers its OPTIONS */
	lab_cdr(lab, "answered; tried teams 408, teams2 200");

	lab_dies(lab, two);
	party_dial(pbx, "02079460002", .hangup_us = 2 * SEC);
	lab_run(lab, 4100 * MS);
	lab_wire(lab, three, "< INVITE  > 100  > 180");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried teams 503, teams2 408, teams3 200; left ~teams is down");
}

/* ---- Twilio ---- */

static struct party *twilio(struct lab *lab, const char *name, const char *address)
{
	struct party *party = lab_party_at(lab, name, address, INTERNET);

	party_is(party, "twilio");
	party_wants(party, "acme", "TWILIO_PASSWORD", .status = 407);
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "+12125550123");
	return party;
}

static void twilio_names(struct lab *lab)
{
	lab_name(lab, "_sip._udp.pstn.ashburn.twilio.com SRV 10 10 5060 a.ashburn.twilio.com");
	lab_name(lab, "a.ashburn.twilio.com A 54.172.60.1");
	lab_name(lab, "_sip._udp.pstn.umatilla.twilio.com SRV 10 10 5060 a.umatilla.twilio.com");
	lab_name(lab, "a.umatilla.twilio.com A 54.244.51.1");
	lab_run(lab, SEC);
}

SIM_TEST(twilio_is_called_at_its_edge_under_the_trunks_name, LAB_TEMPLATE("twilio"))
{
	struct party *pbx = office(lab, "14155550100");
	struct party *ashburn = twilio(lab, "ashburn", "54.172.60.1:5060");

	twilio_names(lab);
	party_dial(pbx, "12125550123", .max_forwards = "21", .hangup_us = 5 * SEC);
	lab_run(lab, 10 * SEC);
	lab_says(lab, ashburn, "< INVITE", "INVITE sip:+12125550123@acme.pstn.twilio.com SIP/2.0");
	lab_cdr(lab, "answered; tried ashburn 200");
}

SIM_TEST(twilio_calls_the_pbx_from_any_machine_of_its_edges, LAB_TEMPLATE("twilio"))
{
	struct party *pbx = office(lab, "14155550100");
	struct party *ashburn = twilio(lab, "ashburn", "54.172.60.3:5060");
	struct party *umatilla = twilio(lab, "umatilla", "54.244.51.3:5060");

	party_dial(ashburn, "+14155550100", .hangup_us = 5 * SEC);
	lab_run(lab, 10 * SEC);
	party_dial(umatilla, "+14155550100", .hangup_us = 5 * SEC);
	lab_run(lab, 10 * SEC);
	lab_says(lab, pbx, "< INVITE", "INVITE sip:14155550100@192.168.10.20");
	lab_cdr(lab, "answered; from ashburn; tried pbx 200");
	lab_cdr(lab, "answered; from umatilla; tried pbx 200");
}

/* Without `pace` four of five would hear 503, without `rate` error 32001. */
SIM_TEST(a_burst_of_calls_reaches_twilio_one_a_second, LAB_TEMPLATE("twilio"))
{
	struct party *pbx = office(lab, "14155550100");
	struct party *ashburn = twilio(lab, "ashburn", "54.172.60.1:5060");

	twilio_names(lab);
	for (int i = 0; i < 5; i++)
		party_dial(pbx, "12125550123", .hangup_us = 30 * SEC);
	lab_run(lab, MINUTE);

	lab_expect(lab, !lab_count(lab, ashburn, "> 503"), "nobody hears error 32001");
	for (int i = 0; i < 5; i++)
		lab_cdr(lab, "answered; tried ashburn 200");
}

/* Whose turn it is, is Twilio's to say then: it refuses, and the other edge takes it. */
SIM_TEST(an_emergency_does_not_wait_behind_a_burst, LAB_TEMPLATE("twilio"))
{
	struct party *pbx = office(lab, "14155550100");
	struct party *ashburn = twilio(lab, "ashburn", "54.172.60.1:5060");
	struct party *umatilla = twilio(lab, "umatilla", "54.244.51.1:5060");

	party_is_one_with(umatilla, ashburn);
	twilio_names(lab);
	for (int i = 0; i < 4; i++)
		party_dial(pbx, "12125550123", .hangup_us = 10 * SEC);
	party_dial(pbx, "911", .hangup_us = 10 * SEC);
	lab_run(lab, 10 * MS);
	lab_says(lab, ashburn, "> 503", "X-Twilio-Error: 32001");
	lab_says(lab, umatilla, "< INVITE", "INVITE sip:911@acme.pstn.twilio.com SIP/2.0");
	lab_run(lab, MINUTE);
	lab_expect(lab, lab_count(lab, pbx, "> ACK") == 5, "all calls are answered in the end");
}

SIM_TEST(an_edge_of_twilio_is_silent_and_the_other_has_the_calls, LAB_TEMPLATE("twilio"))
{
	struct party *pbx = office(lab, "14155550100");
	struct party *ashburn = twilio(lab, "ashburn", "54.172.60.1:5060");
	struct party *umatilla = twilio(lab, "umatilla", "54.244.51.1:5060");

	party_is_one_with(umatilla, ashburn);
	twilio_names(lab);
	lab_dies(lab, ashburn);
	party_dial(pbx, "12125550123", .hangup_us = 5 * SEC);
	lab_run(lab, 4100 * MS);
	lab_says(lab, umatilla, "< INVITE", "INVITE sip:+12125550123@acme.pstn.twilio.com SIP/2.0");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried ashburn 408, umatilla 200");

	lab_lives(lab, ashburn);
	lab_run(lab, MINUTE);
	party_plan(ashburn, AFTER(1900 * MS), REFUSE(500));
	party_dial(pbx, "12125550123", .hangup_us = 5 * SEC);
	lab_run(lab, 1100 * MS);
	party_plan(ashburn, AFTER(800 * MS),
		   REFUSE(500)); /* both come to the other in one instant */
	party_dial(pbx, "12125550123", .hangup_us = 5 * SEC);
	lab_run(lab, MINUTE);
	lab_expect(lab, !lab_count(lab, umatilla, "> 503"), "nobody hears error 32001");
	lab_cdr(lab, "answered; tried ashburn 500, umatilla 200");
	lab_cdr(lab, "answered; tried ashburn 500, umatilla 200");
}

/* ---- Telnyx ---- */

static struct party *telnyx(struct lab *lab, const char *name, const char *address)
{
	struct party *party = lab_party_at(lab, name, address, INTERNET);

	party_is(party, "telnyx");
	party_wants(party, "acme", "TELNYX_PASSWORD", .status = 407);
	party_plan(party, RING(SEC), ANSWER);
	party_calls_itself(party, "+12125550123");
	return party;
}

struct region {
	struct party *one, *two, *europe;
};

static void open_region(struct region *region, struct lab *lab)
{
	region->one = telnyx(lab, "one", "192.76.120.10:5060");
	region->two = telnyx(lab, "two", "64.16.250.10:5060");
	region->europe = telnyx(lab, "europe", "185.246.41.141:5060");
	party_is_one_with(region->two, region->one);
	party_is_one_with(region->europe, region->one);
	lab_name(lab, "_sip._udp.sip.telnyx.com SRV 10 10 5060 one.telnyx.example");
	lab_name(lab, "_sip._udp.sip.telnyx.com SRV 10 10 5060 two.telnyx.example");
	lab_name(lab, "one.telnyx.example A 192.76.120.10");
	lab_name(lab, "two.telnyx.example A 64.16.250.10");
	lab_name(lab, "sip.telnyx.eu A 185.246.41.141");
	lab_run(lab, SEC);
}

SIM_TEST(both_machines_of_telnyx_have_their_share_of_calls, LAB_TEMPLATE("telnyx"))
{
	struct party *pbx = office(lab, "14155550100");
	struct region region;

	open_region(&region, lab);
	for (int i = 0; i < 20; i++) {
		party_dial(pbx, "12125550123", .hangup_us = SEC);
		lab_run(lab, 5 * SEC);
		lab_cdr(lab, "answered; tried telnyx 200");
	}
	lab_expect(lab, lab_count(lab, region.one, "> 200") && lab_count(lab, region.two, "> 200"),
		   "both machines have their share");
	lab_wire(lab, region.europe, "");
}

SIM_TEST(telnyx_calls_the_pbx_from_any_machine_while_no_name_server_answers, LAB_TEMPLATE("telnyx"))
{
	static const struct {
		const char *name, *address, *record;
	} machines[] = {
		{"one",   "192.76.120.10:5060",  "answered; from telnyx; tried pbx 200"   },
		{"two",   "64.16.250.10:5060",   "answered; from telnyx; tried pbx 200"   },
		{"three", "185.246.41.140:5060", "answered; from telnyx-eu; tried pbx 200"},
		{"four",  "185.246.41.141:5060", "answered; from telnyx-eu; tried pbx 200"},
	};
	struct party *pbx = office(lab, "14155550100");

	lab_names(lab, true);
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
		struct party *machine = telnyx(lab, machines[i].name, machines[i].address);

		party_dial(machine, "+14155550100", .hangup_us = SEC);
		lab_run(lab, 5 * SEC);
		lab_cdr(lab, machines[i].record);
	}
	lab_says(lab, pbx, "< INVITE", "INVITE sip:14155550100@192.168.10.20");
}

SIM_TEST(a_machine_of_telnyx_is_silent_and_its_neighbour_has_the_call, LAB_TEMPLATE("telnyx"))
{
	struct party *pbx = office(lab, "14155550100");
	struct region region;

	open_region(&region, lab);
	lab_dies(lab, region.one);
	for (int i = 0; i < 4; i++) { /* some of them try it first */
		party_dial(pbx, "12125550123", .hangup_us = SEC);
		lab_run(lab, 10 * SEC);
	}
	lab_run(lab, MINUTE);
	for (int i = 0; i < 4; i++)
		lab_cdr(lab, "answered; to telnyx");
}

SIM_TEST(a_region_of_telnyx_is_silent_and_the_other_has_the_call, LAB_TEMPLATE("telnyx"))
{
	struct party *pbx = office(lab, "14155550100");
	struct region region;

	open_region(&region, lab);
	lab_dies(lab, region.one);
	lab_dies(lab, region.two);
	party_dial(pbx, "12125550123", .hangup_us = SEC);
	lab_run(lab, 4100 * MS);
	lab_says(lab, region.europe, "< INVITE", "INVITE sip:+12125550123@sip.telnyx.eu SIP/2.0");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; to telnyx-eu");
}

SIM_TEST(what_telnyx_calls_a_failure_goes_to_its_other_region, LAB_TEMPLATE("telnyx"))
{
	static const struct {
		uint16_t status;
		const char *record;
	} answers[] = {
		{408, "answered; to telnyx-eu"                  },
		{480, "answered; to telnyx-eu"                  },
		{503, "answered; to telnyx-eu"                  },
		{504, "answered; to telnyx-eu"                  },
		{404, "unanswered; tried telnyx 404; status 404"},
		{486, "unanswered; tried telnyx 486; status 486"},
		{500, "unanswered; tried telnyx 500; status 500"},
		{603, "unanswered; tried telnyx 603; status 603"},
	};
	struct party *pbx = office(lab, "14155550100");
	struct region region;

	open_region(&region, lab);
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		party_plan(region.one, REFUSE(answers[i].status));
		party_plan(region.two, REFUSE(answers[i].status));
		party_dial(pbx, "12125550123", .hangup_us = SEC);
		lab_run(lab, 10 * SEC);
		lab_cdr(lab, answers[i].record);
	}
}

SIM_TESTS(&teams_is_called_by_tls_and_srtp_once_it_was_asked,
	  &teams_calls_the_pbx_from_any_of_its_machines,
	  &a_point_of_entry_of_teams_is_dead_and_the_next_has_the_call,
	  &twilio_is_called_at_its_edge_under_the_trunks_name,
	  &twilio_calls_the_pbx_from_any_machine_of_its_edges,
	  &a_burst_of_calls_reaches_twilio_one_a_second, &an_emergency_does_not_wait_behind_a_burst,
	  &an_edge_of_twilio_is_silent_and_the_other_has_the_calls,
	  &both_machines_of_telnyx_have_their_share_of_calls,
	  &telnyx_calls_the_pbx_from_any_machine_while_no_name_server_answers,
	  &a_machine_of_telnyx_is_silent_and_its_neighbour_has_the_call,
	  &a_region_of_telnyx_is_silent_and_the_other_has_the_call,
	  &what_telnyx_calls_a_failure_goes_to_its_other_region);
