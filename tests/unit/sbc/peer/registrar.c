/* registrar.c -- tests of sbc/peer/registrar.c: an address, or what a name leads to */
#include <string.h>
#include <check.h>
#include "sbc/peer/registrar.h"
#include "sbc/world/sim.h"

static struct side_config side = {
	.name = "internet",
	.listen = {{.transport = SIP_TRANSP_UDP}, {.transport = SIP_TRANSP_TCP}},
	.listenc = 2
};
static struct peer_config peer = {.name = "fpt", .side = &side};

/* Each row is a `server`, and the machines that it is; names are in the table below. */
/* clang-format off */
static const struct {
	const char *what, *host;
	uint16_t port;
	enum sip_transp transport;
	const char *address, *machines;
} servers[] = {
	{"an address",           "198.51.100.10", 0,    SIP_TRANSP_NONE, "198.51.100.10:0",    "UDP 198.51.100.10:5060"},
	{"with a port",          "198.51.100.10", 5070, SIP_TRANSP_TCP,  "198.51.100.10:5070", "TCP 198.51.100.10:5070"},
	{"encrypted",            "198.51.100.10", 0,    SIP_TRANSP_TLS,  "198.51.100.10:0",    "TLS 198.51.100.10:5061"},
	{"a name with SRV only", "srv.example",   0,    SIP_TRANSP_UDP,  NULL, "UDP 198.51.100.1:5080 UDP 198.51.100.2:5080"},
	{"a name with a port",   "a.example",     5090, SIP_TRANSP_UDP,  NULL, "UDP 198.51.100.1:5090"},
	{"a name of nobody",     "no.example",    0,    SIP_TRANSP_NONE, NULL, ""},
};
/* clang-format on */

static const char *const names[] = {
	"_sip._udp.srv.example 60 SRV 10 0 5080 a.example",
	"_sip._udp.srv.example 60 SRV 20 0 5080 b.example",
	"a.example 60 A 198.51.100.1",
	"b.example 60 A 198.51.100.2",
};

static void print(char *text, size_t size, const struct registrar *registrar)
{
	struct hop hops[HOSTS_MAX];
	uint32_t count = registrar_order(hops, registrar);

	*text = '\0';
	for (uint32_t i = 0; i < count; i++) {
		size_t used = strlen(text);

		(void)re_snprintf(text + used, size - used, "%s%s %J", used ? " " : "",
				  sip_transp_name(hops[i].transport), &hops[i].address);
	}
}

START_TEST(server)
{
	struct account_config account = {
		.peer = &peer,
		.server = {.host = servers[_i].host,
			   .port = servers[_i].port,
			   .transport = servers[_i].transport}
        };
	struct registrar *registrar;
	struct world *world;
	char text[256];

	ck_assert_int_eq(0, sa_set_str(&side.listen[0].local, "203.0.113.5", 5060));
	ck_assert_int_eq(0, sa_set_str(&side.listen[1].local, "203.0.113.5", 5060));
	if (servers[_i].address)
		ck_assert_int_eq(0,
				 sa_decode(&account.server.address, servers[_i].address,
					   strlen(servers[_i].address)));
	ck_assert_int_eq(0, sim_alloc(&world, 1));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ck_assert_int_eq(0, sim_name(world, names[i]));

	ck_assert_int_eq(0, registrar_alloc(&registrar, world, &account));
	sim_run(world, 1000000);
	print(text, sizeof text, registrar);
	ck_assert_msg(!strcmp(text, servers[_i].machines), "%s: %s", servers[_i].what, text);
	ck_assert_uint_eq(!servers[_i].address, registrar_errands(registrar));
	mem_deref(registrar);
	mem_deref(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/registrar");
	TCase *tcase = tcase_create("registrar");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, server, 0, ARRAY_SIZE(servers));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
