/* hiding.c -- all that a message can tell of its side, sent at once; the lab's leak checker reads along */
#include "tests/lab/lab.h"

/* Each names the sender's host, address, program or Call-ID. */
static const char telltales[] = "P-Asserted-Identity: \"Lan Anh\" <sip:1001@{host}>\r\n"
				"P-Preferred-Identity: <sip:1001@{address}>\r\n"
				"Remote-Party-ID: <sip:1001@{host}>;party=calling\r\n"
				"Diversion: <sip:1002@{host}>;reason=unconditional\r\n"
				"History-Info: <sip:1002@{address}>;index=1\r\n"
				"Alert-Info: <http://{host}/ring.wav>\r\n"
				"Call-Info: <http://{address}/card>;purpose=card\r\n"
				"Error-Info: <sip:sorry@{host}>\r\n"
				"Reply-To: <sip:1001@{host}>\r\n"
				"Organization: {host}\r\n"
				"Warning: 399 {host} \"careful\"\r\n"
				"In-Reply-To: {call-id}\r\n"
				"Referred-By: <sip:1003@{host}>\r\n"
				"Replaces: {call-id};to-tag=a;from-tag=b\r\n"
				"Target-Dialog: {call-id};local-tag=a;remote-tag=b\r\n"
				"P-Charging-Vector: icid-value=1;icid-generated-at={address}\r\n"
				"P-Access-Network-Info: IEEE-802.11;local-time-zone={host}\r\n"
				"P-Visited-Network-ID: {host}\r\n"
				"P-Associated-URI: <sip:1001@{host}>\r\n"
				"Record-Route: <sip:edge.{host};lr>\r\n"
				"X-Asterisk-HangupCause: at {host}\r\n"
				"X-Server-Address: {address}:5060\r\n"
				"X-Software: {agent}\r\n"
				"X-Call: {call-id}\r\n"
				"Subject: from {host}\r\n"
				"Session-ID: {call-id}\r\n"
				"User-to-User: {address}\r\n";

static const char telltale_sdp[] =
	"a=candidate:1 1 UDP 2130706431 {address} 40000 typ host\r\n"
	"a=candidate:2 1 UDP 1694498815 {address} 40000 typ srflx raddr {address} rport 40000\r\n"
	"a=ice-ufrag:{host}\r\n"
	"a=ice-pwd:{host}{host}\r\n"
	"a=ssrc:1234 cname:user@{host}\r\n"
	"a=msid:{host} audio\r\n"
	"a=tool:{agent}\r\n"
	"a=x-came-from:{address}\r\n"
	"a=x-session:{call-id}\r\n";

SIM_TEST(nothing_of_the_pbx_reaches_the_provider, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678", .headers = telltales, .sdp = telltale_sdp);
	lab_run(lab, 10 * SEC);

	lab_says(lab, viettel, "< INVITE", "\r\nP-Asserted-Identity: ");
	lab_says(lab, viettel, "< INVITE", "\r\na=rtpmap:8 PCMA/8000\r\n");
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(nothing_of_the_provider_reaches_the_pbx, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_calls_itself(viettel, "0987654321");
	party_plan(pbx, RING(SEC), ANSWER, HANGUP(SEC));
	party_dial(viettel, "02873000001", .headers = telltales, .sdp = telltale_sdp);
	lab_run(lab, 10 * SEC);

	lab_cdr(lab, "answered; tried pbx 200");
}

SIM_TEST(answers_tell_nothing, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_adds(viettel, telltales);
	party_plan(viettel, PROGRESS(SEC), RING(SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(refusals_tell_nothing, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_adds(viettel, telltales);
	party_adds(fpt, telltales);
	party_plan(viettel, RING(SEC), REFUSE(503));
	party_plan(fpt, RING(SEC), REFUSE(486));
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_cdr(lab, "unanswered; tried viettel 503, fpt 486");
}

SIM_TEST(a_hidden_caller_stays_hidden, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678", .headers = "Privacy: id\r\n");
	lab_run(lab, 10 * SEC);

	lab_says(lab, viettel, "< INVITE", "\r\nPrivacy: id\r\n");
}

SIM_TEST(an_identity_without_a_number_stops_no_answer, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_adds(viettel,
		   "P-Asserted-Identity: <sip:{host}>\r\nDiversion: <urn:service:sos>\r\n");
	party_plan(viettel, RING(SEC), REFUSE(486));
	party_dial(pbx, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 486  > ACK");
	lab_cdr(lab, "unanswered; tried viettel 486; status 486");
}

SIM_TESTS(&an_identity_without_a_number_stops_no_answer, &nothing_of_the_pbx_reaches_the_provider,
	  &nothing_of_the_provider_reaches_the_pbx, &answers_tell_nothing, &refusals_tell_nothing,
	  &a_hidden_caller_stays_hidden);
