/* real_tls.c -- TLS over the loopback: whom we believe, what we say of the others, and their bytes */
#include <unistd.h>
#include <sys/resource.h>
#include "sbc/world/real.h"
#include "tests/unit/sbc/world/certificates.h"

enum {
	PATIENCE_US = 8000000, /* then a test has failed */
	PATH_SIZE = 64,
	MUCH = 300000, /* octets: many records */
};

struct story {
	struct world *world;
	char folder[PATH_SIZE];
	char roots[PATH_SIZE], certificate[PATH_SIZE];
	struct stream *listener, *caller, *accepted;
	struct sa server;
	char heard[256];
	size_t caller_octets, accepted_octets;
	uint64_t sum;
	struct timer patience;
};

/* ---- files ---- */

static const struct wish authority = {"Test CA", NULL, NULL, -1, 30};
static const struct wish stranger = {"Other CA", NULL, NULL, -1, 30};
static const struct wish usual = {"edge", "DNS:sip.fpt.example", NULL, -1, 30};

static void begin(struct story *story)
{
	memset(story, 0, sizeof *story);
	strcpy(story->folder, "/tmp/sbc-tls-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(story->folder));
	re_snprintf(story->roots, PATH_SIZE, "%s/roots.pem", story->folder);
	re_snprintf(story->certificate, PATH_SIZE, "%s/edge.pem", story->folder);
	ck_assert_int_eq(0, sa_set_str(&story->server, "127.0.0.1", 45521));
	ck_assert_int_eq(0, real_alloc(&story->world));
}

static void end(struct story *story)
{
	timer_stop(&story->patience);
	mem_deref(story->caller);
	mem_deref(story->accepted);
	mem_deref(story->listener);
	mem_deref(story->world);
	unlink(story->roots);
	unlink(story->certificate);
	rmdir(story->folder);
}

/* One authority that is believed, and a certificate by it or by another. */
static void write_files(struct story *story, const struct wish *wish, bool is_known)
{
	struct issued known = issued_make(NULL, &authority), other = issued_make(NULL, &stranger);
	struct issued made = issued_make(is_known ? &known : &other, wish);

	issued_write(&known, story->roots, false);
	issued_write(&made, story->certificate, true);
	issued_free(&made);
	issued_free(&known);
	issued_free(&other);
}

/* ---- both ends ---- */

static void say(struct stream *stream, const char *text)
{
	struct mbuf *data = mbuf_alloc(64);

	mbuf_write_str(data, text);
	data->pos = 0;
	ck_assert_int_eq(0, stream_send(stream, data));
	mem_deref(data);
}

static void caller_opened(struct stream *stream, void *arg)
{
	struct story *story = arg;

	strcat(story->heard, "open ");
	say(stream, "hello");
}

static void caller_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct story *story = arg;

	(void)stream;
	strncat(story->heard, (const char *)mbuf_buf(data), mbuf_get_left(data));
	real_stop(story->world);
}

static void caller_closed(struct stream *stream, int err, void *arg)
{
	struct story *story = arg;
	const char *why = stream_why(stream);

	re_snprintf(story->heard + strlen(story->heard), 200, "%s: %s",
		    err == EKEYREJECTED     ? "rejected"
			    : err == EPROTO ? "no TLS"
			    : err == 0      ? "hung up"
					    : "broken",
		    why ? why : "-");
	story->caller = mem_deref(story->caller);
	real_stop(story->world);
}

static void accepted_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	(void)arg;
	ck_assert_int_eq(0, stream_send(stream, data)); /* an echo */
}

static void accepted_closed(struct stream *stream, int err, void *arg)
{
	struct story *story = arg;

	(void)stream;
	(void)err;
	story->accepted = mem_deref(story->accepted);
}

static const struct stream_handlers caller = {caller_opened, caller_heard, caller_closed};

static void accepted_opened(struct stream *stream, void *arg)
{
	struct story *story = arg;

	mem_deref(story->accepted);
	story->accepted = mem_ref(stream);
}

static const struct stream_handlers accepts = {accepted_opened, accepted_heard, accepted_closed};

static void lose_patience(void *arg)
{
	struct story *story = arg;

	strcat(story->heard, "(nothing more)");
	real_stop(story->world);
}

static int listen_for(struct story *story, const struct stream_tls *tls)
{
	const struct stream_config config = {
		.local = &story->server, .tls = tls, .handlers = &accepts, .arg = story};

	return stream_listen(&story->listener, story->world, &config);
}

static int call(struct story *story, const struct stream_tls *tls)
{
	const struct stream_config config = {
		.peer = &story->server, .tls = tls, .handlers = &caller, .arg = story};
	int err = stream_connect(&story->caller, story->world, &config);

	if (err)
		return err;

	timer_start(&story->patience, story->world, PATIENCE_US, lose_patience, story);
	return real_run(story->world, NULL, NULL);
}

#define UNKNOWN "its certificate is of an issuer that is not among our roots"
#define OTHER   "its certificate names somebody else"

/* Each row is a certificate, and what a caller hears who wants `name` there. */
/* clang-format off */
static const struct {
	const char *what;
	struct wish wish;
	bool is_unknown;
	const char *name, *heard;
} calls[] = {
	{"who was meant",          {"x", "DNS:a.example,DNS:sip.fpt.example", NULL, -1, 30}, false, "sip.fpt.example", "open hello"},
	{"in other letters",       {"x", "DNS:SIP.fpt.example", NULL, -1, 30},  false, "sip.FPT.example", "open hello"},
	{"by a wildcard",          {"x", "DNS:*.fpt.example", NULL, -1, 30},    false, "sip.fpt.example", "open hello"},
	{"a wildcard is one label", {"x", "DNS:*.example", NULL, -1, 30},       false, "sip.fpt.example", "rejected: " OTHER},
	{"somebody else",          {"x", "DNS:sip.fpt.example.evil", NULL, -1, 30}, false, "sip.fpt.example", "rejected: " OTHER},
	{"an old one: the CN",     {"sip.fpt.example", NULL, NULL, -1, 30},     false, "sip.fpt.example", "open hello"},
	{"a CN beside names",      {"sip.fpt.example", "DNS:a.example", NULL, -1, 30}, false, "sip.fpt.example", "rejected: " OTHER},
	{"a SIP URI",              {"x", "URI:sip:fpt.example", NULL, -1, 30},  false, "fpt.example", "open hello"},
	{"a SIP URI beats a DNS name", {"x", "URI:sip:a.example,DNS:fpt.example", NULL, -1, 30}, false, "fpt.example", "rejected: " OTHER},
	{"a URI of a user is no domain's", {"x", "URI:sip:me@a.example,DNS:fpt.example", NULL, -1, 30}, false, "fpt.example", "open hello"},
	{"a URI of another kind",  {"x", "URI:https://a.example,DNS:fpt.example", NULL, -1, 30}, false, "fpt.example", "open hello"},
	{"an address",             {"x", "IP:127.0.0.1", NULL, -1, 30},         false, "127.0.0.1", "open hello"},
	{"an address not said",    {"x", "IP:127.0.0.1", NULL, -1, 30},         false, NULL, "open hello"},
	{"an address it has not",  {"x", "DNS:sip.fpt.example", NULL, -1, 30},  false, NULL, "rejected: " OTHER},
	{"expired",                {"x", "DNS:fpt.example", NULL, -9, -1},      false, "fpt.example", "rejected: its certificate has expired"},
	{"not valid yet",          {"x", "DNS:fpt.example", NULL, 1, 9},        false, "fpt.example", "rejected: its certificate is not valid yet: is our clock right?"},
	{"an unknown issuer",      {"x", "DNS:fpt.example", NULL, -1, 30},      true,  "fpt.example", "rejected: " UNKNOWN},
	{"one for servers",        {"x", "DNS:fpt.example", "serverAuth", -1, 30}, false, "fpt.example", "open hello"},
	{"one for clients only",   {"x", "DNS:fpt.example", "clientAuth", -1, 30}, false, "fpt.example", "rejected: its certificate is not one for servers"},
};
/* clang-format on */

START_TEST(calling)
{
	struct story story;
	struct stream_tls tls = {.name = calls[_i].name};

	begin(&story);
	write_files(&story, &calls[_i].wish, !calls[_i].is_unknown);
	tls.roots = story.roots;
	ck_assert_int_eq(
		0, listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	ck_assert_int_eq(0, call(&story, &tls));
	ck_assert_msg(!strcmp(story.heard, calls[_i].heard), "%s: %s", calls[_i].what, story.heard);
	end(&story);
}
END_TEST

START_TEST(the_machines_roots_do_not_know_our_authority)
{
	const struct stream_tls tls = {.name = "sip.fpt.example"};
	struct story story;

	begin(&story);
	write_files(&story, &usual, true);
	ck_assert_int_eq(
		0, listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	ck_assert_int_eq(0, call(&story, &tls));
	ck_assert_str_eq("rejected: " UNKNOWN, story.heard);
	end(&story);
}
END_TEST

START_TEST(nobody_who_listens_there_speaks_tls)
{
	struct stream_tls tls = {.name = "sip.fpt.example"};
	struct story story;

	begin(&story);
	write_files(&story, &usual, true);
	tls.roots = story.roots;
	ck_assert_int_eq(0, listen_for(&story, NULL)); /* echoes our own first bytes */
	ck_assert_int_eq(0, call(&story, &tls));
	ck_assert_msg(!strncmp(story.heard, "no TLS: ", 8), "%s", story.heard);
	end(&story);
}
END_TEST

START_TEST(who_does_not_speak_tls_is_never_shown)
{
	struct story story;

	begin(&story);
	write_files(&story, &usual, true);
	ck_assert_int_eq(
		0, listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	ck_assert_int_eq(0, call(&story, NULL));
	ck_assert_ptr_null(story.accepted);
	ck_assert_msg(strstr(story.heard, "open "), "%s", story.heard);
	end(&story);
}
END_TEST

START_TEST(a_file_that_changed_is_read_again)
{
	static const struct wish next = {"edge", "DNS:new.example", NULL, -1, 30};
	struct stream_tls tls = {.name = "new.example"};
	struct story story;
	FILE *file;

	begin(&story);
	write_files(&story, &usual, true);
	tls.roots = story.roots;
	ck_assert_int_eq(
		0, listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	ck_assert_int_eq(0, call(&story, &tls));
	ck_assert_str_eq("rejected: " OTHER, story.heard);

	unlink(story.certificate);
	unlink(story.roots);
	write_files(&story, &next, true);
	story.heard[0] = 0;
	ck_assert_int_eq(0, call(&story, &tls));
	ck_assert_str_eq("open hello", story.heard);

	file = fopen(story.certificate, "w"); /* half a file serves nobody: the old one stays */
	fputs("-----BEGIN", file);
	fclose(file);
	story.heard[0] = 0;
	story.caller = mem_deref(story.caller);
	ck_assert_int_eq(0, call(&story, &tls));
	ck_assert_str_eq("open hello", story.heard);
	end(&story);
}
END_TEST

/* ---- many octets, both ways at once ---- */

static void send_much(struct stream *stream)
{
	struct mbuf *data = mbuf_alloc(MUCH);

	for (size_t i = 0; i < MUCH; i++)
		data->buf[i] = (uint8_t)(i * 7 + i / 251);
	data->end = MUCH;
	ck_assert_int_eq(0, stream_send(stream, data));
	ck_assert_uint_eq(0, data->pos);
	mem_deref(data);
}

static void take_much(struct story *story, size_t *octets, const struct mbuf *data)
{
	for (size_t i = data->pos; i < data->end; i++, ++*octets)
		ck_assert_uint_eq(data->buf[i], (uint8_t)(*octets * 7 + *octets / 251));
	if (story->caller_octets == MUCH && story->accepted_octets == MUCH)
		real_stop(story->world);
}

static void much_opened(struct stream *stream, void *arg)
{
	struct story *story = arg;

	if (stream != story->caller)
		story->accepted = mem_ref(stream);
	send_much(stream);
}

static void much_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct story *story = arg;

	take_much(story, stream == story->caller ? &story->caller_octets : &story->accepted_octets,
		  data);
}

static void much_closed(struct stream *stream, int err, void *arg)
{
	(void)stream;
	(void)arg;
	ck_abort_msg("closed: %d", err);
}

static const struct stream_handlers much = {much_opened, much_heard, much_closed};

START_TEST(many_octets_arrive_as_they_were)
{
	struct story story;
	struct stream_tls tls = {.name = "sip.fpt.example"};
	struct stream_config config = {.handlers = &much, .arg = &story};

	begin(&story);
	write_files(&story, &usual, true);
	tls.roots = story.roots;
	config.local = &story.server;
	config.tls = &(struct stream_tls){.certificate = story.certificate};
	ck_assert_int_eq(0, stream_listen(&story.listener, story.world, &config));
	config.local = NULL;
	config.peer = &story.server;
	config.tls = &tls;
	ck_assert_int_eq(0, stream_connect(&story.caller, story.world, &config));
	timer_start(&story.patience, story.world, PATIENCE_US, lose_patience, &story);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_str_eq("", story.heard);
	end(&story);
}
END_TEST

/* ---- limits ---- */

enum {
	SOURCES = STREAM_OPENING_MAX / STREAM_OPENING_EACH,
	CALLERS = STREAM_OPENING_MAX + STREAM_OPENING_EACH + 1,
};

struct crowd {
	struct world *world;
	struct stream *callers[CALLERS];
	struct timer rest;
};

static void crowd_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	(void)stream;
	(void)data;
	(void)arg;
}

static void crowd_opened(struct stream *stream, void *arg)
{
	(void)stream;
	(void)arg;
}

static void crowd_closed(struct stream *stream, int err, void *arg)
{
	struct stream **caller = arg;

	(void)stream;
	(void)err;
	*caller = mem_deref(*caller);
}

static const struct stream_handlers crowded = {crowd_opened, crowd_heard, crowd_closed};

static void crowd_rests(void *arg)
{
	real_stop(((struct crowd *)arg)->world);
}

/* The next of those that connect and never shake hands, from 127.0.0.`source`. */
static void crowd_call(struct crowd *crowd, const struct sa *server, uint32_t i, uint32_t source)
{
	struct stream_config config = {
		.peer = server, .handlers = &crowded, .arg = &crowd->callers[i]};
	struct sa local;

	sa_init(&local, AF_INET);
	sa_set_in(&local, 0x7f000000 + source, 0);
	config.local = &local;
	ck_assert_int_eq(0, stream_connect(&crowd->callers[i], crowd->world, &config));
}

static void crowd_wait(struct crowd *crowd)
{
	timer_start(&crowd->rest, crowd->world, 200000, crowd_rests, crowd);
	ck_assert_int_eq(0, real_run(crowd->world, NULL, NULL));
}

START_TEST(who_never_shakes_hands_does_not_keep_others_out)
{
	const struct rlimit many = {4096, 4096};
	struct story story;
	struct crowd crowd;

	memset(&crowd, 0, sizeof crowd);
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &many));
	begin(&story);
	write_files(&story, &usual, true);
	ck_assert_int_eq(
		0, listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	crowd.world = story.world;
	for (uint32_t i = 0; i < STREAM_OPENING_MAX; i++)
		crowd_call(&crowd, &story.server, i, 1 + i % SOURCES);
	crowd_wait(&crowd);
	for (uint32_t i = 0; i < STREAM_OPENING_MAX; i++)
		ck_assert_ptr_nonnull(crowd.callers[i]);

	crowd_call(&crowd, &story.server, STREAM_OPENING_MAX, 1);
	crowd_wait(&crowd);
	ck_assert_ptr_null(crowd.callers[STREAM_OPENING_MAX]); /* one too many of that address */
	ck_assert_ptr_nonnull(crowd.callers[0]);

	crowd_call(&crowd, &story.server, STREAM_OPENING_MAX + 1, 100);
	crowd_wait(&crowd);
	ck_assert_ptr_nonnull(
		crowd.callers[STREAM_OPENING_MAX + 1]); /* another's: the oldest goes */
	ck_assert_ptr_null(crowd.callers[0]);
	for (uint32_t i = 0; i < CALLERS; i++)
		mem_deref(crowd.callers[i]);
	end(&story);
}
END_TEST

/* ---- files that are none ---- */

START_TEST(files_that_cannot_serve)
{
	struct issued ca, made;
	struct story story;

	begin(&story);
	ck_assert_int_eq(ENOKEY, listen_for(&story, &(struct stream_tls){.certificate = NULL}));
	ck_assert_int_eq(EKEYREJECTED,
			 listen_for(&story, &(struct stream_tls){.certificate = "/nowhere.pem"}));

	ca = issued_make(NULL, &authority);
	made = issued_make(&ca, &usual);
	issued_write(&made, story.certificate, false); /* no key */
	ck_assert_int_eq(
		EKEYREJECTED,
		listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	issued_write(&made, story.certificate, true);
	ck_assert_int_eq(
		0, listen_for(&story, &(struct stream_tls){.certificate = story.certificate}));
	ck_assert_int_eq(EKEYREJECTED, call(&story, &(struct stream_tls){.roots = "/nowhere.pem"}));
	issued_free(&ca);
	issued_free(&made);
	end(&story);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/real_tls");
	TCase *tcase = tcase_create("real_tls");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, calling, 0, ARRAY_SIZE(calls));
	tcase_add_test(tcase, the_machines_roots_do_not_know_our_authority);
	tcase_add_test(tcase, nobody_who_listens_there_speaks_tls);
	tcase_add_test(tcase, who_does_not_speak_tls_is_never_shown);
	tcase_add_test(tcase, a_file_that_changed_is_read_again);
	tcase_add_test(tcase, many_octets_arrive_as_they_were);
	tcase_add_test(tcase, who_never_shakes_hands_does_not_keep_others_out);
	tcase_add_test(tcase, files_that_cannot_serve);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
