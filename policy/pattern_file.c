/* pattern_file.c -- a line at a time: a plain number into the hash, else a pattern into spans */
#include <errno.h>
#include <string.h>
#include "policy/pattern.h"
#include "policy/pattern_file.h"
#include "policy/spans.h"

enum {
	LINE_MAX_BYTES = 512,
	FORMS_FIRST = 64, /* room for patterns to begin with; doubled when it is full */
	HASH_BITS_MIN = 4,
};

struct pattern_file {
	uint64_t *numbers; /* codes; open addressing, at most half full; 0: empty */
	uint32_t bits;     /* of the size of `numbers` */
	struct pattern *forms;
	uint32_t formc, form_size;
	struct spans spans; /* of `forms` */
};

struct line { /* what is being read */
	struct pattern_file *file;
	struct mistakes *mistakes;
	struct place place;
	const char *text; /* without blanks and comment */
	size_t length;
};

static void file_destructor(void *arg)
{
	struct pattern_file *file = arg;

	mem_deref(file->numbers);
	mem_deref(file->forms);
	spans_reset(&file->spans);
}

/* Where a code is looked for first: the upper bits of a product are well mixed. */
static uint64_t slot_of(const struct pattern_file *file, uint64_t code)
{
	return code * 0x9e3779b97f4a7c15u >> (64 - file->bits);
}

/* The slot that has the code, or the empty one where it would be. */
static uint64_t *find(const struct pattern_file *file, uint64_t code)
{
	const uint64_t mask = (1ULL << file->bits) - 1;
	uint64_t i = slot_of(file, code);

	while (file->numbers[i] && file->numbers[i] != code)
		i = (i + 1) & mask;

	return &file->numbers[i];
}

/* Whether it is a number that its code tells from all others. */
static bool is_plain(const char *text, size_t length)
{
	const size_t plus = length && *text == '+';

	if (length == plus || length > PATTERN_CODE_PLACES)
		return false;

	for (size_t i = plus; i < length; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;

	return true;
}

static int add_form(struct pattern_file *file, const struct pattern *pattern)
{
	const uint32_t size = file->form_size ? file->form_size * 2 : FORMS_FIRST;
	uint64_t low, high;

	if (file->formc == file->form_size) {
		struct pattern *forms = file->forms ? mem_realloc(file->forms, size * sizeof *forms)
						    : mem_alloc(size * sizeof *forms, NULL);

		if (!forms)
			return ENOMEM;

		file->forms = forms;
		file->form_size = size;
	}

	file->forms[file->formc] = *pattern;
	file->forms[file->formc].text = NULL; /* the line's text does not outlive the reading */
	pattern_bounds(&low, &high, pattern);
	return spans_add(&file->spans, low, high, file->formc++);
}

static bool is_printable(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;

	return true;
}

/* A pattern that is no plain number. */
static int read_form(const struct line *line)
{
	char text[LINE_MAX_BYTES + 1];
	struct pattern pattern;
	const char *wrong;

	if (line->length > LINE_MAX_BYTES || !is_printable(line->text, line->length)) {
		mistakes_add(line->mistakes, &line->place,
			     "no pattern: a line has digits, +, x, [3-9], a..b or * at the end");
		return 0;
	}

	memcpy(text, line->text, line->length);
	text[line->length] = '\0';
	if (pattern_read(&pattern, text, &wrong)) {
		mistakes_add(line->mistakes, &line->place, "'%s': %s", text, wrong);
		return 0;
	}

	if (line->file->formc == PATTERN_FILE_FORMS_MAX) {
		mistakes_add(line->mistakes, &line->place,
			     "more than 200000 patterns that are no plain number");
		return E2BIG;
	}

	return add_form(line->file, &pattern);
}

static int read_line(struct line *line)
{
	char number[PATTERN_CODE_PLACES + 1];
	uint64_t code;

	if (!line->length)
		return 0;
	if (!is_plain(line->text, line->length))
		return read_form(line);

	memcpy(number, line->text, line->length);
	number[line->length] = '\0';
	code = pattern_code(number);
	*find(line->file, code) = code;
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts blanks and the comment from what stands between `text` and `end`. */
static void trim(struct line *line, const char *text, const char *end)
{
	const char *comment = memchr(text, '#', end - text), *first = text;

	if (comment)
		end = comment;
	while (first < end && is_blank(*first))
		++first;
	while (end > first && is_blank(end[-1]))
		--end;

	line->text = first;
	line->length = end - first;
	line->place.column = first - text + 1;
}

static int read_lines(struct pattern_file *file, const char *name, const char *text,
		      struct mistakes *mistakes)
{
	struct line line = {.file = file, .mistakes = mistakes, .place = {.file = name}};
	int err = 0;

	while (!err && *text && !mistakes_are_enough(mistakes)) {
		const char *end = strchrnul(text, '\n');

		++line.place.line;
		trim(&line, text, end);
		err = read_line(&line);
		text = end + (*end == '\n');
	}

	return err == E2BIG ? 0 : err; /* told */
}

static uint32_t count_lines(const char *text)
{
	uint32_t count = 1;

	while ((text = strchr(text, '\n'))) {
		++text;
		++count;
	}

	return count;
}

static int reserve(struct pattern_file *file, uint32_t lines)
{
	file->bits = HASH_BITS_MIN;
	while (1U << file->bits < 2 * lines)
		++file->bits;

	file->numbers = mem_zalloc((size_t)8 << file->bits, NULL);
	return file->numbers ? 0 : ENOMEM;
}

int pattern_file_alloc(struct pattern_file **filep, const char *name, const char *text,
		       struct mistakes *mistakes)
{
	const struct place start = {name, 1, 1};
	const uint32_t lines = count_lines(text);
	struct pattern_file *file;
	int err;

	if (!strncmp(text, "\xef\xbb\xbf", 3)) /* the mark that some editors put before UTF-8 */
		text += 3;
	if (lines > PATTERN_FILE_LINES_MAX + 1) {
		mistakes_add(mistakes, &start, "the file has more than 2000000 lines");
		text = "";
	}

	file = mem_zalloc(sizeof *file, file_destructor);
	err = file ? reserve(file, lines) : ENOMEM;
	if (!err)
		err = read_lines(file, name, text, mistakes);
	if (err) {
		mem_deref(file);
		return err;
	}

	spans_sort(&file->spans);
	*filep = file;
	return 0;
}

struct trial {
	const struct pattern_file *file;
	const char *number;
};

static bool is_it(uint32_t i, void *arg)
{
	const struct trial *trial = arg;

	return pattern_matches(&trial->file->forms[i], trial->number);
}

bool pattern_file_matches(const struct pattern_file *file, const char *number)
{
	struct trial trial = {file, number};
	const uint64_t code = pattern_code(number);

	if (is_plain(number, strlen(number)) && *find(file, code))
		return true;

	return spans_each(&file->spans, code, is_it, &trial);
}
