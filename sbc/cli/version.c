/* version.c -- sbc version; see cli.h */
#include <re.h>
#include "sbc/cli/cli.h"
#include "sbc/cli/version.h"

enum cli_status version_command(char **argv)
{
	if (argv[0])
		return help_complain("version", "it takes no words");

	(void)re_printf("sbc %s, libre %s\n", SBC_VERSION, sys_libre_version_get());
	return CLI_OK;
}
