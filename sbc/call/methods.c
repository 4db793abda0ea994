/* methods.c -- the table of methods inside a call; see methods.h */
#include "sbc/call/methods.h"

typedef void(method_h)(struct leg *leg, struct transaction *server);

/* A caller who hangs up before the answer meant CANCEL (RFC 3261 15). */
static void bye(struct leg *leg, struct transaction *server)
{
	if (leg->role == LEG_UAC && leg->state == LEG_EARLY) {
		(void)transaction_refuse(server, 481, "Call Does Not Exist Yet", NULL);
		return;
	}

	(void)transaction_refuse(server, 200, "OK", NULL);
	if (leg->state == LEG_EARLY) {
		leg_tell(leg, MOVE_CANCEL, 487, NULL);
		return;
	}

	bool told = leg->state != LEG_CLOSING && !leg->hangs_up;

	leg->state = LEG_CLOSING;
	if (told)
		leg_tell(leg, MOVE_HANG_UP, 0, NULL);
	leg_end(leg);
}

static void options(struct leg *leg, struct transaction *server)
{
	(void)leg;
	(void)transaction_refuse(server, 200, "OK", METHODS_ALLOW);
}

/* The call goes on as it was (RFC 3261 14.2). */
static void invite(struct leg *leg, struct transaction *server)
{
	(void)leg;
	(void)transaction_refuse(server, 488, "Not Acceptable Here",
				 "Warning: 399 sbc \"a call cannot be changed yet\"\r\n");
}

static const struct {
	const char *method;
	method_h *handler;
} rows[] = {
	{"BYE",     bye    },
	{"INVITE",  invite },
	{"OPTIONS", options},
};

void methods_request(struct leg *leg, struct transaction *server, const struct sip_msg *request)
{
	if (!dialog_in_order(leg->dialog, request)) {
		(void)transaction_refuse(server, 500, "CSeq Out Of Order", NULL);
		return;
	}

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!pl_strcmp(&request->met, rows[i].method)) {
			rows[i].handler(leg, server);
			return;
		}
	}

	(void)transaction_refuse(server, 405, "Method Not Allowed", METHODS_ALLOW);
}
