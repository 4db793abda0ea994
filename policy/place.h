/*
 * place.h -- where in which file something stands
 */
#ifndef POLICY_PLACE_H
#define POLICY_PLACE_H

#include <stdint.h>

struct place { /* line 0: nowhere, it was not written */
	const char *file;
	uint32_t line, column;
};

#endif
