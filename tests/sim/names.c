/* names.c -- a provider is a name, its machines come and go, and no call waits for DNS */
#include "tests/lab/lab.h"

/* Two machines of viettel: the better one first. */
static void two_machines(struct lab *lab)
{
	lab_name(lab, "_sip._udp.sip.viettel.example 60 SRV 10 0 5060 a.viettel.example");
	lab_name(lab, "_sip._udp.sip.viettel.example 60 SRV 20 0 5060 b.viettel.example");
	lab_name(lab, "a.viettel.example 60 A 198.51.100.10");
	lab_name(lab, "b.viettel.example 60 A 198.51.100.20");
}

static struct party *machine(struct lab *lab, const char *name, const char *address)
{
	struct party *party = lab_party_at(lab, name, address, "203.0.113.5:5060");

	party_plan(party, ANSWER);
	return party;
}

/* PAINS 13: kamailio#4911, opensips#3257, asterisk#1927 wanted the next target in less than 4 s. */
SIM_TEST(a_machine_that_is_dead_costs_one_call_less_than_4_s_and_the_next_nothing, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");
	struct party *b = machine(lab, "b", "198.51.100.20:5060");

	two_machines(lab);
	lab_run(lab, SEC);
	lab_dies(lab, a);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 1700 * MS);
	lab_wire(lab, pbx, "> INVITE  < 100");
	lab_run(lab, 200 * MS);
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK");
	lab_run(lab, 2 * SEC);

	party_dial(pbx, "0912345679", .hangup_us = SEC);
	lab_run(lab, 10 * MS);
	lab_wire(lab, b,
		 "< INVITE  > 100  > 200  < ACK  < BYE  > 200  < INVITE  > 100  > 200  < ACK");
	lab_run(lab, MINUTE); /* the INVITE that nobody heard has ended, too */
	lab_wire(lab, a, "");
	lab_cdr(lab, "answered; tried viettel 200; at 198.51.100.20:5060");
	lab_cdr(lab,
		"answered; tried viettel 408, viettel 200; "
		"at 198.51.100.10:5060, 198.51.100.20:5060");
}

SIM_TEST(a_machine_that_comes_back_is_the_first_again, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");

	machine(lab, "b", "198.51.100.20:5060");
	two_machines(lab);
	lab_run(lab, SEC);
	lab_dies(lab, a);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried viettel 408, viettel 200");

	lab_lives(lab, a);
	lab_run(lab, 20 * SEC);
	party_dial(pbx, "0912345679", .hangup_us = SEC);
	lab_run(lab, 3 * SEC);
	lab_expect(lab, lab_count(lab, a, "< OPTIONS") > 0, "it was asked after");
	lab_wire(lab, a, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200; at 198.51.100.10:5060");
}

SIM_TEST(a_machine_that_is_full_sends_the_call_to_its_neighbour, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");

	machine(lab, "b", "198.51.100.20:5060");
	two_machines(lab);
	lab_run(lab, SEC);
	party_plan(a, REFUSE(503));
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 2 * SEC);

	lab_wire(lab, a, "< INVITE  > 503  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 503, viettel 200");
}

SIM_TEST(busy_is_the_answer_of_all_machines, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");
	struct party *b = machine(lab, "b", "198.51.100.20:5060");

	two_machines(lab);
	lab_run(lab, SEC);
	party_plan(a, REFUSE(486));
	party_dial(pbx, "0912345678");
	lab_run(lab, 2 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 486  > ACK");
	lab_wire(lab, b, "");
	lab_cdr(lab, "unanswered; tried viettel 486; status 486");
}

/* What its answer lacks, its neighbour's would lack too. It has spoken, whatever came first. */
SIM_TEST(an_answer_that_is_no_use_is_the_answer_of_all_machines, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");
	struct party *b = machine(lab, "b", "198.51.100.20:5060");

	two_machines(lab);
	lab_run(lab, SEC);
	party_answers_bare(a);
	party_loses(a, "> 100", 1);
	party_dial(pbx, "7001");
	lab_run(lab, 2 * SEC);

	lab_wire(lab, a, "< INVITE  > 200  < ACK  < BYE  > 200");
	lab_wire(lab, b, "");
	lab_expect(lab, lab_count(lab, a, "< OPTIONS") == 0, "it is as well as before");
	lab_cdr(lab, "unanswered; tried viettel 488; status 488");
}

/* Its first word comes when the call is elsewhere. */
SIM_TEST(a_machine_that_speaks_too_late_hears_cancel, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");

	machine(lab, "b", "198.51.100.20:5060");
	two_machines(lab);
	lab_run(lab, SEC);
	lab_dies(lab, a);
	party_plan(a, RING(MINUTE));
	party_dial(pbx, "0912345678", .hangup_us = 10 * SEC);
	lab_run(lab, 2 * SEC);
	lab_lives(lab, a);
	lab_run(lab, 20 * SEC);

	lab_says(lab, a, "< CANCEL", "CANCEL sip:0912345678@sip.viettel.example");
	lab_says(lab, a, "> 487", "487");
	lab_cdr(lab, "answered; tried viettel 408, viettel 200");
}

SIM_TEST(the_caller_gives_up_while_a_dead_machine_is_tried, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *b = machine(lab, "b", "198.51.100.20:5060");

	two_machines(lab);
	lab_run(lab, SEC);
	party_dial(pbx, "0912345678", .cancel_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, b, "");
	lab_cdr(lab, "unanswered; tried viettel 487; at 198.51.100.10:5060; status 487");
}

SIM_TEST(all_machines_are_dead_and_the_next_provider_has_the_call, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	two_machines(lab);
	party_plan(fpt, ANSWER);
	lab_run(lab, SEC);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 5900 * MS);
	lab_wire(lab, fpt, "");
	lab_run(lab, MINUTE); /* `after: 6s` is of the provider, however many machines it has */

	lab_cdr(lab,
		"answered; tried viettel 408, viettel 408, fpt 200; "
		"at 198.51.100.10:5060, 198.51.100.20:5060, 198.51.100.30:5060");
}

/* RFC 2782: three quarters and one quarter. */
SIM_TEST(calls_are_spread_by_weight, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");
	struct party *b = machine(lab, "b", "198.51.100.20:5060");

	lab_name(lab, "_sip._udp.sip.viettel.example SRV 10 3 5060 a.viettel.example");
	lab_name(lab, "_sip._udp.sip.viettel.example SRV 10 1 5060 b.viettel.example");
	lab_name(lab, "a.viettel.example A 198.51.100.10");
	lab_name(lab, "b.viettel.example A 198.51.100.20");
	lab_run(lab, SEC);
	for (int i = 0; i < 200; i++) {
		party_dial(pbx, "0912345678", .hangup_us = 20 * MS);
		lab_run(lab, 200 * MS);
	}

	lab_expect(lab, lab_count(lab, a, "< INVITE") + lab_count(lab, b, "< INVITE") == 200,
		   "every call goes to one of them");
	lab_expect(lab, lab_count(lab, a, "< INVITE") > 125 && lab_count(lab, a, "< INVITE") < 175,
		   "about three quarters go to the heavier");
}

SIM_TEST(a_provider_that_moves_is_followed_when_its_ttl_is_over, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");
	struct party *c = machine(lab, "c", "198.51.100.40:5060");

	lab_name(lab, "sip.viettel.example 60 A 198.51.100.10");
	lab_run(lab, SEC);
	lab_unname(lab, "sip.viettel.example");
	lab_name(lab, "sip.viettel.example 60 A 198.51.100.40");
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);
	party_dial(pbx, "0912345679", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);

	lab_wire(lab, a, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_wire(lab, c, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
}

/* PAINS 14: kamailio#2081, siphon#460 wanted no stall; opensips#3285: better the old address than none. */
SIM_TEST(the_name_servers_are_gone_and_calls_do_not_notice, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");

	two_machines(lab);
	lab_run(lab, SEC);
	lab_names(lab, true);
	lab_run(lab, 20 * 60 * MINUTE);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 10 * MS);
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK");
	lab_run(lab, 2 * SEC);
	lab_wire(lab, a, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200");
}

/* …but not for ever: an address of last week may be somebody else's. */
SIM_TEST(after_a_day_without_name_servers_the_old_addresses_are_not_used, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *a = machine(lab, "a", "198.51.100.10:5060");
	struct party *fpt = lab_party(lab, "fpt");

	two_machines(lab);
	party_plan(fpt, ANSWER);
	lab_run(lab, SEC);
	lab_names(lab, true);
	lab_run(lab, 24 * 60 * MINUTE + 3 * MINUTE);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 2 * SEC);
	lab_wire(lab, a, "");
	lab_cdr(lab,
		"answered; tried viettel 503, fpt 200; at nowhere, 198.51.100.30:5060; "
		"left ~no name server answers for sip.viettel.example");

	lab_names(lab, false);
	lab_run(lab, 2 * MINUTE);
	party_dial(pbx, "0912345679", .hangup_us = SEC);
	lab_run(lab, 2 * SEC);
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(a_name_that_nobody_knows_sends_the_call_to_the_next_provider_at_once, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, REFUSE(486));
	lab_run(lab, SEC);
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * MS);
	lab_wire(lab, pbx, "> INVITE  < 100  < 486  > ACK");
	lab_cdr(lab, "unanswered; tried viettel 503, fpt 486");
}

/* PAINS 14: no name was ever told; a call that needs none is as fast as ever. */
SIM_TEST(silent_name_servers_stop_nobody_at_the_start, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	lab_names(lab, true);
	party_plan(fpt, REFUSE(486));
	lab_run(lab, 2 * SEC);
	party_dial(pbx, "912345678");
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * MS);
	lab_cdr(lab, "unanswered; tried fpt 486");
	lab_cdr(lab, "unanswered; tried viettel 503, fpt 486");
	party_dial(pbx, "812345678");
	lab_run(lab, 10 * MS);
	lab_cdr(lab, "unanswered; tried vnpt 503; why ~is not resolved yet");
}

SIM_TEST(a_call_from_any_machine_of_the_name_is_the_providers, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *b = machine(lab, "b", "198.51.100.20:5060");
	struct party *c = machine(lab, "c", "198.51.100.40:5060");

	two_machines(lab);
	party_plan(pbx, ANSWER);
	lab_run(lab, SEC);
	party_dial(b, "1001", .hangup_us = SEC);
	party_dial(c, "1001");
	lab_run(lab, MINUTE);

	lab_wire(lab, b, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_wire(lab, c, "> INVITE");
	lab_cdr(lab, "answered; from viettel; to pbx");
}

SIM_TEST(an_outbound_proxy_has_the_packets_and_the_server_the_name, "names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *edge = machine(lab, "edge", "198.51.100.50:5070");

	lab_name(lab, "edge.vnpt.example A 198.51.100.50");
	lab_run(lab, SEC);
	party_dial(pbx, "812345678", .hangup_us = SEC);
	lab_run(lab, 3 * SEC);
	lab_says(lab, edge, "< INVITE", "INVITE sip:812345678@trunk.vnpt.example SIP/2.0");
	lab_says(lab, edge, "< INVITE", "To: <sip:812345678@trunk.vnpt.example>");
	lab_cdr(lab, "answered; tried vnpt 200; at 198.51.100.50:5070");
	lab_run(lab, MINUTE);
	lab_says(lab, edge, "< OPTIONS", "OPTIONS sip:trunk.vnpt.example SIP/2.0");
}

SIM_TESTS(&a_machine_that_is_dead_costs_one_call_less_than_4_s_and_the_next_nothing,
	  &a_machine_that_comes_back_is_the_first_again,
	  &a_machine_that_is_full_sends_the_call_to_its_neighbour,
	  &busy_is_the_answer_of_all_machines,
	  &an_answer_that_is_no_use_is_the_answer_of_all_machines,
	  &a_machine_that_speaks_too_late_hears_cancel,
	  &the_caller_gives_up_while_a_dead_machine_is_tried,
	  &all_machines_are_dead_and_the_next_provider_has_the_call, &calls_are_spread_by_weight,
	  &a_provider_that_moves_is_followed_when_its_ttl_is_over,
	  &the_name_servers_are_gone_and_calls_do_not_notice,
	  &after_a_day_without_name_servers_the_old_addresses_are_not_used,
	  &a_name_that_nobody_knows_sends_the_call_to_the_next_provider_at_once,
	  &silent_name_servers_stop_nobody_at_the_start,
	  &a_call_from_any_machine_of_the_name_is_the_providers,
	  &an_outbound_proxy_has_the_packets_and_the_server_the_name);
