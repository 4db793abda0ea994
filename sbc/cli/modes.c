/* modes.c -- stat(2) of each; see modes.h */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "policy/secret.h"
#include "sbc/cli/modes.h"

static const char scheme[] = "file:";

typedef bool(login_h)(const struct login_config *login, void *arg);

static bool ask(const struct login_config *login, login_h *handler, void *arg)
{
	return login->password && handler(login, arg);
}

/* Whether the handler says so of any password. */
static bool any_login(const struct config *config, login_h *handler, void *arg)
{
	bool any = false;

	for (uint32_t i = 0; i < config->peerc; i++) {
		any |= ask(&config->peers[i].login, handler, arg);
		any |= ask(&config->peers[i].challenge, handler, arg);
	}
	for (uint32_t i = 0; i < config->accountc; i++)
		any |= ask(&config->accounts[i].login, handler, arg);

	return any;
}

/* Whether this very file has a password in it. */
static bool is_written_in(const struct login_config *login, void *arg)
{
	return secret_is_plain(login->password) && !strcmp(login->place.file, arg);
}

/* "secret.yaml: warning: others can read this file (mode 0644): chmod o-r" */
static uint32_t warn(const char *path, mode_t mode, const char *what, const char *remedy)
{
	(void)printf("%s: warning: %s (mode %04o): chmod %s\n", path, what, mode & 07777, remedy);
	return 1;
}

uint32_t modes_of_policy(const char *path, const struct policy *policy)
{
	const struct config *config = policy_config(policy);
	struct stat file;
	uint32_t count = 0;

	if (stat(path, &file) || !S_ISREG(file.st_mode))
		return 0;

	if (file.st_mode & S_IWOTH)
		count += warn(path, file.st_mode, "others can change this file", "o-w");
	if (file.st_mode & S_IROTH && any_login(config, is_written_in, (void *)path))
		count += warn(path, file.st_mode, "others can read this file, and it has passwords",
			      "o-r");

	return count;
}

static bool warn_of_file(const struct login_config *login, void *arg)
{
	const char *source = secret_source(login->password), *path = source + strlen(scheme);
	uint32_t *count = arg;
	struct stat file;

	if (secret_is_plain(login->password) || strncmp(source, scheme, strlen(scheme))
	    || stat(path, &file) || !(file.st_mode & (S_IROTH | S_IWOTH)))
		return false;

	*count += warn(path, file.st_mode, "others can read or change this password", "o-rw");
	return true;
}

uint32_t modes_of_secrets(const struct policy *policy)
{
	uint32_t count = 0;

	(void)any_login(policy_config(policy), warn_of_file, &count);
	return count;
}
