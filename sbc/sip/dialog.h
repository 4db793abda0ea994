/*
 * dialog.h -- RFC 3261 12: what two ends share between the requests of one call
 *
 * Call-ID, both tags and addresses, both CSeqs, the route set and the remote target; and where that
 * is on the wire, after nat/contact's judgement. It finds the dialog of a request and writes the
 * head of the next one. It sends nothing and keeps no state machine: that is the leg's.
 *
 * Branches of a fork share Call-ID and local tag; their remote tags tell them apart.
 */
#ifndef SIP_DIALOG_H
#define SIP_DIALOG_H

#include <re.h>
#include "sbc/sip/transport.h"
#include "sbc/sip/message.h"

enum {
	DIALOG_ROUTES_MAX = 32, /* entries of a Route set; more: the request is 400 */
};

struct dialogs; /* the table: by Call-ID and local tag, bytes hashed, never pointers */

struct dialog {
	struct le he;
	struct dialogs *dialogs;
	char *call_id;
	char *local_tag, *remote_tag;     /* remote_tag NULL: not known yet */
	char *local_addr, *remote_addr;   /* From and To of our requests, no tags: "Name" <uri> */
	uint32_t local_cseq, remote_cseq; /* remote 0: none seen */
	char *target;                     /* Request-URI of our next request */
	char **routes;                    /* Route set in sending order, each "<uri>" */
	uint32_t routec;
	bool is_confirmed; /* a 2xx was learnt: the route set stays (RFC 3261 12.2) */
	struct listener *listener;
	struct sa peer; /* where our next request goes */
	void *owner;    /* the leg */
};

int dialogs_alloc(struct dialogs **dialogsp);
uint32_t dialogs_count(const struct dialogs *dialogs);

/*
 * UAS: made of a request without To-tag; local_tag is ours. EBADMSG: no Contact, or it or
 * Record-Route is unreadable.
 */
int dialog_accept(struct dialog **dialogp, struct dialogs *dialogs, struct listener *listener,
		  const struct sip_msg *request, const char *local_tag, void *owner);

struct dialog_config { /* UAC: all strings are copied */
	const char *call_id, *local_tag;
	const char *local_addr, *remote_addr;
	const char *target;
	const char *const *routes; /* known beforehand (RFC 3608): each "<uri>" */
	uint32_t routec;
	struct listener *listener;
	struct sa peer; /* first hop */
	void *owner;
};
int dialog_begin(struct dialog **dialogp, struct dialogs *dialogs,
		 const struct dialog_config *config);

/*
 * UAC: learns remote tag, target and route set from a 1xx or 2xx with To-tag (RFC 3261 12.1.2); a
 * 2xx replaces what a provisional taught. Also target refresh by a 2xx to re-INVITE. A response
 * without To-tag, a failure and a 100 teach nothing. EBADMSG: unreadable, or the first 2xx without
 * Contact; ENOENT: it is confirmed, and this comes from another branch of a fork. The dialog
 * is then as before.
 */
int dialog_learn(struct dialog *dialog, const struct sip_msg *response);

/* The dialog a request (To-tag) belongs to, both tags fitting, as far as known; NULL: 481. */
struct dialog *dialog_find(const struct dialogs *dialogs, const struct sip_msg *request);

/* Checks and takes the CSeq of a request in the dialog: false: out of order, 500 (12.2.2). */
bool dialog_in_order(struct dialog *dialog, const struct sip_msg *request);

/*
 * Writes the head of a request of ours: request line, Via with `branch`, Max-Forwards, Route, From,
 * To, Call-ID, CSeq (cseq as given: an ACK repeats its INVITE's). The caller appends the rest.
 */
int dialog_request(struct mbuf *mb, const struct dialog *dialog, const char *method, uint32_t cseq,
		   const char *branch, uint32_t max_forwards);

#endif
