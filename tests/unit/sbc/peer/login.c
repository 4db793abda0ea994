/* login.c -- tests of sbc/peer/login.c: what is asked, how often it is answered, what is said of it */
#include <string.h>
#include <check.h>
#include "sbc/peer/login.h"
#include "sbc/sip/message.h"
#include "sbc/world/sim.h"
#include "policy/secret.h"

#define WWW   "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"
#define STALE "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", stale=true\r\n"
#define PROXY "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\"\r\n"

static struct sip_msg *response(const char *lines)
{
	char text[1024];
	struct mbuf *mb = mbuf_alloc(sizeof text);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	(void)re_snprintf(text, sizeof text,
			  "SIP/2.0 401 x\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
			  "From: <sip:us@h>;tag=ours\r\nTo: <sip:them@h>;tag=t\r\nCall-ID: c1\r\n"
			  "CSeq: 1 INVITE\r\n%s\r\n",
			  lines);
	ck_assert_int_eq(0, mbuf_write_str(mb, text));
	mb->pos = 0;
	ck_assert_int_eq(0, message_read(&msg, mb, &status, &why));
	mem_deref(mb);
	return msg;
}

struct stage {
	struct world *world;
	struct secret *password;
	struct login_config config;
	struct login *login;
};

static void open(struct stage *stage, const char *user, const char *realm)
{
	*stage = (struct stage){0};
	ck_assert_int_eq(0, sim_alloc(&stage->world, 1));
	ck_assert_int_eq(0, secret_alloc(&stage->password, "env:X", "open sesame"));
	stage->config =
		(struct login_config){.user = user, .realm = realm, .password = stage->password};
}

static void close(struct stage *stage)
{
	mem_deref(stage->login);
	mem_deref(stage->password);
	mem_deref(stage->world);
}

static int asked(struct stage *stage, const char *lines)
{
	struct sip_msg *msg = response(lines);
	int err = login_challenged(&stage->login, &stage->config, msg, stage->world);

	mem_deref(msg);
	return err;
}

static uint32_t lines_of(struct stage *stage)
{
	const struct login_request request = {.method = "INVITE", .uri = PL("sip:x")};
	struct mbuf *mb = mbuf_alloc(64);
	uint32_t count = 0;

	ck_assert_int_eq(0, login_write(mb, stage->login, &stage->config, &request));
	for (size_t i = 0; i < mb->end; i++)
		count += mb->buf[i] == '\n';
	ck_assert_ptr_null(memmem(mb->buf, mb->end, "sesame", 6));
	mem_deref(mb);
	return count;
}

/* Each row is the challenges to one request; what becomes of the last, and how many lines are written. */
/* clang-format off */
static const struct {
	const char *what, *challenges[3];
	int err;
	uint32_t lines;
} requests[] = {
	{"nothing was asked",          {0},                   0, 0},
	{"a server asks",              {WWW},                 0, 1},
	{"a proxy asks",               {PROXY},               0, 1},
	{"one after the other",        {PROXY, WWW},          0, 2},
	{"the same once more",         {WWW, WWW},            EPERM, 1},
	{"too old",                    {WWW, STALE},          0, 1},
	{"too old at once",            {STALE},               0, 1},
	{"too old, then wrong",        {WWW, STALE, WWW},     EPERM, 1},
	{"too old for ever",           {WWW, STALE, STALE},   EPERM, 1},
	{"a proxy's does not count for a server", {PROXY, WWW, WWW}, EPERM, 2},
	{"no challenge",               {""},                  ENOENT, 0},
};
/* clang-format on */

START_TEST(request)
{
	struct stage stage;
	int err = 0;

	open(&stage, "acme", NULL);
	login_begin(stage.login);
	for (int i = 0; i < 3 && requests[_i].challenges[i]; i++)
		err = asked(&stage, requests[_i].challenges[i]);

	ck_assert_msg(err == requests[_i].err, "%s: %d", requests[_i].what, err);
	ck_assert_msg(lines_of(&stage) == requests[_i].lines, "%s", requests[_i].what);
	close(&stage);
}
END_TEST

START_TEST(the_next_request_may_be_asked_again)
{
	struct stage stage;

	open(&stage, "acme", NULL);
	ck_assert_int_eq(0, asked(&stage, WWW));
	ck_assert_int_eq(EPERM, asked(&stage, WWW));
	login_begin(stage.login);
	ck_assert_uint_eq(1, lines_of(&stage)); /* said before it is asked */
	ck_assert_int_eq(0, asked(&stage, WWW));
	close(&stage);
}
END_TEST

/* Each row is a login and a challenge; the sentence. */
/* clang-format off */
static const struct {
	const char *user, *realm, *challenge, *why;
	int tries;
} whys[] = {
	{NULL,   NULL, WWW, "fpt wants a login: write `login: {user, password}` for it", 1},
	{"acme", NULL, WWW, "fpt refuses the login 'acme'", 2},
	{"acme", "q",  WWW, "fpt wants another login than 'acme': its realm is not 'q'", 1},
	{"acme", NULL, "",  "fpt wants a login and does not say which", 1},
	{"acme", NULL, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=x\r\n", "fpt wants a login by an algorithm that we do not know", 1},
	{"acme", NULL, "WWW-Authenticate: Basic realm=\"r\"\r\n", "fpt wants a login in words that cannot be read", 1},
};
/* clang-format on */

START_TEST(why)
{
	const struct peer_config peer = {.name = "fpt"};
	char text[LOGIN_WHY_SIZE];
	struct stage stage;
	int err = 0;

	open(&stage, whys[_i].user, whys[_i].realm);
	for (int i = 0; i < whys[_i].tries; i++)
		err = asked(&stage, whys[_i].challenge);

	login_why(text, err, &peer, &stage.config);
	ck_assert_str_eq(text, whys[_i].why);
	ck_assert_uint_eq(0, err == EPERM ? 0 : lines_of(&stage));
	close(&stage);
}
END_TEST

START_TEST(without_a_password_there_is_no_login)
{
	struct stage stage;

	open(&stage, "acme", NULL);
	stage.config.password = NULL;
	ck_assert_int_eq(ENOKEY, asked(&stage, WWW));
	close(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/login");
	TCase *tcase = tcase_create("login");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, request, 0, ARRAY_SIZE(requests));
	tcase_add_loop_test(tcase, why, 0, ARRAY_SIZE(whys));
	tcase_add_test(tcase, the_next_request_may_be_asked_again);
	tcase_add_test(tcase, without_a_password_there_is_no_login);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
