/* cdr.c -- one call as one JSON line; see cdr.h */
#include <errno.h>
#include <time.h>
#include "sbc/call/cdr.h"
#include "sbc/call/call.h"
#include "sbc/call/cdr_wire.h"
#include "sbc/event/escape.h"

/* RFC 3339 in UTC with milliseconds; 0 is null. gmtime_r knows no zone and asks nobody. */
static int print_date(struct re_printf *pf, const uint64_t *date_us)
{
	time_t seconds = (time_t)(*date_us / 1000000);
	struct tm tm;

	if (!*date_us || !gmtime_r(&seconds, &tm))
		return re_hprintf(pf, "null");

	return re_hprintf(pf, "\"%d-%02d-%02dT%02d:%02d:%02d.%03uZ\"", tm.tm_year + 1900,
			  tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
			  (unsigned)(*date_us / 1000 % 1000));
}

static int print_text(struct re_printf *pf, const char *text)
{
	struct pl bytes;

	if (!text)
		return re_hprintf(pf, "null");

	pl_set_str(&bytes, text);
	return re_hprintf(pf, "\"%H\"", escape_json, &bytes);
}

static int print_place(struct re_printf *pf, const struct sa *address)
{
	return address ? re_hprintf(pf, "\"%J\"", address) : re_hprintf(pf, "null");
}

void cdr_begin(struct call *call, const struct sip_msg *invite)
{
	call->cdr.began_us = world_date_us(call->calls->world);
	(void)pl_strdup(&call->cdr.call_ids[0], &invite->callid);
	call->cdr.wire = cdr_wire(&call->decision, invite);
}

void cdr_trying(struct call *call, const char *call_id)
{
	call->cdr.call_ids[1] = mem_deref(call->cdr.call_ids[1]);
	(void)str_dup(&call->cdr.call_ids[1], call_id);
}

/* Answers, and calls that their caller gave up, are no failures of a target. */
static bool is_told(uint16_t status)
{
	return status >= 300 && status != 487;
}

void cdr_tried(struct call *call, uint16_t status)
{
	struct cdr *cdr = &call->cdr;
	uint64_t ms = (world_now_us(call->calls->world) - cdr->trying_us) / 1000;

	if (!cdr->tried)
		cdr->tried = mbuf_alloc(128);
	if (!cdr->tried || !call->attempt.peer)
		return;

	(void)mbuf_printf(cdr->tried, "%s{\"peer\":%H,\"at\":%H,\"as\":%H,\"status\":%u",
			  cdr->tried->end ? "," : "", print_text, call->attempt.peer->name,
			  print_place, hops_at(call), print_text, call->attempt.called, status);
	(void)mbuf_printf(cdr->tried, ",\"ms\":%llu,\"why\":%H}", ms, print_text,
			  is_told(status) ? call->said : NULL);
}

void cdr_why(struct call *call, const char *fmt, ...)
{
	va_list ap;

	if (call->cdr.why)
		return;

	va_start(ap, fmt);
	(void)re_vsdprintf(&call->cdr.why, fmt, ap);
	va_end(ap);
}

void cdr_warned(struct call *call, const char *what)
{
	struct cdr *cdr = &call->cdr;

	if (!cdr->warned)
		cdr->warned = mbuf_alloc(128);
	if (cdr->warned)
		(void)mbuf_printf(cdr->warned, "%s%H", cdr->warned->end ? "," : "", print_text,
				  what);
}

/* What came from the other side and was passed on is what went out on this one. */
static int write_leg(struct mbuf *mb, const struct call *call, enum session_side side,
		     const char *peer)
{
	enum session_side other = side == SESSION_CALLER ? SESSION_CALLEE : SESSION_CALLER;

	return mbuf_printf(mb,
			   "{\"peer\":%H,\"call_id\":%H,\"packets_in\":%llu,\"packets_out\":%llu}",
			   print_text, peer, print_text, call->cdr.call_ids[side],
			   call->anchor.counted[side].packets, call->anchor.counted[other].relayed);
}

static int write_times(struct mbuf *mb, const struct cdr *cdr)
{
	return mbuf_printf(mb, "\"began\":%H,\"rang\":%H,\"answered\":%H,\"ended\":%H", print_date,
			   &cdr->began_us, print_date, &cdr->rang_us, print_date, &cdr->answered_us,
			   print_date, &cdr->ended_us);
}

static int write_decision(struct mbuf *mb, const struct decision *decision)
{
	return mbuf_printf(mb, "\"from\":%H,\"caller\":%H,\"called\":%H,\"rule\":%H", print_text,
			   decision->from ? decision->from->name : NULL, print_text,
			   decision->caller, print_text, decision->called, print_text,
			   decision->rule ? decision->rule->name : NULL);
}

/* The rules that touched it, the last decided; and all their tags. */
static int write_rules(struct mbuf *mb, const struct decision *decision)
{
	const char *comma = "";
	int err = mbuf_write_str(mb, "\"rules\":[");

	for (uint32_t i = 0; i < decision->rulec; i++)
		err |= mbuf_printf(mb, "%s%H", i ? "," : "", print_text, decision->rules[i]->name);

	err |= mbuf_write_str(mb, "],\"tags\":[");
	for (uint32_t i = 0; i < decision->rulec; i++) {
		for (uint32_t j = 0; j < decision->rules[i]->tagc; j++) {
			err |= mbuf_printf(mb, "%s%H", comma, print_text,
					   decision->rules[i]->tags[j]);
			comma = ",";
		}
	}

	return err | mbuf_write_str(mb, "]");
}

static int write_legs(struct mbuf *mb, const struct call *call)
{
	const struct decision *decision = &call->decision;
	int err = mbuf_write_str(mb, "\"legs\":[");

	err |= write_leg(mb, call, SESSION_CALLER, decision->from ? decision->from->name : NULL);
	if (call->callee) {
		err |= mbuf_write_str(mb, ",");
		err |= write_leg(mb, call, SESSION_CALLEE, call->callee->peer->name);
	}

	return err | mbuf_write_str(mb, "]");
}

/* Values that were gathered, with commas between them. */
static int write_array(struct mbuf *mb, const char *name, const struct mbuf *values)
{
	return mbuf_printf(mb, ",\"%s\":[%b]", name, values ? values->buf : NULL,
			   values ? values->end : 0);
}

static int write_record(struct mbuf *mb, const struct call *call)
{
	const struct cdr *cdr = &call->cdr;
	int err = mbuf_printf(mb, "{\"id\":%H,\"sbc\":%H,", print_text, call->id, print_text,
			      policy_config(call->policy)->name);

	err |= write_times(mb, cdr);
	err |= mbuf_write_str(mb, ",");
	err |= write_decision(mb, &call->decision);
	err |= mbuf_write_str(mb, ",");
	err |= write_rules(mb, &call->decision);
	if (cdr->wire)
		err |= mbuf_write_mem(mb, cdr->wire->buf, cdr->wire->end);
	err |= write_array(mb, "tried", cdr->tried);
	err |= mbuf_printf(mb, ",\"to\":%H,\"status\":%u,\"reason\":%H,\"why\":%H", print_text,
			   cdr->to, cdr->status, print_text, cdr->reason, print_text, cdr->why);
	err |= write_array(mb, "warned", cdr->warned);
	err |= mbuf_write_str(mb, ",");
	err |= write_legs(mb, call);
	return err | mbuf_write_str(mb, "}");
}

void cdr_tell(struct call *call)
{
	struct cdr *cdr = &call->cdr;
	struct mbuf *mb;

	if (cdr->told)
		return;

	cdr->told = true;
	if (call->policy == call->calls->policy) {
		++call->calls->tally.ended;
		call->calls->tally.answered += cdr->answered_us != 0;
	}
	if (!cdr->ended_us)
		cdr->ended_us = world_date_us(call->calls->world);
	cdr_why(call, "the SBC was stopped before the call ended");
	mb = mbuf_alloc(1024);
	if (!mb || write_record(mb, call)) {
		call_say(call, EVENT_MACHINE, NULL, "no memory for the call's record");
	} else {
		const struct pl data = {(const char *)mb->buf, mb->end};
		const struct event event = {.kind = EVENT_CDR,
					    .call = call->id,
					    .peer = cdr->to,
					    .text = cdr->why,
					    .data = &data};
		event_emit(call->calls->events, &event);
	}

	mem_deref(mb);
}

void cdr_reset(struct cdr *cdr)
{
	mem_deref(cdr->wire);
	mem_deref(cdr->tried);
	mem_deref(cdr->why);
	mem_deref(cdr->warned);
	mem_deref(cdr->call_ids[0]);
	mem_deref(cdr->call_ids[1]);
}
