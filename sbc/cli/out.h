/*
 * out.h -- stdout for libre's printers
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stddef.h>

/* For struct re_printf; arg is a FILE. EIO: it does not take it. */
int out_write(const char *p, size_t size, void *arg);

#endif
