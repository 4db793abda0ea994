/* transport_names.c -- what each side shows, and who must answer where */
#include "sbc/world/sim.h"
#include "sbc/sip/transport_inner.h"
#include "tests/unit/sbc/sip/given.h"

struct stage {
	struct world *world;
	struct events *events;
	struct transports *all;
	struct listener *us;
};

static void nobody(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	(void)listener;
	(void)msg;
	(void)arg;
}

static uint64_t no_date(const void *arg)
{
	(void)arg;
	return 0;
}

static void open_stage(struct stage *stage, enum sip_transp transport)
{
	const struct stream_tls tls = {.certificate = "ours.pem"};
	const struct sa us = at("192.0.2.1:5061");

	ck_assert_int_eq(0, sim_alloc(&stage->world, 1));
	ck_assert_int_eq(0, events_alloc(&stage->events, no_date, NULL));
	ck_assert_int_eq(0,
			 transports_alloc(&stage->all, stage->world, stage->events, nobody, NULL));
	ck_assert_int_eq(0, transports_secure(stage->all, "side", &tls));
	ck_assert_int_eq(0, transport_listen(stage->all, "side", transport, &us));
	stage->us = transport_find(stage->all, "side", transport, &us);
}

static void close_stage(struct stage *stage)
{
	mem_deref(stage->all);
	mem_deref(stage->events);
	mem_deref(stage->world);
}

static struct sa numbered(uint32_t i)
{
	struct sa address = at("198.51.100.1:0");

	sa_set_in(&address, 0x0a000000 + i, 5061);
	return address;
}

START_TEST(the_last_that_was_said_counts)
{
	const struct sa address = numbered(1), port = at("10.0.0.1:5062");
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TLS);
	ck_assert_ptr_null(transport_names_at(stage.all, &address));
	ck_assert_int_eq(0, transport_expect(stage.us, &address, "a.example"));
	ck_assert_str_eq("a.example", transport_names_at(stage.all, &address));
	ck_assert_ptr_null(transport_names_at(stage.all, &port));
	ck_assert_int_eq(0, transport_expect(stage.us, &address, "b.example"));
	ck_assert_str_eq("b.example", transport_names_at(stage.all, &address));
	ck_assert_int_eq(0, transport_expect(stage.us, &address, NULL));
	ck_assert_ptr_null(transport_names_at(stage.all, &address));
	close_stage(&stage);
}
END_TEST

START_TEST(without_tls_nobody_has_to_prove_anything)
{
	const struct sa address = numbered(1);
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	ck_assert_int_eq(0, transport_expect(stage.us, &address, "a.example"));
	ck_assert_ptr_null(transport_names_at(stage.all, &address));
	close_stage(&stage);
}
END_TEST

START_TEST(the_oldest_is_forgotten)
{
	struct stage stage;
	struct sa address;

	open_stage(&stage, SIP_TRANSP_TLS);
	for (uint32_t i = 0; i < TRANSPORT_NAMES_MAX; i++) {
		address = numbered(i);
		ck_assert_int_eq(0, transport_expect(stage.us, &address, "a.example"));
	}

	address = numbered(0);
	ck_assert_int_eq(0, transport_expect(stage.us, &address, "a.example")); /* young again */
	address = numbered(TRANSPORT_NAMES_MAX);
	ck_assert_int_eq(0, transport_expect(stage.us, &address, "a.example"));
	ck_assert_ptr_nonnull(transport_names_at(stage.all, &address));
	address = numbered(0);
	ck_assert_ptr_nonnull(transport_names_at(stage.all, &address));
	address = numbered(1);
	ck_assert_ptr_null(transport_names_at(stage.all, &address));
	close_stage(&stage);
}
END_TEST

START_TEST(a_side_shows_what_was_said_last)
{
	const struct stream_tls next = {.certificate = "next.pem", .roots = "roots.pem"};
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TLS);
	ck_assert_str_eq("ours.pem", transport_names_tls(stage.all, "side")->certificate);
	ck_assert_ptr_null(transport_names_tls(stage.all, "side")->roots);
	ck_assert_ptr_null(transport_names_tls(stage.all, "other")->certificate);
	ck_assert_int_eq(0, transports_secure(stage.all, "side", &next));
	ck_assert_str_eq("next.pem", transport_names_tls(stage.all, "side")->certificate);
	ck_assert_str_eq("roots.pem", transport_names_tls(stage.all, "side")->roots);
	close_stage(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/transport_names");
	TCase *tcase = tcase_create("transport_names");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, the_last_that_was_said_counts);
	tcase_add_test(tcase, without_tls_nobody_has_to_prove_anything);
	tcase_add_test(tcase, the_oldest_is_forgotten);
	tcase_add_test(tcase, a_side_shows_what_was_said_last);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
