/* sdp.c -- tests of sbc/hide/sdp.c */
#include <errno.h>
#include <string.h>
#include <check.h>
#include "sbc/hide/sdp.h"

#define HEAD                                                                                       \
	"v=0\r\no=root 77 78 IN IP4 192.168.7.9\r\ns=Asterisk PBX\r\nc=IN IP4 192.168.7.9\r\nt=0 " \
	"0\r\n"
#define AUDIO "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"

static const char *text_of(const struct sa *sa)
{
	static char text[64];

	re_snprintf(text, sizeof text, "%J", sa);
	return text;
}

/* Each row is a description and what its first section says. */
/* clang-format off */
static const struct {
	const char *what, *sdp;
	int err;
	bool used, sends, receives;
	const char *rtp, *rtcp;
} readings[] = {
	{"the usual", HEAD AUDIO, 0, true, true, true, "192.168.7.9:4000", "192.168.7.9:4001"},
	{"bare line feeds", "v=0\ns=-\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n", 0, true, true,
	 true, "192.0.2.1:4000", "192.0.2.1:4001"},
	{"the section's own c=", HEAD AUDIO "c=IN IP4 192.0.2.8\r\n", 0, true, true, true,
	 "192.0.2.8:4000", "192.0.2.8:4001"},
	{"IPv6", "v=0\r\nc=IN IP6 2001:db8::9\r\n" AUDIO, 0, true, true, true, "[2001:db8::9]:4000",
	 "[2001:db8::9]:4001"},
	{"a=rtcp with a port", HEAD AUDIO "a=rtcp:5555\r\n", 0, true, true, true,
	 "192.168.7.9:4000", "192.168.7.9:5555"},
	{"a=rtcp with an address", HEAD AUDIO "a=rtcp:5555 IN IP4 192.0.2.3\r\n", 0, true, true,
	 true, "192.168.7.9:4000", "192.0.2.3:5555"},
	{"a=rtcp with port 0 is ignored", HEAD AUDIO "a=rtcp:0\r\n", 0, true, true, true,
	 "192.168.7.9:4000", "192.168.7.9:4001"},
	{"sendonly", HEAD AUDIO "a=sendonly\r\n", 0, true, true, false, "192.168.7.9:4000",
	 "192.168.7.9:4001"},
	{"recvonly", HEAD AUDIO "a=recvonly\r\n", 0, true, false, true, "192.168.7.9:4000",
	 "192.168.7.9:4001"},
	{"inactive for all", HEAD "a=inactive\r\n" AUDIO, 0, true, false, false, "192.168.7.9:4000",
	 "192.168.7.9:4001"},
	{"the section overrules the session", HEAD "a=inactive\r\n" AUDIO "a=sendrecv\r\n", 0, true,
	 true, true, "192.168.7.9:4000", "192.168.7.9:4001"},
	{"held as RFC 2543 did", "v=0\r\nc=IN IP4 0.0.0.0\r\n" AUDIO, 0, true, true, false,
	 "0.0.0.0:4000", "0.0.0.0:4001"},
	{"refused", HEAD "m=audio 0 RTP/AVP 8\r\n", 0, false, true, true, NULL, NULL},
	{"DTLS is not carried", HEAD "m=audio 4000 UDP/TLS/RTP/SAVPF 8\r\n", 0, false, true, true,
	 NULL, NULL},
	{"fax is not carried", HEAD "m=image 4000 udptl t38\r\n", 0, false, true, true, NULL, NULL},
	{"two pairs in one", HEAD "m=audio 4000/2 RTP/AVP 8\r\n", 0, false, true, true, NULL, NULL},
	{"SRTP is not carried", HEAD "m=audio 4000 RTP/SAVP 8\r\n", 0, false, true, true, NULL,
	 NULL},
	{"a name in c=", "v=0\r\nc=IN IP4 pbx.lan\r\n" AUDIO, EBADMSG, 0, 0, 0, NULL, NULL},
	{"an address among the formats", HEAD "m=audio 4000 RTP/AVP 0 10.5.5.5\r\n", EBADMSG, 0, 0,
	 0, NULL, NULL},
	{"nothing", "", EBADMSG, 0, 0, 0, NULL, NULL},
	{"no version", AUDIO, EBADMSG, 0, 0, 0, NULL, NULL},
	{"no section", HEAD, EBADMSG, 0, 0, 0, NULL, NULL},
	{"a port that is none", HEAD "m=audio 70000 RTP/AVP 8\r\n", EBADMSG, 0, 0, 0, NULL, NULL},
	{"a section cut off", HEAD "m=audio\r\n", EBADMSG, 0, 0, 0, NULL, NULL},
	{"a fifth section", HEAD AUDIO AUDIO AUDIO AUDIO AUDIO, E2BIG, 0, 0, 0, NULL, NULL},
	{"four are carried", HEAD AUDIO AUDIO AUDIO AUDIO, 0, true, true, true, "192.168.7.9:4000",
	 "192.168.7.9:4001"},
};
/* clang-format on */

START_TEST(reads)
{
	struct pl sdp = {readings[_i].sdp, strlen(readings[_i].sdp)};
	struct media media;

	ck_assert_msg(sdp_read(&media, &sdp) == readings[_i].err, "%s", readings[_i].what);
	if (readings[_i].err)
		return;

	ck_assert_msg(media.streams[0].used == readings[_i].used, "%s", readings[_i].what);
	ck_assert_msg(media.streams[0].sends == readings[_i].sends, "%s", readings[_i].what);
	ck_assert_msg(media.streams[0].receives == readings[_i].receives, "%s", readings[_i].what);
	if (!readings[_i].rtp)
		return;

	ck_assert_str_eq(text_of(&media.streams[0].rtp), readings[_i].rtp);
	ck_assert_str_eq(text_of(&media.streams[0].rtcp), readings[_i].rtcp);
}
END_TEST

START_TEST(too_long_is_refused)
{
	char *text = mem_zalloc(SDP_SIZE_MAX + 1, NULL);
	struct pl sdp = {text, SDP_SIZE_MAX + 1};
	struct media media;

	memset(text, 'a', sdp.l);
	ck_assert_int_eq(E2BIG, sdp_read(&media, &sdp));
	mem_deref(text);
}
END_TEST

/* Each row is what a PBX describes in a section, and what is left of it. */
/* clang-format off */
static const struct {
	const char *what, *lines, *expect;
} writings[] = {
	{"codecs pass", "a=fmtp:101 0-16\r\n", "a=fmtp:101 0-16\r\n"},
	{"packet time passes", "a=ptime:20\r\n", "a=ptime:20\r\n"},
	{"direction passes", "a=sendonly\r\n", "a=sendonly\r\n"},
	{"bandwidth passes", "b=AS:64\r\n", "b=AS:64\r\n"},
	{"keys do not",
	 "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n",
	 ""},
	{"a line inside a line does not", "a=x:1\rc=IN IP4 10.6.6.6\r\n", ""},
	{"a bandwidth that is none", "b=X-a:10.7.7.7\r\n", ""},
	{"prints of certificates do not", "a=fingerprint:sha-1 4A:AD\r\n", ""},
	{"candidates do not", "a=candidate:1 1 UDP 1 192.168.7.9 4000 typ host\r\n", ""},
	{"rtcp does not", "a=rtcp:4001\r\n", ""},
	{"rtcp-mux does not", "a=rtcp-mux\r\n", ""},
	{"rtcp-fb is another", "a=rtcp-fb:96 nack\r\n", "a=rtcp-fb:96 nack\r\n"},
	{"ssrc carries a CNAME", "a=ssrc:1 cname:lan@pbx\r\n", ""},
	{"information does not", "i=Lan's desk\r\n", ""},
	{"who to call does not", "p=+84 28\r\n", ""},
	{"an unknown attribute passes", "a=X-mode:fast\r\n", "a=X-mode:fast\r\n"},
	{"unless it names an address", "a=X-nat:192.168.7.9\r\n", ""},
};
/* clang-format on */

static struct sip_msg *message(void)
{
	static const char text[] =
		"OPTIONS sip:a@10.0.0.2 SIP/2.0\r\n"
		"Via: SIP/2.0/UDP pbx.lan;branch=z9hG4bKx\r\nFrom: <sip:a@pbx.lan>;tag=abc\r\n"
		"To: <sip:b@10.0.0.2>\r\nCall-ID: xyzzy\r\nCSeq: 1 OPTIONS\r\n\r\n";
	struct mbuf *mb = mbuf_alloc(sizeof text);
	struct sip_msg *msg;

	mbuf_write_str(mb, text);
	mb->pos = 0;
	ck_assert_int_eq(0, sip_msg_decode(&msg, mb));
	mem_deref(mb);
	return msg;
}

static void written(char *to, size_t size, const char *text, const char *local[2])
{
	struct pl sdp = {text, strlen(text)};
	struct mbuf *mb = mbuf_alloc(512);
	struct sip_msg *msg = message();
	struct media media;
	struct secrets secrets;
	struct sdp_face face = {.id = 5, .version = 6, .media = &media, .secrets = &secrets};

	secrets_learn(&secrets, msg);
	ck_assert_int_eq(0, sdp_read(&media, &sdp));
	for (int i = 0; i < 2; i++)
		sa_decode(&face.local[i], local[i], strlen(local[i]));

	ck_assert_int_eq(0, sdp_write(mb, &sdp, &face));
	ck_assert_uint_lt(mb->end, size);
	memcpy(to, mb->buf, mb->end);
	to[mb->end] = '\0';
	mem_deref(mb);
	mem_deref(msg);
}

static const char *ours[2] = {"203.0.113.5:20000", "203.0.113.5:20002"};

START_TEST(writes)
{
	char text[1024], expect[1024], got[2048];

	re_snprintf(text, sizeof text, HEAD AUDIO "%s", writings[_i].lines);
	re_snprintf(expect, sizeof expect,
		    "v=0\r\no=- 5 6 IN IP4 203.0.113.5\r\ns=-\r\nc=IN IP4 203.0.113.5\r\nt=0 0\r\n"
		    "m=audio 20000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n%s",
		    writings[_i].expect);
	written(got, sizeof got, text, ours);
	ck_assert_msg(!strcmp(got, expect), "%s: got\n%s", writings[_i].what, got);
}
END_TEST

START_TEST(a_refused_section_stays_refused_in_its_place)
{
	char got[2048];

	written(got, sizeof got, HEAD "m=image 4004 udptl t38\r\n" AUDIO, ours);
	ck_assert_str_eq(got,
			 "v=0\r\no=- 5 6 IN IP4 203.0.113.5\r\ns=-\r\nc=IN IP4 203.0.113.5\r\n"
			 "t=0 0\r\nm=image 0 udptl t38\r\nm=audio 20002 RTP/AVP 8 101\r\n"
			 "a=rtpmap:8 PCMA/8000\r\n");
}
END_TEST

START_TEST(held_as_rfc_2543_did_stays_held)
{
	char got[2048];

	written(got, sizeof got, "v=0\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n" AUDIO, ours);
	ck_assert_ptr_nonnull(strstr(got, "RTP/AVP 8 101\r\nc=IN IP4 0.0.0.0\r\n"));
}
END_TEST

START_TEST(ipv6_towards_ipv6)
{
	static const char *local[2] = {"[2001:db8::5]:20000", "[2001:db8::5]:20002"};
	char got[2048];

	written(got, sizeof got, HEAD AUDIO, local);
	ck_assert_ptr_nonnull(strstr(got, "o=- 5 6 IN IP6 2001:db8::5\r\n"));
	ck_assert_ptr_nonnull(strstr(got, "c=IN IP6 2001:db8::5\r\n"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/sdp");
	TCase *tcase = tcase_create("sdp");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, reads, 0, ARRAY_SIZE(readings));
	tcase_add_test(tcase, too_long_is_refused);
	tcase_add_loop_test(tcase, writes, 0, ARRAY_SIZE(writings));
	tcase_add_test(tcase, a_refused_section_stays_refused_in_its_place);
	tcase_add_test(tcase, held_as_rfc_2543_did_stays_held);
	tcase_add_test(tcase, ipv6_towards_ipv6);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
