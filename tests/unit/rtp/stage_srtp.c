/* stage_srtp.c -- tests: encryption on and off, and what must not come through */
#include <check.h>
#include <errno.h>
#include <string.h>
#include "rtp/stage_srtp.h"

static const uint8_t rtp[] = {0x80, 8, 0, 1, 0, 0, 0, 16, 1, 2, 3, 4, 'h', 'e', 'l', 'l', 'o'};
static const uint8_t rtcp[] = {0x81, 0xc9, 0,   7,   1,   2,   3,   4,   'w', 'h', 'o',
			       ' ',  'i',  's', 't', 'h', 'e', 'r', 'e', '?', 0,   0,
			       0,    0,    0,   0,   0,   0,   0,   0,   0,   0};

/* Each row is a suite: how long its key is, and what it adds to RTP and to RTCP (RFC 4568, 7714). */
/* clang-format off */
static const struct {
	enum srtp_suite suite;
	uint32_t key;
	size_t rtp, rtcp;
} suites[] = {
	{SRTP_AES_CM_128_HMAC_SHA1_80, 30, 10, 14},
	{SRTP_AES_CM_128_HMAC_SHA1_32, 30, 4,  14},
	{SRTP_AES_256_CM_HMAC_SHA1_80, 46, 10, 14},
	{SRTP_AES_256_CM_HMAC_SHA1_32, 46, 4,  14},
	{SRTP_AES_128_GCM,             28, 16, 20},
	{SRTP_AES_256_GCM,             44, 16, 20},
};
/* clang-format on */

struct packet {
	uint8_t data[256];
	size_t size;
};

static struct packet packet_of(const uint8_t *data, size_t size)
{
	struct packet packet = {.size = size};

	memcpy(packet.data, data, size);
	return packet;
}

static struct media_key key_of(int i, uint8_t byte)
{
	struct media_key key = {.suite = suites[i].suite, .size = suites[i].key};

	memset(key.bytes, byte, key.size);
	return key;
}

static struct stage_srtp *stage_of(int i, uint8_t byte)
{
	struct media_key key = key_of(i, byte);
	struct stage_srtp *stage = NULL;

	ck_assert_int_eq(0, stage_srtp_set(&stage, &key));
	return stage;
}

static void goes_through(int i, const uint8_t *data, size_t size, size_t grows)
{
	struct stage_srtp *seals = stage_of(i, 7), *opens = stage_of(i, 7);
	struct packet packet = packet_of(data, size);

	ck_assert_int_eq(0, stage_srtp_seal(seals, packet.data, &packet.size, sizeof packet.data));
	ck_assert_uint_eq(size + grows, packet.size);
	ck_assert_ptr_null(memmem(packet.data, packet.size, data + size - 5, 5));
	ck_assert_int_eq(0, stage_srtp_open(opens, packet.data, &packet.size));
	ck_assert_uint_eq(size, packet.size);
	ck_assert_mem_eq(data, packet.data, size);
	mem_deref(seals);
	mem_deref(opens);
}

START_TEST(what_is_sealed_can_be_opened)
{
	goes_through(_i, rtp, sizeof rtp, suites[_i].rtp);
	goes_through(_i, rtcp, 20, suites[_i].rtcp);
}
END_TEST

/* Each row spoils a sealed packet: this byte of it is changed, or it is opened with another key. */
/* clang-format off */
static const struct {
	const char *what;
	size_t byte;
	uint8_t key;
	bool opens;
} spoilt[] = {
	{"nothing is changed",    255, 7, true },
	{"another key",           255, 8, false},
	{"a byte of the header",  5,   7, false},
	{"a byte of the payload", 13,  7, false},
	{"a byte of the tag",     18,  7, false},
};
/* clang-format on */

START_TEST(what_is_spoilt_is_refused)
{
	for (int i = 0; i < (int)ARRAY_SIZE(suites); i++) {
		struct stage_srtp *seals = stage_of(i, 7), *opens = stage_of(i, spoilt[_i].key);
		struct packet packet = packet_of(rtp, sizeof rtp);

		ck_assert_int_eq(0, stage_srtp_seal(seals, packet.data, &packet.size, 256));
		if (spoilt[_i].byte < packet.size)
			packet.data[spoilt[_i].byte] ^= 1;
		ck_assert_msg(!stage_srtp_open(opens, packet.data, &packet.size)
				      == spoilt[_i].opens,
			      "%s, suite %d", spoilt[_i].what, i);
		mem_deref(seals);
		mem_deref(opens);
	}
}
END_TEST

START_TEST(a_copy_is_refused)
{
	struct stage_srtp *seals = stage_of(_i, 7), *opens = stage_of(_i, 7);
	struct packet packet = packet_of(rtp, sizeof rtp), copy;

	ck_assert_int_eq(0, stage_srtp_seal(seals, packet.data, &packet.size, 256));
	copy = packet;
	ck_assert_int_eq(0, stage_srtp_open(opens, packet.data, &packet.size));
	ck_assert_int_eq(EALREADY, stage_srtp_open(opens, copy.data, &copy.size));
	mem_deref(seals);
	mem_deref(opens);
}
END_TEST

/* A report whose E bit says that it is in clear, with any tag: libre would let it through under GCM. */
START_TEST(a_report_in_clear_is_refused)
{
	struct stage_srtp *opens = stage_of(_i, 7);

	for (size_t size = 12; size <= sizeof rtcp; size++) {
		struct packet packet = packet_of(rtcp, size);

		memset(packet.data + 8, 0, size - 8);
		ck_assert_msg(stage_srtp_open(opens, packet.data, &packet.size) != 0, "%zu bytes",
			      size);
	}
	mem_deref(opens);
}
END_TEST

START_TEST(the_same_key_again_forgets_nothing)
{
	struct stage_srtp *seals = stage_of(_i, 7), *opens = stage_of(_i, 7);
	struct media_key same = key_of(_i, 7), none = {.size = 0};
	struct packet packet = packet_of(rtp, sizeof rtp), copy;

	ck_assert_int_eq(0, stage_srtp_seal(seals, packet.data, &packet.size, 256));
	copy = packet;
	ck_assert_int_eq(0, stage_srtp_open(opens, packet.data, &packet.size));
	ck_assert_int_eq(0, stage_srtp_set(&opens, &same));
	ck_assert_int_eq(EALREADY, stage_srtp_open(opens, copy.data, &copy.size));
	ck_assert_int_eq(0, stage_srtp_set(&opens, &none));
	ck_assert_ptr_null(opens);
	mem_deref(seals);
}
END_TEST

START_TEST(a_key_of_another_length_is_none)
{
	struct media_key key = key_of(_i, 7);
	struct stage_srtp *stage = stage_of(_i, 7);

	key.size--;
	ck_assert_int_eq(EINVAL, stage_srtp_set(&stage, &key));
	ck_assert_ptr_null(stage);
}
END_TEST

START_TEST(every_length_is_read_safely)
{
	struct stage_srtp *opens = stage_of(_i, 7), *seals = stage_of(_i, 7);

	for (size_t size = 0; size <= sizeof rtcp; size++) {
		uint8_t *exact = mem_alloc(size + 1, NULL);
		size_t left = size;

		memcpy(exact, size % 2 ? rtp : rtcp, MIN(size, sizeof rtp));
		ck_assert_msg(stage_srtp_open(opens, exact, &left) != 0, "%zu bytes", size);
		ck_assert_uint_eq(size, left);
		ck_assert_int_eq(EOVERFLOW, stage_srtp_seal(seals, exact, &left, size + 31));
		mem_deref(exact);
	}
	mem_deref(opens);
	mem_deref(seals);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/stage_srtp");
	TCase *tcase = tcase_create("stage_srtp");
	SRunner *runner = srunner_create(suite);
	const int suitec = ARRAY_SIZE(suites);
	int failed;

	tcase_add_loop_test(tcase, what_is_sealed_can_be_opened, 0, suitec);
	tcase_add_loop_test(tcase, what_is_spoilt_is_refused, 0, (int)ARRAY_SIZE(spoilt));
	tcase_add_loop_test(tcase, a_copy_is_refused, 0, suitec);
	tcase_add_loop_test(tcase, a_report_in_clear_is_refused, 0, suitec);
	tcase_add_loop_test(tcase, the_same_key_again_forgets_nothing, 0, suitec);
	tcase_add_loop_test(tcase, a_key_of_another_length_is_none, 0, suitec);
	tcase_add_loop_test(tcase, every_length_is_read_safely, 0, suitec);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
