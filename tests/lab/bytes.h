/*
 * bytes.h -- how much of the heap is held, to the byte
 *
 * mallinfo2 counts what glibc keeps for later as held, so it cannot tell a small leak. Here malloc
 * itself is counted, for the whole test program and libre in it. Under the sanitizers, which have
 * an allocator and a leak checker of their own, it says 0.
 */
#ifndef LAB_BYTES_H
#define LAB_BYTES_H

#include <stdbool.h>
#include <stddef.h>

size_t bytes_held(void);

/* Built with a sanitizer: several times slower, and bytes_held says nothing. */
bool bytes_are_sanitized(void);

#endif
