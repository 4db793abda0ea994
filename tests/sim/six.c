/* six.c -- IPv4 on one side, IPv6 on the other */
#include "tests/lab/lab.h"

SIM_TEST(a_call_goes_from_ipv4_to_ipv6, "six.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(viettel, RING(SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  > BYE  < 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_says(lab, viettel, "< INVITE", "\r\nc=IN IP6 2001:db8:5::2\r\n");
	lab_says(lab, pbx, "< 200", "\r\nc=IN IP4 10.0.0.2\r\n");
	lab_heard(lab, viettel, "pbx", 98, 101);
	lab_heard(lab, pbx, "viettel", 98, 101);
	lab_cdr(lab, "answered; tried viettel 200");
}

SIM_TEST(a_call_goes_from_ipv6_to_ipv4, "six.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(pbx, PROGRESS(SEC), ANSWER, HANGUP(2 * SEC));
	party_dial(viettel, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, viettel, "> INVITE  < 100  < 183  < 200  > ACK  < BYE  > 200");
	lab_heard(lab, viettel, "pbx", 148, 151);
	lab_heard(lab, pbx, "viettel", 148, 151);
	lab_cdr(lab, "answered; tried pbx 200");
}

SIM_TEST(a_call_is_given_up_over_ipv6, "six.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 2 * SEC);
	lab_run(lab, 5 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
}

SIM_TESTS(&a_call_goes_from_ipv4_to_ipv6, &a_call_goes_from_ipv6_to_ipv4,
	  &a_call_is_given_up_over_ipv6);
