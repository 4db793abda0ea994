/* syntax.c -- see syntax.h; small pieces first, then URI, address and Via made of them */
#include <string.h>
#include <strings.h>
#include "sbc/sip/syntax.h"

enum {
	TOKEN = 1 << 0,
	HOST = 1 << 1,
	HOST6 = 1 << 2, /* inside brackets */
	SCHEME = 1 << 3,
	DIGIT = 1 << 4,
	SPACE = 1 << 5,
	STRAY = 1 << 6, /* never in a URI: somebody forgot to escape, or plays with us */
	CONTROL = 1 << 7,
};

/* clang-format off */
static const uint8_t classes[256] = {
	[0x00 ... 0x08] = STRAY | CONTROL, [0x0b ... 0x0c] = STRAY | CONTROL,
	[0x0e ... 0x1f] = STRAY | CONTROL, [0x7f] = STRAY | CONTROL,
	['\n'] = SPACE | STRAY | CONTROL, ['\r'] = SPACE | STRAY | CONTROL,
	['\t'] = SPACE | STRAY, [' '] = SPACE | STRAY,
	['"'] = STRAY, ['<'] = STRAY, ['>'] = STRAY,
	['0' ... '9'] = TOKEN | HOST | HOST6 | SCHEME | DIGIT,
	['A' ... 'F'] = TOKEN | HOST | HOST6 | SCHEME, ['G' ... 'Z'] = TOKEN | HOST | SCHEME,
	['a' ... 'f'] = TOKEN | HOST | HOST6 | SCHEME, ['g' ... 'z'] = TOKEN | HOST | SCHEME,
	['.'] = TOKEN | HOST | HOST6 | SCHEME, ['-'] = TOKEN | HOST | SCHEME, ['+'] = TOKEN | SCHEME,
	['_'] = TOKEN | HOST, [':'] = HOST6,
	['!'] = TOKEN, ['%'] = TOKEN, ['*'] = TOKEN, ['`'] = TOKEN, ['\''] = TOKEN, ['~'] = TOKEN,
};
/* clang-format on */

static bool is(char c, uint8_t class)
{
	return classes[(uint8_t)c] & class;
}

static bool begins(const struct pl *pl, char c)
{
	return pl->l && pl->p[0] == c;
}

/* Moves the characters of a class from the front of `rest` into `taken`. */
static void take(struct pl *taken, struct pl *rest, uint8_t class)
{
	size_t i = 0;

	while (i < rest->l && is(rest->p[i], class))
		i++;

	taken->p = rest->p;
	taken->l = i;
	pl_advance(rest, (ssize_t)i);
}

static void skip_space(struct pl *rest)
{
	struct pl space;

	take(&space, rest, SPACE);
}

static bool skip_mark(struct pl *rest, char mark)
{
	skip_space(rest);
	if (!begins(rest, mark))
		return false;

	pl_advance(rest, 1);
	skip_space(rest);
	return true;
}

void syntax_trim(struct pl *pl)
{
	skip_space(pl);
	while (pl->l && is(pl->p[pl->l - 1], SPACE))
		pl->l--;
}

bool syntax_is_token(const struct pl *pl)
{
	struct pl rest = *pl, token;

	take(&token, &rest, TOKEN);
	return token.l && !rest.l;
}

static bool has(const struct pl *pl, uint8_t class)
{
	for (size_t i = 0; i < pl->l; i++) {
		if (is(pl->p[i], class))
			return true;
	}

	return false;
}

bool syntax_is_word(const struct pl *pl)
{
	return pl->l && !has(pl, SPACE | CONTROL);
}

bool syntax_starts_token(char first)
{
	return is(first, TOKEN);
}

int syntax_print_quoted(struct re_printf *pf, const char *text)
{
	int err = 0;

	for (; *text && !err; text++) {
		if (*text == '"' || *text == '\\')
			err = pf->vph("\\", 1, pf->arg);
		err = err ? err : pf->vph(text, 1, pf->arg);
	}

	return err;
}

void syntax_word(struct pl *rest, struct pl *word)
{
	take(word, rest, TOKEN);
	skip_space(rest);
}

bool syntax_line(struct pl *rest, struct pl *line)
{
	const char *end = rest->p + rest->l, *lf = memchr(rest->p, '\n', rest->l);
	const bool is_empty = lf && (lf == rest->p || (lf == rest->p + 1 && rest->p[0] == '\r'));

	while (lf && !is_empty && lf + 1 < end && (lf[1] == ' ' || lf[1] == '\t'))
		lf = memchr(lf + 1, '\n', (size_t)(end - lf - 1));
	if (!lf)
		return false;

	line->p = rest->p;
	line->l = (size_t)(lf - rest->p);
	pl_advance(rest, (ssize_t)line->l + 1);
	if (line->l && line->p[line->l - 1] == '\r')
		line->l--;

	return true;
}

bool syntax_number(uint32_t *number, const struct pl *pl, uint32_t max)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pl->l; i++) {
		if (!is(pl->p[i], DIGIT))
			return false;
		sum = sum * 10 + (uint64_t)(pl->p[i] - '0');
		if (sum > max)
			return false;
	}

	*number = (uint32_t)sum;
	return pl->l > 0;
}

/* The length of the quoted string at p[0], with both quotes; 0: it does not end. */
static size_t quoted(const char *p, size_t l)
{
	for (size_t i = 1; i < l; i++) {
		if (p[i] == '"')
			return i + 1;
		if (p[i] == '\\')
			i++;
	}

	return 0;
}

/* How far p[0] reaches if it hides marks: a quoted string or <...>; one without end reaches all. */
static size_t reach(const char *p, size_t l)
{
	const char *end;

	size_t l_quoted;

	if (*p == '<') {
		end = memchr(p, '>', l);
		return end ? (size_t)(end - p) + 1 : l;
	}

	l_quoted = *p == '"' ? quoted(p, l) : 1;
	return l_quoted ? l_quoted : l;
}

/* Moves what comes before `mark`, quoted strings and <...> jumped over, from `rest` to `taken`. */
static void take_before(struct pl *taken, struct pl *rest, char mark)
{
	size_t i = 0;

	while (i < rest->l && rest->p[i] != mark)
		i += reach(rest->p + i, rest->l - i);

	taken->p = rest->p;
	taken->l = i;
	pl_advance(rest, (ssize_t)i);
	syntax_trim(taken);
}

bool syntax_param_next(struct pl *rest, struct pl *name, struct pl *value)
{
	const struct pl before = *rest;

	if (!skip_mark(rest, ';'))
		return false;

	*value = pl_null;
	take(name, rest, TOKEN);
	if (skip_mark(rest, '='))
		take_before(value, rest, ';');
	if (name->l && (!rest->l || begins(rest, ';')))
		return true;

	*rest = before;
	return false;
}

bool syntax_param(const struct pl *params, const char *name, struct pl *value)
{
	struct pl rest = *params, found;

	while (syntax_param_next(&rest, &found, value)) {
		if (!pl_strcasecmp(&found, name))
			return true;
	}

	*value = pl_null;
	return false;
}

static bool params_are_well(const struct pl *params)
{
	struct pl rest = *params, name, value;

	while (syntax_param_next(&rest, &name, &value)) {}

	return !rest.l;
}

bool syntax_value_next(struct pl *rest, struct pl *value)
{
	if (!rest->l)
		return false;

	take_before(value, rest, ',');
	if (rest->l)
		pl_advance(rest, 1);

	return true;
}

/* AF_INET or AF_INET6 if the host is such an address, with the address in `sa`. */
static int family(struct sa *sa, const struct pl *host)
{
	const char last = host->p[host->l - 1];

	if (!is(last, HOST6) || sa_set(sa, host, 0))
		return AF_UNSPEC;

	return sa_af(sa);
}

static int take_host(struct pl *host, struct pl *rest)
{
	if (!begins(rest, '[')) {
		take(host, rest, HOST);
		return host->l ? 0 : EBADMSG;
	}

	pl_advance(rest, 1);
	take(host, rest, HOST6);
	if (!host->l || !begins(rest, ']'))
		return EBADMSG;

	pl_advance(rest, 1);
	return 0;
}

static int take_port(uint16_t *port, struct pl *rest)
{
	struct pl digits;
	uint32_t number;

	*port = 0;
	if (!skip_mark(rest, ':'))
		return 0;

	take(&digits, rest, DIGIT);
	if (!syntax_number(&number, &digits, UINT16_MAX))
		return EBADMSG;

	*port = (uint16_t)number;
	return 0;
}

static void take_user(struct uri *uri, struct pl *rest)
{
	const char *at = memchr(rest->p, '@', rest->l);
	const char *colon;

	if (!at)
		return;

	uri->user.p = rest->p;
	uri->user.l = (size_t)(at - rest->p);
	pl_advance(rest, (ssize_t)uri->user.l + 1);

	colon = memchr(uri->user.p, ':', uri->user.l);
	if (!colon)
		return;

	uri->password.p = colon + 1;
	uri->password.l = (size_t)(at - colon - 1);
	uri->user.l = (size_t)(colon - uri->user.p);
}

static void take_params(struct uri *uri, struct pl *rest)
{
	const char *mark = memchr(rest->p, '?', rest->l);
	const size_t l = mark ? (size_t)(mark - rest->p) : rest->l;

	uri->params.p = rest->p;
	uri->params.l = l;
	uri->headers.p = rest->p + l;
	uri->headers.l = rest->l - l;
}

static int sip_uri(struct uri *uri, struct pl *rest)
{
	struct sa sa;

	take_user(uri, rest);
	if (take_host(&uri->host, rest) || take_port(&uri->port, rest))
		return EBADMSG;
	if (rest->l && !begins(rest, ';') && !begins(rest, '?'))
		return EBADMSG;

	take_params(uri, rest);
	uri->af = family(&sa, &uri->host);
	return 0;
}

static int tel_uri(struct uri *uri, struct pl *rest)
{
	take_before(&uri->user, rest, ';');
	uri->params = *rest;
	return uri->user.l ? 0 : EBADMSG;
}

static int other_uri(struct uri *uri, struct pl *rest)
{
	uri->path = *rest;
	return rest->l ? 0 : EBADMSG;
}

static const struct {
	const char *scheme;
	int (*read)(struct uri *uri, struct pl *rest);
} schemes[] = {
	{"sip",  sip_uri},
	{"sips", sip_uri},
	{"tel",  tel_uri},
};

int syntax_uri(struct uri *uri, const struct pl *pl)
{
	struct pl rest = *pl;

	memset(uri, 0, sizeof *uri);
	take(&uri->scheme, &rest, SCHEME);
	if (!uri->scheme.l || !begins(&rest, ':') || has(pl, STRAY))
		return EBADMSG;

	pl_advance(&rest, 1);
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		if (!pl_strcasecmp(&uri->scheme, schemes[i].scheme))
			return schemes[i].read(uri, &rest);
	}

	return other_uri(uri, &rest);
}

static int take_quoted(struct pl *dname, struct pl *rest)
{
	const size_t l = quoted(rest->p, rest->l);

	if (!l)
		return EBADMSG;

	dname->p = rest->p + 1;
	dname->l = l - 2;
	pl_advance(rest, (ssize_t)l);
	skip_space(rest);
	return begins(rest, '<') ? 0 : EBADMSG;
}

/* What in words without quotes belongs to something else, or would undo quotes around them. */
static const char unquotable[] = {',', ';', '"', '\\'};

static int take_words(struct pl *dname, struct pl *rest)
{
	const char *bracket = memchr(rest->p, '<', rest->l);

	if (!bracket)
		return 0;

	dname->p = rest->p;
	dname->l = (size_t)(bracket - rest->p);
	pl_advance(rest, (ssize_t)dname->l);
	syntax_trim(dname);
	for (size_t i = 0; i < sizeof unquotable; i++) {
		if (memchr(dname->p, unquotable[i], dname->l))
			return EBADMSG;
	}

	return 0;
}

static int take_bracketed(struct pl *auri, struct pl *rest)
{
	const char *end = memchr(rest->p, '>', rest->l);

	if (!end)
		return EBADMSG;

	auri->p = rest->p + 1;
	auri->l = (size_t)(end - auri->p);
	pl_advance(rest, (ssize_t)auri->l + 2);
	return 0;
}

int syntax_address(struct sip_addr *addr, const struct pl *pl)
{
	struct pl rest = *pl;
	int err;

	memset(addr, 0, sizeof *addr);
	syntax_trim(&rest);
	err = begins(&rest, '"') ? take_quoted(&addr->dname, &rest)
				 : take_words(&addr->dname, &rest);
	if (err)
		return err;

	if (has(&addr->dname, CONTROL))
		addr->dname = pl_null;
	if (!begins(&rest, '<'))
		take_before(&addr->auri, &rest, ';'); /* without <>, parameters are the header's */
	else if (take_bracketed(&addr->auri, &rest))
		return EBADMSG;

	syntax_trim(&rest);
	addr->params = rest;
	return params_are_well(&rest) ? syntax_uri(&addr->uri, &addr->auri) : EBADMSG;
}

/* clang-format off */
static const struct {
	const char *name;
	enum sip_transp transport;
} transports[] = {
	{"UDP", SIP_TRANSP_UDP},
	{"TCP", SIP_TRANSP_TCP},
	{"TLS", SIP_TRANSP_TLS},
	{"WS",  SIP_TRANSP_WS},
	{"WSS", SIP_TRANSP_WSS},
};
/* clang-format on */

static enum sip_transp transport(const struct pl *name)
{
	for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++) {
		if (!pl_strcasecmp(name, transports[i].name))
			return transports[i].transport;
	}

	return SIP_TRANSP_NONE;
}

/* "SIP/2.0/UDP" with any space; the version is judged last, so that 505 can be answered. */
static int take_protocol(struct pl *version, enum sip_transp *tp, struct pl *rest)
{
	struct pl name, protocol;

	take(&name, rest, TOKEN);
	if (pl_strcasecmp(&name, "SIP") || !skip_mark(rest, '/'))
		return EBADMSG;

	take(version, rest, TOKEN);
	if (!skip_mark(rest, '/'))
		return EBADMSG;

	take(&protocol, rest, TOKEN);
	skip_space(rest);
	*tp = transport(&protocol);
	return protocol.l ? 0 : EBADMSG;
}

static int take_sentby(struct sip_via *via, struct pl *rest)
{
	const char *begin = rest->p;
	struct pl host;
	uint16_t port;

	if (take_host(&host, rest) || take_port(&port, rest))
		return EBADMSG;

	via->sentby.p = begin;
	via->sentby.l = (size_t)(rest->p - begin);
	syntax_trim(&via->sentby);
	sa_init(&via->addr, AF_INET);
	(void)family(&via->addr, &host);
	sa_set_port(&via->addr, port);
	return 0;
}

int syntax_via(struct sip_via *via, const struct pl *pl)
{
	struct pl rest = *pl, version;

	memset(via, 0, sizeof *via);
	syntax_trim(&rest);
	if (take_protocol(&version, &via->tp, &rest) || take_sentby(via, &rest))
		return EBADMSG;

	syntax_trim(&rest);
	via->val = *pl;
	via->params = rest;
	(void)syntax_param(&via->params, "branch", &via->branch);
	return pl_strcmp(&version, "2.0") || !params_are_well(&rest) ? EBADMSG : 0;
}
