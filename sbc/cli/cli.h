/*
 * cli.h -- the subcommands of the program
 *
 * The table is in main.c; help prints it. A command gets the words after its name, ended by NULL,
 * and returns the exit status of the program. Results go to stdout, complaints to stderr.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stddef.h>

enum cli_status {
	CLI_OK = 0,
	CLI_FAILED = 1, /* the file has mistakes, the machine refuses */
	CLI_USAGE = 2,  /* nobody could know what was meant */
};

struct command {
	const char *name;
	enum cli_status (*run)(char **argv);
	const char *usage; /* the words after the name */
	const char *what;  /* a line */
	const char *more;  /* what `sbc help NAME` says beside */
};

extern const struct command commands[];
extern const size_t commandc;

const struct command *cli_find(const char *name); /* NULL: there is none */

enum cli_status run_command(char **argv);
enum cli_status check_command(char **argv);
enum cli_status explain_command(char **argv);
enum cli_status reload_command(char **argv);
enum cli_status confirm_command(char **argv);
enum cli_status status_command(char **argv);
enum cli_status diff_command(char **argv);
enum cli_status keys_command(char **argv);
enum cli_status version_command(char **argv);
enum cli_status help_command(char **argv);

/*
 * Says on stderr what is wrong with the use of command `name`, and how it is used. `name` NULL: there
 * is no command `why` (NULL: none was given). Returns CLI_USAGE.
 */
enum cli_status help_complain(const char *name, const char *why);

#endif
