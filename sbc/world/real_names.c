/*
 * real_names.c -- questions to the machine's name servers, by libre's DNS client
 */
#include <string.h>
#include "sbc/world/real_inner.h"

/*
 * libre asks up to twenty times, the servers in turn, every 2 s at last: 37 s. A server that has not
 * answered by then never will, and its own timeouts stand still when the wall clock is set back.
 */
#define PATIENCE_US UINT64_C(10000000)

struct real_question {
	struct question question;
	struct dns_query *query; /* libre sets it to NULL when the answer is there */
	struct timer timer;
};

static int find_servers(struct sa servers[NAMES_SERVERS_MAX], uint32_t *count,
			const struct real *real)
{
	char domain[256];

	*count = NAMES_SERVERS_MAX;
	if (!real->serverc)
		return dns_srv_get(domain, sizeof domain, servers, count);

	memcpy(servers, real->servers, sizeof real->servers);
	*count = real->serverc;
	return 0;
}

static int open_client(struct real *real)
{
	struct sa servers[NAMES_SERVERS_MAX];
	uint32_t count;
	int err;

	if (real->dnsc)
		return 0;

	err = find_servers(servers, &count, real);
	return err ? err : dnsc_alloc(&real->dnsc, NULL, servers, count);
}

/* A machine that moved to another network has other servers in its file. */
static void ask_others(struct real *real)
{
	struct sa servers[NAMES_SERVERS_MAX];
	uint32_t count;

	if (real->dnsc && !find_servers(servers, &count, real))
		(void)dnsc_srv_set(real->dnsc, servers, count);
}

void real_names_use(struct world *world, const struct sa *servers, uint32_t count)
{
	struct real *real = (struct real *)world;

	real->serverc = count < NAMES_SERVERS_MAX ? count : NAMES_SERVERS_MAX;
	if (real->serverc)
		memcpy(real->servers, servers, real->serverc * sizeof *servers);

	ask_others(real);
}

static void destructor(void *arg)
{
	struct real_question *asked = arg;

	timer_stop(&asked->timer);
	mem_deref(asked->query);
}

static int error_of(int err, const struct dnshdr *head)
{
	if (err || !head)
		return err ? err : EPROTO;
	if (head->rcode == DNS_RCODE_OK)
		return 0;
	return head->rcode == DNS_RCODE_NAME_ERR ? ENOENT : EPROTO;
}

static void answer(int err, const struct dnshdr *head, struct list *answers, struct list *authority,
		   struct list *additional, void *arg)
{
	struct real_question *asked = arg;
	const struct list none = LIST_INIT;

	(void)authority;
	(void)additional;
	timer_stop(&asked->timer);
	if (err == ETIMEDOUT)
		ask_others((struct real *)asked->question.world);
	asked->question.handler(error_of(err, head), answers ? answers : &none,
				asked->question.arg);
}

static void lose_patience(void *arg)
{
	struct real_question *asked = arg;
	const struct list none = LIST_INIT;

	asked->query = mem_deref(asked->query);
	ask_others((struct real *)asked->question.world);
	asked->question.handler(ETIMEDOUT, &none, asked->question.arg);
}

int real_names_ask(struct question **questionp, struct world *world, uint16_t type,
		   const char *name, answer_h *handler, void *arg)
{
	struct real *real = (struct real *)world;
	struct real_question *asked;
	int err = open_client(real);

	if (err)
		return err;

	asked = mem_zalloc(sizeof *asked, destructor);
	if (!asked)
		return ENOMEM;

	asked->question = (struct question){world, handler, arg};
	err = dnsc_query(&asked->query, real->dnsc, name, type, DNS_CLASS_IN, true, answer, asked);
	if (err) {
		mem_deref(asked);
		return err;
	}
	timer_start(&asked->timer, world, PATIENCE_US, lose_patience, asked);
	*questionp = &asked->question;
	return 0;
}
