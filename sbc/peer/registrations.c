/* registrations.c -- the table of accounts, and what changes in it; see registrations.h */
#include <errno.h>
#include <string.h>
#include "sbc/peer/register.h"
#include "sbc/peer/registration.h"
#include "sbc/sip/syntax.h"

enum {
	BUCKETS = 4096,
};

struct registrations {
	struct registrations_config house;
	struct list list;    /* in the order of the policy */
	struct list leavers; /* their accounts are in no policy any more */
	struct hash *lines;  /* by line */
	struct hash *users;  /* by peer and user */
	struct hash *firsts; /* by peer, in the order of the policy */
	uint32_t begun;      /* since the policy was adopted: each waits for its turn */
	struct timer patience;
	bool is_over; /* registrations_stop: nobody begins any more */
	void (*stopped)(void *arg);
	void *arg;
};

static void destroy(void *data)
{
	struct registrations *registrations = data;

	timer_stop(&registrations->patience);
	list_flush(&registrations->list);
	list_flush(&registrations->leavers);
	mem_deref(registrations->lines);
	mem_deref(registrations->users);
	mem_deref(registrations->firsts);
}

int registrations_alloc(struct registrations **registrationsp,
			const struct registrations_config *config)
{
	struct registrations *registrations = mem_zalloc(sizeof *registrations, destroy);
	int err = registrations ? hash_alloc(&registrations->lines, BUCKETS) : ENOMEM;

	err = err ? err : hash_alloc(&registrations->users, BUCKETS);
	err = err ? err : hash_alloc(&registrations->firsts, BUCKETS);
	if (err) {
		mem_deref(registrations);
		return err;
	}

	registrations->house = *config;
	*registrationsp = registrations;
	return 0;
}

/* ---- finding ---- */

static uint32_t place_of_user(const char *peer, const char *user)
{
	return hash_joaat_str(peer) ^ hash_joaat_str(user);
}

static void enter(struct registrations *registrations, struct registration *registration)
{
	const struct account_config *account = registration->account;
	const char *peer = account->peer->name;

	hash_append(registrations->lines, hash_joaat_str(registration->line),
		    &registration->he_line, registration);
	hash_append(registrations->users, place_of_user(peer, account->user),
		    &registration->he_user, registration);
	hash_append(registrations->firsts, hash_joaat_str(peer), &registration->he_first,
		    registration);
}

static void leave_tables(struct registration *registration)
{
	hash_unlink(&registration->he_line);
	hash_unlink(&registration->he_user);
	hash_unlink(&registration->he_first);
}

static bool has_line(struct le *le, void *arg)
{
	const struct registration *registration = le->data;

	return !registration->account->bulk && !pl_strcmp(arg, registration->line);
}

const struct account_config *registrations_of_line(const struct registrations *registrations,
						   const struct uri *uri)
{
	struct le *le;
	struct pl line;

	if (!syntax_param(&uri->params, "line", &line) || !line.l)
		return NULL;

	le = hash_lookup(registrations->lines, hash_joaat((const uint8_t *)line.p, line.l),
			 has_line, &line);
	return le ? ((struct registration *)le->data)->account : NULL;
}

struct wanted {
	const char *peer, *user; /* user NULL: any */
};

static bool is_wanted(struct le *le, void *arg)
{
	const struct registration *registration = le->data;
	const struct wanted *wanted = arg;

	return !strcmp(registration->account->peer->name, wanted->peer)
		&& (!wanted->user || !strcmp(registration->account->user, wanted->user));
}

static const struct registration *find_user(const struct registrations *registrations,
					    const struct peer_config *peer, const char *user)
{
	struct wanted wanted = {peer->name, user};
	struct le *le = hash_lookup(registrations->users, place_of_user(peer->name, user),
				    is_wanted, &wanted);

	return le ? le->data : NULL;
}

static const struct registration *find_first(const struct registrations *registrations,
					     const struct peer_config *peer)
{
	struct wanted wanted = {peer->name, NULL};
	struct le *le =
		hash_lookup(registrations->firsts, hash_joaat_str(peer->name), is_wanted, &wanted);

	return le ? le->data : NULL;
}

/* NULL too: the registrar does not know it now. */
static const struct registration *find_registered(const struct registrations *registrations,
						  const struct peer_config *peer,
						  const char *caller)
{
	const struct registration *found = find_user(registrations, peer, caller);

	found = found ? found : find_first(registrations, peer);
	return found && registration_is_valid(found) ? found : NULL;
}

const struct login_config *registrations_login(const struct registrations *registrations,
					       const struct peer_config *peer, const char *caller)
{
	const struct registration *found = find_user(registrations, peer, caller);

	if (found)
		return &found->account->login;
	if (peer->login.user)
		return &peer->login;

	found = find_first(registrations, peer);
	return found ? &found->account->login : NULL;
}

void registrations_route(struct registration_route *route,
			 const struct registrations *registrations, const struct peer_config *peer,
			 const char *caller)
{
	const struct registration *found = find_registered(registrations, peer, caller);

	*route = (struct registration_route){0};
	if (!found)
		return;

	route->routes = (const char *const *)found->routes;
	route->routec = found->routec;
}

void registrations_prefer(struct hop *hops, uint32_t hopc,
			  const struct registrations *registrations, const struct peer_config *peer,
			  const char *caller)
{
	const struct registration *found = find_registered(registrations, peer, caller);

	if (found)
		registration_prefer_home(hops, hopc, found);
}

/* ---- coming and going ---- */

static void tell_stopped(struct registrations *registrations)
{
	void (*stopped)(void *arg) = registrations->stopped;

	timer_stop(&registrations->patience);
	registrations->stopped = NULL;
	if (stopped)
		stopped(registrations->arg);
}

static void gone(struct registration *registration, void *arg)
{
	struct registrations *registrations = arg;

	mem_deref(registration);
	if (list_isempty(&registrations->leavers) && list_isempty(&registrations->list))
		tell_stopped(registrations);
}

static void say_goodbye(struct registrations *registrations, struct registration *registration)
{
	leave_tables(registration);
	list_unlink(&registration->le);
	list_append(&registrations->leavers, &registration->le, registration);
	registration_leave(registration, gone, registrations);
}

/* The first at once, each other one a little later, and none in step with another SBC's. */
static uint64_t turn_us(struct registrations *registrations)
{
	const uint64_t each_us = 1000000 / REGISTRATIONS_A_SECOND;
	uint32_t chance;

	world_random(registrations->house.world, &chance, sizeof chance);
	return registrations->begun++ * each_us + chance % each_us;
}

static int begin(struct registrations *registrations, struct policy *policy,
		 const struct account_config *account)
{
	struct registration *registration;
	int err = registration_alloc(&registration, &registrations->house, policy, account);

	if (err)
		return err;

	list_append(&registrations->list, &registration->le, registration);
	enter(registrations, registration);
	registration_begin(registration, turn_us(registrations));
	return 0;
}

/* Accounts by name, for as long as a policy is adopted. */
static bool is_named(struct le *le, void *arg)
{
	const struct registration *registration = le->data;

	return !strcmp(registration->account->name, arg);
}

static int list_names(struct hash **namesp, struct registrations *registrations)
{
	int err = hash_alloc(namesp, BUCKETS);

	for (struct le *le = registrations->list.head; le && !err; le = le->next) {
		struct registration *registration = le->data;

		leave_tables(registration);
		hash_append(*namesp, hash_joaat_str(registration->account->name),
			    &registration->he_first, registration);
	}

	return err;
}

/* A block of numbers has no line in its Contact: the new one takes the place of the old by itself. */
static bool takes_its_place(const struct account_config *account,
			    const struct registration *registration)
{
	const struct account_config *before = registration->account;
	char uri[REGISTER_URI_SIZE], was[REGISTER_URI_SIZE];

	return account->bulk && before->bulk && !strcmp(account->user, before->user)
		&& !register_uri(uri, account) && !register_uri(was, before) && !strcmp(uri, was);
}

static int keep_or_begin(struct registrations *registrations, struct hash *names,
			 struct policy *policy, const struct account_config *account)
{
	struct le *le =
		hash_lookup(names, hash_joaat_str(account->name), is_named, (void *)account->name);
	struct registration *registration = le ? le->data : NULL;

	if (!registration || !binding_is_same(registration->account, account)) {
		if (registration && takes_its_place(account, registration))
			mem_deref(registration);
		return begin(registrations, policy, account);
	}

	hash_unlink(&registration->he_first);
	list_unlink(&registration->le);
	list_append(&registrations->list, &registration->le, registration);
	registration_keep(registration, policy, account, turn_us(registrations));
	enter(registrations, registration);
	return 0;
}

/* Whoever is left in the old list is in the new policy no more, or not as it was. */
static void dismiss(struct registrations *registrations, struct list *old)
{
	while (old->head) {
		struct registration *registration = old->head->data;

		say_goodbye(registrations, registration);
	}
}

static void move_all(struct list *to, struct list *from)
{
	while (from->head) {
		struct le *le = from->head;

		list_unlink(le);
		list_append(to, le, le->data);
	}
}

int registrations_adopt(struct registrations *registrations, struct policy *policy)
{
	const struct config *config = policy_config(policy);
	struct list old = LIST_INIT;
	struct hash *names;
	int err;

	if (registrations->is_over)
		return 0;

	err = list_names(&names, registrations);
	if (err)
		return err;

	registrations->begun = 0;
	move_all(&old, &registrations->list);
	for (uint32_t i = 0; i < config->accountc; i++)
		err |= keep_or_begin(registrations, names, policy, &config->accounts[i]);

	dismiss(registrations, &old);
	mem_deref(names);
	return err;
}

static void give_up(void *arg)
{
	struct registrations *registrations = arg;

	list_flush(&registrations->list);
	list_flush(&registrations->leavers);
	tell_stopped(registrations);
}

void registrations_stop(struct registrations *registrations, void (*stopped)(void *arg), void *arg)
{
	registrations->is_over = true;
	timer_start(&registrations->patience, registrations->house.world, REGISTRATIONS_LEAVE_US,
		    give_up, registrations);
	while (registrations->list.head)
		say_goodbye(registrations, registrations->list.head->data);

	registrations->stopped = stopped;
	registrations->arg = arg;
	if (list_isempty(&registrations->leavers))
		tell_stopped(registrations);
}

/* ---- watching ---- */

static uint32_t errands_of(const struct list *list)
{
	uint32_t count = 0;

	for (struct le *le = list->head; le; le = le->next) {
		const struct registration *registration = le->data;

		count += timer_is_pending(&registration->timer) || registration->request;
		if (registration->registrar)
			count += registrar_errands(registration->registrar);
	}

	return count;
}

uint32_t registrations_errands(const struct registrations *registrations)
{
	return errands_of(&registrations->list) + errands_of(&registrations->leavers);
}

const char *registration_state_name(enum registration_state state)
{
	static const char *const names[REGISTRATION_STATES] = {
		[REGISTRATION_WAITS] = "waiting",
		[REGISTRATION_ASKS] = "asking",
		[REGISTRATION_UP] = "registered",
		[REGISTRATION_LEAVES] = "leaving",
	};

	return names[state];
}

static void tell_status(const struct registration *registration, registration_h *handler, void *arg)
{
	const struct account_config *account = registration->account;
	const struct registration_status status = {
		.label = account->label ? account->label : account->name,
		.peer = account->peer->name,
		.user = account->user,
		.server = account->server.host ? account->server.host : account->peer->server.host,
		.state = registration->state,
		.since_us = registration->since_us,
		.next_us = timer_is_pending(&registration->timer) ? registration->timer.due_us : 0,
		.status = registration->status,
		.said = registration->said};

	handler(&status, arg);
}

void registrations_each(const struct registrations *registrations, registration_h *handler,
			void *arg)
{
	for (struct le *le = registrations->list.head; le; le = le->next)
		tell_status(le->data, handler, arg);
}
