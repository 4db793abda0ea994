/*
 * config_peer.h -- what the file says of a peer: where it is, how we know it, what it may have
 *
 * Accounts and tenants are here too: an account is a registration of ours at a peer (RFC 3261 10),
 * a tenant is a group of peers that share limits. See config.h.
 */
#ifndef POLICY_CONFIG_PEER_H
#define POLICY_CONFIG_PEER_H

#include <re.h>
#include "policy/place.h"

enum {
	PEERS_MAX = 10000,
	ACCOUNTS_MAX = 10000,
	TENANTS_MAX = 1000,
	ADDRESSES_MAX = 64,   /* of one peer */
	CODECS_MAX = 32,      /* of one peer */
	CODEC_BYTES_MAX = 32, /* of a codec's name */
	CHANGES_MAX = 32,     /* of headers, of one peer or rule */
};

struct numbering;
struct extensions;
struct patterns;
struct prices;
struct secret;
struct side_config;

/* Calls and sums at once and in a time. 0: none. */
enum limit_per {
	LIMIT_PER_ALL, /* of the peer, rule, guard or tenant that has the limit */
	LIMIT_PER_CALLER,
	LIMIT_PER_PEER, /* that calls */
	LIMIT_PER_TENANT,
};

struct limit_config {
	const char *owner; /* "peer fpt", "rule abroad": what counters are kept by, over reloads */
	uint32_t calls;    /* at once */
	uint32_t rate_calls; /* so many new ones … */
	uint64_t rate_us;    /* … in so long */
	uint64_t pace_us;    /* a call beyond the rate waits for so long at most */
	uint64_t talk_us;    /* of talk (`minutes`) … */
	uint64_t money;      /* … or of millionths of the currency … */
	uint64_t each_us;    /* … in the last so long; default an hour */
	enum limit_per per;
	struct place place; /* line 0: there is no limit */
};

struct server_config {             /* where a peer is found (RFC 3263) */
	const char *host;          /* a name, or an address as text; NULL: not written */
	uint16_t port;             /* 0: not written, so that NAPTR and SRV are asked */
	enum sip_transp transport; /* SIP_TRANSP_NONE: not written */
	struct sa address;         /* set if `host` is an address */
	struct place place;
};

struct address_config {    /* calls come from here */
	struct sa address; /* port 0: any */
	uint8_t bits;      /* of the prefix; 32 or 128: one machine */
	struct place place;
};

/* Peers that share an address: a call is this one's if all that is written fits. */
struct match_config {
	const struct patterns *called; /* the called number as on the wire; NULL: any */
	const char *domain;            /* host of the Request-URI; NULL: any */
	struct place place;
};

struct login_config {
	const char *user;  /* for digest; NULL: there is none */
	const char *realm; /* NULL: any (login) or our name (challenge) */
	const struct secret *password;
	struct place place;
};

struct health_config {
	uint64_t ping_us;  /* OPTIONS while it is up; 0: never (the default) */
	uint64_t retry_us; /* OPTIONS while it is down; default 10 s */
	uint64_t slow_us;  /* an answer later than this: degraded; default 1 s */
	uint32_t down;     /* so many failures in a row: down; default 3 */
	uint32_t up;       /* so many answers in a row: up again; default 1 */
	struct place place;
};

enum identity_header {         /* bits of identity_config.trust and .send */
	IDENTITY_PAI = 1 << 0, /* P-Asserted-Identity, RFC 3325 */
	IDENTITY_PPI = 1 << 1, /* P-Preferred-Identity, RFC 3325 */
	IDENTITY_RPID = 1 << 2,
	IDENTITY_DIVERSION = 1 << 3, /* RFC 5806 */
	IDENTITY_HISTORY = 1 << 4,   /* RFC 7044 */
	IDENTITY_ALL = (1 << 5) - 1,
};

enum identity_from { /* whom From names */
	IDENTITY_FROM_CALLER,
	IDENTITY_FROM_ACCOUNT, /* the account's or login's user; the number goes into `send` */
};

enum privacy {
	PRIVACY_PASS, /* as the caller wants it */
	PRIVACY_ID, /* Privacy: id, From anonymous, the identity is for the peer only (RFC 3325) */
	PRIVACY_FULL, /* not even the peer hears who calls */
	PRIVACY_NONE, /* shown, whatever the caller wants */
};

struct identity_config {
	uint32_t trust; /* inbound: which are believed and may cross; default all */
	uint32_t send;  /* outbound: which are written */
	bool passes; /* `send` is not in the file: what came crosses as the peer writes numbers */
	enum identity_from from;
	enum privacy privacy;
	const struct patterns *own; /* E.164: numbers that may be shown through it; NULL: any */
	const char *fallback;       /* E.164: shown for a caller without a right; NULL: none */
	struct place place;
};

enum srtp_choice {
	SRTP_NO,
	SRTP_ALLOWED,
	SRTP_REQUIRED
};

struct media_config {
	enum srtp_choice srtp;
	const char *codecs[CODECS_MAX]; /* names of rtpmap, lower case, best first */
	uint32_t codecc;                /* 0: all */
	struct place place;
};

enum header_verb {
	HEADER_ADD, /* one more, whatever there is */
	HEADER_SET, /* this one only */
	HEADER_REMOVE,
};

struct header_config { /* of headers that pass; those of routing and dialogs are refused */
	enum header_verb verb;
	const char *name, *value;
	struct place place;
};

struct peer_config {
	const char *name;
	uint32_t index; /* in policy order; state of a peer is kept by name over reloads */
	const struct side_config *side;
	struct address_config addresses[ADDRESSES_MAX]; /* calls come from these… */
	uint32_t addressc;
	struct server_config server; /* …and go here: `server`, else the first address */
	struct server_config proxy;  /* outbound proxy: packets go here instead; host NULL: none */
	struct match_config match;
	const char *
		host; /* our name there, in From, Contact and Via's place of it; NULL: our address */
	const char *user;              /* of `register`, else of `login`: identity.from; or NULL */
	struct login_config login;     /* answers its challenges */
	struct login_config challenge; /* we challenge it */
	struct health_config health;
	struct limit_config limit;
	const struct prices *prices;         /* of calls to it; NULL: they cost nothing */
	const struct numbering *numbers;     /* numbers.h; NULL: numbers stay as they are */
	const struct extensions *extensions; /* NULL: none */
	struct identity_config identity;
	struct media_config media;
	const struct header_config *headers;
	uint32_t headerc;
	uint32_t compat;                    /* bits: compat.h */
	const struct tenant_config *tenant; /* NULL: of none */
	struct place place;
};

struct account_config {    /* a registration of ours; `peers.*.register` makes one too */
	const char *name;  /* of the account, or of its peer */
	const char *label; /* for people; NULL: the name */
	const struct peer_config *peer;
	const char *user;            /* of the address of record and From */
	const char *display;         /* shown name; NULL: none */
	struct login_config login;   /* user: `login`, else `user` */
	struct server_config server; /* the registrar; host NULL: the peer's */
	uint64_t expires_us;         /* asked for; default 1 h */
	bool bulk;                   /* RFC 6140: one registration for a block of numbers */
	struct place place;
};

struct tenant_config {
	const char *name;
	struct limit_config limit;
	struct place place;
};

#endif
