/* transport_names.c -- TLS: what each side shows, and who must answer where; see transport.h */
#include <string.h>
#include "sbc/sip/transport_inner.h"

enum {
	BUCKETS = 1024,
};

struct side {
	struct le le;
	char *name;
	char *certificate, *roots;
	struct stream_tls tls; /* made of these */
};

struct name { /* one address, whoever sends there */
	struct le he, le;
	struct sa address;
	char *text;
};

static void destroy_side(void *arg)
{
	struct side *side = arg;

	list_unlink(&side->le);
	mem_deref(side->name);
	mem_deref(side->certificate);
	mem_deref(side->roots);
}

static void destroy_name(void *arg)
{
	struct name *name = arg;

	hash_unlink(&name->he);
	list_unlink(&name->le);
	mem_deref(name->text);
}

int transport_names_alloc(struct transports *all)
{
	return hash_alloc(&all->names, BUCKETS);
}

void transport_names_flush(struct transports *all)
{
	list_flush(&all->ages);
	list_flush(&all->sides);
	all->names = mem_deref(all->names);
}

static struct side *find_side(const struct transports *all, const char *name)
{
	for (struct le *le = list_head(&all->sides); le; le = le->next) {
		struct side *side = list_ledata(le);

		if (!strcmp(side->name, name))
			return side;
	}

	return NULL;
}

const struct stream_tls *transport_names_tls(const struct transports *all, const char *side)
{
	static const struct stream_tls nothing;
	const struct side *found = find_side(all, side);

	return found ? &found->tls : &nothing;
}

static int copy(char **textp, const char *text)
{
	return text ? str_dup(textp, text) : 0;
}

int transports_secure(struct transports *all, const char *name, const struct stream_tls *tls)
{
	struct side *side = mem_zalloc(sizeof *side, destroy_side);
	int err = 0;

	if (!side)
		return ENOMEM;

	err |= str_dup(&side->name, name);
	err |= copy(&side->certificate, tls->certificate);
	err |= copy(&side->roots, tls->roots);
	if (err) {
		mem_deref(side);
		return err;
	}

	side->tls = (struct stream_tls){.certificate = side->certificate, .roots = side->roots};
	mem_deref(find_side(all, name));
	list_append(&all->sides, &side->le, side);
	return 0;
}

static struct name *find_name(const struct transports *all, const struct sa *address)
{
	struct list *list = hash_list(all->names, sa_hash(address, SA_ALL));

	for (struct le *le = list_head(list); le; le = le->next) {
		struct name *name = list_ledata(le);

		if (sa_cmp(&name->address, address, SA_ALL))
			return name;
	}

	return NULL;
}

const char *transport_names_at(const struct transports *all, const struct sa *address)
{
	const struct name *name = find_name(all, address);

	return name ? name->text : NULL;
}

static int add_name(struct transports *all, const struct sa *address, const char *text)
{
	struct name *name;
	int err;

	if (list_count(&all->ages) >= TRANSPORT_NAMES_MAX)
		mem_deref(list_ledata(list_head(&all->ages)));

	name = mem_zalloc(sizeof *name, destroy_name);
	err = name ? str_dup(&name->text, text) : ENOMEM;
	if (err) {
		mem_deref(name);
		return err;
	}

	name->address = *address;
	hash_append(all->names, sa_hash(address, SA_ALL), &name->he, name);
	list_append(&all->ages, &name->le, name);
	return 0;
}

int transport_expect(struct listener *listener, const struct sa *address, const char *text)
{
	struct transports *all = listener->transports;
	struct name *name;

	if (listener->transport != SIP_TRANSP_TLS)
		return 0;

	name = find_name(all, address);
	if (name && text && !strcmp(name->text, text)) {
		list_unlink(&name->le);
		list_append(&all->ages, &name->le, name); /* young again */
		return 0;
	}

	mem_deref(name);
	return text ? add_name(all, address, text) : 0;
}
