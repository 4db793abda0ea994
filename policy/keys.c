/* keys.c -- the table of all keys; see keys.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/keys.h"

/* clang-format off */
/* A key of the language that this program does not have yet. */
#define LATER(path, shape, meaning) {path, shape, KEY_MAY, 0, NULL, NULL, NULL, meaning}

/*
 * Path, shape, whether it must be there, how many values, reader, fallback, form, meaning. A
 * section stands before its keys; keys stand in the order in which they are listed to people.
 */
static const struct key keys[] = {
	{"name", KEY_ONE, KEY_MAY, 0, compile_name, "sbc",
	 "a name of 64 bytes at most",
	 "what logs, metrics and CDRs call this SBC"},
	LATER("include", KEY_LIST, "other files whose sections belong to this policy"),
	{"sides", KEY_NAMES, KEY_MUST, SIDES_MAX, compile_sides, NULL, NULL,
	 "the networks we stand between"},
	{"sides.*", KEY_SECTION, KEY_MAY, 0, compile_side, NULL, NULL,
	 "one network, with our addresses in it"},
	{"sides.*.listen", KEY_LIST, KEY_MUST, LISTENERS_MAX, compile_listen, NULL,
	 "udp: and an address of this machine, such as udp:192.0.2.5 or udp:192.0.2.5:5080",
	 "where we take SIP: transport, our address, port if it is not 5060"},
	{"sides.*.latch", KEY_ONE, KEY_MAY, 0, compile_latch, "once",
	 "once, strict or near",
	 "which source may become the media address of a peer behind NAT"},
	LATER("sides.*.tls", KEY_SECTION, "how we prove who we are"),
	LATER("sides.*.tls.certificate", KEY_ONE, "a PEM file with certificate and key"),
	{"media", KEY_SECTION, KEY_MAY, 0, compile_media, NULL, NULL,
	 "what holds for all RTP"},
	{"media.ports", KEY_ONE, KEY_MAY, 0, compile_ports, "20000-39999",
	 "a range of ports from an even one above 1023, such as 20000-39999",
	 "our ports for RTP (even) and RTCP (odd)"},
	{"media.silence", KEY_ONE, KEY_MAY, 0, compile_silence, "60s",
	 "a time from 1s to 1d, such as 60s, or 0s for never",
	 "without a packet from either side for so long, a call is ended"},
	LATER("media.kernel", KEY_ONE, "whether plain flows go through the kernel"),
	LATER("media.lease", KEY_ONE, "how long a port rests before it is used again"),
	LATER("media.dscp", KEY_ONE, "the class of our RTP packets"),
	{"numbering", KEY_NAMES, KEY_MAY, PLANS_MAX, compile_numbering, NULL, NULL,
	 "how numbers are written on somebody's wire"},
	{"numbering.*", KEY_SECTION, KEY_MAY, 0, compile_plan, NULL, NULL,
	 "one way to write numbers"},
	{"numbering.*.country", KEY_ONE, KEY_MUST, 0, compile_country, NULL,
	 "a country code of 1 to 3 digits, such as 84",
	 "the own country code"},
	{"numbering.*.national", KEY_PREFIX, KEY_MAY, 0, compile_national, NULL,
	 "digits such as 0",
	 "what stands before a number of the own country; \"\" is nothing"},
	{"numbering.*.international", KEY_PREFIX, KEY_MAY, 0, compile_international, "+",
	 "digits such as 00, or +",
	 "what stands before a country code; \"\" is nothing"},
	{"numbering.*.local", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_local, NULL,
	 "a number pattern such as +84*",
	 "numbers that stay as they are"},
	{"peers", KEY_NAMES, KEY_MUST, PEERS_MAX, compile_peers, NULL, NULL,
	 "whom we talk to; anybody else is dropped"},
	{"peers.*", KEY_SECTION, KEY_MAY, 0, compile_peer, NULL,
	 "has no address: give it 'address' or 'server'",
	 "one PBX or provider"},
	{"peers.*.side", KEY_ONE, KEY_MUST, 0, compile_peer_side, NULL,
	 "the name of a side",
	 "the network it is in"},
	{"peers.*.address", KEY_LIST, KEY_ONE_OF, ADDRESSES_MAX, compile_address, NULL,
	 "an IP address, such as 192.0.2.10 or 192.0.2.10:5080",
	 "calls come from here, and go to the first"},
	{"peers.*.server", KEY_ONE, KEY_ONE_OF, 0, compile_server, NULL,
	 "an IP address, such as 192.0.2.10 or 192.0.2.10:5080",
	 "calls go here, and may come from here"},
	{"peers.*.numbers", KEY_ONE, KEY_MAY, 0, compile_numbers, NULL,
	 "the name of a numbering plan, or e164",
	 "how it writes numbers: a plan's name, or e164"},
	{"peers.*.extensions", KEY_PAIRS, KEY_MAY, EXTENSIONS_MAX, compile_extensions, NULL, NULL,
	 "its own short numbers, and what the world calls them"},
	{"peers.*.limit", KEY_SECTION, KEY_MAY, 0, compile_limit, NULL, NULL,
	 "how much it may ask of us; more is answered 503"},
	{"peers.*.limit.calls", KEY_ONE, KEY_MAY, 0, compile_limit_calls, NULL,
	 "a number of calls from 1 to 1000000",
	 "calls at once"},
	{"peers.*.limit.rate", KEY_ONE, KEY_MAY, 0, compile_limit_rate, NULL,
	 "a number of calls up to 100000 in a time, such as 5/s or 300/m",
	 "new calls in a time"},
	LATER("peers.*.register", KEY_SECTION, "we register there with this user and password"),
	LATER("peers.*.register.user", KEY_ONE, "the user part"),
	LATER("peers.*.register.password", KEY_ONE, "env:NAME, file:PATH or credential:NAME"),
	LATER("peers.*.login", KEY_SECTION, "answers its digest challenges"),
	LATER("peers.*.login.user", KEY_ONE, "the user part"),
	LATER("peers.*.login.password", KEY_ONE, "env:NAME, file:PATH or credential:NAME"),
	LATER("peers.*.media", KEY_SECTION, "how it wants media"),
	LATER("peers.*.media.srtp", KEY_ONE, "whether media is encrypted"),
	LATER("peers.*.media.codecs", KEY_LIST, "the codecs that it may be offered"),
	LATER("peers.*.headers", KEY_SECTION, "headers that it wants or must not see"),
	LATER("peers.*.compat", KEY_LIST, "peculiarities of its equipment"),
	LATER("hours", KEY_NAMES, "opening hours by name"),
	LATER("hours.*", KEY_LIST, "days, times and their zone"),
	LATER("tenants", KEY_NAMES, "customers who share this SBC"),
	LATER("accounts", KEY_NAMES, "SIP accounts of phones"),
	LATER("accounts.*.user", KEY_ONE, "the user part"),
	LATER("accounts.*.password", KEY_ONE, "env:NAME, file:PATH or credential:NAME"),
	LATER("accounts.*.label", KEY_ONE, "what people call it"),
	LATER("accounts.*.display", KEY_ONE, "the name that is shown"),
	LATER("accounts.*.expires", KEY_ONE, "how long a registration holds"),
	LATER("accounts.*.transport", KEY_ONE, "what it must register over"),
	{"routes", KEY_RULES, KEY_MUST, ROUTES_MAX, compile_routes, NULL, NULL,
	 "the first rule that matches and decides, wins"},
	{"routes.*", KEY_SECTION, KEY_MAY, 0, compile_rule, NULL,
	 "decides nothing: give it 'send', 'reject' or 'drop'",
	 "one rule"},
	{"routes.*.from", KEY_LIST, KEY_MAY, FROM_MAX, compile_from, NULL,
	 "the name of a peer",
	 "the peer that calls"},
	{"routes.*.caller", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_caller, NULL,
	 "a number pattern such as +84*",
	 "who calls, as E.164 or as the plan leaves it"},
	{"routes.*.called", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_called, NULL,
	 "a number pattern such as +84*",
	 "who is called, as E.164 or as the plan leaves it"},
	LATER("routes.*.hours", KEY_LIST, "inside these hours"),
	LATER("routes.*.header", KEY_LIST, "a header's value"),
	LATER("routes.*.codec", KEY_LIST, "a codec that is offered"),
	LATER("routes.*.country", KEY_LIST, "the country of the called number"),
	LATER("routes.*.load", KEY_LIST, "how busy we are"),
	LATER("routes.*.transport", KEY_LIST, "what the call came over"),
	LATER("routes.*.attest", KEY_LIST, "the caller's attestation (STIR)"),
	LATER("routes.*.method", KEY_LIST, "the request's method"),
	{"routes.*.not", KEY_SECTION, KEY_MAY, 0, compile_not, NULL, NULL,
	 "the rule does not match while all of this holds"},
	{"routes.*.not.from", KEY_LIST, KEY_MAY, FROM_MAX, compile_from, NULL,
	 "the name of a peer",
	 "the peer that calls"},
	{"routes.*.not.caller", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_caller, NULL,
	 "a number pattern such as +84*",
	 "who calls, as E.164 or as the plan leaves it"},
	{"routes.*.not.called", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_called, NULL,
	 "a number pattern such as +84*",
	 "who is called, as E.164 or as the plan leaves it"},
	LATER("routes.*.not.hours", KEY_LIST, "inside these hours"),
	LATER("routes.*.not.header", KEY_LIST, "a header's value"),
	LATER("routes.*.not.codec", KEY_LIST, "a codec that is offered"),
	LATER("routes.*.not.country", KEY_LIST, "the country of the called number"),
	LATER("routes.*.not.load", KEY_LIST, "how busy we are"),
	LATER("routes.*.not.transport", KEY_LIST, "what the call came over"),
	LATER("routes.*.not.attest", KEY_LIST, "the caller's attestation (STIR)"),
	LATER("routes.*.not.method", KEY_LIST, "the request's method"),
	{"routes.*.send", KEY_LIST, KEY_ONE_OF, TARGETS_MAX, compile_send, NULL,
	 "the name of a peer",
	 "a peer, or a list in order: the next on failure"},
	{"routes.*.send.*", KEY_ONE, KEY_MAY, 0, NULL, NULL,
	 "'send' by weight",
	 "the share of this target"},
	{"routes.*.reject", KEY_ONE, KEY_ONE_OF, 0, compile_reject, NULL,
	 "a status from 400 to 699, alone or with a reason of 128 bytes at most, such as 403 No",
	 "a status, with its reason if it is not the usual one"},
	{"routes.*.drop", KEY_ONE, KEY_ONE_OF, 0, compile_drop, NULL,
	 "yes",
	 "no answer at all"},
	LATER("routes.*.redirect", KEY_ONE, "a 3xx answer"),
	LATER("routes.*.proxy", KEY_ONE, "passed on, with Record-Route"),
	LATER("routes.*.forward", KEY_ONE, "passed on without a memory"),
	LATER("routes.*.locate", KEY_ONE, "to the phones that registered"),
	LATER("routes.*.register", KEY_ONE, "we are the registrar"),
	LATER("routes.*.presence", KEY_ONE, "we serve presence"),
	{"routes.*.next", KEY_SECTION, KEY_MAY, 0, compile_next, NULL, NULL,
	 "when `send` tries the next target"},
	{"routes.*.next.on", KEY_LIST, KEY_MAY, ON_MAX, compile_next_on, "[408, 430, 5xx]",
	 "a status from 300 to 699, such as 408, or a class, such as 5xx",
	 "answers that send the call on"},
	{"routes.*.next.after", KEY_ONE, KEY_MAY, 0, compile_next_after, "6s",
	 "a time from 100ms to 5m, such as 6s",
	 "silence of a target for so long sends the call on"},
	LATER("routes.*.set", KEY_SECTION, "changes numbers, names and headers"),
	LATER("routes.*.set.caller", KEY_ONE, "the caller"),
	LATER("routes.*.set.called", KEY_ONE, "the called number"),
	LATER("routes.*.set.name", KEY_ONE, "the shown name"),
	LATER("routes.*.set.display", KEY_ONE, "the shown name"),
	LATER("routes.*.set.header", KEY_ONE, "headers by name"),
	LATER("routes.*.set.drop", KEY_ONE, "so many digits less"),
	LATER("routes.*.set.prefix", KEY_ONE, "digits in front"),
	LATER("routes.*.set.replace", KEY_ONE, "a regular expression and what replaces it"),
	LATER("routes.*.tag", KEY_LIST, "words for the CDR"),
	LATER("routes.*.record", KEY_ONE, "keeps the audio"),
	LATER("routes.*.limit", KEY_SECTION, "how much this rule lets through"),
	LATER("routes.*.limit.minutes", KEY_ONE, "minutes of talk"),
	LATER("routes.*.limit.calls", KEY_ONE, "calls at once"),
	LATER("routes.*.limit.rate", KEY_ONE, "new calls in a time"),
	LATER("routes.*.limit.each", KEY_ONE, "the time that is counted"),
	LATER("routes.*.limit.per", KEY_ONE, "who is counted"),
	LATER("routes.*.emergency", KEY_ONE, "passes every limit"),
	LATER("routes.*.privacy", KEY_ONE, "hides who calls"),
	LATER("routes.*.compat", KEY_LIST, "peculiarities of equipment"),
	LATER("expect", KEY_LIST, "calls and what must become of them"),
	LATER("expect.from", KEY_ONE, "the peer that calls"),
	LATER("expect.caller", KEY_ONE, "as on the wire"),
	LATER("expect.called", KEY_ONE, "as on the wire"),
	LATER("expect.at", KEY_ONE, "when"),
	LATER("expect.sent", KEY_ONE, "the targets"),
	LATER("expect.as", KEY_ONE, "the called number on the target's wire"),
	LATER("expect.rejected", KEY_ONE, "the status"),
	{"cdr", KEY_ONE, KEY_MAY, 0, compile_cdr, NULL,
	 "the path of a file",
	 "the file that gets a JSON line for each call"},
	{"log", KEY_ONE, KEY_MAY, 0, compile_log, "text",
	 "text or json",
	 "how the log is written"},
	LATER("admin", KEY_SECTION, "the HTTP interface"),
	LATER("admin.listen", KEY_ONE, "its address and port"),
	LATER("store", KEY_ONE, "what survives a restart: sqlite:PATH or redis:URL"),
};
/* clang-format on */

static const struct key *const end = keys + sizeof keys / sizeof keys[0];

const char *keys_name(const struct key *key)
{
	const char *dot = strrchr(key->path, '.');

	return dot ? dot + 1 : key->path;
}

/* Whether the key stands directly in this section. */
static bool is_in(const struct key *key, const char *section)
{
	const size_t length = strlen(section);
	const char *name = keys_name(key);

	if (!length)
		return name == key->path;

	return name == key->path + length + 1 && !strncmp(key->path, section, length);
}

const struct key *keys_each(const char *section, const struct key *before)
{
	const struct key *key = before ? before + 1 : keys;

	while (key < end && !is_in(key, section))
		++key;

	return key < end ? key : NULL;
}

const struct key *keys_find(const char *section, const char *name)
{
	const struct key *key = NULL;

	while ((key = keys_each(section, key)))
		if (!strcmp(keys_name(key), name))
			return key;

	return NULL;
}

const struct key *keys_near(const char *section, const char *name)
{
	const struct key *key = NULL, *near = NULL;
	uint32_t best = names_near(name) + 1;

	while ((key = keys_each(section, key))) {
		const uint32_t distance = names_distance(name, keys_name(key), best - 1);

		if (distance < best) {
			best = distance;
			near = key;
		}
	}

	return near;
}
