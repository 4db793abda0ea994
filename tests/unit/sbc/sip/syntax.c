/* syntax.c -- URIs, addresses, Vias and numbers taken apart, or refused */
#include "sbc/sip/syntax.h"
#include "tests/unit/sbc/sip/given.h"

static void is(const char *what, const char *part, const struct pl *found, const char *expect)
{
	ck_assert_msg(found->l == strlen(expect)
			      && !memcmp(found->p ? found->p : "", expect, found->l),
		      "%s: %s is '%.*s'", what, part, (int)found->l, found->p ? found->p : "");
}

/* Each row is a URI and its parts; without scheme it cannot be read. */
static const struct {
	const char *uri, *scheme, *user, *host;
	uint16_t port;
	const char *params, *headers, *path;
	int af;
} uris[] = {
  /* clang-format off */
	{"sip:example.com",              "sip",  "",      "example.com", 0,    "",       "",     "", AF_UNSPEC},
	{"SIPS:al@192.0.2.7:5061;lr?a=b", "SIPS", "al",   "192.0.2.7",   5061, ";lr",    "?a=b", "", AF_INET},
	{"sip:al:secret@h",              "sip",  "al",    "h",           0,    "",       "",     "", AF_UNSPEC},
	{"sip:al?x=y;z,@h",              "sip",  "al?x=y;z,", "h",       0,    "",       "",     "", AF_UNSPEC},
	{"sip:@h",                       "sip",  "",      "h",           0,    "",       "",     "", AF_UNSPEC},
	{"sip:[2001:db8::7]:5070",       "sip",  "",      "2001:db8::7", 5070, "",       "",     "", AF_INET6},
	{"sip:[2001:db8::192.0.2.1]",    "sip",  "",      "2001:db8::192.0.2.1", 0, "",  "",     "", AF_INET6},
	{"sip:h:65535",                  "sip",  "",      "h",           65535, "",      "",     "", AF_UNSPEC},
	{"tel:+84-28;phone-context=x",   "tel",  "+84-28", "",           0,    ";phone-context=x", "", "", 0},
	{"urn:service:sos",              "urn",  "",      "",            0,    "",       "",     "service:sos", 0},
	{"sip:h:65536", .scheme = NULL}, /* no such port */
	{"sip:h:",      .scheme = NULL},
	{"sip:h:5x",    .scheme = NULL},
	{"sip:2001:db8::10", .scheme = NULL}, /* an IPv6 address without brackets */
	{"sip:[2001:db8::7", .scheme = NULL},
	{"sip:[]",      .scheme = NULL},
	{"sip:",        .scheme = NULL},
	{"sip:a@",      .scheme = NULL},
	{"sip:a@b@c",   .scheme = NULL}, /* two readings, two persons */
	{"sip:h/path",  .scheme = NULL},
	{"sip:a b@h",   .scheme = NULL},
	{"sip:a\x01@h", .scheme = NULL},
	{"sip:a\"b@h",  .scheme = NULL},
	{"sip:a<b@h",   .scheme = NULL},
	{"tel:",        .scheme = NULL},
	{"urn:",        .scheme = NULL},
	{":h",          .scheme = NULL},
	{"sip",         .scheme = NULL},
	{"",            .scheme = NULL},
  /* clang-format on */
};

START_TEST(uri)
{
	const struct pl text = pl_of(uris[_i].uri);
	const char *what = uris[_i].uri;
	struct uri uri;

	ck_assert_msg(syntax_uri(&uri, &text) == (uris[_i].scheme ? 0 : EBADMSG), "%s", what);
	if (!uris[_i].scheme)
		return;

	is(what, "scheme", &uri.scheme, uris[_i].scheme);
	is(what, "user", &uri.user, uris[_i].user);
	is(what, "host", &uri.host, uris[_i].host);
	is(what, "params", &uri.params, uris[_i].params);
	is(what, "headers", &uri.headers, uris[_i].headers);
	is(what, "path", &uri.path, uris[_i].path);
	ck_assert_msg(uri.port == uris[_i].port, "%s: port %u", what, uri.port);
	ck_assert_msg(uri.af == uris[_i].af, "%s: family %d", what, uri.af);
}
END_TEST

/* Each row is an address and its parts; without auri it cannot be read. */
static const struct {
	const char *address, *dname, *auri, *params;
} addresses[] = {
  /* clang-format off */
	{"sip:al@h",                  "",              "sip:al@h",     ""},
	{"sip:al@h;tag=1",            "",              "sip:al@h",     ";tag=1"},
	{"<sip:al@h;x>;tag=1",        "",              "sip:al@h;x",   ";tag=1"},
	{" < sip:al@h>",              "",              NULL,           ""},
	{"Al Bo <sip:al@h>",          "Al Bo",         "sip:al@h",     ""},
	{"caller<sip:al@h>",          "caller",        "sip:al@h",     ""},
	{"\"A; <b>, c\" <sip:al@h>",  "A; <b>, c",     "sip:al@h",     ""},
	{"\"A \\\" b\"<sip:al@h> ; a = b", "A \\\" b", "sip:al@h",     "; a = b"},
	{"\"A \\\\\" <sip:al@h>",     "A \\\\",        "sip:al@h",     ""},
	{"\"\" <sip:al@h>",           "",              "sip:al@h",     ""},
	{"\"\xd0\xb0\" <sip:al@h>",   "\xd0\xb0",      "sip:al@h",     ""},
	{"\"A\x01\" <sip:al@h>",      "",              "sip:al@h",     ""}, /* not to be printed */
	{"\"A" CRLF " b\" <sip:al@h>", "",             "sip:al@h",     ""},
	{"\"A <sip:al@h>",            .auri = NULL},
	{"\"A\" sip:al@h",            .auri = NULL},
	{"\"A\"",                     .auri = NULL},
	{"A, B <sip:al@h>",           .auri = NULL}, /* two addresses, or one name? */
	{"A;B <sip:al@h>",            .auri = NULL},
	{"A\" <sip:al@h>",            .auri = NULL},
	{"A\\ <sip:al@h>",            .auri = NULL}, /* would undo a quote put around it */
	{"<sip:al@h",                 .auri = NULL},
	{"<sip:al@h> tag=1",          .auri = NULL},
	{"<sip:al@h>;;tag=1",         .auri = NULL},
	{"<sip:al@h>;=1",             .auri = NULL},
	{"<>",                        .auri = NULL},
	{"",                          .auri = NULL},
  /* clang-format on */
};

START_TEST(address)
{
	const struct pl text = pl_of(addresses[_i].address);
	const char *what = addresses[_i].address;
	struct sip_addr addr;

	ck_assert_msg(syntax_address(&addr, &text) == (addresses[_i].auri ? 0 : EBADMSG), "%s",
		      what);
	if (!addresses[_i].auri)
		return;

	is(what, "name", &addr.dname, addresses[_i].dname);
	is(what, "URI", &addr.auri, addresses[_i].auri);
	is(what, "params", &addr.params, addresses[_i].params);
}
END_TEST

/* Each row is a Via: whether it is good, and what of it is known even if not. */
static const struct {
	const char *via;
	int err;
	const char *sentby, *branch;
	enum sip_transp tp;
	const char *addr;
} vias[] = {
  /* clang-format off */
	{"SIP/2.0/UDP 192.0.2.7:5062;branch=b;rport", 0, "192.0.2.7:5062", "b", SIP_TRANSP_UDP, "192.0.2.7:5062"},
	{"SIP/2.0/udp h", 0, "h", "", SIP_TRANSP_UDP, NULL},
	{" sip / 2.0 / TLS  h : 5061 ; branch = b ", 0, "h : 5061", "b", SIP_TRANSP_TLS, NULL},
	{"SIP/2.0/WSS [2001:db8::7]:8;branch=b", 0, "[2001:db8::7]:8", "b", SIP_TRANSP_WSS, "[2001:db8::7]:8"},
	{"SIP/2.0/SCTP h;branch=b", 0, "h", "b", SIP_TRANSP_NONE, NULL},
	{"SIP/2.0/UDP h;received=[2001:db8::9];a=\";\"", 0, "h", "", SIP_TRANSP_UDP, NULL},
	{"SIP/7.0/UDP h;branch=b", EBADMSG, "h", "b", SIP_TRANSP_UDP, NULL},
	{"SIP/2.0/UDP h;;branch=b", EBADMSG, "h", "", SIP_TRANSP_UDP, NULL},
	{"SIP/2.0/UDP h branch=b", EBADMSG, "h", "", SIP_TRANSP_UDP, NULL},
	{"SIP/2.0/UDP h:x", EBADMSG, "", "", SIP_TRANSP_UDP, NULL},
	{"SIP/2.0/UDP", EBADMSG, "", "", SIP_TRANSP_UDP, NULL},
	{"SIP/2.0/ h", EBADMSG, "", "", SIP_TRANSP_NONE, NULL},
	{"SIP/2.0 UDP h", EBADMSG, "", "", SIP_TRANSP_UDP, NULL},
	{"SIP 2.0/UDP h", EBADMSG, "", "", SIP_TRANSP_UDP, NULL},
	{"HTTP/2.0/UDP h", EBADMSG, "", "", SIP_TRANSP_UDP, NULL},
  /* clang-format on */
};

START_TEST(via)
{
	const struct pl text = pl_of(vias[_i].via);
	const char *what = vias[_i].via;
	struct sip_via via;
	struct sa addr;

	ck_assert_msg(syntax_via(&via, &text) == vias[_i].err, "%s", what);
	is(what, "sent-by", &via.sentby, vias[_i].sentby);
	is(what, "branch", &via.branch, vias[_i].branch);
	ck_assert_msg(via.tp == vias[_i].tp, "%s: transport %d", what, via.tp);
	if (!vias[_i].addr)
		return;

	addr = at(vias[_i].addr);
	ck_assert_msg(sa_cmp(&addr, &via.addr, SA_ALL), "%s: address", what);
}
END_TEST

static const struct {
	const char *text;
	uint32_t max;
	bool is_number;
	uint32_t number;
} numbers[] = {
	{"0",		    255,        true,  0         },
	{"0068",		 255,        true,  68        },
	{"255",		  255,        true,  255       },
	{"256",		  255,        false, 0         },
	{"4294967295",           UINT32_MAX, true,  4294967295},
	{"4294967296",           UINT32_MAX, false, 0         },
	{"36893488147419103232", UINT32_MAX, false, 0         },
	{"",		     255,        false, 0         },
	{"1x",		   255,        false, 0         },
	{"-1",		   255,        false, 0         },
};

START_TEST(number)
{
	const struct pl text = pl_of(numbers[_i].text);
	uint32_t number = 0;

	ck_assert_msg(syntax_number(&number, &text, numbers[_i].max) == numbers[_i].is_number, "%s",
		      numbers[_i].text);
	if (numbers[_i].is_number)
		ck_assert_uint_eq(numbers[_i].number, number);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/syntax");
	TCase *tcase = tcase_create("syntax");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, uri, 0, ARRAY_SIZE(uris));
	tcase_add_loop_test(tcase, address, 0, ARRAY_SIZE(addresses));
	tcase_add_loop_test(tcase, via, 0, ARRAY_SIZE(vias));
	tcase_add_loop_test(tcase, number, 0, ARRAY_SIZE(numbers));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
