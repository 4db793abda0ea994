/* lab.c -- the lab tests itself: parties alone, and checks that must be able to fail */
#include <string.h>
#include "tests/lab/bytes.h"
#include "tests/lab/inside.h"
#include "tests/lab/leak.h"

static void two_parties(struct lab *lab, struct party **alice, struct party **bob)
{
	*alice = lab_party_at(lab, "alice", "192.0.2.1:5060", "192.0.2.2:5060");
	*bob = lab_party_at(lab, "bob", "192.0.2.2:5060", "192.0.2.1:5060");
}

SIM_TEST(two_parties_call_each_other, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_plan(bob, RING(2 * SEC), ANSWER, HANGUP(3 * SEC));
	party_dial(alice, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, bob, "< INVITE  > 100  > 180  > 200  < ACK  > BYE  < 200");
	lab_wire(lab, alice, "> INVITE  < 100  < 180  < 200  > ACK  < BYE  > 200");
}

SIM_TEST(parties_hear_each_other, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_speaks(alice, 50);
	party_speaks(bob, 50);
	party_plan(bob, ANSWER);
	party_dial(alice, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 3 * SEC);

	lab_heard(lab, bob, "alice", 99, 101);
	lab_heard(lab, alice, "bob", 99, 101);
	lab_heard(lab, alice, "bob/rtcp", 1, 3);
	lab_heard(lab, alice, "alice", 0, 0);
}

SIM_TEST(a_refusal_is_acknowledged, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_plan(bob, REFUSE(486));
	party_dial(alice, "0912345678");
	lab_run(lab, 1 * SEC);

	lab_wire_each(lab, bob, "< INVITE  > 486  < ACK");
}

SIM_TEST(a_caller_gives_up, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_plan(bob, RING(MINUTE));
	party_dial(alice, "0912345678", .cancel_us = 3 * SEC);
	lab_run(lab, 5 * SEC);

	lab_wire(lab, alice, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
}

SIM_TEST(what_is_lost_is_sent_again, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_loses(bob, "< INVITE", 2);
	party_loses(alice, "< 200", 1);
	party_loses(bob, "< ACK", 1);
	party_plan(bob, ANSWER);
	party_dial(alice, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire_each(lab, alice, "> INVITE > INVITE > INVITE < 100 < 200 > ACK < 200 > ACK");
	lab_wire(lab, alice, "> INVITE < 100 < 200 > ACK");
	lab_wire_each(lab, bob, "< INVITE > 100 > 200 > 200 > 200 < ACK");
}

SIM_TEST(an_answer_that_nobody_acknowledges_ends, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_loses(alice, "> ACK", 99);
	party_plan(bob, ANSWER);
	party_dial(alice, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, bob, "< INVITE  > 100  > 200  > BYE  < 200");
}

SIM_TEST(silence_is_given_up_after_32_s, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_plan(bob, IGNORE);
	party_dial(alice, "0912345678");
	lab_run(lab, 40 * SEC);

	lab_wire_each(lab, alice, "> INVITE > INVITE > INVITE > INVITE > INVITE > INVITE > INVITE");
}

SIM_TEST(calls_survive_bad_weather, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	lab_faults(lab, ROUGH);
	lab_traffic(lab, 50, 10 * SEC);
	lab_run(lab, 2 * MINUTE);
}

/* What is expected here is wrong, and the lab must say so: claim after claim, one failure each. */
static void must_fail(struct lab *lab, uint32_t count, const char *says)
{
	bool said = memmem(lab->failures->buf, lab->failures->end, says, strlen(says));
	uint32_t failures = lab->failurec;

	lab->failurec = 0;
	mbuf_reset(lab->failures);
	lab_expect(lab, failures == count && said, says);
}

SIM_TEST(wrong_expectations_fail, NULL)
{
	struct party *alice, *bob;

	two_parties(lab, &alice, &bob);
	party_plan(bob, ANSWER);
	party_dial(alice, "0912345678");
	lab_run(lab, 1 * SEC);

	lab_wire(lab, bob, "< INVITE  > 100  > 200");
	must_fail(lab, 1, "it saw\n      < INVITE  > 100  > 200  < ACK");
	lab_wire(lab, bob, "< INVITE  > 100  > 200  < ACK  > BYE");
	must_fail(lab, 1, "expected bob to see");
	lab_heard(lab, bob, "alice", 1, 9);
	must_fail(lab, 1, "it heard 0");
	lab_cdr(lab, "answered");
	must_fail(lab, 1, "there is none");
	lab_says(lab, bob, "< INVITE", "no such text");
	must_fail(lab, 1, "no such text");
	lab_lacks(lab, bob, "< INVITE", "Lan Anh");
	must_fail(lab, 1, "Lan Anh");
	lab_lacks(lab, bob, "< BYE", "Lan Anh");
	must_fail(lab, 1, "it saw none");
}

SIM_TEST(every_byte_counts, NULL)
{
	size_t before = bytes_held();
	void *lost = mem_alloc(100, NULL);

	lab_expect(lab, bytes_are_sanitized() || bytes_held() >= before + 100,
		   "what is taken counts");
	mem_deref(lost);
	lab_expect(lab, bytes_held() == before, "what is given back does not");
}

/* Alice's words, planted in what bob reads. */
static const struct {
	const char *what, *text;
	bool leaks;
} plants[] = {
	{"her tag in another header",        "X-Debug: 7d21f00c9a\r\n",                       true },
	{"her tag inside a word",            "Call-ID: bob7d21f00c9abob\r\n",                 true },
	{"her Call-ID's random part",        "X-Id: 5f5e1000aa-1\r\n",                        true },
	{"her Call-ID's host",               "Warning: 399 a1.pbx.example \"no\"\r\n",        true },
	{"her branch without its cookie",    "X: 99aa88bb77\r\n",                             true },
	{"her user agent",                   "Server: Peculiar-PBX/3 behind SBC\r\n",         true },
	{"her address in SDP",               "\r\nc=IN IP4 10.1.2.3\r\n",                     true },
	{"her candidate",                    "a=candidate:1 1 UDP 9 10.1.2.3 4 typ host\r\n", true },
	{"her session name",                 "\r\ns=hers-alone\r\n",                          true },
	{"her o= user",                      "\r\no=alice-pbx 1 1 IN IP4 192.0.2.9\r\n",      true },
	{"an address that begins like hers", "c=IN IP4 10.1.2.31\r\n",                        false},
	{"an address that ends like hers",   "c=IN IP4 210.1.2.3\r\n",                        false},
	{"the number she dialled",           "To: <sip:0912345678@sbc>\r\n",                  false},
	{"her payload formats",              "a=rtpmap:8 PCMA/8000\r\n",                      false},
	{"his own tag",                      "To: <sip:x@y>;tag=b0b0b0b0b0\r\n",              false},
	{"the engine's address on his side", "Contact: <sip:192.0.2.200>\r\n",                false},
	{"the engine's address on hers",     "Contact: <sip:10.1.2.200>\r\n",                 true },
};

static const char hers[] =
	"INVITE sip:0912345678@10.1.2.200 SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 10.1.2.3;branch=z9hG4bK99aa88bb77\r\n"
	"From: <sip:1001@a1.pbx.example>;tag=7d21f00c9a\r\n"
	"Call-ID: 5f5e1000aa@a1.pbx.example\r\nUser-Agent: Peculiar-PBX/3\r\n\r\n"
	"v=0\r\no=alice-pbx 1 1 IN IP4 10.1.2.3\r\ns=hers-alone\r\nc=IN IP4 10.1.2.3\r\n"
	"m=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
static const char to_bob[] =
	"INVITE sip:0912345678@192.0.2.2 SIP/2.0\r\nFrom: <sip:x>;tag=b0b0b0b0b0\r\n\r\n";

SIM_TEST(the_leak_checker_finds_what_is_planted, NULL)
{
	const char *alice = "alice", *bob = "bob", *office = "office", *internet = "internet";
	const struct pl own = PL(hers), other = PL(to_bob);
	const struct pl inside = PL("10.1.2.200"), outside = PL("192.0.2.200");
	struct leaks *leaks;

	lab_need(leaks_alloc(&leaks), "leaks");
	lab_need(leak_message(leaks, alice, &own, true), "leaks");
	lab_need(leak_message(leaks, bob, &other, false), "leaks");
	lab_need(leak_word(leaks, office, "an address", &inside), "leaks");
	lab_need(leak_word(leaks, internet, "an address", &outside), "leaks");
	for (size_t i = 0; i < sizeof plants / sizeof plants[0]; i++) {
		struct leak leak;
		struct pl text;

		pl_set_str(&text, plants[i].text);
		lab_expect(lab, leak_find(&leak, leaks, &text, bob, internet) == plants[i].leaks,
			   plants[i].what);
		lab_expect(lab, !leak_find(&leak, leaks, &own, alice, office), "hers is hers");
	}

	mem_deref(leaks);
}

SIM_TESTS(&two_parties_call_each_other, &parties_hear_each_other, &a_refusal_is_acknowledged,
	  &a_caller_gives_up, &what_is_lost_is_sent_again, &an_answer_that_nobody_acknowledges_ends,
	  &silence_is_given_up_after_32_s, &calls_survive_bad_weather, &wrong_expectations_fail,
	  &every_byte_counts, &the_leak_checker_finds_what_is_planted);
