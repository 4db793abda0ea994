/* value.c -- each kind of value is read to its last letter; see value.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "policy/value.h"

enum {
	LABEL_MAX = 63, /* RFC 1035 */
	NETWORK_BITS_MIN = 8,
	DIGITS_MAX = 9,    /* fits any 32 bit value */
	PORT_FIRST = 1024, /* below are the well-known ones */
	RATE_MAX = 100000,
	FRACTION_DIGITS = 6,
};

/* clang-format off */
static const struct {
	const char *name;
	uint64_t us;
} units[] = {
	{"d",  86400000000},
	{"h",  3600000000},
	{"m",  60000000},
	{"s",  1000000},
	{"ms", 1000},
};
/* clang-format on */

static const uint64_t MONEY_UNIT = 1000000;
static const size_t unitc = sizeof units / sizeof units[0];

/* Reads the digits that *textp begins with and moves it behind them. */
static int read_digits(uint32_t *value, const char **textp)
{
	const size_t length = strspn(*textp, "0123456789");
	const struct pl pl = {*textp, length};

	if (!length)
		return EINVAL;
	if (length > DIGITS_MAX)
		return ERANGE;

	*value = pl_u32(&pl);
	*textp += length;
	return 0;
}

int value_count(uint32_t *count, const char *text, uint32_t min, uint32_t max)
{
	uint32_t value;
	int err = read_digits(&value, &text);

	if (err)
		return err;
	if (*text)
		return EINVAL;
	if (value < min || value > max)
		return ERANGE;

	*count = value;
	return 0;
}

/* 0: no such unit. */
static uint64_t unit_us(const char *name)
{
	for (size_t i = 0; i < unitc; i++)
		if (!strcmp(units[i].name, name))
			return units[i].us;

	return 0;
}

int value_time(uint64_t *us, const char *text, uint64_t min_us, uint64_t max_us)
{
	uint32_t value;
	uint64_t unit;
	int err = read_digits(&value, &text);

	if (err)
		return err;

	unit = unit_us(text);
	if (!unit)
		return EINVAL;
	if (value * unit < min_us || value * unit > max_us)
		return ERANGE;

	*us = value * unit;
	return 0;
}

int value_rate(uint32_t *count, uint64_t *each_us, const char *text)
{
	uint32_t value;
	uint64_t unit;
	int err = read_digits(&value, &text);

	if (err)
		return err;

	unit = *text == '/' ? unit_us(text + 1) : 0;
	if (!unit)
		return EINVAL;
	if (!value || value > RATE_MAX)
		return ERANGE;

	*count = value;
	*each_us = unit;
	return 0;
}

/* The digits behind the point, as millionths; moves *textp behind them. */
static int read_fraction(uint32_t *value, const char **textp)
{
	const size_t length = strspn(*textp, "0123456789");
	int err = read_digits(value, textp);

	if (!err && length > FRACTION_DIGITS)
		return ERANGE;

	for (size_t i = length; !err && i < FRACTION_DIGITS; i++)
		*value *= 10;

	return err;
}

int value_money(uint64_t *millionths, const char *text)
{
	uint32_t whole, fraction = 0;
	int err = read_digits(&whole, &text);

	if (!err && *text == '.') {
		++text;
		err = read_fraction(&fraction, &text);
	}
	if (err)
		return err;
	if (*text)
		return EINVAL;

	*millionths = whole * MONEY_UNIT + fraction;
	return 0;
}

int value_ports(uint16_t *first, uint16_t *last, const char *text)
{
	uint32_t low, high;
	int err = read_digits(&low, &text);

	if (err)
		return err;
	if (*text++ != '-')
		return EINVAL;
	err = value_count(&high, text, 0, UINT16_MAX);
	if (err)
		return err;
	if (low % 2 || low < PORT_FIRST || low >= high)
		return ERANGE;

	*first = low;
	*last = high;
	return 0;
}

/* Cuts "[host]:port", "host:port" and bare IPv6 apart; `port` stays if there is none. */
static int split(char *host, uint16_t *port, const char *text)
{
	const char *colon = strrchr(text, ':'), *close = strchr(text, ']');
	const bool bracket = text[0] == '[';
	const bool bare = !bracket && (!colon || strchr(text, ':') != colon);
	const char *end = bracket ? close : bare ? text + strlen(text) : colon;
	struct pl pl = {text + bracket, 0};
	uint32_t value;
	int err;

	if (!end)
		return EINVAL;

	pl.l = end - pl.p;
	if (pl.l >= VALUE_HOST_SIZE)
		return EINVAL;

	(void)pl_strcpy(&pl, host, VALUE_HOST_SIZE);
	end += bracket;
	if (!*end)
		return 0;
	if (*end != ':')
		return EINVAL;

	err = value_count(&value, end + 1, 1, UINT16_MAX);
	if (!err)
		*port = value;
	return err;
}

bool value_is_word(const char *text, const char *also, size_t bytes_max)
{
	const char *p = text;

	while (isalnum((unsigned char)*p) || (*p && strchr(also, *p)))
		++p;

	return !*p && (size_t)(p - text) <= bytes_max;
}

static bool is_label(const char *label, size_t length)
{
	return length && length <= LABEL_MAX && label[0] != '-' && label[length - 1] != '-';
}

/* Whether it reads as a name that DNS might know: labels, the last of which begins with a letter. */
static bool is_host_name(const char *host)
{
	const char *label = host, *p = host;

	for (; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("-._", *p))
			return false;
		if (*p != '.')
			continue;
		if (!is_label(label, (size_t)(p - label)))
			return false;
		label = p + 1;
	}

	return is_label(label, (size_t)(p - label)) && isalpha((unsigned char)*label);
}

/* 0.0.0.0/8, multicast and what is behind it, :: and ff00::/8 are no one machine's. */
static bool is_one_machines(const struct sa *address)
{
	uint8_t in6[16];

	if (sa_af(address) == AF_INET)
		return sa_in(address) >> 24 != 0 && sa_in(address) >> 28 < 14;

	sa_in6(address, in6);
	return !sa_is_any(address) && in6[0] != 0xff;
}

static int read_address(struct sa *address, const char *host, uint16_t port)
{
	struct sa sa;

	if (strchr(host, '%') || sa_set_str(&sa, host, port)) /* a zone would ask the machine */
		return EINVAL;
	if (!is_one_machines(&sa))
		return ERANGE;

	*address = sa;
	return 0;
}

int value_address(struct sa *address, const char *text, uint16_t port)
{
	char host[VALUE_HOST_SIZE];
	int err = split(host, &port, text);

	if (err)
		return err;

	return is_host_name(host) ? ENOTSUP : read_address(address, host, port);
}

int value_host(char host[VALUE_HOST_SIZE], uint16_t *port, struct sa *address, const char *text)
{
	int err;

	*port = 0;
	err = split(host, port, text);
	if (err)
		return err;

	sa_init(address, AF_UNSPEC);
	return is_host_name(host) ? 0 : read_address(address, host, *port);
}

bool value_mask(uint8_t *bytes, size_t size, uint32_t bits)
{
	bool any = false;

	for (size_t i = 0; i < size; i++) {
		const uint32_t kept = bits <= 8 * i ? 0 : bits - 8 * i >= 8 ? 8 : bits - 8 * i;
		const uint8_t bytes_mask = (uint8_t)(0xff00 >> kept);

		any |= (bytes[i] & (uint8_t)~bytes_mask) != 0;
		bytes[i] &= bytes_mask;
	}

	return any;
}

static bool mask_address(struct sa *address, uint32_t bits)
{
	if (sa_af(address) == AF_INET)
		return value_mask((uint8_t *)&address->u.in.sin_addr, 4, bits);

	return value_mask(address->u.in6.sin6_addr.s6_addr, 16, bits);
}

int value_network(struct sa *address, uint8_t *bits, const char *text)
{
	const char *slash = strchr(text, '/');
	const struct pl pl = {text, slash ? (size_t)(slash - text) : 0};
	char host[VALUE_HOST_SIZE];
	uint32_t count;
	int err;

	if (!slash) {
		err = value_address(address, text, 0);
		if (!err)
			*bits = sa_af(address) == AF_INET ? 32 : 128;
		return err;
	}

	if (pl_strcpy(&pl, host, sizeof host))
		return EINVAL;
	err = read_address(address, host, 0);
	if (!err)
		err = value_count(&count, slash + 1, NETWORK_BITS_MIN,
				  sa_af(address) == AF_INET ? 32 : 128);
	if (err)
		return err;

	*bits = (uint8_t)count;
	return mask_address(address, count) ? EDOM : 0;
}

int value_print_time(struct re_printf *pf, const uint64_t *us)
{
	for (size_t i = 0; i < unitc; i++)
		if (*us >= units[i].us && *us % units[i].us == 0)
			return re_hprintf(pf, "%llu%s", (unsigned long long)(*us / units[i].us),
					  units[i].name);

	return re_hprintf(pf, "0s");
}
