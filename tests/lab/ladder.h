/*
 * ladder.h -- all that all parties saw, a line each with its time, for whoever reads a failure
 */
#ifndef LAB_LADDER_H
#define LAB_LADDER_H

#include <re.h>
#include "tests/lab/inside.h"

int ladder_print(struct re_printf *pf, const struct lab *lab);

#endif
