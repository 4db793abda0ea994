/*
 * value.h -- texts that are values: times, rates, ports, addresses, counts
 *
 * Units are written, so that nobody has to remember them: 60s, 5/s. EINVAL: not written so; ERANGE:
 * written well, but no value that makes sense here. Nothing is changed on error.
 */
#ifndef POLICY_VALUE_H
#define POLICY_VALUE_H

#include <re.h>

/* Digits only, between min and max. */
int value_count(uint32_t *count, const char *text, uint32_t min, uint32_t max);

/* A number and ms, s, m, h or d. */
int value_time(uint64_t *us, const char *text, uint64_t min_us, uint64_t max_us);

/* "5/s", "300/m", "1000/h". */
int value_rate(uint32_t *count, uint64_t *each_us, const char *text);

/* "20000-39999": the first even and not well-known, the last greater. */
int value_ports(uint16_t *first, uint16_t *last, const char *text);

/*
 * "192.0.2.1", "192.0.2.1:5080", "2001:db8::1", "[2001:db8::1]:5080". ENOTSUP: a host name. ERANGE:
 * an address that no single machine has (0.0.0.0, multicast) or a port 0.
 */
int value_address(struct sa *address, const char *text, uint16_t port);

/* A time in the largest unit that it is a whole number of: "6s", "500ms", "1m". */
int value_print_time(struct re_printf *pf, const uint64_t *us);

#endif
