/*
 * move.h -- the small vocabulary in which legs speak to each other
 *
 * Everything else of SIP stays on its leg. What becomes of a move on the other leg is the table in
 * cross.c.
 */
#ifndef CALL_MOVE_H
#define CALL_MOVE_H

#include <re.h>

enum move_kind {
	MOVE_RING,    /* 180 and other 18x, with or without early media */
	MOVE_ANSWER,  /* 2xx */
	MOVE_REFUSE,  /* 3xx to 6xx; or nobody there: 408, unreachable: 503 */
	MOVE_CANCEL,  /* the caller gave up before an answer */
	MOVE_HANG_UP, /* BYE */
	MOVE_LOST,    /* our 200 was never acknowledged */
	MOVE_COUNT
};

struct move { /* borrowed while it is told */
	enum move_kind kind;
	uint16_t status;
	const struct sip_msg *msg; /* whose headers and body may cross; NULL: none */
};

#endif
