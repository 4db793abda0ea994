/* compile_match.c -- readers of the conditions of rules and guards; see compile.h */
#include <ctype.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/country.h"
#include "policy/header.h"
#include "policy/pattern_regex.h"
#include "policy/value.h"

enum {
	METHOD_BYTES_MAX = 32,
};

/* clang-format off */
static const struct {
	const char *word;
	enum sip_transp transport;
} transports[] = {
	{"udp", SIP_TRANSP_UDP},
	{"tcp", SIP_TRANSP_TCP},
	{"tls", SIP_TRANSP_TLS},
	{"ws",  SIP_TRANSP_WS},
	{"wss", SIP_TRANSP_WSS},
};
/* clang-format on */

void compile_not(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->not ->place = node->key->place;
}

/* The condition of the group that the key stands in, with its place. */
static struct condition *begin(struct compiler *c, enum match_kind kind,
			       const struct yaml_node *node, const struct key *key)
{
	struct group *group = strstr(key->path, ".not.") ? c->not : c->all;

	group->kinds |= 1U << kind;
	group->conditions[kind].place = node->key->place;
	return &group->conditions[kind];
}

/* The texts of "one or a list"; false: no memory. */
static bool read_texts(struct compiler *c, struct condition *condition,
		       const struct yaml_node *node)
{
	const struct yaml_node *item = NULL;

	condition->texts = compile_block(c, yaml_count(node), sizeof *condition->texts);
	while (condition->texts && (item = yaml_each(node, item)))
		condition->texts[condition->count++] = item->text;

	return condition->texts != NULL;
}

void compile_from(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct condition *condition = begin(c, MATCH_FROM, node, key);
	struct origin *origin = compile_block(c, yaml_count(node), sizeof *origin);
	const struct yaml_node *item = NULL;

	if (!read_texts(c, condition, node) || !origin)
		return;

	condition->origins = origin;
	for (; (item = yaml_each(node, item)); ++origin)
		c->err |= names_want_either(c->names,
					    &(struct names_wanted){NAMES_PEER, &origin->peer},
					    &(struct names_wanted){NAMES_TENANT, &origin->tenant},
					    item->text, &item->place);
}

static void read_numbers(struct compiler *c, struct condition *condition,
			 const struct yaml_node *node)
{
	compile_patterns(c, &condition->patterns, node);
	condition->count = condition->patterns.count;
}

void compile_caller(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	read_numbers(c, begin(c, MATCH_CALLER, node, key), node);
}

void compile_called(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	read_numbers(c, begin(c, MATCH_CALLED, node, key), node);
}

void compile_when_open(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct condition *condition = begin(c, MATCH_HOURS, node, key);
	const struct yaml_node *item = NULL;
	uint32_t i = 0;

	condition->hours = compile_block(c, yaml_count(node), sizeof *condition->hours);
	if (!read_texts(c, condition, node) || !condition->hours)
		return;

	while ((item = yaml_each(node, item)))
		compile_want(c, NAMES_HOURS, item, &condition->hours[i++]);
}

/* A value is an expression, a text, and if it can be read so, a number pattern. */
static void read_header(struct compiler *c, struct header_match *header,
			const struct yaml_node *node)
{
	struct pattern pattern, *kept;
	const char *wrong;

	*header = (struct header_match){.name = node->key->text, .text = node->text};
	if (!header_is_name(header->name))
		mistakes_add(c->mistakes, &node->key->place, "'%s' is no name of a header",
			     header->name);

	if (pattern_is_regex(node->text)) {
		(void)compile_regex(c, &header->regex, node);
	} else if (!pattern_read(&pattern, node->text, &wrong)) {
		header->pattern = kept = compile_block(c, 1, sizeof *kept);
		if (kept)
			*kept = pattern;
	}
}

void compile_when_header(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct condition *condition = begin(c, MATCH_HEADER, node, key);

	condition->headers = compile_block(c, node->count, sizeof *condition->headers);
	for (const struct yaml_node *pair = node->first; condition->headers && pair;
	     pair = pair->next)
		if (pair->kind == YAML_TEXT)
			read_header(c, &condition->headers[condition->count++], pair);
}

/* Whether each value is a word of these letters and not too long; the mistakes are added. */
static void check_words(struct compiler *c, const struct yaml_node *node, const struct key *key,
			bool (*fits)(const char *text))
{
	const struct yaml_node *item = NULL;

	while ((item = yaml_each(node, item)))
		if (!fits(item->text))
			compile_wrong(c, item, key);
}

static bool is_codec(const char *text)
{
	return value_is_word(text, "-._", CODEC_BYTES_MAX);
}

void compile_when_codec(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (read_texts(c, begin(c, MATCH_CODEC, node, key), node))
		check_words(c, node, key, is_codec);
}

void compile_when_country(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (read_texts(c, begin(c, MATCH_COUNTRY, node, key), node))
		check_words(c, node, key, country_is_known);
}

static bool is_method(const char *text)
{
	const char *p = text;

	while (isupper((unsigned char)*p))
		++p;

	return !*p && p - text <= METHOD_BYTES_MAX;
}

void compile_when_method(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (read_texts(c, begin(c, MATCH_METHOD, node, key), node))
		check_words(c, node, key, is_method);
}

/* ">80%" */
static void read_load(struct compiler *c, struct load *load, const struct yaml_node *node,
		      const struct key *key)
{
	char digits[4] = {0};
	const size_t length = strlen(node->text);

	load->above = node->text[0] == '>';
	if (length > 2 && length < 6 && node->text[length - 1] == '%')
		memcpy(digits, node->text + 1, length - 2);

	if ((!load->above && node->text[0] != '<') || value_count(&load->percent, digits, 0, 100))
		compile_wrong(c, node, key);
}

void compile_when_load(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct condition *condition = begin(c, MATCH_LOAD, node, key);
	const struct yaml_node *item = NULL;
	uint32_t i = 0;

	condition->loads = compile_block(c, yaml_count(node), sizeof *condition->loads);
	if (!read_texts(c, condition, node) || !condition->loads)
		return;

	while ((item = yaml_each(node, item)))
		read_load(c, &condition->loads[i++], item, key);
}

/* SIP_TRANSP_NONE: no such word. */
static enum sip_transp transport_of(const char *word)
{
	for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++)
		if (!strcmp(transports[i].word, word))
			return transports[i].transport;

	return SIP_TRANSP_NONE;
}

void compile_when_transport(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct condition *condition = begin(c, MATCH_TRANSPORT, node, key);
	const struct yaml_node *item = NULL;
	uint32_t i = 0;

	condition->transports = compile_block(c, yaml_count(node), sizeof *condition->transports);
	if (!read_texts(c, condition, node) || !condition->transports)
		return;

	while ((item = yaml_each(node, item))) {
		condition->transports[i] = transport_of(item->text);
		if (condition->transports[i++] == SIP_TRANSP_NONE)
			compile_wrong(c, item, key);
	}
}
