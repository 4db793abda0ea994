/* digest.c -- tests of sbc/sip/digest.c: the vectors of the RFCs, what is read, what is written */
#include <stdlib.h>
#include "sbc/sip/digest.h"
#include "sbc/world/sim.h"
#include "tests/unit/sbc/sip/given.h"

static struct sip_msg *answer(uint16_t status, const char *lines)
{
	char text[8192];

	(void)re_snprintf(text, sizeof text,
			  "SIP/2.0 %u x" CRLF "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1" CRLF
			  "From: <sip:us@h>;tag=ours" CRLF "To: <sip:them@h>;tag=t" CRLF
			  "Call-ID: c1" CRLF "CSeq: 1 INVITE" CRLF "%s" CRLF,
			  status, lines);
	return message_of(text, "192.0.2.2:5060");
}

static struct sip_msg *request(const char *lines)
{
	char text[8192];

	(void)re_snprintf(text, sizeof text,
			  "INVITE sip:bob@h SIP/2.0" CRLF
			  "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1" CRLF
			  "From: <sip:us@h>;tag=ours" CRLF "To: <sip:them@h>" CRLF
			  "Call-ID: c1" CRLF "CSeq: 1 INVITE" CRLF "%s" CRLF,
			  lines);
	return message_of(text, "192.0.2.2:5060");
}

static int learnt(struct digest *digest, uint16_t status, const char *lines, const char *realm)
{
	struct sip_msg *msg = answer(status, lines);
	struct world *world;
	int err;

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	err = digest_learn(digest, msg, realm, world);
	mem_deref(msg);
	mem_deref(world);
	return err;
}

static const char *line_of(struct digest *digest, const struct digest_proof *proof, char *room,
			   size_t size)
{
	struct mbuf *mb = mbuf_alloc(64);

	ck_assert_int_eq(0, digest_write(mb, digest, proof));
	(void)written(mb, room, size);
	mem_deref(mb);
	return room;
}

#define MUFASA "realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""
#define HTTP                                                                                       \
	"realm=\"http-auth@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\""
#define HTTP_CN "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define API     "realm=\"api@example.org\", nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\""
#define BILOXI  "realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""
#define BILOXI_SDP                                                                                 \
	"v=0\r\no=bob 2890844526 2890844526 IN IP4 media.biloxi.com\r\ns=-\r\n"                    \
	"c=IN IP4 media.biloxi.com\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0\r\n"                        \
	"a=rtpmap:0 PCMU/8000\r\nm=video 51372 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n"           \
	"m=video 53000 RTP/AVP 32\r\na=rtpmap:32 MPV/90000\r\n"

/* Each row is a challenge of a published example, and the response that is published with it. */
/* clang-format off */
static const struct {
	const char *what, *challenge, *user, *password, *method, *uri, *body, *cnonce, *response;
} vectors[] = {
	{"RFC 2617 3.5", "qop=\"auth,auth-int\", " MUFASA, "Mufasa", "Circle Of Life", "GET", "/dir/index.html", "", "0a4f113b",
	 "6629fae49393a05397450978507c4ef1"},
	{"RFC 2069 2.4, erratum 749: without qop", MUFASA, "Mufasa", "CircleOfLife", "GET", "/dir/index.html", "", "",
	 "1949323746fe6a43ef61f9606e7febea"},
	{"RFC 7616 3.9.1, MD5", "algorithm=MD5, qop=\"auth, auth-int\", " HTTP, "Mufasa", "Circle of Life", "GET", "/dir/index.html", "", HTTP_CN,
	 "8ca523f5e9506fed4657c9700eebdbec"},
	{"RFC 7616 3.9.1, SHA-256", "algorithm=SHA-256, qop=\"auth, auth-int\", " HTTP, "Mufasa", "Circle of Life", "GET", "/dir/index.html", "", HTTP_CN,
	 "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
	{"RFC 7616 3.9.2, erratum 4897: SHA-512-256", "algorithm=SHA-512-256, qop=\"auth\", " API, "J\xc3\xa4s\xc3\xb8n Doe", "Secret, or not?", "GET", "/doe.json", "",
	 "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"},
	{"draft-smith-sipping-auth-examples 3.2", BILOXI, "bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", BILOXI_SDP, "0a4f113b",
	 "bf57e4e0d0bffc0fbaedce64d59add5e"},
	{"draft-smith-sipping-auth-examples 3.3", "algorithm=MD5, qop=\"auth,auth-int\", " BILOXI, "bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", BILOXI_SDP, "0a4f113b",
	 "89eb0059246c02b2f6ee02c7961d5ea3"},
	{"draft-smith-sipping-auth-examples 3.5, the body too", "algorithm=MD5, qop=auth-int, " BILOXI, "bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", BILOXI_SDP, "0a4f113b",
	 "bdbeebb2da6adb6bca02599c2239e192"},
	{"draft-smith-sipping-auth-examples 3.4, a session", "algorithm=MD5-sess, qop=auth, " BILOXI, "bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", BILOXI_SDP, "0a4f113b",
	 "e4e4ea61d186d07a92c9e1f6919902e9"},
	{"draft-smith-sipping-auth-examples 3.6, a session and the body", "algorithm=MD5-sess, qop=auth-int, " BILOXI, "bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", BILOXI_SDP, "0a4f113b",
	 "91984da2d8663716e91554859c22ca70"},
};
/* clang-format on */

START_TEST(vector)
{
	char lines[1024], room[2048], expect[128];
	struct digest digest;
	const struct digest_proof proof = {.user = vectors[_i].user,
					   .password = vectors[_i].password,
					   .method = pl_of(vectors[_i].method),
					   .uri = pl_of(vectors[_i].uri),
					   .body = pl_of(vectors[_i].body)};

	(void)re_snprintf(lines, sizeof lines, "WWW-Authenticate: Digest %s" CRLF,
			  vectors[_i].challenge);
	ck_assert_int_eq(0, learnt(&digest, 401, lines, NULL));
	str_ncpy(digest.cnonce, vectors[_i].cnonce, sizeof digest.cnonce);
	(void)re_snprintf(expect, sizeof expect, "response=\"%s\"", vectors[_i].response);
	ck_assert_msg(strstr(line_of(&digest, &proof, room, sizeof room), expect), "%s: %s",
		      vectors[_i].what, room);
}
END_TEST

#define WWW   "WWW-Authenticate: Digest "
#define PROXY "Proxy-Authenticate: Digest "
#define RN    "realm=\"r\", nonce=\"n\""

/* Each row is a response: whether its challenge is answered, and what the answer has in it. */
/* clang-format off */
static const struct {
	const char *what;
	uint16_t status;
	const char *lines, *realm;
	int err;
	const char *has, *lacks;
} challenges[] = {
	{"a 401 is answered by Authorization", 401, WWW RN CRLF, NULL, 0, "Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"", "Proxy-"},
	{"a 407 by Proxy-Authorization", 407, PROXY RN CRLF, NULL, 0, "Proxy-Authorization: Digest ", NULL},
	{"a 407 with the header of a 401", 407, WWW RN CRLF, NULL, 0, "Authorization: Digest ", "Proxy-"},
	{"a 401 with the header of a 407", 401, PROXY RN CRLF, NULL, 0, "Proxy-Authorization: Digest ", NULL},
	{"a 401 with both", 401, PROXY "realm=\"p\", nonce=\"p\"" CRLF WWW RN CRLF, NULL, 0, "\r\n", "Proxy-"},
	{"nothing is said of qop: nothing is said of it, nor of a cnonce", 401, WWW RN CRLF, NULL, 0, "response", "nonce=\"\", "},
	{"an algorithm that is not named is not named", 401, WWW RN CRLF, NULL, 0, "\"\r\n", "algorithm"},
	{"a session without qop needs its cnonce", 401, WWW RN ", algorithm=MD5-sess" CRLF, NULL, 0, "algorithm=MD5-sess, cnonce=\"", "qop"},
	{"qop auth counts", 401, WWW RN ", qop=\"auth\"" CRLF, NULL, 0, "qop=auth, nc=00000001, cnonce=\"", NULL},
	{"auth is better than auth-int", 401, WWW RN ", qop=\"auth-int,auth\"" CRLF, NULL, 0, "qop=auth,", NULL},
	{"auth-int if nothing else", 401, WWW RN ", qop=\"auth-int,x\"" CRLF, NULL, 0, "qop=auth-int,", NULL},
	{"a qop without quotes", 401, WWW RN ", qop=auth" CRLF, NULL, 0, "qop=auth,", NULL},
	{"words in any case", 401, "WWW-Authenticate: dIGEST REALM=\"r\",NONCE=\"n\",QOP=\"AUTH\",ALGORITHM=sha-256" CRLF, NULL, 0, "algorithm=SHA-256, qop=auth,", NULL},
	{"opaque comes back", 401, WWW RN ", opaque=\"o\"" CRLF, NULL, 0, ", opaque=\"o\"\r\n", NULL},
	{"an empty opaque too", 401, WWW RN ", opaque=\"\"" CRLF, NULL, 0, ", opaque=\"\"\r\n", NULL},
	{"no opaque, none comes back", 401, WWW RN CRLF, NULL, 0, "n", "opaque"},
	{"quotes and backslashes in a realm", 401, WWW "realm=\"a \\\"b\\\" \\\\c, d\", nonce=\"n\"" CRLF, NULL, 0, "realm=\"a \\\"b\\\" \\\\c, d\", nonce=\"n\"", NULL},
	{"an empty realm is a realm", 401, WWW "realm=\"\", nonce=\"n\"" CRLF, NULL, 0, "realm=\"\", nonce=\"n\"", NULL},
	{"what we do not know is ignored", 401, WWW "domain=\"sip:x\", " RN ", charset=UTF-8, userhash=true" CRLF, NULL, 0, "nonce=\"n\"", "charset"},
	{"commas too many", 401, WWW RN ", , qop=auth," CRLF, NULL, 0, "qop=auth", NULL},
	{"space around =", 401, WWW "realm = \"r\" , nonce= \"n\"" CRLF, NULL, 0, "realm=\"r\", nonce=\"n\"", NULL},
	{"RFC 8760: the first that we know, not the best", 401, WWW RN ", algorithm=MD5" CRLF WWW RN ", algorithm=SHA-256" CRLF, NULL, 0, "algorithm=MD5", "SHA"},
	{"RFC 8760: one that we do not know is passed", 401, WWW RN ", algorithm=SHA3-512" CRLF WWW RN ", algorithm=SHA-256" CRLF, NULL, 0, "algorithm=SHA-256", NULL},
	{"a scheme that we do not know is passed", 401, "WWW-Authenticate: Bearer realm=\"r\"" CRLF WWW RN CRLF, NULL, 0, "nonce=\"n\"", NULL},
	{"one that is broken is passed", 401, WWW "realm=\"r" CRLF WWW RN CRLF, NULL, 0, "nonce=\"n\"", NULL},
	{"the realm that was asked for", 401, WWW "realm=\"q\", nonce=\"m\"" CRLF WWW RN CRLF, "r", 0, "nonce=\"n\"", NULL},
	{"stale is a word", 401, WWW RN ", stale=TRUE" CRLF, NULL, 0, "nonce=\"n\"", "stale"},
	{"no challenge", 401, "", NULL, ENOENT, NULL, NULL},
	{"another realm", 401, WWW RN CRLF, "q", EACCES, NULL, NULL},
	{"realms differ in case", 401, WWW RN CRLF, "R", EACCES, NULL, NULL},
	{"an algorithm that we do not know", 401, WWW RN ", algorithm=SHA3-512" CRLF, NULL, EPROTONOSUPPORT, NULL, NULL},
	{"a qop that we do not know", 401, WWW RN ", qop=\"x\"" CRLF, NULL, EPROTONOSUPPORT, NULL, NULL},
	{"another scheme only", 401, "WWW-Authenticate: Basic realm=\"r\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"no nonce", 401, WWW "realm=\"r\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"quotes that do not end", 401, WWW "nonce=\"n" CRLF, NULL, EBADMSG, NULL, NULL},
	{"a quote alone", 401, WWW "nonce=\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"a quote inside a token", 401, WWW "nonce=n\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"a second quoted string", 401, WWW "nonce=\"n\"m\"\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"an escape of nothing", 401, WWW "realm=\"r\", nonce=\"n\\\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"a word without a value", 401, WWW RN ", qop" CRLF, NULL, EBADMSG, NULL, NULL},
	{"a value without a word", 401, WWW RN ", =x" CRLF, NULL, EBADMSG, NULL, NULL},
	{"control characters", 401, WWW "realm=\"r\x01\", nonce=\"n\"" CRLF, NULL, EBADMSG, NULL, NULL},
	{"nothing behind the scheme", 401, WWW CRLF, NULL, EBADMSG, NULL, NULL},
};
/* clang-format on */

START_TEST(challenge)
{
	char room[2048];
	struct digest digest;
	const struct digest_proof proof = {
		.user = "u", .password = "p", .method = pl_of("INVITE"), .uri = pl_of("sip:x")};
	int err =
		learnt(&digest, challenges[_i].status, challenges[_i].lines, challenges[_i].realm);

	ck_assert_msg(err == challenges[_i].err, "%s: %d", challenges[_i].what, err);
	if (err)
		return;

	line_of(&digest, &proof, room, sizeof room);
	ck_assert_msg(strstr(room, challenges[_i].has), "%s: %s", challenges[_i].what, room);
	ck_assert_msg(!challenges[_i].lacks || !strstr(room, challenges[_i].lacks), "%s: %s",
		      challenges[_i].what, room);
	ck_assert_uint_eq(!!strstr(challenges[_i].lines, "stale"), digest.is_stale);
}
END_TEST

/* As long as it may be, and one octet longer. */
static const struct {
	const char *param;
	size_t size;
} lengths[] = {
	{"realm",  DIGEST_REALM_SIZE },
	{"nonce",  DIGEST_NONCE_SIZE },
	{"opaque", DIGEST_OPAQUE_SIZE},
};

START_TEST(length)
{
	for (size_t l = lengths[_i].size - 1; l <= lengths[_i].size; l++) {
		char lines[2048], text[1024];
		struct digest digest;
		bool is_nonce = !strcmp(lengths[_i].param, "nonce");

		memset(text, 'x', l);
		text[l] = '\0';
		(void)re_snprintf(lines, sizeof lines, WWW "%s%s=\"%s\"" CRLF,
				  is_nonce ? "" : "nonce=\"n\", ", lengths[_i].param, text);
		ck_assert_int_eq(l < lengths[_i].size ? 0 : EBADMSG,
				 learnt(&digest, 401, lines, NULL));
	}
}
END_TEST

START_TEST(a_nonce_counts_its_uses)
{
	char first[1024], second[1024];
	struct digest digest;
	const struct digest_proof proof = {
		.user = "u", .password = "p", .method = pl_of("INVITE"), .uri = pl_of("sip:x")};

	ck_assert_int_eq(0, learnt(&digest, 401, WWW RN ", qop=auth" CRLF, NULL));
	line_of(&digest, &proof, first, sizeof first);
	line_of(&digest, &proof, second, sizeof second);
	ck_assert_ptr_nonnull(strstr(second, "nc=00000002"));
	ck_assert_str_ne(strstr(first, "response="), strstr(second, "response="));
	ck_assert_str_eq(strstr(first, "cnonce="), strstr(second, "cnonce="));
}
END_TEST

START_TEST(a_user_with_quotes_is_written_with_escapes)
{
	char room[1024];
	struct digest digest;
	const struct digest_proof proof = {.user = "a\"b\\c",
					   .password = "p",
					   .method = pl_of("INVITE"),
					   .uri = pl_of("sip:x")};

	ck_assert_int_eq(0, learnt(&digest, 401, WWW RN CRLF, NULL));
	ck_assert_ptr_nonnull(
		strstr(line_of(&digest, &proof, room, sizeof room), "username=\"a\\\"b\\\\c\""));
	ck_assert_ptr_null(strstr(room, "p\""));
}
END_TEST

START_TEST(a_uri_that_is_too_long_is_not_answered)
{
	char uri[DIGEST_URI_SIZE + 1];
	struct mbuf *mb = mbuf_alloc(64);
	struct digest digest;
	struct digest_proof proof = {.user = "u", .password = "p", .method = pl_of("INVITE")};

	memset(uri, 'x', sizeof uri - 1);
	uri[sizeof uri - 1] = '\0';
	proof.uri = pl_of(uri);
	ck_assert_int_eq(0, learnt(&digest, 401, WWW RN CRLF, NULL));
	ck_assert_int_ne(0, digest_write(mb, &digest, &proof));
	ck_assert_uint_eq(0, mb->end);
	mem_deref(mb);
}
END_TEST

START_TEST(we_offer_sha_256_and_then_md5)
{
	char room[1024];
	struct mbuf *mb = mbuf_alloc(64);

	ck_assert_int_eq(0, digest_challenge(mb, "ha\"noi", "abc", false));
	ck_assert_str_eq(
		written(mb, room, sizeof room),
		WWW "realm=\"ha\\\"noi\", nonce=\"abc\", algorithm=SHA-256, qop=\"auth\"" CRLF WWW
		    "realm=\"ha\\\"noi\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"" CRLF);
	mb->pos = mb->end = 0;
	ck_assert_int_eq(0, digest_challenge(mb, "hanoi", "abc", true));
	ck_assert_ptr_nonnull(strstr(written(mb, room, sizeof room), "qop=\"auth\", stale=true"));
	mem_deref(mb);
}
END_TEST

#define AUTH "Authorization: Digest "
#define URI  "username=\"u\", realm=\"hanoi\", nonce=\"n\", uri=\"sip:x\""

/* Each row is what a request claims for the realm "hanoi". */
/* clang-format off */
static const struct {
	const char *what, *lines;
	int err;
} claims[] = {
	{"as RFC 2617",           AUTH URI ", response=\"0\", qop=auth, nc=00000001, cnonce=\"c\"" CRLF, 0},
	{"as RFC 2069",           AUTH URI ", response=\"0\"" CRLF, 0},
	{"another realm before",  AUTH "username=\"u\", realm=\"x\", nonce=\"n\", uri=\"sip:x\", response=\"1\"" CRLF AUTH URI ", response=\"0\"" CRLF, 0},
	{"a broken one before",   AUTH "=" CRLF AUTH URI ", response=\"0\"" CRLF, 0},
	{"none",                  "", ENOENT},
	{"of another realm only", AUTH "username=\"u\", realm=\"x\", nonce=\"n\", uri=\"sip:x\", response=\"1\"" CRLF, ENOENT},
	{"for a proxy",           "Proxy-Authorization: Digest " URI ", response=\"0\"" CRLF, ENOENT},
	{"without a count",       AUTH URI ", response=\"0\", qop=auth, cnonce=\"c\"" CRLF, EBADMSG},
	{"with a short count",    AUTH URI ", response=\"0\", qop=auth, nc=1, cnonce=\"c\"" CRLF, EBADMSG},
	{"with a long count",     AUTH URI ", response=\"0\", qop=auth, nc=000000001, cnonce=\"c\"" CRLF, EBADMSG},
	{"without a cnonce",      AUTH URI ", response=\"0\", qop=auth, nc=00000001" CRLF, EBADMSG},
	{"without a response",    AUTH URI CRLF, EBADMSG},
	{"without a user",        AUTH "realm=\"hanoi\", nonce=\"n\", uri=\"sip:x\", response=\"0\"" CRLF, EBADMSG},
	{"without a nonce",       AUTH "username=\"u\", realm=\"hanoi\", uri=\"sip:x\", response=\"0\"" CRLF, EBADMSG},
	{"without a uri",         AUTH "username=\"u\", realm=\"hanoi\", nonce=\"n\", response=\"0\"" CRLF, EBADMSG},
	{"of a strange algorithm", AUTH URI ", response=\"0\", algorithm=ROT13" CRLF, EBADMSG},
	{"of a strange qop",      AUTH URI ", response=\"0\", qop=x, nc=00000001, cnonce=\"c\"" CRLF, EBADMSG},
	{"of another scheme",     "Authorization: Basic dTpw" CRLF, EBADMSG},
};
/* clang-format on */

START_TEST(claim)
{
	struct sip_msg *msg = request(claims[_i].lines);
	struct digest_claim claim;
	int err = digest_claimed(&claim, msg, "hanoi");

	ck_assert_msg(err == claims[_i].err, "%s: %d", claims[_i].what, err);
	ck_assert_msg(err || !strcmp(claim.response, "0"), "%s", claims[_i].what);
	mem_deref(msg);
}
END_TEST

/* Each row is a challenge; our own answer to it is true for us as a server, and only that one. */
static const char *const both[] = {
	"",
	", algorithm=MD5",
	", algorithm=MD5-sess, qop=auth",
	", algorithm=MD5-sess, qop=auth-int",
	", algorithm=SHA-256, qop=auth",
	", algorithm=SHA-256",
	", algorithm=SHA-256-sess, qop=auth",
	", algorithm=SHA-512-256, qop=auth",
	", algorithm=SHA-512-256-sess, qop=auth-int",
};

START_TEST(both_ends_agree)
{
	char lines[256], line[1024];
	struct digest digest;
	struct digest_claim claim;
	const struct digest_proof proof = {.user = "u",
					   .password = "p",
					   .method = pl_of("INVITE"),
					   .uri = pl_of("sip:x"),
					   .body = pl_of("v=0")};
	struct digest_proof other = proof;
	struct sip_msg *msg;

	(void)re_snprintf(lines, sizeof lines, WWW "realm=\"hanoi\", nonce=\"n\"%s" CRLF, both[_i]);
	ck_assert_int_eq(0, learnt(&digest, 401, lines, NULL));
	msg = request(line_of(&digest, &proof, line, sizeof line));
	ck_assert_int_eq(0, digest_claimed(&claim, msg, "hanoi"));
	ck_assert_str_eq(claim.nonce, "n");
	ck_assert_str_eq(claim.uri, "sip:x");
	ck_assert(digest_is_true(&claim, &proof));

	other.password = "q";
	ck_assert(!digest_is_true(&claim, &other));
	other = proof;
	other.user = "v";
	ck_assert(!digest_is_true(&claim, &other));
	other = proof;
	other.method = pl_of("BYE");
	ck_assert(!digest_is_true(&claim, &other));
	other = proof;
	other.body = pl_of("v=1");
	ck_assert_uint_eq(!strstr(both[_i], "auth-int"), digest_is_true(&claim, &other));
	claim.response[0] = claim.response[0] == '0' ? '1' : '0';
	ck_assert(!digest_is_true(&claim, &proof));
	claim.response[0] = '\0';
	ck_assert(!digest_is_true(&claim, &proof));
	mem_deref(msg);
}
END_TEST

static void add_rows(TCase *tcase)
{
	tcase_add_loop_test(tcase, vector, 0, ARRAY_SIZE(vectors));
	tcase_add_loop_test(tcase, challenge, 0, ARRAY_SIZE(challenges));
	tcase_add_loop_test(tcase, length, 0, ARRAY_SIZE(lengths));
	tcase_add_loop_test(tcase, claim, 0, ARRAY_SIZE(claims));
	tcase_add_loop_test(tcase, both_ends_agree, 0, ARRAY_SIZE(both));
}

int main(void)
{
	Suite *suite = suite_create("sbc/sip/digest");
	TCase *tcase = tcase_create("digest");
	suite_add_tcase(suite, tcase);
	add_rows(tcase);
	tcase_add_test(tcase, a_nonce_counts_its_uses);
	tcase_add_test(tcase, a_user_with_quotes_is_written_with_escapes);
	tcase_add_test(tcase, a_uri_that_is_too_long_is_not_answered);
	tcase_add_test(tcase, we_offer_sha_256_and_then_md5);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
