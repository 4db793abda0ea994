/* login.c -- see login.h */
#include <string.h>
#include "tests/lab/login.h"
#include "tests/lab/party.h"
#include "tests/lab/text.h"

enum {
	HEX_SIZE = 33, /* of an MD5, with its 0 */
};

struct words { /* of a header */
	struct pl user, realm, nonce, uri, count, cnonce, response;
};

static int hex_of(struct re_printf *pf, const uint8_t *md5)
{
	int err = 0;

	for (int i = 0; i < 16 && !err; i++)
		err = re_hprintf(pf, "%02x", md5[i]);

	return err;
}

/* RFC 2617 3.2.2, qop=auth; everything as it stands between the quotes. */
static void respond(char hex[HEX_SIZE], const struct words *words, const char *password,
		    const struct pl *method)
{
	uint8_t who[16], what[16], response[16];

	lab_need(md5_printf(who, "%r:%r:%s", &words->user, &words->realm, password), "MD5");
	lab_need(md5_printf(what, "%r:%r", method, &words->uri), "MD5");
	lab_need(md5_printf(response, "%H:%r:%r:%r:auth:%H", hex_of, who, &words->nonce,
			    &words->count, &words->cnonce, hex_of, what),
		 "MD5");
	re_snprintf(hex, HEX_SIZE, "%H", hex_of, response);
}

static bool read_words(struct words *words, const struct pl *text, const char *header)
{
	struct pl line;

	return text_header(&line, text, header, NULL)
		&& text_word(&words->user, &line, " username=\"", NULL)
		&& text_word(&words->nonce, &line, " nonce=\"", NULL)
		&& text_word(&words->realm, &line, " realm=\"", NULL)
		&& text_word(&words->uri, &line, " uri=\"", NULL)
		&& text_word(&words->count, &line, " nc=", NULL)
		&& text_word(&words->cnonce, &line, " cnonce=\"", NULL)
		&& text_word(&words->response, &line, " response=\"", NULL);
}

/* A nonce begins with its time in ms. */
static bool is_old(const struct party *party, const struct pl *nonce)
{
	struct pl time = {nonce->p, 8};
	uint64_t now_us = lab_now(party->lab);

	return party->wants.nonce_us && nonce->l > 8
		&& now_us - pl_x64(&time) * MS > party->wants.nonce_us;
}

/* What it says, and whether only its nonce is wrong. */
static bool is_proven(bool *stale, const struct party *party, const struct sip_msg *msg)
{
	const struct pl text = {(const char *)msg->mb->buf, msg->mb->end};
	const char *header = party->wants.status == 407 ? "Proxy-Authorization" : "Authorization";
	struct words words;
	char hex[HEX_SIZE];

	if (!read_words(&words, &text, header))
		return false;

	respond(hex, &words, party->wants.password, &msg->met);
	if (pl_strcmp(&words.response, hex) || pl_strcmp(&words.user, party->wants.user)
	    || pl_cmp(&words.uri, &msg->ruri))
		return false;

	*stale = is_old(party, &words.nonce);
	return !*stale;
}

static void ask(struct server *server, const struct sip_msg *msg, bool stale)
{
	struct party *party = server->party;
	const struct pl text = {(const char *)msg->mb->buf, msg->mb->end};
	uint16_t status = party->wants.status;
	char line[256], hex[17];
	struct mbuf *mb;

	party_hex(party, hex, sizeof hex);
	re_snprintf(line, sizeof line,
		    "%s: Digest realm=\"%s\", nonce=\"%08llx%s\", opaque=\"%s\", algorithm=MD5, "
		    "qop=\"auth\"%s\r\n",
		    status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate", party->wants.realm,
		    lab_now(party->lab) / MS, hex, hex, stale ? ", stale=true" : "");
	mb = party_answers(party, &text, status, NULL, line, NULL);
	server_says(server, status, mb);
	mem_deref(mb);
}

bool login_asks(struct server *server, const struct sip_msg *msg)
{
	static const char *const asked[] = {"INVITE", "BYE", "REGISTER"};
	bool is_asked = false, stale = false;

	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		is_asked |= !pl_strcmp(&msg->met, asked[i]);

	if (!is_asked || !server->party->wants.user || is_proven(&stale, server->party, msg))
		return false;

	ask(server, msg, stale);
	return true;
}

static int print_proof(struct re_printf *pf, const struct words *words)
{
	return re_hprintf(pf,
			  "Authorization: Digest username=\"%r\", realm=\"%r\", nonce=\"%r\", "
			  "uri=\"%r\", response=\"%r\", algorithm=MD5, qop=auth, nc=%r, "
			  "cnonce=\"%r\"\r\n",
			  &words->user, &words->realm, &words->nonce, &words->uri, &words->response,
			  &words->count, &words->cnonce);
}

/* The MD5 challenge of those that there are. */
static bool read_challenge(struct words *words, const struct sip_msg *msg)
{
	struct pl left = {(const char *)msg->mb->buf, msg->mb->end}, line, word;

	while (text_header(&line, &left, "WWW-Authenticate", &left)) {
		if (text_word(&word, &line, " algorithm=", NULL) && !pl_strcmp(&word, "MD5"))
			return text_word(&words->realm, &line, " realm=\"", NULL)
				&& text_word(&words->nonce, &line, " nonce=\"", NULL);
	}

	return false;
}

/* The same INVITE with another branch and number, and one line more. */
static struct mbuf *with_proof(struct talk *talk, const struct words *words)
{
	const struct mbuf *before = talk->invite;
	struct pl text = {(const char *)before->buf, before->end}, line, after;
	const char *branch = memmem(text.p, text.l, talk->branch, strlen(talk->branch));
	struct mbuf *mb = mbuf_alloc(before->end + 512);
	int err = mb && branch ? 0 : ENOMEM;

	lab_need(text_header(&line, &text, "CSeq", &after) ? 0 : EBADMSG, "CSeq");
	err = err ? err : mbuf_write_mem(mb, before->buf, (size_t)(branch - text.p));
	party_hex(talk->party, talk->branch + 7, 17);
	branch += strlen(talk->branch);
	err |= mbuf_printf(mb, "%s%b", talk->branch, branch, (size_t)(line.p - branch));
	err |= mbuf_printf(mb, "CSeq: %u INVITE\r\n%H", ++talk->cseq, print_proof, words);
	err |= mbuf_write_mem(mb, (const uint8_t *)after.p + 2, after.l - 2);
	lab_need(err, "INVITE");
	mb->pos = 0;
	return mb;
}

bool login_again(struct talk *talk, const struct sip_msg *msg)
{
	struct party *party = talk->party;
	const struct pl method = PL("INVITE");
	struct words words = {.count = PL("00000001"), .cnonce = PL("c0ffee")};
	char hex[HEX_SIZE];
	struct mbuf *mb;

	if (msg->scode != 401 || !party->has.user || talk->logins++ >= party->has.tries
	    || !read_challenge(&words, msg))
		return false;

	pl_set_str(&words.user, party->has.user);
	pl_set_str(&words.uri, talk->target);
	respond(hex, &words, party->has.password, &method);
	pl_set_str(&words.response, hex);
	mb = with_proof(talk, &words);
	mem_deref(talk->invite);
	talk->invite = mb;
	return true;
}
