/* hanoi.c -- POLICY.md's office in Hanoi with two providers: each line of its file does what it says */
#include <stdio.h>
#include "tests/lab/lab.h"

#define HANOI   "../policy/hanoi.yaml"
#define PHONE   "02873000000" /* the account at viettel */
#define HOUR    (60 * MINUTE)
#define EIGHT   HOUR /* the world begins at 07:00 in Hanoi, on a Wednesday */
#define ABROAD  "0014155550100"
#define MOBILE  "0912345678"
#define PREMIUM "01900123456"

static struct party *pbx_of(struct lab *lab)
{
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(pbx, ANSWER);
	return pbx;
}

/* A registrar that wants our login, behind a name with SRV. */
static struct party *viettel_of(struct lab *lab)
{
	struct party *viettel =
		lab_party_at(lab, "viettel", "198.51.100.10:5060", "203.0.113.5:5060");

	lab_name(lab, "_sip._udp.sip.viettel.example SRV 10 0 5060 edge.viettel.example");
	lab_name(lab, "edge.viettel.example A 198.51.100.10");
	party_registers(viettel, .granted_s = 600);
	party_wants(viettel, PHONE, "VIETTEL_PASSWORD");
	party_calls_itself(viettel, "0911111111");
	party_plan(viettel, ANSWER);
	return viettel;
}

/* TLS and SRTP only; it wants a login for calls. */
static struct party *fpt_of(struct lab *lab)
{
	struct party *fpt = lab_party_at(lab, "fpt", "tls:198.51.100.20:5061", "203.0.113.5:5061");

	lab_name(lab, "sip.fpt.example A 198.51.100.20");
	party_encrypts(fpt);
	party_wants(fpt, "acme", "FPT_PASSWORD");
	party_calls_itself(fpt, "+84922222222");
	party_plan(fpt, ANSWER);
	return fpt;
}

/* All three, registered, at 07:00:10. */
struct office {
	struct party *pbx, *viettel, *fpt;
};

static struct office office_of(struct lab *lab)
{
	const struct office office = {pbx_of(lab), viettel_of(lab), fpt_of(lab)};

	lab_run(lab, 10 * SEC);
	return office;
}

SIM_TEST(viettel_knows_our_number, HANOI)
{
	struct office office = office_of(lab);

	lab_wire(lab, office.viettel, "< REGISTER  > 401  < REGISTER  > 200");
	lab_says(lab, office.viettel, "< REGISTER", "REGISTER sip:sip.viettel.example SIP/2.0\r\n");
	lab_expect(lab, party_knows(office.viettel, PHONE), "the account is registered");
	lab_wire(lab, office.fpt, "");
}

SIM_TEST(a_call_goes_out_through_viettel_as_viettel_writes_numbers, HANOI)
{
	struct office office = office_of(lab);

	party_speaks(office.pbx, 50);
	party_speaks(office.viettel, 50);
	party_dial(office.pbx, MOBILE, .hangup_us = 10 * SEC);
	lab_run(lab, 15 * SEC);

	lab_says(lab, office.viettel, "< INVITE", "INVITE sip:0912345678@sip.viettel.example");
	lab_says(lab, office.viettel, "< INVITE", "<sip:02873000001@203.0.113.5");
	lab_says(lab, office.viettel, "< INVITE", "Authorization: Digest username=\"" PHONE "\"");
	lab_says(lab, office.viettel, "< INVITE", "\r\nm=audio 20000 RTP/AVP ");
	lab_heard(lab, office.viettel, "pbx", 490, 501);
	lab_heard(lab, office.pbx, "viettel", 490, 501);
	lab_cdr(lab,
		"answered; tried viettel 200; rule out; caller +842873000001; "
		"called +84912345678");
}

/* Whatever says that viettel cannot take the call just now; busy is another matter. */
SIM_TEST(what_viettel_cannot_do_fpt_does_over_tls_and_srtp, HANOI)
{
	static const uint16_t statuses[] = {408, 430, 500, 503};
	struct office office = office_of(lab);
	char cdr[64];

	party_speaks(office.pbx, 50);
	party_speaks(office.fpt, 50);
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		party_plan(office.viettel, REFUSE(statuses[i]));
		party_dial(office.pbx, MOBILE, .hangup_us = 10 * SEC);
		lab_run(lab, MINUTE);
		snprintf(cdr, sizeof cdr, "answered; tried viettel %u, fpt 200", statuses[i]);
		lab_cdr(lab, cdr);
	}

	lab_says(lab, office.fpt, "< INVITE", "INVITE sip:+84912345678@sip.fpt.example");
	lab_says(lab, office.fpt, "< INVITE", "<sip:+842873000001@203.0.113.5");
	lab_says(lab, office.fpt, "< INVITE", "Authorization: Digest username=\"acme\"");
	lab_says(lab, office.fpt, "< INVITE", " RTP/SAVP 8 0 101\r\n");
	lab_heard(lab, office.fpt, "pbx", 1900, 2004);
}

SIM_TEST(busy_is_busy_at_both, HANOI)
{
	struct office office = office_of(lab);

	party_plan(office.viettel, REFUSE(486));
	party_dial(office.pbx, MOBILE);
	lab_run(lab, SEC);
	lab_wire(lab, office.fpt, "");
	lab_cdr(lab, "unanswered; tried viettel 486; status 486");
}

SIM_TEST(when_viettel_says_nothing_fpt_is_called_after_six_seconds, HANOI)
{
	struct office office = office_of(lab);

	party_plan(office.viettel, IGNORE);
	party_dial(office.pbx, MOBILE, .hangup_us = SEC);
	lab_run(lab, 5900 * MS);
	lab_wire(lab, office.fpt, "");
	lab_run(lab, 200 * MS);
	lab_wire(lab, office.fpt, "< INVITE  > 401  < ACK  < INVITE  > 100  > 200  < ACK");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; tried viettel 408, fpt 200");
}

SIM_TEST(calls_come_in_to_the_extensions_of_both_providers, HANOI)
{
	struct office office = office_of(lab);

	party_dial(office.viettel, "02873000001", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, office.pbx, "< INVITE", "INVITE sip:1001@192.168.10.20");
	lab_says(lab, office.pbx, "< INVITE", "<sip:0911111111@192.168.10.2");
	lab_cdr(lab, "answered; from viettel; tried pbx 200; rule in; called +842873000001");

	party_dial(office.fpt, "+842873000099", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, office.pbx, "< INVITE", "INVITE sip:1099@192.168.10.20");
	lab_says(lab, office.pbx, "< INVITE", "<sip:0922222222@192.168.10.2");
	lab_cdr(lab, "answered; from fpt; tried pbx 200; rule in; called +842873000099");
}

/* Nobody guesses what a number without + means there. */
SIM_TEST(fpt_writes_e164_and_nothing_else, HANOI)
{
	struct office office = office_of(lab);

	party_dial(office.fpt, "02873000001");
	lab_run(lab, SEC);
	lab_says(lab, office.fpt, "< 484", "SIP/2.0 484 Address Incomplete\r\n");
	lab_wire(lab, office.pbx, "");
	lab_cdr(lab, "unanswered; from fpt; tried nobody; status 484");
}

SIM_TEST(only_our_hundred_numbers_are_ours, HANOI)
{
	struct office office = office_of(lab);

	party_dial(office.viettel, "02873000000", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried pbx 200");
	party_dial(office.viettel, "02873000100");
	party_dial(office.viettel, "02872999999");
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "unanswered; tried nobody; called +842873000100; status 404");
	lab_cdr(lab, "unanswered; tried nobody; called +842872999999; status 404");
	party_dial(office.pbx, "02873000001", .hangup_us = SEC); /* its own: not by rule in */
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; from pbx; rule out");
}

SIM_TEST(blocked_callers_get_603, HANOI)
{
	struct office office = office_of(lab);

	party_calls_itself(office.viettel, "0901234567"); /* blocked.txt */
	party_dial(office.viettel, "02873000001");
	lab_run(lab, SEC);
	lab_says(lab, office.viettel, "< 603", "SIP/2.0 603 Decline\r\n");
	lab_wire(lab, office.pbx, "");
	lab_cdr(lab, "unanswered; tried nobody; rule blocked callers; status 603");
}

SIM_TEST(premium_numbers_are_closed_to_the_office, HANOI)
{
	struct office office = office_of(lab);

	party_dial(office.pbx, PREMIUM);
	lab_run(lab, SEC);
	lab_says(lab, office.pbx, "< 403", "SIP/2.0 403 Premium numbers are closed\r\n");
	lab_cdr(lab,
		"unanswered; tried nobody; rule premium; called +841900123456; status 403; "
		"reason Premium numbers are closed");
	party_dial(office.pbx, "01901123456", .hangup_us = SEC);
	party_dial(office.viettel, PREMIUM);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "unanswered; from viettel; status 404"); /* nobody closed it: it is not ours */
	lab_cdr(lab, "answered; from pbx; rule out");
}

SIM_TEST(emergencies_pass_every_limit, HANOI)
{
	static const char *const numbers[] = {"113", "114", "115"};
	struct office office = office_of(lab);
	char invite[32];

	for (int i = 0; i < 30; i++) {
		party_dial(office.pbx, MOBILE);
		lab_run(lab, SEC);
	}

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		party_dial(office.pbx, numbers[i], .hangup_us = SEC);
		lab_run(lab, 5 * SEC);
		if (i == 0) /* the oldest call makes room */
			lab_cdr(lab, "answered; rule out; why an emergency call took its place");
		snprintf(invite, sizeof invite, "INVITE sip:%s@", numbers[i]);
		lab_says(lab, office.viettel, "< INVITE", invite);
		lab_cdr(lab, "answered; tried viettel 200; rule emergency");
	}

	party_plan(office.viettel, REFUSE(503));
	party_dial(office.pbx, "113", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried viettel 503, fpt 200; rule emergency");
}

SIM_TEST(viettel_has_thirty_calls_and_fpt_the_next, HANOI)
{
	struct office office = office_of(lab);

	for (int i = 0; i < 30; i++) {
		party_dial(office.pbx, MOBILE);
		lab_run(lab, SEC);
	}

	lab_wire(lab, office.fpt, "");
	party_dial(office.pbx, "0912345679", .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried viettel 503, fpt 200; called +84912345679");
}

SIM_TEST(viettel_may_ask_for_five_calls_a_second, HANOI)
{
	struct office office = office_of(lab);

	party_plan(office.pbx, REFUSE(486));
	for (int i = 0; i < 6; i++)
		party_dial(office.viettel, "02873000001");

	lab_run(lab, 500 * MS);
	lab_expect(lab, lab_count(lab, office.pbx, "< INVITE") == 5, "five reach the PBX");
	lab_expect(lab, lab_count(lab, office.viettel, "< 503") == 1, "the sixth is too many");
	lab_run(lab, 600 * MS);
	party_dial(office.viettel, "02873000002");
	lab_run(lab, SEC);
	lab_expect(lab, lab_count(lab, office.pbx, "< INVITE") == 6, "a second later one more");
}

SIM_TEST(abroad_is_called_by_fpt_in_office_hours_only, HANOI)
{
	struct office office = office_of(lab);

	lab_run(lab, EIGHT - 11 * SEC); /* 07:59:59 */
	party_dial(office.pbx, ABROAD);
	lab_run(lab, SEC);
	lab_cdr(lab, "unanswered; tried nobody; called +14155550100; status 404");

	party_dial(office.pbx, ABROAD, .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_says(lab, office.fpt, "< INVITE", "INVITE sip:+14155550100@sip.fpt.example");
	lab_cdr(lab, "answered; tried fpt 200; rule abroad");

	party_plan(office.fpt, REFUSE(503));
	party_dial(office.pbx, ABROAD);
	party_dial(office.viettel, ABROAD);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "unanswered; from viettel; tried nobody; status 404"); /* not for others */
	lab_cdr(lab, "unanswered; from pbx; tried fpt 503");

	party_plan(office.fpt, ANSWER);
	party_dial(office.pbx, MOBILE, .hangup_us = SEC); /* Vietnam is not abroad */
	lab_run(lab, 10 * HOUR - 11 * SEC);
	lab_cdr(lab, "answered; tried viettel 200; rule out");
	party_dial(office.pbx, ABROAD, .hangup_us = SEC); /* 17:59:59 */
	lab_run(lab, SEC);
	party_dial(office.pbx, ABROAD);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried fpt 200; rule abroad");
	lab_cdr(lab, "unanswered; tried nobody; status 404");
}

/* Wednesday, then Friday; Saturday is no day of the office. */
SIM_TEST(the_office_is_open_from_monday_to_friday, HANOI)
{
	struct office office = office_of(lab);

	lab_run(lab, 2 * 24 * HOUR + 2 * HOUR);
	party_dial(office.pbx, ABROAD, .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; rule abroad");
	lab_run(lab, 24 * HOUR);
	party_dial(office.pbx, ABROAD);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "unanswered; status 404");
	lab_run(lab, 2 * 24 * HOUR);
	party_dial(office.pbx, ABROAD, .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; rule abroad");
}

static void abroad_is_used_up(struct lab *lab, struct party *pbx)
{
	party_dial(pbx, ABROAD);
	lab_run(lab, SEC);
	lab_cdr(lab, "unanswered; tried nobody; status 403; reason Minutes Used Up");
}

SIM_TEST(each_caller_has_300_minutes_abroad_a_day, HANOI)
{
	struct office office = office_of(lab);

	party_speaks(office.pbx, 1);
	lab_run(lab, EIGHT);
	party_dial(office.pbx, ABROAD);
	lab_run(lab, 300 * MINUTE - 5 * SEC);
	lab_no_cdr(lab);
	lab_run(lab, 10 * SEC);
	lab_says(lab, office.pbx, "< BYE", "Minutes Used Up");
	lab_cdr(lab, "answered; rule abroad; why ~for caller +842873000001 is used up");
	abroad_is_used_up(lab, office.pbx);

	party_calls_itself(office.pbx, "1002");
	party_dial(office.pbx, ABROAD, .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; caller +842873000002");

	party_calls_itself(office.pbx, "1001");
	lab_run(lab, 3 * HOUR);
	abroad_is_used_up(lab, office.pbx); /* an hour is not a day */
	lab_run(lab, 22 * HOUR);
	party_dial(office.pbx, ABROAD, .hangup_us = SEC); /* nor is a day a week */
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; rule abroad; caller +842873000001");
}

SIM_TEST(a_stranger_hears_nothing, HANOI)
{
	struct office office = office_of(lab);
	struct party *stranger =
		lab_party_at(lab, "stranger", "198.51.100.66:5060", "203.0.113.5:5060");
	struct party *inside =
		lab_party_at(lab, "inside", "192.168.10.66:5060", "192.168.10.2:5060");

	party_dial(stranger, "02873000001");
	party_dial(inside, MOBILE);
	lab_run(lab, 5 * SEC);
	lab_wire(lab, stranger, "> INVITE");
	lab_wire(lab, inside, "> INVITE");
	lab_wire(lab, office.pbx, "");
	lab_no_cdr(lab);
}

SIM_TEST(a_minute_of_silence_ends_a_call, HANOI)
{
	struct office office = office_of(lab);

	party_speaks(office.pbx, 50);
	party_dial(office.pbx, MOBILE);
	lab_run(lab, 10 * SEC);
	party_falls_silent(office.pbx);
	lab_run(lab, 58 * SEC);
	lab_no_cdr(lab);
	lab_run(lab, 5 * SEC);
	lab_cdr(lab, "answered; tried viettel 200; why ~no media");
}

/* Both sides listen on TCP, too. */
SIM_TEST(calls_come_by_tcp_as_well, HANOI)
{
	struct party *pbx = lab_party_at(lab, "pbx", "tcp:192.168.10.20:5060", "192.168.10.2:5060");
	struct party *viettel =
		lab_party_at(lab, "viettel", "tcp:198.51.100.10:5060", "203.0.113.5:5060");

	lab_name(lab, "_sip._tcp.sip.viettel.example SRV 10 0 5060 edge.viettel.example");
	lab_name(lab, "edge.viettel.example A 198.51.100.10");
	party_registers(viettel, .granted_s = 600);
	party_plan(viettel, ANSWER);
	lab_run(lab, 10 * SEC);
	party_dial(pbx, MOBILE, .hangup_us = SEC);
	lab_run(lab, 5 * SEC);
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; from pbx; tried viettel 200");
}

SIM_TESTS(&viettel_knows_our_number, &a_call_goes_out_through_viettel_as_viettel_writes_numbers,
	  &what_viettel_cannot_do_fpt_does_over_tls_and_srtp, &busy_is_busy_at_both,
	  &when_viettel_says_nothing_fpt_is_called_after_six_seconds,
	  &calls_come_in_to_the_extensions_of_both_providers, &fpt_writes_e164_and_nothing_else,
	  &only_our_hundred_numbers_are_ours, &blocked_callers_get_603,
	  &premium_numbers_are_closed_to_the_office, &emergencies_pass_every_limit,
	  &viettel_has_thirty_calls_and_fpt_the_next, &viettel_may_ask_for_five_calls_a_second,
	  &abroad_is_called_by_fpt_in_office_hours_only, &the_office_is_open_from_monday_to_friday,
	  &each_caller_has_300_minutes_abroad_a_day, &a_stranger_hears_nothing,
	  &a_minute_of_silence_ends_a_call, &calls_come_by_tcp_as_well);
