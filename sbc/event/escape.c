/* escape.c -- runs of harmless characters pass, the rest is spelt out; see escape.h */
#include "sbc/event/escape.h"

struct character {
	uint32_t code;
	size_t size;   /* in bytes, 1 if it is no UTF-8 */
	bool is_valid; /* UTF-8 */
};

/* First and last code point, and what they can do. */
static const struct {
	uint32_t first, last;
} harmful[] = {
	{0x00,   0x1f  }, /* lines, terminal sequences */
	{'\\',   '\\'  }, /* would make an escape of ours ambiguous */
	{0x7f,   0x9f  }, /* DEL, C1: terminal sequences of one character */
	{0x2028, 0x202e}, /* line separators, direction overrides */
	{0x2066, 0x2069}, /* direction isolates */
};

/* The forms of UTF-8 (RFC 3629 4) by lead byte; `least` shuts out longer forms than needed. */
static const struct form {
	uint8_t mask, lead;
	size_t size;
	uint32_t least;
} forms[] = {
	{0x80, 0x00, 1, 0      },
	{0xe0, 0xc0, 2, 0x80   },
	{0xf0, 0xe0, 3, 0x800  },
	{0xf8, 0xf0, 4, 0x10000},
};

static bool is_code_point(uint32_t code, uint32_t least)
{
	return code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

static bool decode(struct character *c, const struct form *form, const uint8_t *p, size_t left)
{
	uint32_t code = p[0] & (uint8_t)~form->mask;

	if (form->size > left)
		return false;

	for (size_t i = 1; i < form->size; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return false;
		code = code << 6 | (p[i] & 0x3f);
	}

	*c = (struct character){code, form->size, true};
	return is_code_point(code, form->least);
}

static struct character read_character(const uint8_t *p, size_t left)
{
	struct character c;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if ((p[0] & forms[i].mask) == forms[i].lead && decode(&c, &forms[i], p, left))
			return c;
	}
	return (struct character){p[0], 1, false};
}

static bool is_harmful(const struct character *c)
{
	if (!c->is_valid)
		return true;

	for (size_t i = 0; i < ARRAY_SIZE(harmful); i++) {
		if (c->code >= harmful[i].first && c->code <= harmful[i].last)
			return true;
	}
	return false;
}

static int write_text(struct re_printf *pf, const struct character *c)
{
	switch (c->is_valid ? c->code : 0) {
	case '\n':
		return re_hprintf(pf, "\\n");
	case '\r':
		return re_hprintf(pf, "\\r");
	case '\t':
		return re_hprintf(pf, "\\t");
	case '\\':
		return re_hprintf(pf, "\\\\");
	}

	return re_hprintf(pf, c->is_valid && c->code > 0x7f ? "\\u%04x" : "\\x%02x", c->code);
}

static int write_json(struct re_printf *pf, const struct character *c)
{
	if (!c->is_valid)
		return re_hprintf(pf, "\\\\x%02x", c->code);

	if (c->code == '"' || c->code == '\\')
		return re_hprintf(pf, "\\%c", (int)c->code);

	return re_hprintf(pf, "\\u%04x", c->code);
}

static int escape(struct re_printf *pf, const struct pl *bytes, bool json)
{
	const uint8_t *p = (const uint8_t *)bytes->p, *run = p;
	size_t left = bytes->l;
	int err = 0;

	while (left && !err) {
		struct character c = read_character(p, left);
		bool passes = !is_harmful(&c) && !(json && c.code == '"');

		if (!passes && p > run)
			err = pf->vph((const char *)run, p - run, pf->arg);
		if (!passes && !err)
			err = json ? write_json(pf, &c) : write_text(pf, &c);
		p += c.size;
		left -= c.size;
		run = passes ? run : p;
	}

	return err || p == run ? err : pf->vph((const char *)run, p - run, pf->arg);
}

int escape_text(struct re_printf *pf, const struct pl *bytes)
{
	return escape(pf, bytes, false);
}

int escape_json(struct re_printf *pf, const struct pl *bytes)
{
	return escape(pf, bytes, true);
}
