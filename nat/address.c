/* address.c -- the blocks and the RFCs that set them apart; see address.h */
#include <string.h>
#include "nat/address.h"

struct block {
	uint8_t bits; /* length of the prefix */
	uint8_t prefix[16];
	enum address_kind kind;
};

/* First row that fits. IPv4 by its four octets. */
static const struct block blocks4[] = {
	{8,  {0},        ADDRESS_UNUSABLE  }, /* RFC 1122 3.2.1.3: "this network"; 0.0.0.0 */
	{8,  {10},       ADDRESS_PRIVATE   }, /* RFC 1918 */
	{10, {100, 64},  ADDRESS_SHARED    }, /* RFC 6598 */
	{8,  {127},      ADDRESS_LOOPBACK  }, /* RFC 1122 */
	{16, {169, 254}, ADDRESS_LINK_LOCAL}, /* RFC 3927 */
	{12, {172, 16},  ADDRESS_PRIVATE   }, /* RFC 1918 */
	{16, {192, 168}, ADDRESS_PRIVATE   }, /* RFC 1918 */
	{4,  {224},      ADDRESS_UNUSABLE  }, /* RFC 5771: multicast */
	{4,  {240},      ADDRESS_UNUSABLE  }, /* RFC 1112: reserved; broadcast */
	{0,  {0},        ADDRESS_PUBLIC    },
};

static const struct block blocks6[] = {
	{128, {0},					      ADDRESS_UNUSABLE  }, /* :: */
	{128, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, ADDRESS_LOOPBACK  },
	{96,  {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff},       ADDRESS_UNUSABLE  }, /* IPv4-mapped */
	{7,   {0xfc},					   ADDRESS_PRIVATE   }, /* RFC 4193 */
	{10,  {0xfe, 0x80},				     ADDRESS_LINK_LOCAL}, /* RFC 4291 */
	{8,   {0xff},					   ADDRESS_UNUSABLE  }, /* multicast */
	{0,   {0},					      ADDRESS_PUBLIC    },
};

static bool block_has(const struct block *block, const uint8_t *octets)
{
	size_t whole = block->bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> block->bits % 8);

	return memcmp(block->prefix, octets, whole) == 0
		&& (mask == 0 || (octets[whole] & mask) == block->prefix[whole]);
}

/* The last row of a table has every address. */
static const struct block *block_find(const struct block *block, const uint8_t *octets)
{
	while (!block_has(block, octets))
		++block;

	return block;
}

static const struct block *block_of(const struct sa *address)
{
	uint8_t octets[16];

	switch (sa_af(address)) {
	case AF_INET:
		memcpy(octets, &address->u.in.sin_addr, 4);
		return block_find(blocks4, octets);
	case AF_INET6:
		sa_in6(address, octets);
		return block_find(blocks6, octets);
	default:
		return NULL;
	}
}

enum address_kind address_kind(const struct sa *address)
{
	const struct block *block = block_of(address);

	return block ? block->kind : ADDRESS_UNUSABLE;
}

bool address_is_private(const struct sa *address)
{
	enum address_kind kind = address_kind(address);

	return kind != ADDRESS_UNUSABLE && kind != ADDRESS_PUBLIC;
}

bool address_same_network(const struct sa *one, const struct sa *other)
{
	const struct block *block = block_of(one);

	return block && block->kind != ADDRESS_UNUSABLE && block == block_of(other);
}
