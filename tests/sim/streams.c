/* streams.c -- calls over TCP and TLS: however the bytes come, whoever hangs up, whoever answers */
#include "tests/lab/lab.h"

SIM_TEST(a_call_over_tcp_reaches_a_provider_on_udp, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 5 * SEC);
	lab_run(lab, 10 * SEC);

	lab_wire_each(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  > BYE  < 200");
	lab_wire_each(lab, viettel, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_says(lab, pbx, "< 200", "Via: SIP/2.0/TCP 10.0.0.20:5060;");
	lab_says(lab, pbx, "< 200", "\r\nContact: <sip:10.0.0.2:5060;transport=tcp>\r\n");
	lab_says(lab, viettel, "< INVITE", "Via: SIP/2.0/UDP 203.0.113.5:5060;");
	lab_says(lab, viettel, "< INVITE", "\r\nContact: <sip:203.0.113.5:5060>\r\n");
	lab_cdr(lab, "answered; tried viettel 200; why ~hung up");
}

SIM_TEST(a_call_from_udp_reaches_an_exchange_on_tcp, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(pbx, RING(SEC), ANSWER, HANGUP(5 * SEC));
	party_dial(viettel, "1001");
	lab_run(lab, 10 * SEC);

	lab_wire_each(lab, pbx, "< INVITE  > 100  > 180  > 200  < ACK  > BYE  < 200");
	lab_says(lab, pbx, "< INVITE", "Via: SIP/2.0/TCP 10.0.0.2:5060;");
	lab_connections(lab, pbx, 1, 2); /* its BYE goes by one of its own */
	lab_cdr(lab, "answered; tried pbx 200; why ~hung up");
}

SIM_TEST(bytes_come_as_the_network_likes, "streams.yaml")
{
	static const size_t pieces[] = {1, 7, 300};
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(SEC), ANSWER);
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		party_says_in_pieces(pbx, pieces[i]);
		party_dial(pbx, "0912345678", .hangup_us = SEC);
		lab_run(lab, 5 * SEC);
		lab_cdr(lab, "answered; tried viettel 200");
	}
}

SIM_TEST(a_provider_that_proves_its_name_is_called_by_tls, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, RING(SEC), ANSWER);
	party_dial(pbx, "81", .hangup_us = 5 * SEC);
	party_dial(pbx, "82", .hangup_us = 6 * SEC);
	lab_run(lab, 10 * SEC);

	lab_says(lab, fpt, "< INVITE", "Via: SIP/2.0/TLS 203.0.113.5:5061;");
	lab_says(lab, fpt, "< INVITE", "\r\nContact: <sip:203.0.113.5:5061;transport=tls>\r\n");
	lab_connections(lab, fpt, 1, 1);
	lab_cdr(lab, "answered; tried fpt 200");
	lab_cdr(lab, "answered; tried fpt 200");
}

SIM_TEST(a_provider_that_calls_by_tls_believes_us, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(pbx, ANSWER);
	party_dial(fpt, "1001", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_wire_each(lab, fpt, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; from fpt; tried pbx 200");
}

/* It was never called, so nobody said yet who must be where its Contact leads. */
SIM_TEST(a_provider_that_proves_its_name_hears_that_the_callee_hangs_up, "streams-names.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party_at(lab, "fpt", "tls:198.51.100.20:5061", "203.0.113.5:5061");

	lab_name(lab, "sip.fpt.example 60 A 198.51.100.20");
	party_shows(fpt, "sip.fpt.example", NULL);
	lab_run(lab, SEC);
	party_plan(pbx, ANSWER, HANGUP(2 * SEC));
	party_dial(fpt, "1001");
	lab_run(lab, 10 * SEC);
	lab_wire_each(lab, fpt, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_cdr(lab, "answered; from fpt; why ~hung up");
}

SIM_TEST(a_provider_of_another_name_hears_nothing, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");
	struct party *viettel = lab_party(lab, "viettel");

	party_shows(fpt, "evil.example", NULL);
	party_dial(pbx, "91", .hangup_us = 5 * SEC);
	lab_run(lab, 10 * SEC);
	lab_wire(lab, fpt, "");
	lab_says(lab, viettel, "< INVITE", "INVITE sip:91@");
	lab_cdr(lab, "answered; tried fpt 503, viettel 200");

	party_shows(fpt, "198.51.100.20", "its certificate has expired");
	party_dial(pbx, "81");
	lab_run(lab, 5 * SEC);
	lab_wire(lab, fpt, "");
	lab_cdr(lab, "unanswered; tried fpt 503");
}

SIM_TEST(a_dead_provider_costs_four_seconds_at_most, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	lab_dies(lab, fpt);
	party_dial(pbx, "91", .hangup_us = SEC);
	lab_run(lab, 4 * SEC);
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK");
	lab_run(lab, 2 * SEC);
	lab_cdr(lab, "answered; tried fpt 503, viettel 200");
}

SIM_TEST(a_provider_that_accepts_and_never_speaks_is_left, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(fpt, IGNORE);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "91", .hangup_us = SEC);
	lab_run(lab, 40 * SEC);
	lab_expect(lab, lab_count(lab, fpt, "< INVITE") == 1, "the transport repeats, not we");
	lab_cdr(lab, "answered; tried fpt 408, viettel 200");
}

SIM_TEST(a_connection_lost_during_a_call_is_made_again_for_its_bye, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER, HANGUP(10 * SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);
	party_disconnects(pbx);
	lab_run(lab, 10 * SEC);
	lab_wire_each(lab, pbx, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_connections(lab, pbx, 1, 1);
	lab_cdr(lab, "answered; tried viettel 200; why ~hung up");
}

SIM_TEST(a_connection_lost_while_it_rings_is_made_again_for_the_answer, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(fpt, RING(10 * SEC), ANSWER);
	party_dial(pbx, "81", .hangup_us = 5 * SEC);
	lab_run(lab, 5 * SEC);
	party_disconnects(pbx); /* our 200 comes by a connection of ours */
	party_disconnects(fpt); /* and theirs by one of theirs */
	lab_run(lab, 20 * SEC);
	lab_wire_each(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried fpt 200");
}

SIM_TEST(a_strangers_connections_harm_nobody, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *stranger =
		lab_party_at(lab, "stranger", "tcp:10.0.0.66:5060", "10.0.0.2:5060");

	party_plan(viettel, ANSWER);
	party_connects(stranger, 1000);
	lab_run(lab, SEC);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried viettel 200");
	lab_run(lab, 10 * SEC);
	lab_connections(lab, stranger, 0, 0); /* all were closed */

	party_dial(stranger, "0912345678");
	lab_run(lab, SEC);
	lab_wire(lab, stranger, "> INVITE");
	lab_connections(lab, stranger, 0, 0);
	lab_no_cdr(lab);
}

SIM_TEST(one_who_is_no_sip_is_hung_up_on, "streams.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_says(pbx, "GET / HTTP/1.1\r\n\r\n");
	lab_run(lab, SEC);
	lab_connections(lab, pbx, 0, 0);
}

SIM_STORM(whatever_the_network_does_all_calls_end, "streams.yaml", 20)
{
	lab_party(lab, "pbx");
	lab_party(lab, "viettel");
	lab_party(lab, "fpt");
	lab_faults(lab, ROUGH);
	lab_traffic(lab, 30, 30 * SEC);
	lab_run(lab, 2 * MINUTE);
}

SIM_TESTS(&whatever_the_network_does_all_calls_end, &a_call_over_tcp_reaches_a_provider_on_udp,
	  &a_call_from_udp_reaches_an_exchange_on_tcp, &bytes_come_as_the_network_likes,
	  &a_provider_that_proves_its_name_is_called_by_tls,
	  &a_provider_that_calls_by_tls_believes_us,
	  &a_provider_that_proves_its_name_hears_that_the_callee_hangs_up,
	  &a_provider_of_another_name_hears_nothing, &a_dead_provider_costs_four_seconds_at_most,
	  &a_provider_that_accepts_and_never_speaks_is_left,
	  &a_connection_lost_during_a_call_is_made_again_for_its_bye,
	  &a_connection_lost_while_it_rings_is_made_again_for_the_answer,
	  &a_strangers_connections_harm_nobody, &one_who_is_no_sip_is_hung_up_on);
