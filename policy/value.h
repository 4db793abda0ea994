/*
 * value.h -- texts that are values: times, rates, ports, addresses, counts
 *
 * Units are written, so that nobody has to remember them: 60s, 5/s. EINVAL: not written so; ERANGE:
 * written well, but no value that makes sense here. Nothing is changed on error.
 */
#ifndef POLICY_VALUE_H
#define POLICY_VALUE_H

#include <re.h>

enum {
	VALUE_HOST_SIZE = 254, /* a host name with its 0, RFC 1035 */
};

/* Digits only, between min and max. */
int value_count(uint32_t *count, const char *text, uint32_t min, uint32_t max);

/* A number and ms, s, m, h or d. */
int value_time(uint64_t *us, const char *text, uint64_t min_us, uint64_t max_us);

/* "5/s", "300/m", "1000/h". */
int value_rate(uint32_t *count, uint64_t *each_us, const char *text);

/* "12", "0.02": up to 999999999, in millionths. */
int value_money(uint64_t *millionths, const char *text);

/* "20000-39999": the first even and not well-known, the last greater. */
int value_ports(uint16_t *first, uint16_t *last, const char *text);

/*
 * "192.0.2.1", "192.0.2.1:5080", "2001:db8::1", "[2001:db8::1]:5080". ENOTSUP: a host name. ERANGE:
 * an address that no single machine has (0.0.0.0, multicast) or a port 0.
 */
int value_address(struct sa *address, const char *text, uint16_t port);

/*
 * As value_address, or a network such as 192.0.2.0/24: then without a port. Port 0: not written.
 * *bits is 32 or 128 for one machine. EDOM: bits are set behind the prefix; *address is the network
 * that was probably meant.
 */
int value_network(struct sa *address, uint8_t *bits, const char *text);

/* Clears all bits behind the first `bits`; whether any was set. */
bool value_mask(uint8_t *bytes, size_t size, uint32_t bits);

/*
 * As value_address, or a host name such as sip.example.com:5080: then *address is unset. Port 0: not
 * written. `host` is without brackets.
 */
int value_host(char host[VALUE_HOST_SIZE], uint16_t *port, struct sa *address, const char *text);

/* Letters, digits and what stands in `also`: `bytes_max` at most, perhaps none. */
bool value_is_word(const char *text, const char *also, size_t bytes_max);

/* A time in the largest unit that it is a whole number of: "6s", "500ms", "1m". */
int value_print_time(struct re_printf *pf, const uint64_t *us);

#endif
