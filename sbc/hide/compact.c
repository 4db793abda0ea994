/* compact.c -- the table of short names, read both ways; see compact.h */
#include "sbc/hide/compact.h"

/* As registered with IANA. */
static const struct {
	const char *name;
	char letter;
} rows[] = {
	{"Accept-Contact",      'a'},
	{"Allow-Events",        'u'},
	{"Call-ID",             'i'},
	{"Contact",             'm'},
	{"Content-Encoding",    'e'},
	{"Content-Length",      'l'},
	{"Content-Type",        'c'},
	{"Event",               'o'},
	{"From",                'f'},
	{"Identity",            'y'},
	{"Identity-Info",       'n'},
	{"Refer-To",            'r'},
	{"Referred-By",         'b'},
	{"Reject-Contact",      'j'},
	{"Request-Disposition", 'd'},
	{"Session-Expires",     'x'},
	{"Subject",             's'},
	{"Supported",           'k'},
	{"To",		  't'},
	{"Via",		 'v'},
};

void compact_expand(struct pl *name)
{
	if (name->l != 1)
		return;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if ((name->p[0] | 0x20) == rows[i].letter) {
			pl_set_str(name, rows[i].name);
			return;
		}
	}
}

char compact_letter(const struct pl *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!pl_strcasecmp(name, rows[i].name))
			return rows[i].letter;
	}

	return 0;
}
