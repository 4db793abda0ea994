/*
 * lab.h -- the language of simulated tests: parties with plans, faults, and what must be seen
 *
 * A story has four verbs: plan, do, run, expect. A party is a SIP phone or exchange of the test's
 * own, written without the product's code, so that both cannot make one mistake together. It lives
 * in the simulated world at the address that the policy gives the peer of its name.
 *
 * Every story is told twice with each seed and must put the same bytes on the wire; when it has
 * ended, the lab's own invariants must hold (checks.h). What fails is printed with the seed and
 * with all that happened.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "tests/lab/plan.h"

struct lab;
struct party;

/* The peer of this name in the policy, or a party of the story's own at an address with port. */
struct party *lab_party(struct lab *lab, const char *peer);
struct party *lab_party_at(struct lab *lab, const char *name, const char *address, const char *sbc);

void party_plan_v(struct party *party, const struct plan *plan, int stepc);
#define party_plan(party, ...)                                                                     \
	party_plan_v(party, (struct plan[]){__VA_ARGS__},                                          \
		     (int)(sizeof(struct plan[]){__VA_ARGS__} / sizeof(struct plan)))

void party_calls_itself(struct party *party, const char *number); /* its From; "1001" if not told */
void party_is_behind(struct party *party,
		     const char *address); /* a NAT: claims that address, and other media ports */
void party_direction(struct party *party, const char *direction);    /* a= of its SDP */
void party_speaks(struct party *party, uint32_t packets_per_second); /* from its next call on */
void party_falls_silent(struct party *party); /* for good, in all its calls */
void party_answers_bare(struct party *party); /* its 200s have no SDP */

/* The next `count` messages that fit are lost at this party's door: "> ACK", "< CANCEL", "> 487". */
void party_loses(struct party *party, const char *what, uint32_t count);

/*
 * Lines that this party adds to its answers, each with its CRLF. In these and in those of a dial
 * {host}, {address}, {agent} and {call-id} stand for what is its own.
 */
void party_adds(struct party *party, const char *headers);

/* A call. What is left out: 70 hops, no headers more, an SDP offer, no cancel, no hang-up. */
struct dial {
	const char *number;
	const char *max_forwards;
	const char *headers; /* whole lines, each with its CRLF */
	const char *sdp;     /* lines to be added */
	bool without_offer;
	uint64_t cancel_us; /* after so long, if there is no answer yet; 0: never */
	uint64_t hangup_us; /* so long after the answer; 0: never */
};
void party_dial_v(struct party *party, const struct dial *dial);
#define party_dial(party, ...) party_dial_v(party, &(struct dial){.number = __VA_ARGS__})

/* About the party's latest call. */
void party_cancel(struct party *party);
void party_hangup(struct party *party);
void party_merges(struct party *party); /* its INVITE comes once more, by another way */

/* One request, inside the latest call or on its own. */
struct ask {
	const char *method;
	bool inside;
	const char *to_tag; /* outside: a dialog that nobody knows */
	const char *headers;
	const char *direction; /* with SDP, whose direction is this */
};
void party_ask_v(struct party *party, const struct ask *ask);
#define party_ask(party, ...) party_ask_v(party, &(struct ask){.method = __VA_ARGS__})
void party_says(struct party *party, const char *text); /* these bytes, as they are */

void party_thief(struct party *party, struct party *from,
		 uint32_t packets); /* RTP to `from`'s SBC port */

enum faults_kind {
	NONE,
	ROUGH
};
void lab_faults(struct lab *lab, enum faults_kind kind);
void lab_delay(struct lab *lab, uint64_t us); /* clear sky, but every way takes so long */
void lab_dies(struct lab *lab, struct party *party);
void lab_lives(struct lab *lab, struct party *party);

void lab_run(struct lab *lab, uint64_t for_us);
/*
 * Another policy beside this header, read and put into force: engine_reload. The answer is its errno;
 * `confirm_us` and `guard_points` as in sbc/trial.h.
 */
int lab_reloads_v(struct lab *lab, const char *policy, uint64_t confirm_us, uint32_t guard_points);
#define lab_reloads(lab, policy) lab_reloads_v(lab, policy, 0, 0)
int lab_confirms(struct lab *lab);

void lab_stops(struct lab *lab); /* the engine is told to stop: engine_stop */

/* Random calls between all parties, with random plans, begun within `within_us`. */
void lab_traffic(struct lab *lab, uint32_t calls, uint64_t within_us);

/*
 * What a party saw, oldest first: "< INVITE  > 100  > 180  > 200  < ACK"; `>` is what it sent. What
 * was repeated stands once; lab_wire_each: as often as it was sent or came.
 */
void lab_wire(struct lab *lab, struct party *party, const char *expect);
void lab_wire_each(struct lab *lab, struct party *party, const char *expect);

/* Some message of this kind ("< 503") has this text in it; lab_lacks: no such message has. */
void lab_says(struct lab *lab, struct party *party, const char *what, const char *text);
void lab_lacks(struct lab *lab, struct party *party, const char *what, const char *text);

/*
 * The oldest record that no lab_cdr looked at yet. Parts separated by "; ", each must hold (cdr.h):
 * "answered; tried viettel 503, fpt 200; rule out; why ~no ACK".
 */
void lab_cdr(struct lab *lab, const char *expect);
void lab_no_cdr(struct lab *lab);

/* How many packets of `speaker` reached `listener`: at least min, at most max. */
void lab_heard(struct lab *lab, struct party *listener, const char *speaker, uint32_t min,
	       uint32_t max);

/* Everything held is given back; nothing may be left (also said at the end of every story). */
void lab_settled(struct lab *lab);

/* The claim in words; false: the story fails. */
void lab_expect(struct lab *lab, bool holds, const char *claim);

enum {
	LAB_SEEDS = 3, /* of an ordinary story */
};

struct sim_test {
	const char *name;
	const char *policy; /* beside this header; NULL: parties alone, no engine */
	uint64_t seeds;
	void (*story)(struct lab *lab);
};
#define SIM_STORM(name, policy, seeds)                                                             \
	static void name##_story(struct lab *lab);                                                 \
	static const struct sim_test name = {#name, policy, seeds, name##_story};                  \
	static void name##_story(struct lab *lab)
#define SIM_TEST(name, policy) SIM_STORM(name, policy, LAB_SEEDS)

/* The end of every file of stories: which it has. One that is forgotten does not compile. */
#define SIM_TESTS(...) const struct sim_test *const sim_tests[] = {__VA_ARGS__, NULL}
extern const struct sim_test *const sim_tests[];

#endif
