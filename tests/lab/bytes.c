/* bytes.c -- see bytes.h */
#include <stdatomic.h>
#include <stdlib.h>
#include <malloc.h>
#include "tests/lab/bytes.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_ALLOCATOR
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define OWN_ALLOCATOR
#endif

#ifdef OWN_ALLOCATOR

size_t bytes_held(void)
{
	return 0;
}

bool bytes_are_sanitized(void)
{
	return true;
}

#else

/* glibc's own, under the names it has for those who stand in front of it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

/* The one mutable global of the lab: malloc has no argument to carry it. */
static atomic_size_t held;

size_t bytes_held(void)
{
	return atomic_load(&held);
}

bool bytes_are_sanitized(void)
{
	return false;
}

static void *took(void *block)
{
	atomic_fetch_add_explicit(&held, malloc_usable_size(block), memory_order_relaxed);
	return block;
}

static void gives(void *block)
{
	atomic_fetch_sub_explicit(&held, malloc_usable_size(block), memory_order_relaxed);
}

void *malloc(size_t size)
{
	return took(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return took(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
	size_t before = malloc_usable_size(block);
	void *moved = __libc_realloc(block, size);

	if (moved || !size)
		atomic_fetch_sub_explicit(&held, before, memory_order_relaxed);

	return took(moved);
}

void free(void *block)
{
	gives(block);
	__libc_free(block);
}

#endif
