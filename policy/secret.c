/* secret.c -- each byte masked by its own; see secret.h */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <re.h>
#include "policy/secret.h"

struct secret {
	char *source; /* NULL: it is plain */
	bool is_read;
	size_t length;
	uint8_t masked[SECRET_SIZE];
};

static const char *const sources[] = {"env:", "file:", "credential:"};

static void secret_destructor(void *arg)
{
	struct secret *secret = arg;

	explicit_bzero(secret->masked, sizeof secret->masked);
	mem_deref(secret->source);
}

/* Never 0, so that no byte stays as it is, and another for each of its neighbours. */
static uint8_t mask_at(size_t i)
{
	return (uint8_t)(0x80 | (i * 37 + 0x5b));
}

int secret_alloc(struct secret **secretp, const char *source, const char *text)
{
	struct secret *secret;
	int err = 0;

	if (text && strlen(text) >= SECRET_SIZE)
		return EMSGSIZE;

	secret = mem_zalloc(sizeof *secret, secret_destructor);
	if (!secret)
		return ENOMEM;

	secret->is_read = text != NULL;
	secret->length = text ? strlen(text) : 0;
	for (size_t i = 0; i < secret->length; i++)
		secret->masked[i] = (uint8_t)text[i] ^ mask_at(i);

	if (source)
		err = str_dup(&secret->source, source);
	if (err)
		mem_deref(secret);
	else
		*secretp = secret;

	return err;
}

int secret_open(char *to, size_t size, const struct secret *secret)
{
	if (!secret->is_read)
		return ENOENT;
	if (size <= secret->length)
		return EMSGSIZE;

	for (size_t i = 0; i < secret->length; i++)
		to[i] = (char)(secret->masked[i] ^ mask_at(i));

	to[secret->length] = '\0';
	return 0;
}

const char *secret_source(const struct secret *secret)
{
	return secret->source ? secret->source : "the policy file";
}

bool secret_is_plain(const struct secret *secret)
{
	return !secret->source;
}

bool secret_is_source(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		if (!strncmp(text, sources[i], strlen(sources[i])) && text[strlen(sources[i])])
			return true;

	return false;
}
