/*
 * real_names.c -- questions to a name server that the test plays itself, on the loopback
 */
#include <string.h>
#include <check.h>
#include "sbc/world/real_inner.h"

enum {
	PATIENCE_US = 5000000, /* then a test has failed */
	SERVER_PORT = 45521,
};

struct story {
	struct world *world;
	struct datagrams *server;
	struct question *question;
	struct timer patience;
	uint8_t rcode;
	bool answers, lets_go;
	char heard[64];
};

/* Sends the question back as an answer: with one record if all is well. */
static void serve(const struct sa *from, struct mbuf *data, void *arg)
{
	struct story *story = arg;
	struct dnshdr head;
	struct mbuf *reply = mbuf_alloc(512);

	ck_assert_int_eq(0, dns_hdr_decode(data, &head));
	head.qr = true;
	head.rcode = story->rcode;
	head.nans = story->answers;
	dns_hdr_encode(reply, &head);
	mbuf_write_mem(reply, mbuf_buf(data), mbuf_get_left(data));
	if (story->answers) {
		mbuf_write_u16(reply, htons(0xc00c)); /* the name: as in the question */
		mbuf_write_u16(reply, htons(DNS_TYPE_A));
		mbuf_write_u16(reply, htons(DNS_CLASS_IN));
		mbuf_write_u32(reply, htonl(60));
		mbuf_write_u16(reply, htons(4));
		mbuf_write_u32(reply, htonl(0xc0000207));
	}
	mbuf_set_pos(reply, 0);
	ck_assert_int_eq(0, datagrams_send(story->server, from, reply));
	mem_deref(reply);
}

static void hear(int err, const struct list *records, void *arg)
{
	struct story *story = arg;

	re_snprintf(story->heard, sizeof story->heard, "%d:", err);
	for (struct le *le = list_head(records); le; le = le->next) {
		struct sa sa;
		sa_set_in(&sa, ((struct dnsrr *)le->data)->rdata.a.addr, 0);
		re_snprintf(story->heard + strlen(story->heard), 20, " %j", &sa);
	}
	if (story->lets_go)
		story->question = mem_deref(story->question);
	real_stop(story->world);
}

static void lose_patience(void *arg)
{
	real_stop(((struct story *)arg)->world);
}

static void begin(struct story *story)
{
	struct sa local;

	sa_set_str(&local, "127.0.0.1", SERVER_PORT);
	ck_assert_int_eq(0, real_alloc(&story->world));
	ck_assert_int_eq(0, datagrams_open(&story->server, story->world, &local, serve, story));
	names_use(story->world, &local, 1);
	ck_assert_int_eq(0,
			 names_ask(&story->question, story->world, DNS_TYPE_A, "sbc.example.com",
				   hear, story));
	ck_assert_str_eq("", story->heard);
}

static void end(struct story *story)
{
	timer_stop(&story->patience);
	mem_deref(story->question);
	mem_deref(story->server);
	mem_deref(story->world);
}

/* clang-format off */
static const struct {
	const char *what;
	uint8_t rcode;
	bool answers, lets_go;
	const char *heard;
} answers[] = {
	{"a record",                         DNS_RCODE_OK,       true,  false, "0: 192.0.2.7"},
	{"the question ends in its handler", DNS_RCODE_OK,       true,  true,  "0: 192.0.2.7"},
	{"no record of this type",           DNS_RCODE_OK,       false, false, "0:"},
	{"no such name",                     DNS_RCODE_NAME_ERR, false, true,  "2:"},
	{"a refusal",                        DNS_RCODE_REFUSED,  false, false, "71:"},
};
/* clang-format on */

START_TEST(answer)
{
	struct story story = {.rcode = answers[_i].rcode,
			      .answers = answers[_i].answers,
			      .lets_go = answers[_i].lets_go};

	begin(&story);
	timer_start(&story.patience, story.world, PATIENCE_US, lose_patience, &story);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_msg(!strcmp(answers[_i].heard, story.heard), "%s: %s", answers[_i].what,
		      story.heard);
	ck_assert_uint_eq(1, ((struct real *)story.world)->world.wheel.count); /* the test's own */
	end(&story);
}
END_TEST

/* A server that is said later is the one that is asked, also when others were asked before. */
START_TEST(servers_may_be_changed)
{
	struct story story = {.answers = true};
	struct sa nobody, local;

	sa_set_str(&nobody, "127.0.0.1", SERVER_PORT + 1);
	sa_set_str(&local, "127.0.0.1", SERVER_PORT);
	begin(&story);
	timer_start(&story.patience, story.world, PATIENCE_US, lose_patience, &story);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	names_use(story.world, &nobody, 1);
	names_use(story.world, &local, 1);
	story.heard[0] = '\0';
	mem_deref(story.question);
	ck_assert_int_eq(0,
			 names_ask(&story.question, story.world, DNS_TYPE_A, "sbc.example.com",
				   hear, &story));
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_str_eq("0: 192.0.2.7", story.heard);
	end(&story);
}
END_TEST

START_TEST(more_servers_than_fit_are_not_asked)
{
	struct sa servers[NAMES_SERVERS_MAX + 1];
	struct world *world;

	for (uint32_t i = 0; i < ARRAY_SIZE(servers); i++)
		sa_set_in(&servers[i], 0x7f000001, (uint16_t)(SERVER_PORT + i));
	ck_assert_int_eq(0, real_alloc(&world));
	names_use(world, servers, ARRAY_SIZE(servers));
	ck_assert_uint_eq(NAMES_SERVERS_MAX, ((struct real *)world)->serverc);
	names_use(world, NULL, 0);
	ck_assert_uint_eq(0, ((struct real *)world)->serverc);
	mem_deref(world);
}
END_TEST

START_TEST(a_question_taken_back_is_not_answered)
{
	struct story story = {.answers = true};

	begin(&story);
	story.question = mem_deref(story.question);
	timer_start(&story.patience, story.world, 50000, lose_patience, &story);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_str_eq("", story.heard);
	end(&story);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/real_names");
	TCase *tcase = tcase_create("real_names");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, answer, 0, sizeof answers / sizeof answers[0]);
	tcase_add_test(tcase, servers_may_be_changed);
	tcase_add_test(tcase, more_servers_than_fit_are_not_asked);
	tcase_add_test(tcase, a_question_taken_back_is_not_answered);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
