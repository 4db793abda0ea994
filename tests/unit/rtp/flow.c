/* flow.c -- one packet into one direction, and what becomes of it */
#include <string.h>
#include <check.h>
#include "rtp/flow.h"

static uint8_t rtp[] = {0x80, 8, 0, 1, 0, 0, 0, 16, 1, 2, 3, 4, 0xd5, 0xd5};
static uint8_t rtcp[] = {0x80, 0xc9, 0, 1, 1, 2, 3, 4};
static uint8_t stun[] = {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static uint8_t nonsense[] = {'h', 'e', 'l', 'l', 'o'};

enum content {
	RTP,
	RTCP,
	STUN,
	NONSENSE,
	EMPTY
};
static const struct flow_packet contents[] = {
	[RTP] = {rtp,      sizeof rtp,      NULL, 0, 0},
	[RTCP] = {rtcp,     sizeof rtcp,     NULL, 0, 0},
	[STUN] = {stun,     sizeof stun,     NULL, 0, 0},
	[NONSENSE] = {nonsense, sizeof nonsense, NULL, 0, 0},
	[EMPTY] = {nonsense, 0,               NULL, 0, 0},
};

static struct sa at(const char *addr)
{
	struct sa sa;

	sa_init(&sa, AF_UNSPEC);
	if (addr[0])
		ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

enum {
	SENDS = 1,
	RECEIVES = 2,
	BOTH = 3,
	REFUSED = 4
};

static struct flow_terms terms(unsigned direction, const char *address, const char *control)
{
	return (struct flow_terms){
		.used = !(direction & REFUSED),
		.sends = direction & SENDS,
		.receives = direction & RECEIVES,
		.peer = {at(address), at(control)},
		.latch = LATCH_ONCE,
		.latch_us = 1000000,
	};
}

#define CALLER  "192.0.2.7:4000"
#define CALLER1 "192.0.2.7:4001"
#define CALLEE  "[2001:db8::9]:6000"
#define CALLEE1 "[2001:db8::9]:6007"
enum verdict {
	REFUSE,
	KEEP,
	RELAY
};

/* A packet from the caller at 2 s (the window was open until 1 s), and where it goes. */
/* clang-format off */
static const struct {
	const char *what;
	unsigned caller, callee;
	enum flow_lane lane;
	enum content content;
	const char *source, *to;
	enum verdict expect;
} packets[] = {
	{"RTP goes to the callee's port", BOTH, BOTH, FLOW_RTP, RTP, CALLER, CALLEE, RELAY},
	{"RTCP goes to the callee's RTCP port", BOTH, BOTH, FLOW_RTCP, RTCP, CALLER1, CALLEE1,
	 RELAY},
	{"RTCP among RTP goes on as it came", BOTH, BOTH, FLOW_RTP, RTCP, CALLER, CALLEE, RELAY},
	{"RTP at the RTCP port is nonsense", BOTH, BOTH, FLOW_RTCP, RTP, CALLER1, "", REFUSE},
	{"STUN is not answered", BOTH, BOTH, FLOW_RTP, STUN, CALLER, "", REFUSE},
	{"nonsense of the peer itself", BOTH, BOTH, FLOW_RTP, NONSENSE, CALLER, "", REFUSE},
	{"an empty packet", BOTH, BOTH, FLOW_RTP, EMPTY, CALLER, "", REFUSE},
	{"a stranger", BOTH, BOTH, FLOW_RTP, RTP, CALLEE, "", REFUSE},
	{"the RTP address at the RTCP port", BOTH, BOTH, FLOW_RTCP, RTCP, CALLER, "", REFUSE},
	{"a held callee is spared", BOTH, SENDS, FLOW_RTP, RTP, CALLER, "", KEEP},
	{"but reported to", BOTH, SENDS, FLOW_RTCP, RTCP, CALLER1, CALLEE1, RELAY},
	{"a caller that only listens says more", RECEIVES, BOTH, FLOW_RTP, RTP, CALLER, "", KEEP},
	{"music on hold", SENDS, RECEIVES, FLOW_RTP, RTP, CALLER, CALLEE, RELAY},
	{"a refused stream carries nothing", BOTH | REFUSED, BOTH, FLOW_RTP, RTP, CALLER, "",
	 REFUSE},
	{"refused by the callee: nowhere", BOTH, REFUSED, FLOW_RTP, RTP, CALLER, "", KEEP},
	{"nor its RTCP", BOTH, REFUSED, FLOW_RTCP, RTCP, CALLER1, "", KEEP},
};
/* clang-format on */

struct pair {
	struct flow caller, callee;
};

static void describe(struct pair *pair, unsigned caller, unsigned callee)
{
	struct flow_terms first = terms(caller, CALLER, CALLER1);
	struct flow_terms second = terms(callee, CALLEE, CALLEE1);

	flow_join(&pair->caller, &pair->callee);
	flow_change(&pair->caller, &first, 0);
	flow_change(&pair->callee, &second, 0);
}

static const struct sa *receive(struct flow *flow, enum flow_lane lane, enum content content,
				const char *source, uint64_t now_us)
{
	struct flow_packet packet = contents[content];
	struct sa from = at(source);

	packet.source = &from;
	packet.now_us = now_us;
	return flow_accept(flow, lane, &packet);
}

START_TEST(packet)
{
	struct pair pair = {0};
	enum flow_lane lane = packets[_i].lane;
	struct flow_counters *counters = &pair.caller.counters[lane];
	struct sa expect = at(packets[_i].to);
	const struct sa *to;
	uint64_t passed = packets[_i].expect != REFUSE;

	describe(&pair, packets[_i].caller, packets[_i].callee);
	to = receive(&pair.caller, lane, packets[_i].content, packets[_i].source, 2000000);

	ck_assert_msg(!to == !packets[_i].to[0], "%s", packets[_i].what);
	ck_assert_msg(!to || sa_cmp(to, &expect, SA_ALL), "%s", packets[_i].what);
	ck_assert_msg(counters->packets == passed, "%s", packets[_i].what);
	ck_assert_msg(counters->bytes == passed * contents[packets[_i].content].size, "%s",
		      packets[_i].what);
	ck_assert_msg(counters->last_us == passed * 2000000, "%s", packets[_i].what);
	ck_assert_msg(counters->refused == !passed, "%s", packets[_i].what);
	ck_assert_msg(counters->relayed == (packets[_i].expect == RELAY), "%s", packets[_i].what);
}
END_TEST

START_TEST(before_its_first_terms_it_accepts_nothing)
{
	struct flow flow = {0};

	ck_assert_ptr_null(receive(&flow, FLOW_RTP, RTP, CALLER, 0));
	ck_assert_uint_eq(1, flow.counters[FLOW_RTP].refused);
}
END_TEST

START_TEST(alone_it_keeps_what_it_accepts)
{
	struct flow flow = {0};
	struct flow_terms caller = terms(BOTH, CALLER, CALLER1);

	flow_change(&flow, &caller, 0);
	ck_assert_ptr_null(receive(&flow, FLOW_RTP, RTP, CALLER, 0));
	ck_assert_uint_eq(1, flow.counters[FLOW_RTP].packets);
	ck_assert_uint_eq(0, flow.counters[FLOW_RTP].relayed);
}
END_TEST

START_TEST(packets_go_where_the_other_side_was_learnt)
{
	struct pair pair = {0};
	struct sa learnt = at("[2001:db8::9]:61022");

	describe(&pair, BOTH, BOTH);
	ck_assert_ptr_nonnull(receive(&pair.callee, FLOW_RTP, RTP, "[2001:db8::9]:61022", 20000));
	ck_assert_uint_eq(1, pair.callee.learnt);
	ck_assert(sa_cmp(receive(&pair.caller, FLOW_RTP, RTP, CALLER, 40000), &learnt, SA_ALL));
}
END_TEST

START_TEST(each_lane_learns_by_itself)
{
	struct pair pair = {0};

	describe(&pair, BOTH, BOTH);
	ck_assert_ptr_nonnull(receive(&pair.callee, FLOW_RTCP, RTCP, "[2001:db8::9]:61023", 20000));
	ck_assert_uint_eq(0, pair.callee.learnt);
	ck_assert_ptr_nonnull(receive(&pair.callee, FLOW_RTP, RTP, CALLEE, 20000));
}
END_TEST

START_TEST(nonsense_teaches_nothing)
{
	struct pair pair = {0};

	describe(&pair, BOTH, BOTH);
	receive(&pair.caller, FLOW_RTP, STUN, "203.0.113.66:4", 20000);
	ck_assert_uint_eq(0, pair.caller.learnt);
	ck_assert_ptr_nonnull(receive(&pair.caller, FLOW_RTP, RTP, CALLER, 40000));
}
END_TEST

START_TEST(the_window_is_as_long_as_the_terms_say)
{
	struct pair pair = {0};

	describe(&pair, BOTH, BOTH);
	ck_assert_ptr_null(receive(&pair.caller, FLOW_RTP, RTP, "192.0.2.7:61022", 1000000));
	ck_assert_ptr_nonnull(receive(&pair.caller, FLOW_RTP, RTP, "192.0.2.7:61022", 999999));
}
END_TEST

START_TEST(nobody_known_is_nowhere)
{
	struct pair pair = {0};
	struct flow_terms hidden = terms(BOTH, "", "");

	describe(&pair, BOTH, BOTH);
	flow_change(&pair.callee, &hidden, 0);
	ck_assert_ptr_null(receive(&pair.caller, FLOW_RTP, RTP, CALLER, 20000));
	ck_assert_uint_eq(1, pair.caller.counters[FLOW_RTP].packets);
}
END_TEST

START_TEST(parted_flows_forget_each_other)
{
	struct pair pair = {0};

	describe(&pair, BOTH, BOTH);
	flow_part(&pair.callee);
	ck_assert_ptr_null(pair.caller.onward);
	ck_assert_ptr_null(pair.callee.onward);
	flow_part(&pair.callee);
}
END_TEST

/* ---- one side in clear, the other encrypted ---- */

static struct media_key key_of(uint8_t byte)
{
	struct media_key key = {.suite = SRTP_AES_CM_128_HMAC_SHA1_80, .size = 30};

	memset(key.bytes, byte, key.size);
	return key;
}

/* The callee encrypts with 1, we with 2 for it. */
static void encrypt(struct pair *pair, bool theirs, bool ours)
{
	struct flow_terms callee = terms(BOTH, CALLEE, CALLEE1);

	describe(pair, BOTH, BOTH);
	callee.secure = true;
	if (theirs)
		callee.key = key_of(1);
	if (ours)
		callee.ours = key_of(2);
	flow_change(&pair->callee, &callee, 0);
}

static void forget(struct pair *pair)
{
	flow_part(&pair->caller);
	flow_part(&pair->callee);
}

struct buffer {
	uint8_t data[64];
	size_t size;
};

static const struct sa *pass(struct flow *flow, struct buffer *buffer, const char *source)
{
	const struct sa from = at(source);
	struct flow_packet packet = {buffer->data, buffer->size, &from, 20000, sizeof buffer->data};
	const struct sa *to = flow_accept(flow, FLOW_RTP, &packet);

	buffer->size = packet.size;
	return to;
}

static struct buffer clear(void)
{
	struct buffer buffer = {.size = sizeof rtp};

	memcpy(buffer.data, rtp, sizeof rtp);
	return buffer;
}

static struct buffer sealed(uint8_t byte)
{
	struct media_key key = key_of(byte);
	struct stage_srtp *stage = NULL;
	struct buffer buffer = clear();

	ck_assert_int_eq(0, stage_srtp_set(&stage, &key));
	ck_assert_int_eq(0, stage_srtp_seal(stage, buffer.data, &buffer.size, 64));
	mem_deref(stage);
	return buffer;
}

START_TEST(what_came_encrypted_leaves_in_clear)
{
	struct pair pair = {0};
	struct buffer buffer = sealed(1);

	encrypt(&pair, true, true);
	ck_assert_ptr_nonnull(pass(&pair.callee, &buffer, CALLEE));
	ck_assert_uint_eq(sizeof rtp, buffer.size);
	ck_assert_mem_eq(rtp, buffer.data, sizeof rtp);
	forget(&pair);
}
END_TEST

START_TEST(what_came_in_clear_leaves_encrypted)
{
	struct pair pair = {0};
	struct buffer buffer = clear(), expect = sealed(2);

	encrypt(&pair, true, true);
	ck_assert_ptr_nonnull(pass(&pair.caller, &buffer, CALLER));
	ck_assert_uint_eq(expect.size, buffer.size);
	ck_assert_mem_eq(expect.data, buffer.data, expect.size);
	forget(&pair);
}
END_TEST

/* Each row is a packet at an encrypted side, whose source would be learnt if it proved itself. */
/* clang-format off */
static const struct {
	const char *what;
	bool key;
	uint8_t sealed; /* 0: in clear */
	uint32_t learnt;
} strangers[] = {
	{"its own key is learnt",         true,  1, 1},
	{"another key is not",            true,  9, 0},
	{"nor what is in clear",          true,  0, 0},
	{"nor anything before the key",   false, 1, 0},
};
/* clang-format on */

START_TEST(only_the_key_proves_a_source)
{
	struct pair pair = {0};
	struct buffer buffer = strangers[_i].sealed ? sealed(strangers[_i].sealed) : clear();

	encrypt(&pair, strangers[_i].key, true);
	(void)pass(&pair.callee, &buffer, "[2001:db8::9]:61022");
	ck_assert_msg(pair.callee.learnt == strangers[_i].learnt, "%s", strangers[_i].what);
	ck_assert_uint_eq(!strangers[_i].learnt, pair.callee.counters[FLOW_RTP].refused);
	forget(&pair);
}
END_TEST

START_TEST(nothing_leaves_in_clear_to_an_encrypted_side)
{
	struct pair pair = {0};
	struct buffer buffer = clear();

	encrypt(&pair, true, false);
	ck_assert_ptr_null(pass(&pair.caller, &buffer, CALLER));
	ck_assert_uint_eq(0, pair.caller.counters[FLOW_RTP].relayed);
	forget(&pair);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/flow");
	TCase *tcase = tcase_create("flow");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, packet, 0, sizeof packets / sizeof packets[0]);
	tcase_add_test(tcase, before_its_first_terms_it_accepts_nothing);
	tcase_add_test(tcase, alone_it_keeps_what_it_accepts);
	tcase_add_test(tcase, packets_go_where_the_other_side_was_learnt);
	tcase_add_test(tcase, each_lane_learns_by_itself);
	tcase_add_test(tcase, nonsense_teaches_nothing);
	tcase_add_test(tcase, the_window_is_as_long_as_the_terms_say);
	tcase_add_test(tcase, nobody_known_is_nowhere);
	tcase_add_test(tcase, parted_flows_forget_each_other);
	tcase_add_test(tcase, what_came_encrypted_leaves_in_clear);
	tcase_add_test(tcase, what_came_in_clear_leaves_encrypted);
	tcase_add_loop_test(tcase, only_the_key_proves_a_source, 0,
			    sizeof strangers / sizeof strangers[0]);
	tcase_add_test(tcase, nothing_leaves_in_clear_to_an_encrypted_side);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
