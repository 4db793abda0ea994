/*
 * frame.c -- whatever a connection brings: cut into messages, whole and octet by octet
 *
 * Beyond not crashing: how the network splits a stream must not change what comes out of it, and
 * whoever reads a message (message.c) must see its body end where the frame does.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "sbc/sip/frame.h"
#include "sbc/sip/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
	if (!claim)
		abort();
}

static void read_message(struct mbuf *message)
{
	const size_t end = message->end;
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	must(end <= MESSAGE_SIZE_MAX);
	if (message_read(&msg, message, &status, &why))
		return;

	must(status || msg->mb->end == end);
	mem_deref(msg);
}

/* What was found goes into `log`: a letter each, and the messages themselves. */
static bool drain(struct frame *frame, struct mbuf *log)
{
	enum frame_found found;
	struct mbuf *message;
	const char *why;

	while ((found = frame_next(frame, &message, &why))) {
		must(!mbuf_write_u8(log, (uint8_t)found));
		if (found == FRAME_BROKEN)
			return false;
		if (found != FRAME_MESSAGE)
			continue;

		must(!mbuf_write_mem(log, message->buf, message->end));
		read_message(message);
		mem_deref(message);
	}

	return true;
}

static struct mbuf *feed(const uint8_t *data, size_t size, size_t piece)
{
	struct frame frame = {.mb = NULL};
	struct mbuf *log = mbuf_alloc(64), bytes;

	for (size_t at = 0; at < size; at += piece) {
		mbuf_init(&bytes);
		bytes.buf = (uint8_t *)data + at;
		bytes.size = bytes.end = size - at < piece ? size - at : piece;
		must(!frame_add(&frame, &bytes));
		if (!drain(&frame, log))
			break;
	}

	frame_reset(&frame);
	return log;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbuf *whole = feed(data, size, size + 1), *split = feed(data, size, 1);

	must(whole->end == split->end && !memcmp(whole->buf, split->buf, whole->end));
	mem_deref(whole);
	mem_deref(split);
	return 0;
}
