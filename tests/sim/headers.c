/* headers.c -- headers by rule and peer, our name, habits of equipment, why a call was refused */
#include "tests/lab/lab.h"

static const char marks[] = "X-Campaign: winter\r\n"
			    "X-Campaign: autumn\r\n"
			    "X-Color: blue\r\n"
			    "P-Unheard-Of: 7\r\n"
			    "Subject: lunch\r\n";

static struct party *calls(struct lab *lab, const char *peer, const char *number)
{
	struct party *pbx = lab_party(lab, "pbx"), *party = lab_party(lab, peer);

	party_plan(party, ANSWER, HANGUP(SEC));
	party_dial(pbx, number, .headers = marks);
	lab_run(lab, 10 * SEC);
	return party;
}

SIM_TEST(a_rule_and_a_peer_change_headers, "headers.yaml")
{
	struct party *teams = calls(lab, "teams", "1234");

	lab_says(lab, teams, "< INVITE", "\r\nX-Campaign: spring\r\n");
	lab_lacks(lab, teams, "< INVITE", "winter");
	lab_lacks(lab, teams, "< INVITE", "autumn");
	lab_lacks(lab, teams, "< INVITE", "Subject");
	lab_lacks(lab, teams, "< INVITE", "X-Tenant"); /* the peer's word comes after the rule's */
	lab_says(lab, teams, "< INVITE", "\r\nUser-Agent: acme-sbc/1\r\n");
}

SIM_TEST(headers_that_nobody_knows_pass, "headers.yaml")
{
	struct party *itsp = calls(lab, "itsp", "2345");

	lab_says(lab, itsp, "< INVITE", "\r\nX-Color: blue\r\n");
	lab_says(lab, itsp, "< INVITE", "\r\nP-Unheard-Of: 7\r\n");
	lab_says(lab, itsp, "< INVITE", "\r\nX-Tenant: acme\r\n");
}

SIM_TEST(teams_sees_the_name_in_the_certificate, "headers.yaml")
{
	struct party *teams = calls(lab, "teams", "1234");

	lab_says(lab, teams, "< INVITE", "\r\nContact: <sip:sbc.acme.example:5060>\r\n");
	lab_says(lab, teams, "< INVITE",
		 "\r\nFrom: \"Lan Anh\" <sip:1001@sbc.acme.example;user=phone>;tag=");
	lab_says(lab, teams, "< INVITE", "INVITE sip:1234@198.51.100.10;user=phone SIP/2.0\r\n");
	lab_says(lab, teams, "< INVITE", "\r\nTo: <sip:1234@198.51.100.10;user=phone>\r\n");
}

SIM_TEST(a_provider_is_called_by_its_name, "headers.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *named = lab_party_at(lab, "named", "198.51.100.60:5060", "203.0.113.5:5060");

	lab_name(lab, "_sip._udp.sip.named.example 60 SRV 10 0 5060 a.named.example");
	lab_name(lab, "a.named.example 60 A 198.51.100.60");
	lab_run(lab, SEC);
	party_plan(named, ANSWER, HANGUP(SEC));
	party_dial(pbx, "3456");
	lab_run(lab, 10 * SEC);

	lab_says(lab, named, "< INVITE", "INVITE sip:3456@sip.named.example SIP/2.0\r\n");
	lab_says(lab, named, "< INVITE", "\r\nTo: <sip:3456@sip.named.example>\r\n");
	lab_says(lab, named, "< INVITE", "\r\nFrom: \"Lan Anh\" <sip:1001@sip.named.example>;tag=");
	lab_cdr(lab, "answered; to named");
}

SIM_TEST(phones_that_would_hear_nothing_hear_it_ring, "headers.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *itsp = lab_party(lab, "itsp");

	party_plan(itsp, PROGRESS(SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "2345");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  < BYE  > 200");
	lab_lacks(lab, pbx, "< 180", "m=audio");
	lab_says(lab, pbx, "< 200", "m=audio");
}

/* PAINS.md row 39. */
SIM_TEST(why_403, "headers.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_dial(pbx, "19001234");
	lab_run(lab, SEC);
	lab_says(lab, pbx, "< 403", "SIP/2.0 403 Premium numbers are closed\r\n");
	lab_says(lab, pbx, "< 403", "\r\nReason: SIP;cause=403;text=\"rule premium, call ");

	party_dial(pbx, "4567");
	lab_run(lab, SEC);
	lab_says(lab, pbx, "< 404", "\r\nReason: SIP;cause=404;text=\"call ");
}

SIM_TEST(a_refusal_of_theirs_gets_no_reason_of_ours, "headers.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *itsp = lab_party(lab, "itsp");

	party_adds(itsp, "Reason: Q.850;cause=17\r\n");
	party_plan(itsp, REFUSE(486));
	party_dial(pbx, "2345");
	lab_run(lab, SEC);
	lab_says(lab, pbx, "< 486", "\r\nReason: Q.850;cause=17\r\n");
	lab_lacks(lab, pbx, "< 486", "Reason: SIP");

	party_plan(itsp, RING(MINUTE));
	party_dial(pbx, "2345", .cancel_us = SEC);
	lab_run(lab, MINUTE);
	lab_lacks(lab, pbx, "< 487", "Reason");
}

/* PAINS.md row 29. */
SIM_TEST(two_trunks_at_one_address_are_told_by_the_number_called, "headers.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *trunks = lab_party(lab, "trunk-a");

	party_plan(pbx, ANSWER, HANGUP(SEC));
	party_dial(trunks, "7001");
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered; from trunk-a; rule from a; to pbx");

	party_dial(trunks, "8001");
	lab_run(lab, 10 * SEC);
	lab_cdr(lab, "answered; from trunk-b; rule from b; to pbx");

	party_dial(trunks, "9001");
	lab_run(lab, MINUTE);
	lab_wire(lab, trunks,
		 "> INVITE  < 100  < 200  > ACK  < BYE  > 200  "
		 "> INVITE  < 100  < 200  > ACK  < BYE  > 200  > INVITE");
}

SIM_TEST(two_trunks_at_one_address_are_told_by_the_domain_called, "headers.yaml")
{
	struct party *trunks = lab_party(lab, "trunk-a");

	party_dial(trunks, "9001", .domain = "trunk7.acme.example");
	lab_run(lab, MINUTE);
	lab_says(lab, trunks, "< 603", "text=\"rule from c, call ");
	lab_cdr(lab, "unanswered; from trunk-c; rule from c; status 603");
}

SIM_TESTS(&a_rule_and_a_peer_change_headers, &headers_that_nobody_knows_pass,
	  &teams_sees_the_name_in_the_certificate, &a_provider_is_called_by_its_name,
	  &phones_that_would_hear_nothing_hear_it_ring, &why_403,
	  &a_refusal_of_theirs_gets_no_reason_of_ours,
	  &two_trunks_at_one_address_are_told_by_the_number_called,
	  &two_trunks_at_one_address_are_told_by_the_domain_called);
