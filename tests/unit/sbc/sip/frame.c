/* frame.c -- what comes out of a stream of bytes, however it is split */
#include "sbc/sip/frame.h"
#include "tests/unit/sbc/sip/given.h"

#define START  "OPTIONS sip:h SIP/2.0" CRLF
#define PLAIN  START "Content-Length: 0" CRLF CRLF
#define BODIED "SIP/2.0 200 OK" CRLF "l: 5" CRLF CRLF "hello"

/* Each row is what came on a connection and what was found: messages M, pings P, X: broken. */
/* clang-format off */
static const struct {
	const char *what, *stream, *found, *why;
} streams[] = {
	{"nothing",                     "",                                  "",    NULL},
	{"a message",                   PLAIN,                               "M",   NULL},
	{"one with a body",             BODIED,                              "M",   NULL},
	{"two in one piece",            PLAIN BODIED,                        "MM",  NULL},
	{"the second is not all there", PLAIN START,                         "M",   NULL},
	{"its body is not all there",   "SIP/2.0 200 OK" CRLF "l: 5" CRLF CRLF "hell", "", NULL},
	{"its last LF is not there",    START "l: 0" CRLF "\r",              "",    NULL},
	{"a ping",                      CRLF CRLF,                           "P",   NULL},
	{"a pong",                      CRLF,                                "",    NULL},
	{"a pong and a message",        CRLF PLAIN,                          "M",   NULL},
	{"two pings and a message",     CRLF CRLF CRLF CRLF PLAIN,           "PPM", NULL},
	{"a ping between two",          PLAIN CRLF CRLF BODIED,              "MPM", NULL},
	{"a CR too many",               "\r" CRLF CRLF PLAIN,                "PM",  NULL},
	{"an LF alone is no ping",      "\n" CRLF PLAIN,                     "M",   NULL},
	{"a pong does not count twice", CRLF PLAIN CRLF PLAIN,               "MM",  NULL},
	{"lines that end with LF",      "SIP/2.0 200 OK\nl:5\n\nhello" PLAIN, "MM", NULL},
	{"a folded length",             START "Content-Length:" CRLF " 0" CRLF CRLF, "M", NULL},
	{"a length with a space",       START "CONTENT-LENGTH : 0" CRLF CRLF, "M",  NULL},
	{"a length in a longer name",   START "Content-Lengthy: 5" CRLF "l: 0" CRLF CRLF PLAIN, "MM", NULL},
	{"a length in a body",          START "l: 6" CRLF CRLF "l: 7" CRLF PLAIN, "MM", NULL},
	{"a length in a folded line",   START "Subject: a" CRLF " l: 9" CRLF "l: 0" CRLF CRLF PLAIN, "MM", NULL},
	{"an old version is still SIP", "OPTIONS sip:h SIP/3.0" CRLF "l: 0" CRLF CRLF, "M", NULL},
	{"no length",                   START CRLF,                "X", "it has no Content-Length"},
	{"two lengths",                 START "l: 0" CRLF "Content-Length: 0" CRLF CRLF, "X", "it has two Content-Lengths"},
	{"a length that is a word",     START "l: five" CRLF CRLF, "X", "its Content-Length is no number, or too large"},
	{"a length below 0",            START "l: -1" CRLF CRLF,   "X", "its Content-Length is no number, or too large"},
	{"no length in the length",     START "l:" CRLF CRLF,      "X", "its Content-Length is no number, or too large"},
	{"the longest body",            START "l: 65535" CRLF CRLF, "X", "it is larger than any message"},
	{"a longer one",                START "l: 65536" CRLF CRLF, "X", "its Content-Length is no number, or too large"},
	{"a browser",                   "GET / HTTP/1.1" CRLF,     "X", "it does not speak SIP"},
	{"TLS where none is spoken",    "\x16\x03\x01\x02",        "X", "it does not speak SIP"},
	{"a word too short for SIP",    "HI" CRLF,                 "X", "it does not speak SIP"},
	{"nonsense behind a message",   PLAIN "\x01",              "MX", "it does not speak SIP"},
};
/* clang-format on */

static void feed(struct frame *frame, const char *bytes, size_t size)
{
	struct mbuf *data = mbuf_alloc(size + 1);

	mbuf_write_u8(data, 'x'); /* what is before its pos does not count */
	mbuf_write_mem(data, (const uint8_t *)bytes, size);
	data->pos = 1;
	ck_assert_int_eq(0, frame_add(frame, data));
	ck_assert_uint_eq(1, data->pos);
	mem_deref(data);
}

/* What is found now, as letters behind those of before; the messages one behind the other. */
static void drain(struct frame *frame, char *found, struct mbuf *messages, const char **why)
{
	static const char letters[] = {
		[FRAME_MESSAGE] = 'M', [FRAME_PING] = 'P', [FRAME_BROKEN] = 'X'};
	enum frame_found what = FRAME_NOTHING;
	struct mbuf *message;

	while (what != FRAME_BROKEN && (what = frame_next(frame, &message, why))) {
		strncat(found, &letters[what], 1);
		if (what != FRAME_MESSAGE)
			continue;
		ck_assert_uint_eq(0, message->pos);
		ck_assert_int_eq(0, mbuf_write_mem(messages, message->buf, message->end));
		mem_deref(message);
	}
}

static void check_stream(size_t row, size_t piece)
{
	const char *stream = streams[row].stream;
	const size_t size = strlen(stream);
	struct frame frame = {.mb = NULL};
	struct mbuf *messages = mbuf_alloc(1);
	const char *why = NULL;
	char found[16] = "";

	for (size_t at = 0; at < size && !strchr(found, 'X'); at += piece) {
		feed(&frame, stream + at, size - at < piece ? size - at : piece);
		drain(&frame, found, messages, &why);
	}

	ck_assert_msg(!strcmp(found, streams[row].found), "%s, in pieces of %zu: %s",
		      streams[row].what, piece, found);
	if (streams[row].why)
		ck_assert_msg(!strcmp(why, streams[row].why), "%s: %s", streams[row].what, why);
	frame_reset(&frame);
	mem_deref(messages);
}

START_TEST(in_pieces_of_any_size)
{
	const size_t size = strlen(streams[_i].stream);

	for (size_t piece = 1; piece <= size + 1; piece++)
		check_stream((size_t)_i, piece);
}
END_TEST

START_TEST(messages_are_what_was_sent)
{
	static const char stream[] = PLAIN CRLF BODIED;
	struct frame frame = {.mb = NULL};
	struct mbuf *messages = mbuf_alloc(1);
	char found[8] = "", text[512];
	const char *why;

	feed(&frame, stream, strlen(stream));
	drain(&frame, found, messages, &why);
	ck_assert_str_eq(PLAIN BODIED, written(messages, text, sizeof text));
	ck_assert_ptr_null(frame.mb); /* a connection that rests costs nothing */
	mem_deref(messages);
}
END_TEST

static char *long_head(size_t size)
{
	char *text = mem_zalloc(size + 1, NULL);

	memset(text, 'a', size);
	memcpy(text, START "X: ", strlen(START "X: "));
	memcpy(text + size - strlen(CRLF "l: 0" CRLF CRLF), CRLF "l: 0" CRLF CRLF,
	       strlen(CRLF "l: 0" CRLF CRLF));
	return text;
}

/* Each row is the size of a head, and what becomes of it. */
static const struct {
	const char *what;
	size_t size;
	const char *found;
} heads[] = {
	{"the longest head", FRAME_HEAD_MAX,     "M"},
	{"a longer one",     FRAME_HEAD_MAX + 1, "X"},
};

START_TEST(a_head_has_a_limit)
{
	char *text = long_head(heads[_i].size), found[8] = "";
	struct frame frame = {.mb = NULL};
	struct mbuf *messages = mbuf_alloc(1);
	const char *why;

	feed(&frame, text, heads[_i].size);
	drain(&frame, found, messages, &why);
	ck_assert_msg(!strcmp(found, heads[_i].found), "%s: %s", heads[_i].what, found);
	frame_reset(&frame);
	mem_deref(messages);
	mem_deref(text);
}
END_TEST

START_TEST(a_head_that_never_ends_is_broken)
{
	struct frame frame = {.mb = NULL};
	struct mbuf *messages = mbuf_alloc(1);
	char found[8] = "";
	const char *why;

	feed(&frame, START, strlen(START));
	for (int i = 0; i < FRAME_HEAD_MAX && !found[0]; i++) {
		feed(&frame, "a", 1);
		drain(&frame, found, messages, &why);
	}
	ck_assert_str_eq("X", found);
	ck_assert_uint_le(frame.mb->end, FRAME_HEAD_MAX + 1);
	frame_reset(&frame);
	mem_deref(messages);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/frame");
	TCase *tcase = tcase_create("frame");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, in_pieces_of_any_size, 0, ARRAY_SIZE(streams));
	tcase_add_test(tcase, messages_are_what_was_sent);
	tcase_add_loop_test(tcase, a_head_has_a_limit, 0, ARRAY_SIZE(heads));
	tcase_add_test(tcase, a_head_that_never_ends_is_broken);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
