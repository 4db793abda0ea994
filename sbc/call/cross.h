/*
 * cross.h -- what becomes of a move of one leg on the other
 *
 * One table: a row each move, in the order of a call's life.
 */
#ifndef CALL_CROSS_H
#define CALL_CROSS_H

#include "sbc/call/call.h"

void cross(struct leg *from, const struct move *move);

#endif
