/*
 * sim_end.c -- the pieces' timers, their order, their way through the weather
 */
#include "sbc/world/sim_end.h"

struct sim *sim_end_world(const struct sim_stream *end)
{
	return (struct sim *)end->stream.world;
}

/* Unlinked before its happening, a piece does not touch the end that may be gone by then. */
static void unlink_piece(struct piece *piece)
{
	if (!piece->le.list)
		return;

	timer_stop(&piece->timer);
	list_unlink(&piece->le);
	--sim_end_world(piece->to)->counts.in_flight;
	piece->to->queued_bytes -= mbuf_get_left(piece->data);
}

static void piece_destructor(void *arg)
{
	struct piece *piece = arg;

	unlink_piece(piece);
	mem_deref(piece->data);
}

/* Not list_flush, which unlinks before the destructor can see what the piece was part of. */
void sim_end_drop_pieces(struct sim_stream *end)
{
	while (end->pieces.head)
		mem_deref(end->pieces.head->data);
}

static void arrive(void *arg)
{
	struct piece *piece = arg;

	unlink_piece(piece);
	piece->happen(piece->to, piece);
	mem_deref(piece);
}

int sim_end_post(struct sim_stream *to, uint64_t after_us, const struct piece *what)
{
	struct sim *sim = sim_end_world(to);
	uint64_t now_us = world_now_us(&sim->world);
	struct piece *piece = mem_zalloc(sizeof *piece, piece_destructor);

	if (!piece)
		return ENOMEM;

	piece->to = to;
	piece->happen = what->happen;
	piece->err = what->err;
	piece->data = mem_ref(what->data);
	to->queued_bytes += mbuf_get_left(piece->data);
	to->last_due_us = MAX(to->last_due_us, now_us + after_us);
	list_append(&to->pieces, &piece->le, piece);
	++sim->counts.in_flight;
	timer_start(&piece->timer, &sim->world, to->last_due_us - now_us, arrive, piece);
	return 0;
}

bool sim_end_find_way(uint64_t *after_us, struct sim *sim, const struct sa *from,
		      const struct sa *to)
{
	struct fate fate;

	*after_us = 0;
	for (uint32_t i = 0; i < SIM_RESENDS_MAX; ++i) {
		faults_judge(&fate, &sim->faults, &sim->links, from, to);
		if (fate.copies) {
			*after_us += fate.after_us[0];
			return true;
		}
		*after_us += SIM_RESEND_US;
	}
	return false;
}
