/* packet.c -- kinds of packets; each is read with a forbidden page behind its last octet */
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <check.h>
#include "rtp/packet.h"

/* Octets are hexadecimal. */
/* clang-format off */
static const struct {
	const char *what, *octets;
	enum packet_kind expect;
} packets[] = {
	{"nothing", "", PACKET_NONSENSE},
	{"one octet", "80", PACKET_NONSENSE},
	{"an RTP header, no payload", "8000 0001 00000010 11223344", PACKET_RTP},
	{"an RTP header cut short", "8000 0001 00000010 112233", PACKET_NONSENSE},
	{"RTP with payload", "8008 0001 00000010 11223344 d5d5d5", PACKET_RTP},
	{"a marker is no RTCP", "8088 0001 00000010 11223344 d5", PACKET_RTP},
	{"payload type 63 with marker is RTP", "80bf 0001 00000010 11223344", PACKET_RTP},
	{"payload type 96 with marker is RTP", "80e0 0001 00000010 11223344", PACKET_RTP},
	{"version 1", "4000 0001 00000010 11223344", PACKET_NONSENSE},
	{"version 3", "c000 0001 00000010 11223344", PACKET_NONSENSE},
	{"a CSRC that fits", "8100 0001 00000010 11223344 55667788", PACKET_RTP},
	{"a CSRC past the end", "8200 0001 00000010 11223344 55667788", PACKET_NONSENSE},
	{"an extension that fits", "9000 0001 00000010 11223344 bede0001 01020304", PACKET_RTP},
	{"an extension past the end", "9000 0001 00000010 11223344 bede0002 01020304",
	 PACKET_NONSENSE},
	{"an extension of 65535 words", "9000 0001 00000010 11223344 bedeffff 01020304",
	 PACKET_NONSENSE},
	{"an extension's header cut short", "9000 0001 00000010 11223344 bede00", PACKET_NONSENSE},
	{"an extension behind a CSRC", "9100 0001 00000010 11223344 55667788 bede0000", PACKET_RTP},
	{"an extension's header behind the end", "9100 0001 00000010 11223344 55667788",
	 PACKET_NONSENSE},
	{"padding that fits", "a000 0001 00000010 11223344 d5000002", PACKET_RTP},
	{"nothing but padding", "a000 0001 00000010 11223344 00000004", PACKET_RTP},
	{"padding into the header", "a000 0001 00000010 11223344 00000005", PACKET_NONSENSE},
	{"padding of no octets", "a000 0001 00000010 11223344 d5d5d500", PACKET_NONSENSE},
	{"padding without room", "a000 0001 00000010 11223344", PACKET_NONSENSE},
	{"padding into a CSRC", "a100 0001 00000010 11223344 55667704", PACKET_NONSENSE},
	{"an empty receiver report", "80c9 0001 11223344", PACKET_RTCP},
	{"two parts", "80c9 0001 11223344 81cb 0001 11223344", PACKET_RTCP},
	{"BYE of nobody", "80cb 0000", PACKET_RTCP},
	{"RTCP cut in its header", "80c9 00", PACKET_NONSENSE},
	{"RTCP longer than it is", "80c9 0002 11223344", PACKET_NONSENSE},
	{"RTCP of 65535 words", "80c9 ffff 11223344", PACKET_NONSENSE},
	{"something behind RTCP", "80c9 0001 11223344 80", PACKET_NONSENSE},
	{"a second part longer than it is", "80c9 0001 11223344 81cb 0002 11223344",
	 PACKET_NONSENSE},
	{"a second part of another version", "80c9 0001 11223344 41cb 0001 11223344",
	 PACKET_NONSENSE},
	{"a second part that is RTP", "80c9 0001 11223344 8000 0001 11223344", PACKET_NONSENSE},
	{"a second part of type 224", "80c9 0001 11223344 80e0 0001 11223344", PACKET_NONSENSE},
	{"type 192 is RTCP", "80c0 0001 11223344", PACKET_RTCP},
	{"type 191 is RTP, and short", "80bf 0001 11223344", PACKET_NONSENSE},
	{"type 223 is RTCP", "80df 0001 11223344", PACKET_RTCP},
	{"type 224 is RTP, and short", "80e0 0001 11223344", PACKET_NONSENSE},
	{"padding in the last part", "80c9 0001 11223344 a1cb 0002 11223344 00000004", PACKET_RTCP},
	{"padding in the first part of two", "a0c9 0001 00000004 81cb 0001 11223344",
	 PACKET_NONSENSE},
	{"RTCP padding into its header", "a0c9 0001 00000005", PACKET_NONSENSE},
	{"RTCP padding of no octets", "a0c9 0001 11223300", PACKET_NONSENSE},
	{"RTCP padding without room", "a0cb 0000", PACKET_NONSENSE},
	{"a STUN binding request", "0001 0000 2112a442 000102030405060708090a0b", PACKET_STUN},
	{"STUN with an attribute", "0001 0004 2112a442 000102030405060708090a0b 80220000",
	 PACKET_STUN},
	{"STUN without its cookie", "0001 0000 2112a443 000102030405060708090a0b", PACKET_NONSENSE},
	{"STUN longer than it is", "0001 0004 2112a442 000102030405060708090a0b", PACKET_NONSENSE},
	{"STUN shorter than it is", "0001 0000 2112a442 000102030405060708090a0b 80220000",
	 PACKET_NONSENSE},
	{"STUN of no whole words", "0001 0001 2112a442 000102030405060708090a0b 80",
	 PACKET_NONSENSE},
	{"STUN cut short", "0001 0000 2112a442 000102030405060708090a", PACKET_NONSENSE},
	{"first octet 3 is STUN", "0301 0000 2112a442 000102030405060708090a0b", PACKET_STUN},
	{"first octet 4 is nobody's", "0401 0000 2112a442 000102030405060708090a0b",
	 PACKET_NONSENSE},
	{"a DTLS record", "16feff 0000 000000000000 0001 aa", PACKET_DTLS},
	{"a DTLS record and one more", "16fefd 0000 000000000000 0001 aa 16", PACKET_DTLS},
	{"a DTLS record longer than it is", "16feff 0000 000000000000 0002 aa", PACKET_NONSENSE},
	{"a DTLS header cut short", "16feff 0000 000000000000 00", PACKET_NONSENSE},
	{"TLS is not DTLS", "160303 0000 000000000000 0001 aa", PACKET_NONSENSE},
	{"first octet 20 is DTLS", "14feff 0000 000000000000 0001 aa", PACKET_DTLS},
	{"first octet 19 is nobody's", "13feff 0000 000000000000 0001 aa", PACKET_NONSENSE},
	{"first octet 63 is DTLS", "3ffeff 0000 000000000000 0001 aa", PACKET_DTLS},
	{"first octet 64 is a TURN channel's", "40feff 0000 000000000000 0001 aa", PACKET_NONSENSE},
	{"a SIP keepalive", "0d0a0d0a", PACKET_NONSENSE},
};
/* clang-format on */

static size_t read_octets(uint8_t *to, const char *text)
{
	size_t size = 0;

	for (; *text; text++) {
		if (*text == ' ')
			continue;
		to[size++] = (uint8_t)(ch_hex(text[0]) << 4 | ch_hex(text[1]));
		++text;
	}

	return size;
}

static uint8_t *guarded_page(void)
{
	long page = sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert(pages != MAP_FAILED);
	ck_assert_int_eq(0, mprotect(pages + page, (size_t)page, PROT_NONE));
	return pages + page;
}

START_TEST(kind)
{
	uint8_t octets[64], *end = guarded_page();
	size_t size = read_octets(octets, packets[_i].octets);

	memcpy(end - size, octets, size);
	ck_assert_msg(packet_kind(end - size, size) == packets[_i].expect, "%s", packets[_i].what);
}
END_TEST

/* Each row cut after each octet, and with each octet turned: no answer expected but not to die. */
START_TEST(never_reads_past_the_end)
{
	uint8_t octets[64], *end = guarded_page();
	size_t size = read_octets(octets, packets[_i].octets);

	for (size_t cut = 0; cut <= size; cut++) {
		memcpy(end - cut, octets, cut);
		(void)packet_kind(end - cut, cut);
		for (size_t i = 0; i < cut; i++) {
			end[-1 - (ptrdiff_t)i] ^= 0xff;
			(void)packet_kind(end - cut, cut);
			end[-1 - (ptrdiff_t)i] ^= 0xff;
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/packet");
	TCase *tcase = tcase_create("packet");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, kind, 0, sizeof packets / sizeof packets[0]);
	tcase_add_loop_test(tcase, never_reads_past_the_end, 0, sizeof packets / sizeof packets[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
