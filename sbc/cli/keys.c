/* keys.c -- sbc keys: the language, as a reference or as a schema for editors; see cli.h */
#include <stdio.h>
#include <re.h>
#include "policy/schema.h"
#include "sbc/cli/cli.h"
#include "sbc/cli/options.h"
#include "sbc/cli/out.h"

enum cli_status keys_command(char **argv)
{
	struct re_printf out = {out_write, stdout};
	bool schema = false;
	const struct option_row rows[] = {
		{"--schema", NULL, &schema, false, NULL}
        };
	struct options options = {.rows = rows, .rowc = ARRAY_SIZE(rows), .files = OPTIONS_NO_FILE};

	if (options_read(&options, argv))
		return help_complain("keys", options.why);

	return (schema ? schema_print : schema_reference)(&out) ? CLI_FAILED : CLI_OK;
}
