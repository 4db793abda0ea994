/*
 * ports.h -- pairs of ports from a range: RTP on the even one, RTCP on the next
 *
 * The pair freed longest ago is taken first, so late packets of a call that is over find nobody for
 * as long as the range allows. None left is an answer (EADDRNOTAVAIL), not an accident. The order
 * is the same every time: a simulated call has the same ports in every run.
 */
#ifndef RTP_PORTS_H
#define RTP_PORTS_H

#include <re.h>

enum {
	PORTS_PAIRS_MAX = 32768, /* all there are */
};

struct ports;

/* Both ends included; EINVAL: no whole pair in the range, or an address without family. */
int ports_alloc(struct ports **portsp, const struct sa *address, uint16_t first, uint16_t last);

/* Our address with the even port; EADDRNOTAVAIL: the range is used up. */
int ports_take(struct sa *rtp, struct ports *ports);

/* Gives back what ports_take gave; anything else is ignored. */
void ports_give(struct ports *ports, const struct sa *rtp);

/* Whether they are at this address, whatever its port. */
bool ports_are_at(const struct ports *ports, const struct sa *address);

uint32_t ports_taken(const struct ports *ports);
uint32_t ports_pairs(const struct ports *ports);

#endif
