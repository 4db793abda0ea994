/* sim_tls.c -- certificates of the simulated world, as rows of a table; see sim.h */
#include <string.h>
#include "sbc/world/sim_inner.h"

struct row {
	struct le le;
	char *file, *names;
	const char *fault;
};

static void destroy(void *arg)
{
	struct row *row = arg;

	list_unlink(&row->le);
	mem_deref(row->file);
	mem_deref(row->names);
}

int sim_certificate(struct world *world, const struct sim_certificate *certificate)
{
	struct sim *sim = (struct sim *)world;
	struct row *row;
	int err;

	if (list_count(&sim->certificates) >= SIM_CERTIFICATES_MAX)
		return ENOSPC;

	row = mem_zalloc(sizeof *row, destroy);
	if (!row)
		return ENOMEM;

	err = str_dup(&row->file, certificate->file);
	if (certificate->names)
		err |= str_dup(&row->names, certificate->names);
	row->fault = certificate->fault;
	if (err)
		mem_deref(row);
	else
		list_prepend(&sim->certificates, &row->le, row); /* a new row hides the old one */

	return err;
}

static const struct row *find(const struct sim *sim, const char *file)
{
	for (struct le *le = list_head(&sim->certificates); le; le = le->next) {
		const struct row *row = le->data;

		if (!strcmp(row->file, file))
			return row;
	}

	return NULL;
}

static bool has_name(const char *names, const char *name)
{
	const size_t length = strlen(name);

	for (const char *at = names; (at = strstr(at, name)); at += length) {
		if ((at == names || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	}

	return false;
}

int sim_tls_open(const struct sim *sim, const char *file)
{
	const struct row *row;

	if (!file)
		return ENOKEY;

	row = find(sim, file);
	return !row || row->names ? 0 : EKEYREJECTED;
}

const char *sim_tls_fault(const struct sim *sim, const char *file, const char *name)
{
	const struct row *row = find(sim, file);

	if (row && row->fault)
		return row->fault;

	return row && has_name(row->names, name) ? NULL : "its certificate names somebody else";
}
