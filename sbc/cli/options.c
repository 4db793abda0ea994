/* options.c -- one word after the other; see options.h */
#include <string.h>
#include <re.h>
#include "sbc/cli/options.h"

static int complain(struct options *options, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(options->why, sizeof options->why, fmt, ap);
	va_end(ap);
	return EINVAL;
}

static const struct option_row *find(const struct options *options, const char *word, size_t length)
{
	for (size_t i = 0; i < options->rowc; i++) {
		const char *name = options->rows[i].name;
		if (strlen(name) == length && 0 == strncmp(name, word, length))
			return &options->rows[i];
	}
	return NULL;
}

static int read_file(struct options *options, const char *word)
{
	if (options->files == OPTIONS_NO_FILE)
		return complain(options, "it takes no file, not '%s'", word);

	if (!options->file) {
		options->file = word;
		return 0;
	}

	if (options->files == OPTIONS_ONE_FILE)
		return complain(options, "one file at a time, not '%s' and '%s'", options->file,
				word);
	if (options->second)
		return complain(options, "two files at a time, not '%s' too", word);

	options->second = word;
	return 0;
}

static int read_flag(struct options *options, const struct option_row *row, const char *inside)
{
	if (inside)
		return complain(options, "nothing can follow %s", row->name);

	*row->given = true;
	return 0;
}

static int read_listed(struct options *options, const struct option_row *row, const char *value)
{
	if (row->list->count == OPTIONS_LIST_MAX)
		return complain(options, "%s is there more than %d times", row->name,
				OPTIONS_LIST_MAX);

	row->list->values[row->list->count++] = value;
	return 0;
}

static int read_value(struct options *options, const struct option_row *row, const char *value)
{
	if (!value)
		return complain(options, "nothing follows %s", row->name);
	if (row->list)
		return read_listed(options, row, value);
	if (*row->value)
		return complain(options, "%s is there twice", row->name);

	*row->value = value;
	return 0;
}

/* Reads the word at *argv, and the next if it is its value; *argv is then the last word it read. */
static int read_word(struct options *options, char ***argv)
{
	const char *word = **argv, *equals = strchr(word, '=');
	const char *inside = equals ? equals + 1 : NULL;
	const struct option_row *row;

	if (word[0] != '-')
		return read_file(options, word);

	row = find(options, word, equals ? (size_t)(equals - word) : strlen(word));
	if (!row)
		return complain(options, "no option %s", word);
	if (!row->value && !row->list)
		return read_flag(options, row, inside);
	if (!inside && (*argv)[1])
		inside = *++*argv;

	return read_value(options, row, inside);
}

static int check_all_given(struct options *options)
{
	if (!options->file && options->files != OPTIONS_NO_FILE)
		return complain(options, "no policy file is given");
	if (!options->second && options->files == OPTIONS_TWO_FILES)
		return complain(options, "no second policy file is given");

	for (size_t i = 0; i < options->rowc; i++) {
		if (options->rows[i].required && !*options->rows[i].value)
			return complain(options, "%s is missing", options->rows[i].name);
	}
	return 0;
}

int options_read(struct options *options, char **argv)
{
	int err = 0;

	for (; *argv && !err; argv++)
		err = read_word(options, &argv);

	return err ? err : check_all_given(options);
}
