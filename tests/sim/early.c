/* early.c -- what is heard before the answer */
#include "tests/lab/lab.h"

SIM_TEST(an_announcement_is_heard_before_the_answer, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(viettel, 50);
	party_plan(viettel, PROGRESS(2 * SEC), REFUSE(404));
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 183  < 404  > ACK");
	lab_says(lab, pbx, "< 183", "\r\nm=audio ");
	lab_heard(lab, pbx, "viettel", 98, 101);
	lab_cdr(lab, "unanswered; tried viettel 404; status 404");
}

SIM_TEST(early_media_goes_on_after_the_answer, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(viettel, 50);
	party_speaks(pbx, 50);
	party_plan(viettel, PROGRESS(2 * SEC), RING(SEC), ANSWER, HANGUP(2 * SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 183  < 180  < 200  > ACK  < BYE  > 200");
	lab_heard(lab, pbx, "viettel", 245, 255);
	lab_heard(lab, viettel, "pbx", 245, 255);
}

SIM_TEST(the_caller_gives_up_while_it_hears_something, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(viettel, 50);
	party_plan(viettel, PROGRESS(MINUTE));
	party_dial(pbx, "0912345678", .cancel_us = 3 * SEC);
	lab_run(lab, 5 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > 183  < CANCEL  > 200  > 487  < ACK");
	lab_heard(lab, pbx, "viettel", 145, 155);
	lab_cdr(lab, "unanswered; tried viettel 487; status 487");
}

SIM_TEST(the_next_provider_is_heard_and_not_the_first, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_speaks(viettel, 50);
	party_speaks(fpt, 50);
	party_plan(viettel, PROGRESS(2 * SEC), REFUSE(503));
	party_plan(fpt, PROGRESS(SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_heard(lab, pbx, "viettel", 98, 102);
	lab_heard(lab, pbx, "fpt", 98, 102);
	lab_cdr(lab, "answered; tried viettel 503, fpt 200");
}

SIM_TEST(an_answer_without_sdp_means_what_its_183_said, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_answers_bare(viettel);
	party_plan(viettel, PROGRESS(SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 183  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 200");
}

/* The one who refused has spoken for himself only: its media is not the next one's. */
SIM_TEST(what_a_refused_target_said_does_not_answer_for_the_next, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, PROGRESS(SEC), REFUSE(503));
	party_answers_bare(fpt);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, fpt, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_wire(lab, pbx, "> INVITE  < 100  < 183  < 488  > ACK");
	lab_cdr(lab,
		"unanswered; tried viettel 503, fpt 488; status 488; why ~without a description");
}

SIM_TESTS(&an_answer_without_sdp_means_what_its_183_said,
	  &what_a_refused_target_said_does_not_answer_for_the_next,
	  &an_announcement_is_heard_before_the_answer, &early_media_goes_on_after_the_answer,
	  &the_caller_gives_up_while_it_hears_something,
	  &the_next_provider_is_heard_and_not_the_first);
