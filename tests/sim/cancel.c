/* cancel.c -- CANCEL and everything that can cross it */
#include "tests/lab/lab.h"

SIM_TEST(a_ringing_call_is_given_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 5 * SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_cdr(lab, "unanswered; tried viettel 487; status 487; why ~gave up");
}

SIM_TEST(the_answer_crosses_the_cancel, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, RING(2 * SEC), ANSWER);
	party_dial(pbx, "0912345678", .cancel_us = 2080 * MS); /* it answers at 2.10 s */
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
	lab_wire(lab, viettel,
		 "< INVITE  > 100  > 180  > 200  < CANCEL  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "unanswered; tried viettel 487; status 487");
}

SIM_TEST(the_cancel_comes_after_the_answer, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, RING(2 * SEC), ANSWER);
	party_dial(pbx, "0912345678", .cancel_us = 2180 * MS); /* our 200 left us at 2.15 s */
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  > ACK  > BYE  < 200  < 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200; status 200");
}

SIM_TEST(the_callee_has_said_nothing_yet, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< INVITE",
		    2); /* no CANCEL before a provisional answer (RFC 3261 9.1) */
	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 200 * MS);
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  > CANCEL  < 200  < 487  > ACK");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_cdr(lab, "unanswered; tried viettel 487; status 487");
}

SIM_TEST(the_callee_never_says_anything, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, IGNORE);
	party_dial(pbx, "0912345678", .cancel_us = SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  > CANCEL  < 200  < 487  > ACK");
	lab_wire(lab, viettel, "< INVITE");
	lab_run(lab, 2 * MINUTE);
	lab_wire(lab, viettel, "< INVITE");
	lab_cdr(lab, "unanswered; status 487");
}

SIM_TEST(the_callee_said_100_only, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, AFTER(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 2 * SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  < CANCEL  > 200  > 487  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  > CANCEL  < 200  < 487  > ACK");
}

SIM_TEST(a_cancel_that_is_lost_is_sent_again, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< CANCEL", 2);
	party_loses(pbx, "> CANCEL", 2);
	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 2 * SEC);
	lab_run(lab, 20 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
}

SIM_TEST(a_487_that_is_lost_is_waited_for, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "> 487", 2);
	party_loses(pbx, "< 487", 2);
	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 2 * SEC);
	lab_run(lab, 20 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
}

SIM_TEST(a_487_that_never_comes_is_given_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "> 487", 99);
	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 2 * SEC);
	lab_run(lab, 2 * MINUTE);

	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200");
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
	lab_cdr(lab, "unanswered; status 487");
}

SIM_TEST(the_refusal_crosses_the_cancel, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, RING(2 * SEC), REFUSE(503));
	party_dial(pbx, "0912345678", .cancel_us = 2080 * MS);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, lab_party(lab, "fpt"), ""); /* nobody waits for it any more */
	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
	lab_cdr(lab, "unanswered; status 487");
}

SIM_TESTS(&a_ringing_call_is_given_up, &the_answer_crosses_the_cancel,
	  &the_cancel_comes_after_the_answer, &the_callee_has_said_nothing_yet,
	  &the_callee_never_says_anything, &the_callee_said_100_only,
	  &a_cancel_that_is_lost_is_sent_again, &a_487_that_is_lost_is_waited_for,
	  &a_487_that_never_comes_is_given_up, &the_refusal_crosses_the_cancel);
