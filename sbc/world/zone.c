/*
 * zone.c -- a row's words, by the table of types
 */
#include <stdlib.h>
#include <string.h>
#include "sbc/world/zone.h"

enum {
	WORDS_MAX = 8, /* of a row: those of a NAPTR with a TTL */
};

static int read_a(struct dnsrr *rr, char **words)
{
	struct sa sa;

	if (sa_set_str(&sa, words[0], 0) || sa_af(&sa) != AF_INET)
		return EBADMSG;

	rr->rdata.a.addr = sa_in(&sa);
	return 0;
}

static int read_aaaa(struct dnsrr *rr, char **words)
{
	struct sa sa;

	if (sa_set_str(&sa, words[0], 0) || sa_af(&sa) != AF_INET6)
		return EBADMSG;

	sa_in6(&sa, rr->rdata.aaaa.addr);
	return 0;
}

static int read_number(uint16_t *number, const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	*number = (uint16_t)value;
	return *end || value > UINT16_MAX ? EBADMSG : 0;
}

static int read_cname(struct dnsrr *rr, char **words)
{
	return str_dup(&rr->rdata.cname.cname, words[0]);
}

static int read_srv(struct dnsrr *rr, char **words)
{
	int err = read_number(&rr->rdata.srv.pri, words[0]);

	err |= read_number(&rr->rdata.srv.weight, words[1]);
	err |= read_number(&rr->rdata.srv.port, words[2]);
	return err ? err : str_dup(&rr->rdata.srv.target, words[3]);
}

static int read_naptr(struct dnsrr *rr, char **words)
{
	int err = read_number(&rr->rdata.naptr.order, words[0]);

	err |= read_number(&rr->rdata.naptr.pref, words[1]);
	if (err)
		return EBADMSG;

	err = str_dup(&rr->rdata.naptr.flags, words[2]);
	err |= str_dup(&rr->rdata.naptr.services, words[3]);
	err |= str_dup(&rr->rdata.naptr.regexp, "");
	err |= str_dup(&rr->rdata.naptr.replace, words[4]);
	return err;
}

/* A number where the type would stand. */
static bool read_ttl(struct dnsrr *rr, const char *word)
{
	char *end;
	unsigned long ttl_s = strtoul(word, &end, 10);

	rr->ttl = *end ? ZONE_TTL_S : (int64_t)ttl_s;
	return !*end;
}

/* How the words after a row's name and type are read. */
static const struct {
	const char *name;
	uint16_t type;
	int words;
	int (*read)(struct dnsrr *rr, char **words);
} types[] = {
	{"A",     DNS_TYPE_A,     1, read_a    },
	{"AAAA",  DNS_TYPE_AAAA,  1, read_aaaa },
	{"CNAME", DNS_TYPE_CNAME, 1, read_cname},
	{"SRV",   DNS_TYPE_SRV,   4, read_srv  },
	{"NAPTR", DNS_TYPE_NAPTR, 5, read_naptr},
};

static int read_words(struct dnsrr *rr, char **words, int wordc)
{
	const int at = wordc > 1 && read_ttl(rr, words[1]) ? 2 : 1; /* where the type stands */

	for (size_t i = 0; i < sizeof types / sizeof types[0]; ++i) {
		if (wordc != types[i].words + at + 1 || strcmp(words[at], types[i].name))
			continue;
		rr->type = types[i].type;
		rr->dnsclass = DNS_CLASS_IN;
		int err = types[i].read(rr, words + at + 1);
		return err ? err : str_dup(&rr->name, words[0]);
	}
	return EBADMSG;
}

static int read_row(struct dnsrr *rr, const char *text)
{
	char *words[WORDS_MAX], *copy, *rest;
	int wordc = 0, err = str_dup(&copy, text);

	if (err)
		return err;

	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (wordc == WORDS_MAX)
			err = EBADMSG;
		else
			words[wordc++] = word;
	}
	if (!err)
		err = read_words(rr, words, wordc);
	mem_deref(copy);
	return err;
}

int zone_read(struct dnsrr **rrp, const char *text)
{
	struct dnsrr *rr = dns_rr_alloc();
	int err = rr ? read_row(rr, text) : ENOMEM;

	if (err)
		mem_deref(rr);
	else
		*rrp = rr;
	return err;
}
