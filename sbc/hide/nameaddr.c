/* nameaddr.c -- names without their hosts; see nameaddr.h */
#include <string.h>
#include "sbc/hide/nameaddr.h"
#include "sbc/hide/quirks.h"
#include "sbc/sip/syntax.h"
#include "policy/numbers.h"

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

/* What came with its escapes keeps them; a backslash at the end, after a cut, escapes nothing. */
int nameaddr_quoted(struct re_printf *pf, const struct pl *text)
{
	int err = 0;

	for (size_t i = 0; i < text->l; i++) {
		bool is_escaped = text->p[i] == '\\';

		if (is_escaped && ++i == text->l)
			break;
		if (is_control(text->p[i]))
			continue;
		if (is_escaped || text->p[i] == '"')
			err |= pf->vph("\\", 1, pf->arg);

		err |= pf->vph(text->p + i, 1, pf->arg);
	}

	return err;
}

static bool is_number(const char *user)
{
	const char *digits = user + (user[0] == '+');

	return digits[0] && !digits[strspn(digits, "0123456789")];
}

static int print_host(struct re_printf *pf, const struct nameaddr *nameaddr)
{
	return nameaddr->is_theirs ? face_theirs(pf, nameaddr->face)
				   : face_ours(pf, nameaddr->face);
}

static const char *phone(const struct nameaddr *nameaddr)
{
	return nameaddr->is_phone && is_number(nameaddr->user) ? ";user=phone" : "";
}

/* A tel URI without a + would need to say in whose plan it is (RFC 3966 5.1.5). */
static int print_uri(struct re_printf *pf, const struct nameaddr *nameaddr)
{
	const char *user = nameaddr->user;

	if (nameaddr->is_tel && user[0] == '+' && is_number(user))
		return re_hprintf(pf, "tel:%s", user);

	return re_hprintf(pf, "sip:%s%s%H%r%s%r", user, user[0] ? "@" : "", print_host, nameaddr,
			  &nameaddr->params, phone(nameaddr), &nameaddr->headers);
}

/* As that peer's equipment wants it. */
static struct nameaddr fitted(const struct nameaddr *nameaddr)
{
	struct nameaddr fit = *nameaddr;

	fit.is_theirs |= fit.role == NAMEADDR_TARGET;
	quirks_nameaddr(&fit);
	return fit;
}

int nameaddr_print(struct re_printf *pf, const struct nameaddr *nameaddr)
{
	const struct nameaddr fit = fitted(nameaddr);
	int err = 0;

	if (fit.display.l)
		err = re_hprintf(pf, "\"%H\" ", nameaddr_quoted, &fit.display);

	return err | re_hprintf(pf, "<%H>", print_uri, &fit);
}

int nameaddr_target(struct re_printf *pf, const struct nameaddr *nameaddr)
{
	const struct nameaddr fit = fitted(nameaddr);

	return re_hprintf(pf, "sip:%s@%H%r%s", fit.user, face_theirs_port, fit.face, &fit.params,
			  phone(&fit));
}

bool nameaddr_number(char number[NUMBER_SIZE], const struct crossing *crossing,
		     const struct pl *user)
{
	const char *end = pl_strchr(user, ';'); /* ;phone-context=… is of that side (RFC 3966) */
	const struct pl digits = {user->p, end ? (size_t)(end - user->p) : user->l};
	struct number read, written;

	if (!digits.l || digits.l >= NUMBER_SIZE)
		return false;

	numbers_in(&read, crossing->from, &digits);
	written = read;
	if (read.form != NUMBERS_UNWRITABLE)
		numbers_out(&written, crossing->face->peer, read.text);

	memcpy(number, written.text, NUMBER_SIZE);
	return true;
}

struct pl nameaddr_harmless(const struct crossing *crossing, const struct pl *text)
{
	return secrets_reveal(crossing->secrets, text) ? pl_null : *text;
}

int nameaddr_params(struct mbuf *mb, const struct crossing *crossing, const struct pl *params,
		    const char *but)
{
	struct pl rest = *params, name, value;
	int err = 0;

	while (syntax_param_next(&rest, &name, &value)) {
		if ((but && !pl_strcasecmp(&name, but)) || secrets_reveal(crossing->secrets, &name)
		    || secrets_reveal(crossing->secrets, &value))
			continue;

		err |= mbuf_printf(mb, value.l ? ";%r=%r" : ";%r", &name, &value);
	}

	return err;
}
