/* codecs.c -- tests of sbc/hide/codecs.c, and of what sdp.c does with a shape */
#include <string.h>
#include <check.h>
#include "sbc/hide/sdp.h"

#define HEAD "v=0\r\no=root 77 78 IN IP4 192.168.7.9\r\ns=-\r\nc=IN IP4 192.168.7.9\r\nt=0 0\r\n"
#define OFFER                                                                                      \
	HEAD "m=audio 4000 RTP/AVP 111 0 8 18 13 101\r\na=rtpmap:111 opus/48000/2\r\n"             \
	     "a=fmtp:111 useinbandfec=1\r\na=rtcp-fb:111 nack\r\na=rtcp-fb:* ccm fir\r\n"          \
	     "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n"
#define KEPT                                                                                       \
	"a=rtcp-fb:* ccm fir\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"          \
	"a=ptime:20\r\n"

struct lists {
	const char *first[4], *second[4];
	bool is_sorted, is_single;
};

/* Each row is two lists of codecs, and what becomes of OFFER. */
/* clang-format off */
static const struct {
	const char *what;
	struct lists lists;
	const char *sections;
} rows[] = {
	{"no list: as it came", {{0}, {0}, true, false},
	 "m=audio 20000 RTP/AVP 111 0 8 18 13 101\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
	 "a=rtcp-fb:111 nack\r\n" KEPT},
	{"one codec, digits and comfort noise stay", {{"pcma"}, {0}, true, false},
	 "m=audio 20000 RTP/AVP 8 13 101\r\n" KEPT},
	{"best first, as they are listed", {{"g729", "pcma"}, {0}, true, false},
	 "m=audio 20000 RTP/AVP 18 8 13 101\r\n" KEPT},
	{"an answer keeps its own order", {{"g729", "pcma"}, {0}, false, false},
	 "m=audio 20000 RTP/AVP 8 18 13 101\r\n" KEPT},
	{"letter case does not matter", {{"OPUS"}, {0}, true, false},
	 "m=audio 20000 RTP/AVP 111 13 101\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
	 "a=rtcp-fb:111 nack\r\n" KEPT},
	{"what the caller may not have is not offered for it", {{"g729", "pcma"}, {"pcma", "pcmu"}, true, false},
	 "m=audio 20000 RTP/AVP 8 13 101\r\n" KEPT},
	{"the caller's list alone changes no order", {{0}, {"pcma", "pcmu"}, true, false},
	 "m=audio 20000 RTP/AVP 0 8 13 101\r\n" KEPT},
	{"only one codec in an answer", {{0}, {0}, false, true},
	 "m=audio 20000 RTP/AVP 111 13 101\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
	 "a=rtcp-fb:111 nack\r\n" KEPT},
	{"nothing is left", {{"g722"}, {0}, true, false},
	 "m=audio 0 RTP/AVP 111\r\na=rtcp-fb:* ccm fir\r\na=ptime:20\r\n"},
	{"the lists have nothing in common", {{"pcma"}, {"pcmu"}, true, false},
	 "m=audio 0 RTP/AVP 111\r\na=rtcp-fb:* ccm fir\r\na=ptime:20\r\n"},
};
/* clang-format on */

static void fill(struct media_config *list, const char *const names[4])
{
	*list = (struct media_config){.codecc = 0};
	while (list->codecc < 4 && names[list->codecc]) {
		list->codecs[list->codecc] = names[list->codecc];
		++list->codecc;
	}
}

static void shaped(char *to, struct media *media, const char *text, const struct lists *lists)
{
	struct media_config first, second;
	const struct codecs_shape shape = {.first = &first,
					   .second = &second,
					   .is_sorted = lists->is_sorted,
					   .is_single = lists->is_single};
	const struct secrets secrets = {.wordc = 0};
	struct sdp_face face = {.media = media, .secrets = &secrets, .shape = &shape};
	const struct pl sdp = {text, strlen(text)};
	struct mbuf *mb = mbuf_alloc(512);

	fill(&first, lists->first);
	fill(&second, lists->second);
	for (int i = 0; i < MEDIA_STREAMS_MAX; i++)
		sa_set_str(&face.local[i], "203.0.113.5", (uint16_t)(20000 + 2 * i));

	ck_assert_int_eq(0, sdp_read(media, &sdp));
	sdp_narrow(media, &sdp, &shape);
	ck_assert_int_eq(0, sdp_write(mb, &sdp, &face));
	memcpy(to, mb->buf, mb->end);
	to[mb->end] = '\0';
	mem_deref(mb);
}

START_TEST(names_what_both_take)
{
	struct media media;
	char got[2048];

	shaped(got, &media, OFFER, &rows[_i].lists);
	ck_assert_msg(!strcmp(strstr(got, "m="), rows[_i].sections), "%s: got\n%s", rows[_i].what,
		      got);
	ck_assert_msg(media.streams[0].used == !strstr(got, "audio 0"), "%s", rows[_i].what);
}
END_TEST

START_TEST(digits_alone_are_left_to_who_has_no_list)
{
	static const struct lists none;
	struct media media;
	char got[2048];

	shaped(got, &media,
	       HEAD "m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n", &none);
	ck_assert(media.streams[0].used);
}
END_TEST

START_TEST(digits_alone_are_no_call)
{
	static const struct lists lists = {.first = {"pcma"}};
	struct media media;
	char got[2048];

	shaped(got, &media,
	       HEAD "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n", &lists);
	ck_assert(!media.streams[0].used);
}
END_TEST

START_TEST(each_section_has_its_own_codecs)
{
	static const struct lists lists = {.first = {"pcma"}};
	struct media media;
	char got[2048];

	shaped(got, &media,
	       HEAD
	       "m=video 4010 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
	       "m=audio 4000 RTP/AVP 97 96\r\na=rtpmap:96 PCMA/8000\r\na=rtpmap:97 opus/48000\r\n",
	       &lists);
	ck_assert_str_eq(strstr(got, "m="),
			 "m=video 0 RTP/AVP 96\r\nm=audio 20002 RTP/AVP 96\r\n"
			 "a=rtpmap:96 PCMA/8000\r\n");
}
END_TEST

START_TEST(what_is_before_the_sections_is_not_of_a_codec)
{
	static const struct lists lists = {.first = {"pcma"}};
	struct media media;
	char got[2048];

	shaped(got, &media, HEAD "a=fmtp:0 x\r\nm=audio 4000 RTP/AVP 8\r\n", &lists);
	ck_assert_ptr_nonnull(strstr(got, "a=fmtp:0 x\r\n"));
}
END_TEST

START_TEST(more_than_there_is_room_for_is_not_named)
{
	struct mbuf *mb = mbuf_alloc(1024);
	static const struct lists single = {.is_single = true};
	struct media media;
	char got[2048];

	mbuf_write_str(mb, HEAD "m=audio 4000 RTP/AVP");
	for (int i = 0; i <= SECTION_CODECS_MAX; i++) /* one more than there is room for */
		mbuf_printf(mb, " %d", 100 + i);
	mbuf_write_str(mb, "\r\na=rtpmap:163 CN/8000\r\na=rtpmap:164 CN/8000\r\n");
	mbuf_write_u8(mb, 0);
	shaped(got, &media, (char *)mb->buf, &single);
	ck_assert_ptr_nonnull(strstr(got, "RTP/AVP 100 163\r\na=rtpmap:163 CN/8000\r\n"));
	ck_assert_ptr_null(strstr(got, "164"));
	mem_deref(mb);
}
END_TEST

/* Each row is a description, how much room there is, and the names of the codecs in it. */
/* clang-format off */
static const struct {
	const char *what, *sdp;
	uint32_t max, count;
	const char *names;
} lists[] = {
	{"by rtpmap and by number", OFFER, 9, 6, "opus PCMU PCMA G729 CN telephone-event "},
	{"no more than there is room for", OFFER, 2, 2, "opus PCMU "},
	{"none twice", HEAD "m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 pcma/8000\r\n", 9, 1, "PCMA "},
	{"rtpmap says otherwise than the number", HEAD "m=audio 4000 RTP/AVP 8\r\na=rtpmap:8  X/8000\r\n", 9, 1, "X "},
	{"a number that means nothing", HEAD "m=audio 4000 RTP/AVP 96\r\n", 9, 0, ""},
	{"a rtpmap of another one", HEAD "m=audio 4000 RTP/AVP 96\r\na=rtpmap:97 X/8000\r\n", 9, 0, ""},
	{"a rtpmap without a name", HEAD "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96\r\n", 9, 0, ""},
	{"not of what we do not carry", HEAD "m=image 4000 udptl t38\r\nm=audio 4000 RTP/AVP 0\r\n", 9, 1, "PCMU "},
	{"of several sections", HEAD "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 34\r\n", 9, 2, "PCMU H263 "},
	{"nothing", "", 9, 0, ""},
};
/* clang-format on */

START_TEST(names)
{
	const struct pl sdp = {lists[_i].sdp, strlen(lists[_i].sdp)};
	char got[256] = "";
	struct pl found[9];
	uint32_t count = sdp_codecs(found, lists[_i].max, &sdp);

	for (uint32_t i = 0; i < count; i++)
		re_snprintf(got + strlen(got), sizeof got - strlen(got), "%r ", &found[i]);

	ck_assert_msg(count == lists[_i].count && !strcmp(got, lists[_i].names), "%s: %s",
		      lists[_i].what, got);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/codecs");
	TCase *tcase = tcase_create("codecs");
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, names_what_both_take, 0, ARRAY_SIZE(rows));
	tcase_add_test(tcase, digits_alone_are_left_to_who_has_no_list);
	tcase_add_test(tcase, digits_alone_are_no_call);
	tcase_add_test(tcase, each_section_has_its_own_codecs);
	tcase_add_test(tcase, what_is_before_the_sections_is_not_of_a_codec);
	tcase_add_test(tcase, more_than_there_is_room_for_is_not_named);
	tcase_add_loop_test(tcase, names, 0, ARRAY_SIZE(lists));
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
