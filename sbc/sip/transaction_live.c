/* transaction_live.c -- who is among the living transactions; see transaction_inner.h */
#include "sbc/sip/transaction_inner.h"

static void destroy_transaction(void *arg)
{
	struct transaction *transaction = arg;

	mem_deref(transaction->out);
	mem_deref(transaction->msg);
}

void transaction_leave(struct transaction *transaction)
{
	timer_stop(&transaction->retry);
	timer_stop(&transaction->end);
	list_unlink(&transaction->watch.le);
	hash_unlink(&transaction->he);
	transaction->transactions->livec--;
	transaction->transactions = NULL;
	transaction->state = STATE_ENDED;
	transaction->out = mem_deref(transaction->out);
	mem_deref(transaction);
}

int transaction_enter(struct transaction **transactionp, struct transactions *all,
		      enum machine machine, uint64_t place, uint64_t id)
{
	struct transaction *transaction = mem_zalloc(sizeof *transaction, destroy_transaction);

	if (!transaction)
		return ENOMEM;

	transaction->transactions = all;
	transaction->machine = machine;
	transaction->place = place;
	transaction->id = id;
	hash_append(all->live, (uint32_t)place, &transaction->he, transaction);
	all->livec++;
	*transactionp = transaction;
	return 0;
}

struct transaction *transaction_find(const struct transactions *all, uint64_t place, uint64_t id)
{
	struct list *list = hash_list(all->live, (uint32_t)place);

	for (struct le *le = list_head(list); le; le = le->next) {
		struct transaction *transaction = list_ledata(le);

		if (transaction->id == id)
			return transaction;
	}

	return NULL;
}

bool transaction_is_merged(const struct transactions *all, uint64_t place, uint64_t merge)
{
	struct list *list = hash_list(all->live, (uint32_t)place);

	for (struct le *le = list_head(list); merge && le; le = le->next) {
		const struct transaction *transaction = list_ledata(le);

		if (transaction->merge == merge)
			return true;
	}

	return false;
}
