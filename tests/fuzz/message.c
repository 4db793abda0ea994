/*
 * message.c -- whatever the internet sends: read, answered, made a dialog, and read back
 *
 * Beyond not crashing: what we write of it can be read, and says the same Call-ID.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "sbc/sip/dialog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
	if (!claim)
		abort();
}

/* What we wrote must be a message without fault, about the same call. */
static void read_back(struct mbuf *mb, const struct sip_msg *about)
{
	struct sip_msg *msg = NULL;
	const char *why;
	uint16_t status;

	mb->pos = 0;
	must(!message_read(&msg, mb, &status, &why) && !status);
	must(!pl_cmp(&msg->callid, &about->callid));
	mem_deref(msg);
}

static void answer(const struct sip_msg *msg, bool is_well)
{
	struct mbuf *mb = mbuf_alloc(512);

	must(!message_reply(mb, msg, 400, NULL, "tag") && !message_body(mb, NULL, NULL));
	if (is_well)
		read_back(mb, msg);

	mem_deref(mb);
}

static void derive(const struct sip_msg *msg, const struct mbuf *whole)
{
	struct mbuf *mb = mbuf_alloc(512), *request = mbuf_alloc(whole->end);

	must(!mbuf_write_mem(request, whole->buf, whole->end));
	request->pos = 0;
	must(!message_derive(mb, request, "CANCEL", NULL));
	read_back(mb, msg);
	mem_deref(request);
	mem_deref(mb);
}

static void converse(const struct sip_msg *msg)
{
	struct listener us = {.transport = SIP_TRANSP_TLS}; /* alone: it looks for no other */
	struct dialogs *dialogs;
	struct dialog *dialog;
	struct mbuf *mb = mbuf_alloc(512);

	(void)sa_set_str(&us.local, "192.0.2.1", 5060);
	must(!dialogs_alloc(&dialogs));
	if (!dialog_accept(&dialog, dialogs, &us, msg, "tag", NULL)) {
		must(!dialog_request(mb, dialog, "BYE", 1, "z9hG4bK1", 70));
		must(!message_body(mb, NULL, NULL));
		read_back(mb, msg);
		mem_deref(dialog);
	}

	mem_deref(mb);
	mem_deref(dialogs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbuf *mb = mbuf_alloc(size ? size : 1);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	must(!mbuf_write_mem(mb, data, size));
	mb->pos = 0;
	if (!message_read(&msg, mb, &status, &why)) {
		(void)sa_set_str(&msg->src, "198.51.100.1", 5060);
		answer(msg, !status);
		if (!status && msg->req) {
			derive(msg, mb);
			converse(msg);
		}
		mem_deref(msg);
	}

	mem_deref(mb);
	return 0;
}
