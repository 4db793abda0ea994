/* leak.c -- see leak.h */
#include <ctype.h>
#include <string.h>
#include "tests/lab/leak.h"
#include "tests/lab/text.h"

enum {
	BUCKETS = 1 << 16, /* by the hash of a word's first LEAK_WORD_MIN octets */
};

struct word {
	struct word *next;
	const char *owner, *what;
	struct pl text;
};

struct leaks {
	struct word *buckets[BUCKETS];
};

/* Where a message tells something of its sender, and what that is. */
static const struct {
	const char *mark;
	const char *what;
	bool own; /* only what he wrote himself: the engine has one name for all */
} marks[] = {
	{";tag=",              "a tag",                  false},
	{";branch=z9hG4bK",    "a branch",               false},
	{"\r\nCall-ID: ",      "a Call-ID",              false},
	{"\r\nUser-Agent: ",   "a user agent",           true },
	{"\r\nServer: ",       "a user agent",           true },
	{"\r\nOrganization: ", "an organisation",        true },
	{"\r\no=",             "the user of an o= line", true },
	{"\r\ns=",             "a session name",         true },
	{"\r\nc=IN IP4 ",      "a media address",        true },
	{"\r\nc=IN IP6 ",      "a media address",        true },
	{" typ host raddr ",   "a candidate",            true },
	{"\r\na=ice-ufrag:",   "an ICE user",            true },
	{"\r\na=ice-pwd:",     "an ICE password",        true },
	{" cname:",            "a CNAME",                true },
	{" inline:",           "a media key",            true },
};

static uint32_t bucket_of(const char *p)
{
	uint64_t head = 0;

	memcpy(&head, p, LEAK_WORD_MIN);
	return (uint32_t)((head * UINT64_C(0x9e3779b97f4a7c15)) >> 48) % BUCKETS;
}

static void leaks_destroy(void *arg)
{
	struct leaks *leaks = arg;

	for (size_t i = 0; i < BUCKETS; i++) {
		struct word *word = leaks->buckets[i], *next;

		for (; word; word = next) {
			next = word->next;
			mem_deref((void *)word->text.p);
			mem_deref(word);
		}
	}
}

int leaks_alloc(struct leaks **leaksp)
{
	*leaksp = mem_zalloc(sizeof **leaksp, leaks_destroy);
	return *leaksp ? 0 : ENOMEM;
}

static bool is_known(const struct word *word, const char *owner, const struct pl *text)
{
	for (; word; word = word->next) {
		if (word->owner == owner && !pl_cmp(&word->text, text))
			return true;
	}

	return false;
}

int leak_word(struct leaks *leaks, const char *owner, const char *what, const struct pl *text)
{
	struct word **bucket, *word;
	int err;

	if (text->l < LEAK_WORD_MIN)
		return 0;

	bucket = &leaks->buckets[bucket_of(text->p)];
	if (is_known(*bucket, owner, text))
		return 0;

	word = mem_zalloc(sizeof *word, NULL);
	if (!word)
		return ENOMEM;

	err = pl_dup(&word->text, text);
	if (err) {
		mem_deref(word);
		return err;
	}

	word->owner = owner;
	word->what = what;
	word->next = *bucket;
	*bucket = word;
	return 0;
}

/* A Call-ID's host is searched apart from its random part, a host without its port. */
static int learn(struct leaks *leaks, const char *owner, const char *what, struct pl word)
{
	const char *at = pl_strchr(&word, '@');
	struct pl host;

	if (!at)
		return leak_word(leaks, owner, what, &word);

	host = (struct pl){at + 1, (size_t)(word.p + word.l - at - 1)};
	word.l = (size_t)(at - word.p);
	return leak_word(leaks, owner, what, &word) | leak_word(leaks, owner, "a host name", &host);
}

int leak_message(struct leaks *leaks, const char *owner, const struct pl *text, bool its_own)
{
	int err = 0;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		struct pl left = *text, word;

		if (marks[i].own && !its_own)
			continue;

		while (text_word(&word, &left, marks[i].mark, &left))
			err |= learn(leaks, owner, marks[i].what, word);
	}

	return err;
}

static bool goes_on(char c)
{
	return isxdigit((unsigned char)c) || c == '.';
}

/* "192.0.2.1" in "192.0.2.17" is another address: such a word must end where it ends. */
static bool is_whole(const struct pl *text, const char *p, const struct pl *word)
{
	if (!isdigit((unsigned char)word->p[word->l - 1]) || !pl_strchr(word, '.'))
		return true;

	return (p == text->p || !goes_on(p[-1]))
		&& (p + word->l == text->p + text->l || !isdigit((unsigned char)p[word->l]));
}

static const struct word *at(const struct leaks *leaks, const struct pl *text, const char *p,
			     const char *reader, const char *side)
{
	const struct word *word = leaks->buckets[bucket_of(p)];
	size_t left = (size_t)(text->p + text->l - p);

	for (; word; word = word->next) {
		if (word->owner == reader || word->owner == side || word->text.l > left)
			continue;

		if (!memcmp(p, word->text.p, word->text.l) && is_whole(text, p, &word->text))
			return word;
	}

	return NULL;
}

bool leak_find(struct leak *leak, const struct leaks *leaks, const struct pl *text,
	       const char *reader, const char *side)
{
	for (size_t i = 0; i + LEAK_WORD_MIN <= text->l; i++) {
		const struct word *word = at(leaks, text, text->p + i, reader, side);

		if (word) {
			*leak = (struct leak){word->what, word->owner, word->text};
			return true;
		}
	}

	return false;
}
