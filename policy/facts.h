/*
 * facts.h -- what a call is to the policy: all that a decision may depend on
 *
 * Gathered by dispatch.c from a message, or by `sbc explain` from its options. Borrowed.
 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include <re.h>

struct facts_header {
	struct pl name, value; /* value: one entry, as in libre's struct sip_hdr */
};

struct facts {
	const char *side; /* the side it came in on; NULL: not known (explain --from) */
	struct sa source; /* where the packet came from; unset if `from` is given */
	const char *from; /* a peer's name, when it is known already; else NULL: step 1 finds it */
	enum sip_transp transport;          /* SIP_TRANSP_NONE: not known, fits nothing */
	struct pl method;                   /* unset: INVITE */
	struct pl caller;                   /* user part of From, as on the wire */
	struct pl called;                   /* user part of the Request-URI, as on the wire */
	struct pl domain;                   /* host of the Request-URI */
	struct pl display;                  /* shown name in From */
	const struct facts_header *headers; /* of the request, in its order */
	uint32_t headerc;
	const struct pl *codecs; /* names in the offer, as rtpmap has them */
	uint32_t codecc;
	uint32_t load;    /* how busy we are: percent of the calls that we may have */
	uint64_t date_us; /* since 1970, UTC */
};

#endif
