/* follow.c -- see follow.h */
#include <string.h>
#include "tests/lab/follow.h"
#include "tests/lab/party.h"
#include "tests/lab/traffic.h"

static void do_refuse(struct talk *talk, const struct plan *plan)
{
	talk_refuse(talk, plan->status);
}

static void do_ring(struct talk *talk, const struct plan *plan)
{
	talk_says(talk, plan->status, false);
}

static void do_progress(struct talk *talk, const struct plan *plan)
{
	talk_says(talk, plan->status, true);
	talk_speaks(talk);
}

static void do_nothing(struct talk *talk, const struct plan *plan)
{
	(void)talk;
	(void)plan;
}

static void do_answer(struct talk *talk, const struct plan *plan)
{
	(void)plan;
	talk_picks_up(talk);
}

static void do_answer_twice(struct talk *talk, const struct plan *plan)
{
	struct talk *twin = talk_twin(talk);

	(void)plan;
	talk_picks_up(talk);
	talk_picks_up(twin);
}

static void do_hangup(struct talk *talk, const struct plan *plan)
{
	(void)plan;
	talk_hangup(talk);
}

/* As a proxy that has the caller's exchange as its next hop. */
static void do_loop(struct talk *talk, const struct plan *plan)
{
	struct pl invite = {(const char *)talk->invite->buf, talk->invite->end}, line = invite;
	const char *head_end = memmem(invite.p, invite.l, "\r\n", 2);
	struct mbuf *mb = mbuf_alloc(invite.l + 128);
	char branch[LAB_BRANCH_SIZE];
	int err;

	(void)plan;
	lab_need(mb && head_end ? 0 : ENOMEM, "loop");
	line.l = (size_t)(head_end - invite.p) + 2;
	pl_advance(&invite, (ssize_t)line.l);
	str_ncpy(branch, "z9hG4bK", sizeof branch);
	party_hex(talk->party, branch + 7, 17);
	err = mbuf_printf(mb, "%rVia: SIP/2.0/%s %J;rport;branch=%s\r\n%r", &line,
			  sip_transp_name(talk->party->transport), &talk->party->claims, branch,
			  &invite);
	lab_need(err, "loop");
	talk->looped = true;
	client_begin(talk->party, "INVITE", branch, mb, NULL, NULL);
	mem_deref(mb);
}

/* A step is done and lasts; `late`: it lasts first. */
static const struct {
	void (*run)(struct talk *talk, const struct plan *plan);
	bool final, late;
} steps[] = {
	[PLAN_REFUSE] = {do_refuse,       true,  false},
	[PLAN_RING] = {do_ring,         false, false},
	[PLAN_PROGRESS] = {do_progress,     false, false},
	[PLAN_WAIT] = {do_nothing,      false, false},
	[PLAN_ANSWER] = {do_answer,       false, false},
	[PLAN_ANSWER_TWICE] = {do_answer_twice, false, false},
	[PLAN_HANGUP] = {do_hangup,       false, true },
	[PLAN_LOOP] = {do_loop,         false, false},
	[PLAN_IGNORE] = {do_nothing,      true,  false},
};

static void on_late(void *arg)
{
	struct talk *talk = arg;
	const struct plan *plan = &talk->plan[talk->step - 1];

	if (talk->over)
		return;

	steps[plan->kind].run(talk, plan);
}

static void step(void *arg)
{
	struct talk *talk = arg;
	const struct plan *plan;

	if (talk->over || talk->step == talk->stepc)
		return;

	plan = &talk->plan[talk->step++];
	if (steps[plan->kind].late) {
		timer_start(&talk->timer, talk->party->lab->world, plan->for_us, on_late, talk);
		return;
	}

	steps[plan->kind].run(talk, plan);
	if (plan->for_us)
		timer_start(&talk->timer, talk->party->lab->world, plan->for_us, step, talk);
	else
		step(talk);
}

bool follow_take(struct talk *talk)
{
	struct party *party = talk->party;

	if (party->random_plans) {
		talk->stepc = traffic_plan(talk->plan, &party->lab->dice);
	} else {
		memcpy(talk->plan, party->plan, sizeof talk->plan);
		talk->stepc = party->stepc;
	}

	return talk->plan[0].kind != PLAN_IGNORE;
}

void follow_begin(struct talk *talk)
{
	if (!steps[talk->plan[0].kind].final)
		talk_says(talk, 100, false);

	step(talk);
}
