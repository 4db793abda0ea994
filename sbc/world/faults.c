/*
 * faults.c -- the table of kinds, in the order in which they befall a datagram
 */
#include "sbc/world/faults.h"

struct journey {
	const struct faults *faults;
	struct dice *dice;
	const struct sa *from, *to;
};

static bool is_host(const struct sa *host, const struct sa *address)
{
	return sa_cmp(host, address, sa_port(host) ? SA_ALL : SA_ADDR);
}

static void kill_dead(struct fate *fate, const struct journey *j)
{
	for (uint32_t i = 0; i < j->faults->deadc; ++i)
		if (is_host(&j->faults->dead[i], j->from) || is_host(&j->faults->dead[i], j->to))
			fate->copies = 0;
}

static void cut(struct fate *fate, const struct journey *j)
{
	for (uint32_t i = 0; i < j->faults->cutc; ++i) {
		const struct sa *a = &j->faults->cuts[i].a, *b = &j->faults->cuts[i].b;

		if ((is_host(a, j->from) && is_host(b, j->to))
		    || (is_host(b, j->from) && is_host(a, j->to)))
			fate->copies = 0;
	}
}

static void lose(struct fate *fate, const struct journey *j)
{
	if (dice_permille(j->dice, j->faults->loss_permille))
		fate->copies = 0;
}

static void duplicate(struct fate *fate, const struct journey *j)
{
	if (fate->copies && dice_permille(j->dice, j->faults->duplication_permille))
		fate->copies = FAULTS_COPIES_MAX;
}

static void delay(struct fate *fate, const struct journey *j)
{
	for (uint32_t i = 0; i < fate->copies; ++i)
		fate->after_us[i] =
			dice_between(j->dice, j->faults->delay_min_us, j->faults->delay_max_us);
}

static void reorder(struct fate *fate, const struct journey *j)
{
	for (uint32_t i = 0; i < fate->copies; ++i)
		if (dice_permille(j->dice, j->faults->reordering_permille))
			fate->after_us[i] += dice_between(j->dice, 1, j->faults->reordering_us);
}

/* clang-format off */
static const struct {
	void (*befall)(struct fate *fate, const struct journey *journey);
	const char *what;
} kinds[] = {
	{kill_dead, "a dead host neither hears nor speaks"},
	{cut,       "two hosts cannot reach each other"},
	{lose,      "by chance, gone"},
	{duplicate, "by chance, two; what is lost is not doubled"},
	{delay,     "each copy takes its own time"},
	{reorder,   "by chance, held back so that later ones overtake"},
};
/* clang-format on */

void faults_judge(struct fate *fate, const struct faults *faults, struct dice *dice,
		  const struct sa *from, const struct sa *to)
{
	const struct journey journey = {faults, dice, from, to};

	*fate = (struct fate){.copies = 1};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; ++i)
		kinds[i].befall(fate, &journey);
}
