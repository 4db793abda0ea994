/*
 * options.h -- the words after a command: policy files, and options in any order
 *
 * "--from pbx" and "--from=pbx" are the same. What follows an option is its value whatever it looks
 * like. Pure, but for the words it points into.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum {
	OPTIONS_WHY_SIZE = 160, /* longer is cut */
	OPTIONS_LIST_MAX = 16,  /* values of one option that may be there several times */
};

struct option_list { /* begins zeroed */
	const char *values[OPTIONS_LIST_MAX];
	size_t count;
};

struct option_row {
	const char *name;   /* with its -- */
	const char **value; /* gets what follows; must begin as NULL. NULL: nothing follows, and… */
	bool *given;        /* …this is set; */
	bool required;
	struct option_list *list; /* … unless the option may be there several times: all are here */
};

enum options_files { /* how many words are no options */
	OPTIONS_ONE_FILE,
	OPTIONS_TWO_FILES,
	OPTIONS_NO_FILE
};

struct options {
	const struct option_row *rows;
	size_t rowc;
	enum options_files files;
	const char *file, *second;  /* the words that are no options */
	char why[OPTIONS_WHY_SIZE]; /* what is wrong, as a sentence */
};

/* EINVAL: wrong use, see `why`. Options begin zeroed but for their rows. argv ends with NULL. */
int options_read(struct options *options, char **argv);

#endif
