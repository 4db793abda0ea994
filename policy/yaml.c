/* yaml.c -- libyaml's events become a tree; see yaml.h */
#include <errno.h>
#include <string.h>
#include <yaml.h>
#include "policy/yaml.h"

struct yaml {
	struct list nodes;
	uint32_t nodec;
	char *file;
	struct yaml_node *root;
	struct list parts; /* trees whose nodes are in this one */
};

struct part {
	struct le le;
	struct yaml *yaml;
};

struct builder {
	yaml_parser_t parser;
	struct yaml *yaml;
	const char *text;
	struct mistakes *mistakes;
	struct yaml_node *stack[YAML_DEPTH_MAX]; /* the maps and lists that are open */
	uint32_t depth;
	const struct yaml_node *key; /* of the innermost map: its value comes next */
	uint32_t documents;
};

static void node_destructor(void *arg)
{
	struct yaml_node *node = arg;

	list_unlink(&node->le);
	explicit_bzero(node->text, strlen(node->text)); /* it may be a password */
}

static void yaml_destructor(void *arg)
{
	struct yaml *yaml = arg;

	list_flush(&yaml->parts);
	list_flush(&yaml->nodes);
	mem_deref(yaml->file);
}

static struct place place_at(const struct builder *b, const yaml_mark_t *mark)
{
	return (struct place){b->yaml->file, mark->line + 1, mark->column + 1};
}

static int refuse(struct builder *b, const yaml_mark_t *mark, const char *what)
{
	struct place place = place_at(b, mark);

	mistakes_add(b->mistakes, &place, "%s", what);
	return EBADMSG;
}

static int add_node(struct yaml_node **nodep, struct builder *b, enum yaml_kind kind,
		    const yaml_mark_t *mark, const char *text, size_t length)
{
	struct yaml_node *node;

	if (++b->yaml->nodec > YAML_NODES_MAX)
		return refuse(b, mark, "the file has more than 600000 keys and values");

	node = mem_zalloc(sizeof *node + length + 1, node_destructor);
	if (!node)
		return ENOMEM;

	node->kind = kind;
	node->place = place_at(b, mark);
	if (length)
		memcpy(node->text, text, length);

	list_append(&b->yaml->nodes, &node->le, node);
	*nodep = node;
	return 0;
}

/* Puts a value where the file has it: the root, the next of a list, behind the key of a map. */
static void attach(struct builder *b, struct yaml_node *node)
{
	struct yaml_node *parent;

	if (!b->depth) {
		b->yaml->root = node;
		return;
	}

	parent = b->stack[b->depth - 1];
	node->key = b->key;
	b->key = NULL;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	++parent->count;
}

static bool is_key(const struct builder *b)
{
	return b->depth && b->stack[b->depth - 1]->kind == YAML_MAP && !b->key;
}

/* C0 and C1 control characters: they would let a file write over the log's lines. */
static bool has_control(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const uint8_t c = text[i];

		if (c < 0x20 || c == 0x7f)
			return true;
		if (c == 0xc2 && i + 1 < length && (uint8_t)text[i + 1] < 0xa0)
			return true;
	}

	return false;
}

/* What the language does not have; NULL: nothing to say against it. */
static const char *scalar_mistake(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	const size_t length = event->data.scalar.length;

	if (event->data.scalar.anchor)
		return "anchors ('&') are not part of the language: write the value where it is "
		       "used";
	if (event->data.scalar.tag)
		return "tags ('!') are not part of the language: every value is text";
	if (length > YAML_SCALAR_MAX)
		return "a text of more than 1000 bytes";
	if (has_control(text, length))
		return "a value is one line, without control characters";

	return NULL;
}

static int scalar(struct builder *b, const yaml_event_t *event)
{
	const char *wrong = scalar_mistake(event);
	struct yaml_node *node;
	int err;

	if (wrong && is_key(b))
		return refuse(b, &event->start_mark, wrong);

	err = add_node(&node, b, wrong ? YAML_BROKEN : YAML_TEXT, &event->start_mark,
		       (const char *)event->data.scalar.value,
		       wrong ? 0 : event->data.scalar.length);
	if (err)
		return err;

	if (wrong)
		refuse(b, &event->start_mark, wrong);

	if (is_key(b))
		b->key = node;
	else
		attach(b, node);

	return 0;
}

static int alias(struct builder *b, const yaml_event_t *event)
{
	const char *wrong =
		"aliases ('*name') are not part of the language: write the value, or quote it";
	struct yaml_node *node;
	int err;

	if (is_key(b))
		return refuse(b, &event->start_mark, wrong);

	err = add_node(&node, b, YAML_BROKEN, &event->start_mark, NULL, 0);
	if (err)
		return err;

	refuse(b, &event->start_mark, wrong);
	attach(b, node);
	return 0;
}

static int open_node(struct builder *b, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node *node;
	int err;

	if (is_key(b))
		return refuse(b, &event->start_mark, "a key is a text, not a list or map");
	if (b->depth == YAML_DEPTH_MAX)
		return refuse(b, &event->start_mark,
			      "more than 16 maps and lists inside each other");

	err = add_node(&node, b, kind, &event->start_mark, NULL, 0);
	if (err)
		return err;

	attach(b, node);
	b->stack[b->depth++] = node;
	return 0;
}

static int open_list(struct builder *b, const yaml_event_t *event)
{
	if (event->data.sequence_start.anchor || event->data.sequence_start.tag)
		return refuse(b, &event->start_mark,
			      "anchors ('&') and tags ('!') are not part of the language");

	return open_node(b, event, YAML_LIST);
}

static int open_map(struct builder *b, const yaml_event_t *event)
{
	if (event->data.mapping_start.anchor || event->data.mapping_start.tag)
		return refuse(b, &event->start_mark,
			      "anchors ('&') and tags ('!') are not part of the language");

	return open_node(b, event, YAML_MAP);
}

static int close_node(struct builder *b, const yaml_event_t *event)
{
	(void)event;

	--b->depth;
	return 0;
}

static int document(struct builder *b, const yaml_event_t *event)
{
	if (++b->documents > 1)
		return refuse(b, &event->start_mark, "a second document: one file is one policy");

	return 0;
}

static int nothing(struct builder *b, const yaml_event_t *event)
{
	(void)b;
	(void)event;
	return 0;
}

static int (*const handlers[])(struct builder *, const yaml_event_t *) = {
	[YAML_NO_EVENT] = nothing,
	[YAML_STREAM_START_EVENT] = nothing,
	[YAML_STREAM_END_EVENT] = nothing,
	[YAML_DOCUMENT_START_EVENT] = document,
	[YAML_DOCUMENT_END_EVENT] = nothing,
	[YAML_ALIAS_EVENT] = alias,
	[YAML_SCALAR_EVENT] = scalar,
	[YAML_SEQUENCE_START_EVENT] = open_list,
	[YAML_SEQUENCE_END_EVENT] = close_node,
	[YAML_MAPPING_START_EVENT] = open_map,
	[YAML_MAPPING_END_EVENT] = close_node,
};

/* The tab that indents this line (from 0); NULL: it is indented as it should be. */
static const char *tab_in(const char *text, size_t line, size_t *columnp)
{
	for (; line && *text; text++)
		line -= *text == '\n';

	*columnp = strspn(text, " ");
	return text[*columnp] == '\t' ? text + *columnp : NULL;
}

/* libyaml counts bytes, not lines, where the text is not UTF-8. */
static yaml_mark_t mark_of_byte(const char *text, size_t offset)
{
	yaml_mark_t mark = {0};

	for (size_t i = 0; i < offset && text[i]; i++) {
		++mark.column;
		if (text[i] == '\n') {
			++mark.line;
			mark.column = 0;
		}
	}

	return mark;
}

/* Where a character lacks bytes, libyaml shows the one behind them: the first is the wrong one. */
static size_t wrong_byte(const char *text, const yaml_parser_t *parser)
{
	size_t offset = parser->problem_offset;

	if (strcmp(parser->problem, "invalid trailing UTF-8 octet"))
		return offset;

	do
		--offset;
	while (offset && (text[offset] & 0xc0) == 0x80);

	return offset;
}

/* clang-format off */
/* What libyaml says, and what would be right. */
static const struct {
	const char *problem, *advice;
} advices[] = {
	{"did not find expected key", ": keys of one section begin in the same column"},
	{"did not find expected '-' indicator", ": entries of one list begin in the same column"},
	{"did not find expected ',' or", ": close it, or quote a text with [ ] { } or , in it"},
	{"could not find expected ':'", ": a key has a colon and a blank behind it"},
	{"mapping values are not allowed", ": one key a line, and quotes around a text with ': ' in it"},
	{"found unexpected ':'", ": inside [ ] and { } a text with a colon needs quotes"},
	{"found character that cannot start", ": a text that begins with this needs quotes"},
	{"did not find expected alphabetic", ": a text that begins with * or & needs quotes"},
	{"found unexpected end of stream", ": close the quotes"},
};
/* clang-format on */

static const char *advice_for(const char *problem)
{
	for (size_t i = 0; i < ARRAY_SIZE(advices); i++)
		if (!strncmp(problem, advices[i].problem, strlen(advices[i].problem)))
			return advices[i].advice;

	return "";
}

static int refuse_syntax(struct builder *b)
{
	const yaml_parser_t *parser = &b->parser;
	yaml_mark_t mark = parser->problem_mark;
	struct place place;
	size_t column;

	if (parser->error == YAML_MEMORY_ERROR)
		return ENOMEM;

	if (parser->error == YAML_READER_ERROR) {
		mark = mark_of_byte(b->text, wrong_byte(b->text, parser));
		return refuse(b, &mark, "a byte that is no text: a policy is written in UTF-8");
	}

	if (tab_in(b->text, mark.line, &column)) {
		mark.column = column;
		return refuse(b, &mark, "a tab: YAML is indented with spaces only");
	}

	place = place_at(b, &mark);
	if (parser->context)
		mistakes_add(b->mistakes, &place, "not YAML: %s %s that began in line %u%s",
			     parser->problem, parser->context,
			     (unsigned)parser->context_mark.line + 1, advice_for(parser->problem));
	else
		mistakes_add(b->mistakes, &place, "not YAML: %s%s", parser->problem,
			     advice_for(parser->problem));

	return EBADMSG;
}

static int build(struct builder *b)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	int err = 0;

	while (!err && type != YAML_STREAM_END_EVENT) {
		yaml_event_t event;

		if (!yaml_parser_parse(&b->parser, &event))
			return refuse_syntax(b);

		type = event.type;
		err = handlers[type](b, &event);
		if (type == YAML_SCALAR_EVENT)
			explicit_bzero(event.data.scalar.value, event.data.scalar.length);
		yaml_event_delete(&event);
	}

	return err;
}

static void check_root(struct builder *b)
{
	struct yaml *yaml = b->yaml;
	const struct place start = {yaml->file, 1, 1};

	if (yaml->root && yaml->root->kind == YAML_MAP)
		return;

	if (!yaml->root)
		mistakes_add(b->mistakes, &start,
			     "the file is empty: it needs sides, peers and routes");
	else if (yaml->root->kind != YAML_BROKEN)
		mistakes_add(
			b->mistakes, &yaml->root->place,
			"a policy is made of sections such as 'peers:', each with its keys below");

	yaml->root = NULL;
}

/* The file may hold passwords: libyaml gives its buffers back as they are. */
static void wipe_parser(yaml_parser_t *parser)
{
	explicit_bzero(parser->raw_buffer.start,
		       (size_t)(parser->raw_buffer.end - parser->raw_buffer.start));
	explicit_bzero(parser->buffer.start, (size_t)(parser->buffer.end - parser->buffer.start));
}

static int parse(struct builder *b)
{
	const size_t length = strlen(b->text);
	int err;

	if (length > YAML_BYTES_MAX)
		return refuse(b, &(yaml_mark_t){0}, "the file has more than 8388608 bytes");

	if (!yaml_parser_initialize(&b->parser))
		return ENOMEM;

	yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b->parser, (const uint8_t *)b->text, length);
	err = build(b);
	wipe_parser(&b->parser);
	yaml_parser_delete(&b->parser);
	return err;
}

int yaml_read(struct yaml **yamlp, const char *file, const char *text, struct mistakes *mistakes)
{
	struct builder b = {.text = text, .mistakes = mistakes};
	int err;

	b.yaml = mem_zalloc(sizeof *b.yaml, yaml_destructor);
	if (!b.yaml)
		return ENOMEM;

	err = str_dup(&b.yaml->file, file);
	if (!err)
		err = parse(&b);
	if (!err)
		check_root(&b);

	if (err == EBADMSG) { /* the tree ends in the middle: of no use, but its places are */
		b.yaml->root = NULL;
		err = 0;
	}

	if (err)
		mem_deref(b.yaml);
	else
		*yamlp = b.yaml;

	return err;
}

const struct yaml_node *yaml_root(const struct yaml *yaml)
{
	return yaml->root;
}

struct yaml_node *yaml_edit(struct yaml *yaml)
{
	return yaml->root;
}

static void part_destructor(void *arg)
{
	struct part *part = arg;

	list_unlink(&part->le);
	mem_deref(part->yaml);
}

int yaml_keep(struct yaml *yaml, struct yaml *other)
{
	struct part *part = mem_zalloc(sizeof *part, part_destructor);

	if (!part) {
		mem_deref(other);
		return ENOMEM;
	}

	part->yaml = other;
	list_append(&yaml->parts, &part->le, part);
	return 0;
}

void yaml_forget(struct yaml *yaml)
{
	yaml->root = NULL;
}

const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = map->first;

	while (node && strcmp(node->key->text, key))
		node = node->next;

	return node;
}

/* All nodes are ours: they are const for who reads them. */
void yaml_wipe(const struct yaml_node *node)
{
	char *text = ((struct yaml_node *)node)->text;

	memset(text, '*', strlen(text));
}

const struct place *yaml_place(const struct yaml_node *node)
{
	return node->key ? &node->key->place : &node->place;
}

static const struct yaml_node *skip_broken(const struct yaml_node *node)
{
	while (node && node->kind == YAML_BROKEN)
		node = node->next;

	return node;
}

const struct yaml_node *yaml_each(const struct yaml_node *node, const struct yaml_node *before)
{
	if (node->kind != YAML_LIST)
		return before ? NULL : node;

	return skip_broken(before ? before->next : node->first);
}

uint32_t yaml_count(const struct yaml_node *node)
{
	const struct yaml_node *item = NULL;
	uint32_t count = 0;

	while ((item = yaml_each(node, item)))
		++count;

	return count;
}
