/* out.c -- see out.h */
#include <errno.h>
#include <stdio.h>
#include "sbc/cli/out.h"

int out_write(const char *p, size_t size, void *arg)
{
	return fwrite(p, 1, size, arg) == size ? 0 : EIO;
}
