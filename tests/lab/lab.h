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

/*
 * The peer of this name in the policy, or a party of the story's own at an address with port; both
 * speak as the policy's `server` says, or the address: "tcp:192.0.2.1:5060".
 */
struct party *lab_party(struct lab *lab, const char *peer);
struct party *lab_party_at(struct lab *lab, const char *name, const char *address, const char *sbc);

void party_plan_v(struct party *party, const struct plan *plan, int stepc);
#define party_plan(party, ...)                                                                     \
	party_plan_v(party, (struct plan[]){__VA_ARGS__},                                          \
		     (int)(sizeof(struct plan[]){__VA_ARGS__} / sizeof(struct plan)))

void party_is(struct party *party, const char *profile); /* "teams": has its habits (profile.c) */
void party_marks_contact(struct party *party,
			 const char *params); /* ";rinstance=1": back in each Request-URI */
void party_calls_itself(struct party *party, const char *number); /* its From; "1001" if not told */
void party_is_behind(struct party *party,
		     const char *address); /* a NAT: claims that address, and other media ports */
void party_is_one_with(struct party *party,
		       const struct party *other); /* machines of one: what it sees, both may */
void party_direction(struct party *party, const char *direction);    /* a= of its SDP */
void party_speaks(struct party *party, uint32_t packets_per_second); /* from its next call on */
void party_falls_silent(struct party *party); /* for good, in all its calls */
void party_encrypts(struct party *party);     /* SRTP, in all its calls; refuses those in clear */
void party_forgets_its_key(struct party *party); /* encrypts with another than it says */
void party_answers_bare(struct party *party);    /* its 200s have no SDP */

/* The next `count` messages that fit are lost at this party's door: "> ACK", "< CANCEL", "> 487". */
void party_loses(struct party *party, const char *what, uint32_t count);

/*
 * Lines that this party adds to its answers, each with its CRLF. In these and in those of a dial
 * {host}, {address}, {agent} and {call-id} stand for what is its own.
 */
void party_adds(struct party *party, const char *headers);

/* Of a party that speaks TCP or TLS. */
void party_says_in_pieces(struct party *party, size_t octets); /* of so many; 0: whole */
void party_disconnects(struct party *party);                   /* hangs up all connections */
void party_connects(struct party *party, uint32_t count);      /* more, to say nothing there */
void party_shows(struct party *party, const char *names, const char *fault); /* sim_certificate */

/* So many connections were made to it so far; so many, from and to it, are open. */
void lab_connections(struct lab *lab, struct party *party, uint32_t made, uint32_t open);

/*
 * It wants this login of whoever calls it, hangs up or registers there: `status` 401 or 407. Nonces
 * older than nonce_us are stale; 0: they are good for ever.
 */
struct wants {
	const char *user, *password;
	const char *realm; /* "lab", if not told */
	uint16_t status;   /* 401, if not told */
	uint64_t nonce_us;
};
void party_wants_v(struct party *party, const struct wants *wants);
#define party_wants(party, ...) party_wants_v(party, &(struct wants){.user = __VA_ARGS__})

/* Its own login for calls, said as often as `tries` if the engine asks again. */
void party_has(struct party *party, const char *user, const char *password, uint32_t tries);

/* It is a registrar from now on. What is left out: it grants what is asked for. */
struct registrar {
	uint32_t granted_s; /* to everybody */
	uint32_t least_s;   /* asked for less: 423 */
	uint16_t refuses;   /* with this status */
	const char *adds;   /* lines of its 200 */
};
void party_registers_v(struct party *party, const struct registrar *registrar);
#define party_registers(party, ...) party_registers_v(party, &(struct registrar){__VA_ARGS__})
bool party_knows(struct party *party, const char *user); /* whether he is registered there now */

/* A call. What is left out: 70 hops, no headers more, an SDP offer, no cancel, no hang-up. */
struct dial {
	const char *number;
	const char *domain;  /* of the Request-URI; else the SBC's address */
	const char *account; /* to the Contact by which this user registered; else to `number` */
	const char *line;    /* to `number` at the Contact by which this user registered */
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
void party_merges(struct party *party);  /* its INVITE comes once more, by another way */
void party_repeats(struct party *party); /* its INVITE as it is, as if somebody had kept it */

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

/* A row of the table of names (sbc/world/zone.h); all rows of a name go; nobody answers for names. */
void lab_name(struct lab *lab, const char *row);
void lab_unname(struct lab *lab, const char *name);
void lab_names(struct lab *lab, bool silent);

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
 * was repeated stands once; lab_wire_each: as often as it was sent or came. OPTIONS that ask after a
 * party come at times of their own and are left out: lab_count and lab_says know of them.
 */
void lab_wire(struct lab *lab, struct party *party, const char *expect);
void lab_wire_each(struct lab *lab, struct party *party, const char *expect);

/* Some message of this kind ("< 503") has this text in it; lab_lacks: no such message has. */
void lab_says(struct lab *lab, struct party *party, const char *what, const char *text);
void lab_lacks(struct lab *lab, struct party *party, const char *what, const char *text);

/* How many messages of a kind it saw, and that no time of `within_us` has more than `most` of them. */
uint32_t lab_count(struct lab *lab, struct party *party, const char *what);
void lab_paced(struct lab *lab, struct party *party, const char *what, uint32_t most,
	       uint64_t within_us);

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
#define LAB_TEMPLATE(name)     "../../policy/templates/" name ".yaml" /* a policy of SIM_TEST */

/* The end of every file of stories: which it has. One that is forgotten does not compile. */
#define SIM_TESTS(...) const struct sim_test *const sim_tests[] = {__VA_ARGS__, NULL}
extern const struct sim_test *const sim_tests[];

#endif
