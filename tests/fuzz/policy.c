/*
 * policy.c -- fuzz: any bytes as a policy file, and calls through what loads
 *
 * A file is read or its mistakes are told; never both, never neither. What is decided of a call is
 * what is explained, and no number outgrows its place.
 */
#include <stdlib.h>
#include <string.h>
#include <re.h>
#include "policy/policy.h"

struct input {
	const uint8_t *data;
	size_t size;
};

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static int read_input(char **textp, const char *name, void *arg)
{
	const struct input *input = arg;
	const struct pl pl = {(const char *)input->data, input->size};

	if (strcmp(name, "fuzz.yaml")) /* a file of patterns */
		return str_dup(textp, "113\n+84912* # one\n100..199\n1[3-5]x\n");

	return pl_strdup(textp, &pl);
}

static int forget(const char *p, size_t size, void *arg)
{
	size_t *told = arg;
	(void)p;

	*told += size;
	return 0;
}

/* User parts as the wire has them: numbers, names, nonsense. */
static const char *const users[] = {
	"1001", "0912345678", "+842873000001",       "113", "anonymous",
	"",     "+",          "%2B84912345678;npdi", "00",
};

static const struct facts_header headers[] = {
	{PL("User-Agent"), PL("Asterisk 20")},
	{PL("X-Line"),     PL("41")         },
	{PL("X-T"),        PL("gold")       },
};

static const struct pl codecs[] = {PL("PCMA"), PL("opus")};

static const size_t userc = sizeof users / sizeof users[0];

static void attempt(const struct policy *policy, const struct decision *decision)
{
	struct attempt it;
	uint32_t i = 0;

	while (!policy_attempt(&it, policy, decision, i)) {
		demand(it.peer && strlen(it.caller) < NUMBER_SIZE
		       && strlen(it.called) < NUMBER_SIZE);
		demand(it.after_us > 0);
		++i;
	}

	demand((i > 0) == (decision->verb == VERB_SEND));
	(void)policy_goes_on(decision, 503);
}

static void call(const struct policy *policy, const struct facts *facts)
{
	struct decision decision;
	size_t told = 0;
	struct re_printf pf = {forget, &told};

	policy_decide(&decision, policy, facts);
	demand(decision.from || decision.verb == VERB_DROP);
	demand(decision.verb != VERB_REJECT || (decision.reason && decision.status >= 400));
	attempt(policy, &decision);
	demand(!policy_explain(&pf, policy, facts) && told > 0);
}

/* By name, and by the address and side of a packet: the same peer. */
static void calls(const struct policy *policy, const struct peer_config *peer)
{
	struct facts by_name = {.from = peer->name,
				.transport = SIP_TRANSP_TLS,
				.headers = headers,
				.headerc = ARRAY_SIZE(headers),
				.codecs = codecs,
				.codecc = ARRAY_SIZE(codecs),
				.load = 95};
	struct facts by_source = {.side = peer->side->name, .source = peer->addresses[0].address};

	demand(policy_peer(policy, peer->name) == peer);
	for (size_t i = 0; i < userc; i++) {
		pl_set_str(&by_name.caller, users[i]);
		pl_set_str(&by_name.called, users[userc - 1 - i]);
		by_source.caller = by_name.caller;
		by_source.called = by_name.called;
		call(policy, &by_name);
		call(policy, &by_source);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	const struct policy_reader reader = {.read = read_input, .arg = &input};
	struct policy *policy = NULL;
	struct mbuf *mistakes = mbuf_alloc(256);
	uint32_t count = 0;
	const int err = policy_load(&policy, "fuzz.yaml", &reader, mistakes, &count);

	demand(!err == (policy != NULL) && !err == (count == 0) && !err == (mistakes->end == 0));
	for (uint32_t i = 0; policy && i < policy_config(policy)->peerc && i < 8; i++)
		calls(policy, &policy_config(policy)->peers[i]);

	mem_deref(policy);
	mem_deref(mistakes);
	return 0;
}
