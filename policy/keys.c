/* keys.c -- the table of all keys; see keys.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/expect.h"
#include "policy/hours.h"
#include "policy/include.h"
#include "policy/keys.h"
#include "policy/prices.h"

/* clang-format off */
/* A key of the language that this program does not have yet. */
#define LATER(path, shape, meaning) {path, shape, KEY_MAY, 0, NULL, NULL, NULL, meaning}

/* What a peer, tenant, rule or guard may have of something. */
#define LIMITS(in) \
	{in ".calls", KEY_ONE, KEY_ONE_OF, 0, compile_limit_calls, NULL, \
	 "a number of calls from 1 to 1000000", \
	 "calls at once"}, \
	{in ".rate", KEY_ONE, KEY_ONE_OF, 0, compile_limit_rate, NULL, \
	 "a number of calls up to 100000 in a time, such as 5/s or 300/m", \
	 "new calls in a time"}, \
	{in ".minutes", KEY_ONE, KEY_ONE_OF, 0, compile_limit_minutes, NULL, \
	 "a number of minutes from 1 to 100000000", \
	 "minutes of talk in the time that `each` says"}, \
	{in ".money", KEY_ONE, KEY_ONE_OF, 0, compile_limit_money, NULL, \
	 "an amount such as 50 or 12.50", \
	 "what calls cost by their peer's `prices` in the time that `each` says"}, \
	{in ".each", KEY_ONE, KEY_MAY, 0, compile_limit_each, "hour", \
	 "minute, hour, day, week, or a time from 1s to 366d, such as 12h", \
	 "the time over which minutes and money are summed: always the last so long"}, \
	{in ".per", KEY_ONE, KEY_MAY, 0, compile_limit_per, "all", \
	 "all, caller, peer or tenant", \
	 "whether all calls are counted together, or those of each caller, peer or tenant that calls"}
#define PACE(in) \
	{in ".pace", KEY_ONE, KEY_MAY, 0, compile_limit_pace, NULL, \
	 "a time from 100ms to 1m, such as 5s", \
	 "a call beyond `rate` is held for so long at most, and rejected only then"}

/* What a rule or guard may ask of a call. */
#define CONDITIONS(in) \
	{in ".from", KEY_LIST, KEY_MAY, FROM_MAX, compile_from, NULL, \
	 "the name of a peer or tenant", \
	 "the peer that calls, or the tenant that it belongs to"}, \
	{in ".caller", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_caller, NULL, \
	 "a number pattern such as +84*, a file such as file:blocked.txt, or an expression such as /^84/", \
	 "who calls, as E.164 or as the plan leaves it"}, \
	{in ".called", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_called, NULL, \
	 "a number pattern such as +84*, a file such as file:blocked.txt, or an expression such as /^84/", \
	 "who is called, as E.164 or as the plan leaves it"}, \
	{in ".hours", KEY_LIST, KEY_MAY, CONDITION_VALUES_MAX, compile_when_open, NULL, \
	 "the name of opening hours", \
	 "it is inside these hours"}, \
	{in ".header", KEY_PAIRS, KEY_MAY, CONDITION_VALUES_MAX, compile_when_header, NULL, NULL, \
	 "a header of the request has this value: a text (* at its end is the rest), a number pattern, or an expression such as /^gold/; of several headers, all"}, \
	{in ".codec", KEY_LIST, KEY_MAY, CONDITION_VALUES_MAX, compile_when_codec, NULL, \
	 "a codec's name, such as pcma", \
	 "the offer has this codec"}, \
	{in ".country", KEY_LIST, KEY_MAY, CONDITION_VALUES_MAX, compile_when_country, NULL, \
	 "a country of ISO 3166, such as vn, or a calling code, such as +84", \
	 "the country of the called number"}, \
	{in ".load", KEY_LIST, KEY_MAY, CONDITION_VALUES_MAX, compile_when_load, NULL, \
	 "> or < and percent from 0 to 100, such as '>80%'", \
	 "how many of the calls that this SBC may have at once it has"}, \
	{in ".transport", KEY_LIST, KEY_MAY, CONDITION_VALUES_MAX, compile_when_transport, NULL, \
	 "udp, tcp, tls, ws or wss", \
	 "what the call came over"}, \
	LATER(in ".attest", KEY_LIST, "the caller's attestation (STIR)"), \
	{in ".method", KEY_LIST, KEY_MAY, CONDITION_VALUES_MAX, compile_when_method, NULL, \
	 "a method, such as INVITE", \
	 "the request's method"}

#define SERVER_FORM \
	"a host name or IP address, such as sip.example.com or tls:192.0.2.10:5071"
#define SECRET_FORM "env:NAME, file:PATH, credential:NAME, or the password itself"
#define IDENTITY_FORM "yes, no, or a list of pai, ppi, rpid, diversion and history"
#define HOURS_FORM "days, times and a zone, such as Mon-Fri 08:00-18:00 Asia/Ho_Chi_Minh"

/* A user and a password for digest. */
#define LOGIN(in, realm) \
	{in ".user", KEY_ONE, KEY_MUST, 0, compile_login_user, NULL, \
	 "a user of 127 bytes at most, without \" and \\", \
	 "the user for digest"}, \
	{in ".password", KEY_ONE, KEY_MUST, 0, compile_login_password, NULL, \
	 SECRET_FORM, \
	 "where the password is; never printed or logged"}, \
	{in ".realm", KEY_ONE, KEY_MAY, 0, compile_login_realm, realm, \
	 "a realm of 128 bytes at most, without \" and \\", \
	 "the realm for which it holds"}

/* A registration of ours. */
#define ACCOUNT(in) \
	{in ".user", KEY_ONE, KEY_MUST, 0, compile_account_user, NULL, \
	 "the user part of a SIP URI, of 127 bytes at most", \
	 "the user of the address of record (AOR)"}, \
	{in ".password", KEY_ONE, KEY_MAY, 0, compile_login_password, NULL, \
	 SECRET_FORM, \
	 "where the password is; never printed or logged"}, \
	{in ".login", KEY_ONE, KEY_MAY, 0, compile_login_user, "as `user`", \
	 "a user of 127 bytes at most, without \" and \\", \
	 "the user for digest"}, \
	{in ".realm", KEY_ONE, KEY_MAY, 0, compile_login_realm, "any", \
	 "a realm of 128 bytes at most, without \" and \\", \
	 "the realm for which the password holds"}, \
	{in ".display", KEY_ONE, KEY_MAY, 0, compile_account_display, NULL, \
	 "a name of 127 bytes at most, without \" and \\", \
	 "the name that is shown beside it"}, \
	{in ".label", KEY_ONE, KEY_MAY, 0, compile_account_label, "its name", \
	 "a text", \
	 "what people call it, in logs and lists"}, \
	{in ".expires", KEY_ONE, KEY_MAY, 0, compile_account_expires, "1h", \
	 "a time from 30s to 7d, such as 10m", \
	 "how long a registration is asked to hold; the registrar may shorten it"}, \
	{in ".server", KEY_ONE, KEY_MAY, 0, compile_account_server, "the peer's", \
	 SERVER_FORM, \
	 "the registrar"}, \
	{in ".bulk", KEY_ONE, KEY_MAY, 0, compile_account_bulk, "no", \
	 "yes or no", \
	 "one registration for a block of numbers (RFC 6140)"}

/*
 * Path, shape, whether it must be there, how many values, reader, fallback, form, meaning. A
 * section stands before its keys; keys stand in the order in which they are listed to people.
 */
static const struct key keys[] = {
	{"name", KEY_ONE, KEY_MAY, 0, compile_name, "sbc",
	 "a name of 64 bytes at most",
	 "what logs, metrics and CDRs call this SBC"},
	{"include", KEY_LIST, KEY_MAY, INCLUDE_FILES_MAX, compile_section, NULL,
	 "the path of a file, relative to the one that it is written in",
	 "other files, read as if their sections stood here: names and rules are added to those there are"},
	{"sides", KEY_NAMES, KEY_MUST, SIDES_MAX, compile_sides, NULL, NULL,
	 "the networks we stand between"},
	{"sides.*", KEY_SECTION, KEY_MAY, 0, compile_side, NULL, NULL,
	 "one network, with our addresses in it"},
	{"sides.*.listen", KEY_LIST, KEY_MUST, LISTENERS_MAX, compile_listen, NULL,
	 "udp:, tcp: or tls: and an address of this machine, such as udp:192.0.2.5 or tls:192.0.2.5:5071",
	 "where we take SIP: transport, our address, port if it is not 5060, for TLS 5061"},
	{"sides.*.latch", KEY_ONE, KEY_MAY, 0, compile_latch, "once",
	 "once, strict or near",
	 "which source may become the media address of a peer behind NAT"},
	{"sides.*.tls", KEY_SECTION, KEY_MAY, 0, compile_tls, NULL, NULL,
	 "how we prove who we are, and whom we believe"},
	{"sides.*.tls.certificate", KEY_ONE, KEY_MAY, 0, compile_tls_certificate, NULL,
	 "the path of a PEM file, relative to this one",
	 "our certificate, those between it and its root, and our key"},
	{"sides.*.tls.roots", KEY_ONE, KEY_MAY, 0, compile_tls_roots, "those of the machine",
	 "the path of a PEM file, relative to this one",
	 "the certificates that others' must come from"},
	{"media", KEY_SECTION, KEY_MAY, 0, compile_section, NULL, NULL,
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
	 "an IP address such as 192.0.2.10 or 192.0.2.10:5080, or a network such as 192.0.2.0/24",
	 "calls come from here, from any port unless one is written; without `server`, calls go to the first address"},
	{"peers.*.server", KEY_ONE, KEY_ONE_OF, 0, compile_server, NULL,
	 SERVER_FORM,
	 "calls go here; a name is looked up by NAPTR, SRV, A and AAAA (RFC 3263), a port or transport that is written is not asked for; calls may come from an address"},
	{"peers.*.proxy", KEY_ONE, KEY_MAY, 0, compile_proxy, NULL,
	 SERVER_FORM,
	 "the outbound proxy: packets go there instead, `server` stays what they name"},
	{"peers.*.match", KEY_SECTION, KEY_MAY, 0, compile_match, NULL,
	 "matches nothing: give it 'called' or 'domain'",
	 "which calls from its addresses are this peer's, where another peer has the same: all that is written must fit"},
	{"peers.*.match.called", KEY_LIST, KEY_ONE_OF, PATTERNS_MAX, compile_match_called, NULL,
	 "a number pattern such as +84*",
	 "the called number as it is on the wire"},
	{"peers.*.match.domain", KEY_ONE, KEY_ONE_OF, 0, compile_match_domain, NULL,
	 "a host name or an IP address",
	 "the host of the Request-URI"},
	{"peers.*.host", KEY_ONE, KEY_MAY, 0, compile_host, "our address on its side",
	 "a host name or an IP address",
	 "our own name there, in From, Contact and Via"},
	{"peers.*.numbers", KEY_ONE, KEY_MAY, 0, compile_numbers, NULL,
	 "the name of a numbering plan, or e164",
	 "how it writes numbers: a plan's name, or e164"},
	{"peers.*.extensions", KEY_PAIRS, KEY_MAY, EXTENSIONS_MAX, compile_extensions, NULL, NULL,
	 "its own short numbers, and what the world calls them"},
	{"peers.*.limit", KEY_SECTION, KEY_MAY, 0, compile_limit, NULL,
	 "limits nothing: give it 'calls', 'rate', 'minutes' or 'money'",
	 "how much it may ask of us; more is answered 503"},
	LIMITS("peers.*.limit"),
	PACE("peers.*.limit"),
	{"peers.*.register", KEY_SECTION, KEY_MAY, 0, compile_register, NULL, NULL,
	 "we register there: an account under this peer's name; its password answers challenges to calls too, unless there is a `login`"},
	ACCOUNT("peers.*.register"),
	{"peers.*.login", KEY_SECTION, KEY_MAY, 0, compile_login, NULL, NULL,
	 "answers its digest challenges"},
	LOGIN("peers.*.login", "any"),
	{"peers.*.challenge", KEY_SECTION, KEY_MAY, 0, compile_challenge, NULL, NULL,
	 "its calls must prove who they are: we challenge them (RFC 7616)"},
	LOGIN("peers.*.challenge", "our name"),
	{"peers.*.health", KEY_SECTION, KEY_MAY, 0, compile_health, NULL, NULL,
	 "when it counts as down, and how we find out"},
	{"peers.*.health.ping", KEY_ONE, KEY_MAY, 0, compile_health_ping, "no",
	 "a time from 1s to 1d, such as 30s, or no",
	 "OPTIONS so often while it is up"},
	{"peers.*.health.retry", KEY_ONE, KEY_MAY, 0, compile_health_retry, "10s",
	 "a time from 1s to 1d, such as 10s",
	 "OPTIONS so often while it is down"},
	{"peers.*.health.slow", KEY_ONE, KEY_MAY, 0, compile_health_slow, "1s",
	 "a time from 10ms to 32s, such as 1s",
	 "an answer that took longer makes it degraded"},
	{"peers.*.health.down", KEY_ONE, KEY_MAY, 0, compile_health_down, "3",
	 "a number from 1 to 100",
	 "so many failures in a row make it down"},
	{"peers.*.health.up", KEY_ONE, KEY_MAY, 0, compile_health_up, "1",
	 "a number from 1 to 100",
	 "so many answers in a row make it up again"},
	{"peers.*.prices", KEY_PAIRS, KEY_MAY, PRICES_MAX, compile_prices, NULL, NULL,
	 "what a minute to it costs, by prefix of the called number: the longest that fits, as {+84*: 0.02, \"*\": 0.5}"},
	{"peers.*.identity", KEY_SECTION, KEY_MAY, 0, compile_identity, NULL, NULL,
	 "whom it may name as the caller, and what it is told of callers"},
	{"peers.*.identity.trust", KEY_LIST, KEY_MAY, IDENTITY_NAMES_MAX, compile_trust, "yes",
	 IDENTITY_FORM,
	 "inbound: which headers are believed, in this order, before From; others do not cross"},
	{"peers.*.identity.send", KEY_LIST, KEY_MAY, IDENTITY_NAMES_MAX, compile_identity_send,
	 "those that came",
	 IDENTITY_FORM,
	 "outbound: which headers are written, whatever came"},
	{"peers.*.identity.from", KEY_ONE, KEY_MAY, 0, compile_identity_from, "caller",
	 "caller or account",
	 "outbound: whether From names who calls, or the user of `register` or `login`"},
	{"peers.*.identity.privacy", KEY_ONE, KEY_MAY, 0, compile_identity_privacy, "pass",
	 "pass, id, full or none",
	 "outbound: hidden as the caller wants it, always from people (id), from the peer as well (full), or never (none)"},
	{"peers.*.identity.own", KEY_LIST, KEY_MAY, PATTERNS_MAX, compile_own, "any",
	 "a number pattern such as +8428730000xx",
	 "outbound: the numbers that may be shown through it, as E.164; a forwarded call may show any, if who forwarded it is one of them"},
	{"peers.*.identity.fallback", KEY_ONE, KEY_MAY, 0, compile_fallback, "nobody",
	 "a number as E.164, such as +842873000000",
	 "outbound: who is shown for a caller that is none of `own`"},
	{"peers.*.media", KEY_SECTION, KEY_MAY, 0, compile_peer_media, NULL, NULL,
	 "how it wants media"},
	{"peers.*.media.srtp", KEY_ONE, KEY_MAY, 0, compile_srtp, "allowed",
	 "no, allowed or required",
	 "whether media is encrypted: never, when that peer offers it, or always"},
	{"peers.*.media.codecs", KEY_LIST, KEY_MAY, CODECS_MAX, compile_codecs, "all",
	 "a codec's name, such as pcma",
	 "the codecs that it may have, the best first"},
	{"peers.*.headers", KEY_SECTION, KEY_MAY, 0, compile_section, NULL, NULL,
	 "headers that it wants or must not see, in what we send it; after those of the rules"},
	{"peers.*.headers.set", KEY_PAIRS, KEY_MAY, CHANGES_MAX, compile_headers_set, NULL, NULL,
	 "headers with their values, instead of those that came"},
	{"peers.*.headers.add", KEY_PAIRS, KEY_MAY, CHANGES_MAX, compile_headers_add, NULL, NULL,
	 "headers with their values, beside those that came"},
	{"peers.*.headers.remove", KEY_LIST, KEY_MAY, CHANGES_MAX, compile_headers_remove, NULL,
	 "the name of a header",
	 "headers that it does not get"},
	{"peers.*.compat", KEY_LIST, KEY_MAY, COMPAT_MAX, compile_compat, NULL,
	 "the name of a peculiarity, such as user-phone",
	 "what its equipment wants otherwise than the RFCs have it"},
	{"accounts", KEY_NAMES, KEY_MAY, ACCOUNTS_MAX, compile_accounts, NULL, NULL,
	 "our registrations at peers (RFC 3261, 10), where a peer has several"},
	{"accounts.*", KEY_SECTION, KEY_MAY, 0, compile_account, NULL, NULL,
	 "one registration"},
	{"accounts.*.peer", KEY_ONE, KEY_MUST, 0, compile_account_peer, NULL,
	 "the name of a peer",
	 "where we register"},
	ACCOUNT("accounts.*"),
	{"tenants", KEY_NAMES, KEY_MAY, TENANTS_MAX, compile_tenants, NULL, NULL,
	 "customers who share this SBC"},
	{"tenants.*", KEY_SECTION, KEY_MAY, 0, compile_tenant, NULL, NULL,
	 "one customer"},
	{"tenants.*.peers", KEY_LIST, KEY_MUST, PEERS_MAX, compile_tenant_peers, NULL,
	 "the name of a peer",
	 "its peers; a peer has one tenant at most"},
	{"tenants.*.limit", KEY_SECTION, KEY_MAY, 0, compile_limit, NULL,
	 "limits nothing: give it 'calls', 'rate', 'minutes' or 'money'",
	 "how much its peers may ask of us together; more is answered 503"},
	LIMITS("tenants.*.limit"),
	PACE("tenants.*.limit"),
	{"hours", KEY_NAMES, KEY_MAY, HOURS_MAX, compile_hours, NULL, NULL,
	 "opening hours by name, for rules"},
	{"hours.*", KEY_LIST_OR_SECTION, KEY_MAY, HOURS_SPANS_MAX, compile_hours_name, NULL,
	 HOURS_FORM,
	 "days, times and their zone; 22:00-06:00 goes over midnight and belongs to the day it begins on"},
	{"hours.*.open", KEY_LIST, KEY_MUST, HOURS_SPANS_MAX, compile_hours_open, NULL,
	 HOURS_FORM,
	 "days and times; their zone, unless `zone` says it"},
	{"hours.*.closed", KEY_LIST, KEY_MAY, HOURS_CLOSED_MAX, compile_hours_closed, NULL,
	 "a day such as 2026-09-02, or 12-25 for every year",
	 "days on which nothing opens"},
	{"hours.*.zone", KEY_ONE, KEY_MAY, 0, compile_hours_zone, NULL,
	 "a time zone such as Asia/Ho_Chi_Minh, UTC or +07:00",
	 "the zone of times that have none behind them"},
	{"routes", KEY_RULES, KEY_MUST, ROUTES_MAX, compile_routes, NULL, NULL,
	 "the first rule that matches and decides, wins"},
	{"routes.*", KEY_SECTION, KEY_MAY, 0, compile_rule, NULL,
	 NULL,
	 "one rule"},
	CONDITIONS("routes.*"),
	{"routes.*.not", KEY_SECTION, KEY_MAY, 0, compile_not, NULL, NULL,
	 "the rule does not match while all of this holds"},
	CONDITIONS("routes.*.not"),
	{"routes.*.send", KEY_LIST_OR_PAIRS, KEY_MAY, TARGETS_MAX, compile_send, NULL,
	 "the name of a peer, a list of names, or pairs of name and weight such as {viettel: 70, fpt: 30}",
	 "a peer; a list in order, the next on failure; or peers by weight"},
	{"routes.*.order", KEY_ONE, KEY_MAY, 0, compile_order, "listed; weight where `send` has weights",
	 "listed, weight or least",
	 "which target of `send` is first: as listed, by chance and weight, or the one with the fewest calls"},
	{"routes.*.reject", KEY_ONE, KEY_MAY, 0, compile_reject, NULL,
	 "a status from 400 to 699, alone or with a reason of 128 bytes at most, such as 403 No",
	 "a status, with its reason if it is not the usual one"},
	{"routes.*.drop", KEY_ONE, KEY_MAY, 0, compile_drop, NULL,
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
	{"routes.*.next.retry-after", KEY_ONE, KEY_MAY, 0, compile_next_retry, "obey",
	 "obey or ignore",
	 "whether a target that answered with Retry-After is left alone for so long"},
	{"routes.*.next.redirect", KEY_ONE, KEY_MAY, 0, compile_next_redirect, "pass",
	 "follow or pass",
	 "whether a 3xx of a target is followed, as far as it leads to that peer, or passed to the caller"},
	{"routes.*.set", KEY_SECTION, KEY_MAY, 0, compile_section, NULL, NULL,
	 "changes numbers, the shown name and headers, in the order of these keys; later rules see the changed numbers"},
	{"routes.*.set.caller", KEY_ONE, KEY_MAY, 0, compile_set_caller, NULL,
	 "a number or name of 64 bytes at most, of letters, digits and + - _ . * #",
	 "who calls from here on"},
	{"routes.*.set.called", KEY_ONE, KEY_MAY, 0, compile_set_called, NULL,
	 "a number or name of 64 bytes at most, of letters, digits and + - _ . * #",
	 "who is called from here on"},
	{"routes.*.set.drop", KEY_ONE, KEY_MAY, 0, compile_set_drop, NULL,
	 "a number of digits from 1 to 31",
	 "so many digits less in front of the called number, and its +"},
	{"routes.*.set.prefix", KEY_ONE, KEY_MAY, 0, compile_set_prefix, NULL,
	 "32 of digits, * and # at most, and a + in front",
	 "what stands before the called number, whose + goes"},
	{"routes.*.set.replace", KEY_LIST, KEY_MAY, 2, compile_set_replace, NULL,
	 "two values: an expression such as /^84/, and what replaces it, \\1 for its first ( )",
	 "an expression in the called number, and what replaces it"},
	{"routes.*.set.display", KEY_ONE, KEY_MAY, 0, compile_set_display, NULL,
	 "a text of 127 bytes at most",
	 "the shown name of the caller"},
	{"routes.*.set.name", KEY_ONE, KEY_MAY, 0, compile_set_display, NULL,
	 "a text of 127 bytes at most",
	 "the same as `display`"},
	{"routes.*.set.header", KEY_PAIRS, KEY_MAY, CHANGES_MAX, compile_set_header, NULL, NULL,
	 "headers by name: the INVITE that leaves has these and no others of the name"},
	{"routes.*.add", KEY_PAIRS, KEY_MAY, CHANGES_MAX, compile_add, NULL, NULL,
	 "headers by name that the INVITE that leaves has besides"},
	{"routes.*.remove", KEY_LIST, KEY_MAY, CHANGES_MAX, compile_remove, NULL,
	 "the name of a header, such as X-Tenant",
	 "headers that do not pass"},
	{"routes.*.tag", KEY_LIST, KEY_MAY, TAGS_MAX, compile_tag, NULL,
	 "a word of 64 bytes at most, of letters, digits and - _ . :",
	 "words for the CDR"},
	LATER("routes.*.record", KEY_ONE, "keeps the audio"),
	{"routes.*.limit", KEY_SECTION, KEY_MAY, 0, compile_limit, NULL,
	 "limits nothing: give it 'calls', 'rate', 'minutes' or 'money'",
	 "how much this rule lets through; more is answered 503"},
	LIMITS("routes.*.limit"),
	PACE("routes.*.limit"),
	{"routes.*.emergency", KEY_ONE, KEY_MAY, 0, compile_emergency, NULL,
	 "yes",
	 "the call passes every limit and guard, and may take the place of another call"},
	{"routes.*.privacy", KEY_ONE, KEY_MAY, 0, compile_privacy, NULL,
	 "pass, id, full or none",
	 "whether the called side sees who calls: as the caller wants, hidden but for the peer, hidden from all, shown"},
	{"routes.*.compat", KEY_LIST, KEY_MAY, COMPAT_MAX, compile_rule_compat, NULL,
	 "the name of a peculiarity",
	 "peculiarities of equipment, besides those of the peer"},
	{"guards", KEY_RULES, KEY_MAY, GUARDS_MAX, compile_guards, NULL, NULL,
	 "what is watched for against toll fraud, in calls that are sent; all that fit are counted"},
	{"guards.*", KEY_SECTION, KEY_MAY, 0, compile_guard, NULL,
	 "does nothing: give it 'warn' or 'reject'",
	 "one thing that is watched for"},
	CONDITIONS("guards.*"),
	{"guards.*.not", KEY_SECTION, KEY_MAY, 0, compile_not, NULL, NULL,
	 "the guard does not count a call while all of this holds"},
	CONDITIONS("guards.*.not"),
	{"guards.*.limit", KEY_SECTION, KEY_MAY, 0, compile_limit, NULL,
	 "limits nothing: give it 'calls', 'rate', 'minutes' or 'money'",
	 "calls, minutes or money that are too much"},
	LIMITS("guards.*.limit"),
	{"guards.*.short", KEY_SECTION, KEY_MAY, 0, compile_section, NULL, NULL,
	 "many short calls: so many in a time are too much"},
	{"guards.*.short.calls", KEY_ONE, KEY_MUST, 0, compile_short_calls, NULL,
	 "a number of calls from 1 to 1000000",
	 "how many answered calls"},
	{"guards.*.short.under", KEY_ONE, KEY_MUST, 0, compile_short_under, NULL,
	 "a time from 1s to 1h, such as 10s",
	 "a call is short if it was shorter than this"},
	{"guards.*.short.each", KEY_ONE, KEY_MAY, 0, compile_short_each,
	 "as limit.each, else hour",
	 "minute, hour, day, week, or a time from 1s to 366d, such as 12h",
	 "the time in which they are counted"},
	{"guards.*.new", KEY_ONE, KEY_MAY, 0, compile_new, NULL,
	 "country",
	 "a country to which this peer had no answered call before"},
	{"guards.*.warn", KEY_ONE, KEY_ONE_OF, 0, compile_warn, NULL,
	 "yes",
	 "an event is told, the call goes on"},
	{"guards.*.reject", KEY_ONE, KEY_ONE_OF, 0, compile_guard_reject, NULL,
	 "a status from 400 to 699, alone or with a reason of 128 bytes at most, such as 403 No",
	 "calls beyond it are answered with this status, and an event is told"},
	{"expect", KEY_ENTRIES, KEY_MAY, EXPECT_MAX, compile_expect, NULL, NULL,
	 "calls and what must become of them: proven by check and before every reload"},
	{"expect.*", KEY_SECTION, KEY_MAY, 0, compile_expectation, NULL,
	 "expects nothing: give it 'sent', 'rejected', 'dropped' or 'rule'",
	 "one call"},
	{"expect.*.from", KEY_ONE, KEY_MUST, 0, compile_expect_from, NULL,
	 "the name of a peer",
	 "the peer that calls"},
	{"expect.*.caller", KEY_ONE, KEY_MAY, 0, compile_expect_caller, NULL,
	 "a number as that peer writes it, such as 1001",
	 "who calls, as on the wire; nobody, if it is left out"},
	{"expect.*.called", KEY_ONE, KEY_MUST, 0, compile_expect_called, NULL,
	 "a number as that peer writes it, such as 0912345678",
	 "who is called, as on the wire"},
	{"expect.*.at", KEY_ONE, KEY_MAY, 0, compile_expect_at, "any time",
	 "a day and a time, such as 'Mon 10:00' or '2026-11-25 10:00 Asia/Ho_Chi_Minh'",
	 "when; a weekday is of an ordinary week, UTC unless a zone follows"},
	{"expect.*.header", KEY_PAIRS, KEY_MAY, EXPECT_HEADERS_MAX, compile_expect_header, NULL, NULL,
	 "headers that the INVITE has, with their values"},
	{"expect.*.codec", KEY_LIST, KEY_MAY, CODECS_MAX, compile_expect_codec, NULL,
	 "a codec's name, such as pcma",
	 "codecs that it offers"},
	{"expect.*.transport", KEY_ONE, KEY_MAY, 0, compile_expect_transport, NULL,
	 "udp, tcp, tls, ws or wss",
	 "what it comes over"},
	{"expect.*.sent", KEY_LIST, KEY_ONE_OF, TARGETS_MAX, compile_expect_sent, NULL,
	 "the name of a peer",
	 "all its targets, in the order of the file"},
	{"expect.*.as", KEY_LIST, KEY_MAY, TARGETS_MAX, compile_expect_as, NULL,
	 "a number as the target writes it, such as 0912345678",
	 "the called number as the first target gets it; a list: as each gets it"},
	{"expect.*.caller-as", KEY_LIST, KEY_MAY, TARGETS_MAX, compile_expect_caller_as, NULL,
	 "a number as the target writes it, such as 02873000001",
	 "the caller's number as the first target gets it; a list: as each gets it"},
	{"expect.*.rejected", KEY_ONE, KEY_ONE_OF, 0, compile_expect_rejected, NULL,
	 "a status from 300 to 699, such as 403",
	 "the status that it is rejected with"},
	{"expect.*.dropped", KEY_ONE, KEY_ONE_OF, 0, compile_expect_dropped, NULL,
	 "yes",
	 "it gets no answer at all"},
	{"expect.*.rule", KEY_ONE, KEY_ONE_OF, 0, compile_expect_rule, NULL,
	 "the name of a rule",
	 "the rule that decides"},
	{"cdr", KEY_ONE, KEY_MAY, 0, compile_cdr, NULL,
	 "the path of a file",
	 "the file that gets a JSON line for each call"},
	{"names", KEY_SECTION, KEY_MAY, 0, compile_section, NULL, NULL,
	 "how the names of peers are looked up (RFC 3263)"},
	{"names.servers", KEY_LIST, KEY_MAY, NAMES_MAX, compile_name_servers, "those of /etc/resolv.conf",
	 "an address, alone or with a port, such as 192.0.2.53",
	 "the name servers to ask, in this order"},
	{"control", KEY_ONE, KEY_MAY, 0, compile_control, NULL,
	 "the path of a socket, of 107 bytes at most",
	 "the Unix socket on which `sbc reload` and `sbc status` reach the running SBC"},
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
