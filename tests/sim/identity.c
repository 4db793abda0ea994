/* identity.c -- who calls, as each provider wants to hear it: PAINS.md row 30 */
#include "tests/lab/lab.h"

static struct party *calls(struct lab *lab, const char *provider, const char *number,
			   const char *headers)
{
	struct party *pbx = lab_party(lab, "pbx"), *party = lab_party(lab, provider);

	party_plan(party, ANSWER, HANGUP(SEC));
	party_dial(pbx, number, .headers = headers);
	lab_run(lab, 10 * SEC);
	return party;
}

SIM_TEST(the_provider_accepts_the_call_as_it_gets_the_identity_that_it_reads, "identity.yaml")
{
	struct party *viettel = calls(lab, "viettel", "0901234567", NULL);

	lab_says(lab, viettel, "< INVITE",
		 "\r\nFrom: \"Lan Anh\" <sip:02873000001@203.0.113.5>;tag=");
	lab_says(lab, viettel, "< INVITE",
		 "\r\nP-Asserted-Identity: \"Lan Anh\" <sip:02873000001@203.0.113.5>\r\n");
	lab_lacks(lab, viettel, "< INVITE", "Remote-Party-ID");
	lab_lacks(lab, viettel, "< INVITE", "Privacy");
}

SIM_TEST(another_provider_reads_another_header, "identity.yaml")
{
	struct party *fpt = calls(lab, "fpt", "0911234567",
				  "P-Asserted-Identity: \"Lan Anh\" <sip:1001@{host}>\r\n");

	lab_says(lab, fpt, "< INVITE", "\r\nFrom: \"Lan Anh\" <sip:+842873000001@203.0.113.5>;");
	lab_says(lab, fpt, "< INVITE",
		 "\r\nRemote-Party-ID: \"Lan Anh\" <sip:+842873000001@203.0.113.5>;party=calling;"
		 "screen=yes;privacy=off\r\n");
	lab_lacks(lab, fpt, "< INVITE", "P-Asserted-Identity");
}

SIM_TEST(a_caller_who_has_no_right_is_shown_as_the_company, "identity.yaml")
{
	struct party *viettel;

	party_calls_itself(lab_party(lab, "pbx"), "0987654321");
	viettel = calls(lab, "viettel", "0901234567", NULL);
	lab_says(lab, viettel, "< INVITE", "\r\nFrom: \"Lan Anh\" <sip:02873000000@203.0.113.5>;");
	lab_says(lab, viettel, "< INVITE",
		 "\r\nP-Asserted-Identity: \"Lan Anh\" <sip:02873000000@203.0.113.5>\r\n");
	lab_lacks(lab, viettel, "< INVITE", "987654321");
}

SIM_TEST(a_forwarded_call_shows_who_called_and_says_who_forwarded, "identity.yaml")
{
	struct party *viettel;

	party_calls_itself(lab_party(lab, "pbx"), "0987654321");
	viettel = calls(lab, "viettel", "0901234567",
			"Diversion: <sip:1002@{host}>;reason=no-answer;counter=2\r\n");
	lab_says(lab, viettel, "< INVITE", "\r\nFrom: \"Lan Anh\" <sip:0987654321@203.0.113.5>;");
	lab_says(lab, viettel, "< INVITE",
		 "\r\nP-Asserted-Identity: \"Lan Anh\" <sip:02873000002@203.0.113.5>\r\n");
	lab_says(lab, viettel, "< INVITE",
		 "\r\nDiversion: <sip:02873000002@203.0.113.5>;reason=no-answer;counter=2\r\n");
}

SIM_TEST(a_diversion_reaches_who_reads_history, "identity.yaml")
{
	struct party *fpt = calls(lab, "fpt", "0911234567",
				  "Diversion: <sip:1002@{host}>;reason=user-busy\r\n");

	lab_says(lab, fpt, "< INVITE",
		 "\r\nHistory-Info: <sip:+842873000002@203.0.113.5>;index=1\r\n");
	lab_says(lab, fpt, "< INVITE",
		 "\r\nHistory-Info: <sip:+84911234567@198.51.100.20;cause=486>;index=1.1;mp=1\r\n");
	lab_lacks(lab, fpt, "< INVITE", "Diversion");
}

SIM_TEST(a_hidden_caller_is_known_to_the_provider_only, "identity.yaml")
{
	struct party *viettel = calls(lab, "viettel", "0901234567", "Privacy: id\r\n");

	lab_says(lab, viettel, "< INVITE",
		 "\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=");
	lab_says(lab, viettel, "< INVITE",
		 "\r\nP-Asserted-Identity: <sip:02873000001@203.0.113.5>\r\n");
	lab_says(lab, viettel, "< INVITE", "\r\nPrivacy: id\r\n");
}

SIM_TEST(where_nobody_is_trusted_not_even_the_provider_knows, "identity.yaml")
{
	struct party *vnpt = calls(lab, "vnpt", "0921234567",
				   "P-Asserted-Identity: \"Lan Anh\" <sip:1001@{host}>\r\n"
				   "Remote-Party-ID: <sip:1001@{host}>;party=calling\r\n");

	lab_says(lab, vnpt, "< INVITE",
		 "\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=");
	lab_lacks(lab, vnpt, "< INVITE", "73000001");
	lab_lacks(lab, vnpt, "< INVITE", "Lan Anh");
}

SIM_TEST(what_came_crosses_to_who_takes_it, "identity.yaml")
{
	struct party *telnyx = calls(lab, "telnyx", "0931234567",
				     "P-Asserted-Identity: <sip:1002@{host};user=phone>\r\n"
				     "P-Preferred-Identity: <tel:02873000002>\r\n");

	lab_says(lab, telnyx, "< INVITE",
		 "\r\nFrom: \"Lan Anh\" <sip:+842873000001@203.0.113.5>;tag=");
	lab_says(lab, telnyx, "< INVITE",
		 "\r\nP-Asserted-Identity: <sip:+842873000002@203.0.113.5>\r\n");
	lab_says(lab, telnyx, "< INVITE", "\r\nP-Preferred-Identity: <tel:+842873000002>\r\n");
}

SIM_TEST(an_identity_that_is_not_believed_does_not_reach_the_pbx, "identity.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *fpt = lab_party(lab, "fpt");

	party_plan(pbx, ANSWER, HANGUP(SEC));
	party_calls_itself(fpt, "+84987654321");
	party_dial(fpt, "+842873000001",
		   .headers = "P-Asserted-Identity: <sip:+84999999999@{host}>\r\n"
			      "Remote-Party-ID: <sip:+84999999999@{host}>\r\n"
			      "Diversion: <sip:+84999999999@{host}>\r\n");
	lab_run(lab, 10 * SEC);

	lab_says(lab, pbx, "< INVITE", "\r\nFrom: \"Lan Anh\" <sip:0987654321@10.0.0.2>;tag=");
	lab_lacks(lab, pbx, "< INVITE", "999999999");
}

SIM_TEST(the_caller_hears_who_was_reached, "identity.yaml")
{
	struct party *pbx = lab_party(lab, "pbx"), *viettel = lab_party(lab, "viettel");

	party_adds(viettel, "P-Asserted-Identity: <sip:02873000009@{host}>\r\n");
	party_plan(viettel, RING(SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "0901234567");
	lab_run(lab, 10 * SEC);

	lab_says(lab, pbx, "< 180", "\r\nP-Asserted-Identity: <sip:1009@10.0.0.2>\r\n");
	lab_says(lab, pbx, "< 200", "\r\nP-Asserted-Identity: <sip:1009@10.0.0.2>\r\n");
}

SIM_TESTS(&the_provider_accepts_the_call_as_it_gets_the_identity_that_it_reads,
	  &another_provider_reads_another_header,
	  &a_caller_who_has_no_right_is_shown_as_the_company,
	  &a_forwarded_call_shows_who_called_and_says_who_forwarded,
	  &a_diversion_reaches_who_reads_history, &a_hidden_caller_is_known_to_the_provider_only,
	  &where_nobody_is_trusted_not_even_the_provider_knows, &what_came_crosses_to_who_takes_it,
	  &an_identity_that_is_not_believed_does_not_reach_the_pbx,
	  &the_caller_hears_who_was_reached);
