/* traffic.c -- see traffic.h */
#include "tests/lab/traffic.h"

enum {
	DEATHS_PERMILLE = 300, /* of all seeds */
	CANCEL_PERMILLE = 200, /* of all calls: the caller loses patience */
	HANGUP_PERMILLE = 600, /* the caller hangs up… */
	CALLEE_PERMILLE = 500, /* …or the callee does, if it answered; else silence ends the call */
};

#define TALK_MAX_US     (40 * SEC)
#define PATIENCE_MAX_US (15 * SEC)

/* How callees behave: so many in a hundred, in such steps; each lasts up to so long. */
/* clang-format off */
static const struct {
	uint32_t percent;
	int stepc;
	struct plan plan[3];
} habits[] = {
	{5,  1, {IGNORE}},
	{15, 1, {REFUSE(0)}},
	{10, 3, {RING(10 * SEC), PROGRESS(5 * SEC), REFUSE(0)}},
	{10, 3, {RING(10 * SEC), PROGRESS(5 * SEC), ANSWER}},
	{20, 2, {RING(10 * SEC), ANSWER}},
	{10, 2, {PROGRESS(5 * SEC), ANSWER}},
	{30, 1, {ANSWER}},
};
/* clang-format on */

static const uint16_t refusals[] = {404, 480, 486, 500, 503, 603};

struct errand {
	struct le le;
	struct timer timer;
	struct lab *lab;
	struct party *party;
	struct dial dial;
	char number[16];
};

static void destroy(void *arg)
{
	struct errand *errand = arg;

	list_unlink(&errand->le);
	timer_stop(&errand->timer);
}

static struct errand *later(struct lab *lab, struct party *party, uint64_t after_us,
			    timer_h *handler)
{
	struct errand *errand = mem_zalloc(sizeof *errand, destroy);

	lab_need(errand ? 0 : ENOMEM, "errand");
	errand->lab = lab;
	errand->party = party;
	list_append(&lab->errands, &errand->le, errand);
	timer_start(&errand->timer, lab->world, after_us, handler, errand);
	return errand;
}

static struct party *any_party(struct lab *lab)
{
	uint32_t count = list_count(&lab->parties);
	uint32_t i = (uint32_t)dice_between(&lab->dice, 0, count - 1);
	struct le *le = lab->parties.head;

	while (i--)
		le = le->next;

	return le->data;
}

static void on_life(void *arg)
{
	struct errand *errand = arg;

	lab_lives(errand->lab, errand->party);
	mem_deref(errand);
}

static void on_death(void *arg)
{
	struct errand *errand = arg;

	if (errand->lab->kind == ROUGH && !errand->party->dead) {
		lab_dies(errand->lab, errand->party);
		later(errand->lab, errand->party, dice_between(&errand->lab->dice, SEC, MINUTE),
		      on_life);
	}

	mem_deref(errand);
}

void traffic_deaths(struct lab *lab, uint64_t within_us)
{
	if (!dice_permille(&lab->dice, DEATHS_PERMILLE))
		return;

	for (uint64_t deaths = dice_between(&lab->dice, 1, 3); deaths; deaths--)
		later(lab, any_party(lab), dice_between(&lab->dice, 0, within_us), on_death);
}

static const struct plan *any_habit(int *stepc, struct dice *dice)
{
	uint32_t chance = (uint32_t)dice_between(dice, 0, 99);
	size_t i = 0;

	while (chance >= habits[i].percent)
		chance -= habits[i++].percent;

	*stepc = habits[i].stepc;
	return habits[i].plan;
}

int traffic_plan(struct plan plan[PLAN_STEPS_MAX], struct dice *dice)
{
	size_t last = sizeof refusals / sizeof refusals[0] - 1;
	const struct plan *habit;
	int stepc;

	habit = any_habit(&stepc, dice);
	for (int i = 0; i < stepc; i++) {
		plan[i] = habit[i];
		plan[i].for_us = dice_between(dice, 0, habit[i].for_us);
		if (plan[i].kind == PLAN_REFUSE)
			plan[i].status = refusals[dice_between(dice, 0, last)];
	}

	if (plan[stepc - 1].kind == PLAN_ANSWER && dice_permille(dice, CALLEE_PERMILLE))
		plan[stepc++] = HANGUP(dice_between(dice, 0, TALK_MAX_US));

	return stepc;
}

static void on_dial(void *arg)
{
	struct errand *errand = arg;

	party_dial_v(errand->party, &errand->dial);
	mem_deref(errand);
}

/* Each number once in a storm, told apart by its last two digits (audio.c). */
static void write_number(struct errand *errand, uint32_t i)
{
	bool from_inside = !str_cmp(errand->party->name, "pbx");

	re_snprintf(errand->number, sizeof errand->number,
		    from_inside ? "09123456%02u" : "028730000%02u", i % 100);
	errand->dial.number = errand->number;
}

static void draw_patience(struct dial *dial, struct dice *dice)
{
	if (dice_permille(dice, CANCEL_PERMILLE))
		dial->cancel_us = dice_between(dice, 0, PATIENCE_MAX_US);

	if (dice_permille(dice, HANGUP_PERMILLE))
		dial->hangup_us = dice_between(dice, 0, TALK_MAX_US);
}

void lab_traffic(struct lab *lab, uint32_t calls, uint64_t within_us)
{
	for (struct le *le = lab->parties.head; le; le = le->next)
		((struct party *)le->data)->random_plans = true;

	for (uint32_t i = 0; i < calls; i++) {
		struct errand *errand =
			later(lab, any_party(lab), dice_between(&lab->dice, 0, within_us), on_dial);

		write_number(errand, i);
		draw_patience(&errand->dial, &lab->dice);
	}
}
