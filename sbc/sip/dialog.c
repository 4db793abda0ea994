/* dialog.c -- see dialog.h; what a message teaches, the table, the head of a request */
#include <string.h>
#include <strings.h>
#include "sbc/sip/dialog.h"
#include "sbc/sip/syntax.h"
#include "nat/contact.h"

enum {
	BUCKETS = 32768,
};

struct dialogs {
	struct hash *table;
	uint32_t count;
};

/* What a message says about the way to its sender. */
struct way {
	struct pl target; /* empty: no Contact */
	struct pl routes[DIALOG_ROUTES_MAX];
	uint32_t routec;
};

/*
 * Where a request can be sent: a Request-URI has no headers (RFC 3261 19.1.1), and of schemes only
 * ours.
 */
static int read_uri(struct pl *uri, const struct pl *value)
{
	struct sip_addr addr;

	if (syntax_address(&addr, value) || addr.uri.path.l)
		return EBADMSG;

	*uri = addr.auri;
	uri->l -= addr.uri.headers.l;
	return 0;
}

static int read_contact(struct way *way, const struct sip_msg *msg)
{
	const struct sip_hdr *header = sip_msg_hdr(msg, SIP_HDR_CONTACT);

	return header ? read_uri(&way->target, &header->val) : 0;
}

static bool read_route(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct way *way = arg;

	(void)msg;
	if (way->routec == DIALOG_ROUTES_MAX || read_uri(&way->routes[way->routec], &header->val))
		return true;

	way->routec++;
	return false;
}

/* RFC 3261 12.1.1 and 12.1.2: Record-Route in order for a UAS, in reverse for a UAC. */
static int read_way(struct way *way, const struct sip_msg *msg)
{
	memset(way, 0, sizeof *way);
	if (read_contact(way, msg))
		return EBADMSG;

	return sip_msg_hdr_apply(msg, msg->req, SIP_HDR_RECORD_ROUTE, read_route, way) ? EBADMSG
										       : 0;
}

/* NONE: it does not say. A sips URI that says tcp means TLS, which is carried by TCP. */
static enum sip_transp transport_of(const struct uri *uri)
{
	static const struct pl sips = PL("sips");
	struct pl name;

	if (!pl_casecmp(&uri->scheme, &sips))
		return SIP_TRANSP_TLS;

	return syntax_param(&uri->params, "transport", &name) ? transport_named(&name)
							      : SIP_TRANSP_NONE;
}

/*
 * By what the next request leaves. A dialog that began encrypted stays so, whatever its Contact
 * says; one that says nothing stays with what it has: many forget to say it.
 */
static struct listener *listener_for(const struct dialog *dialog, const struct uri *uri,
				     const struct sa *source)
{
	struct listener *listener = dialog->listener;
	const enum sip_transp transport = transport_of(uri);

	if (listener->transport == SIP_TRANSP_TLS || transport == SIP_TRANSP_NONE
	    || transport == listener->transport)
		return listener;

	listener = transport_find(listener->transports, listener->side, transport, source);
	return listener ? listener : dialog->listener;
}

/* A host that is a name stays unset: names are not looked up here. */
static void claim(struct sa *address, const struct uri *uri, enum sip_transp transport)
{
	const uint16_t usual = transport == SIP_TRANSP_TLS ? SIP_PORT_TLS : SIP_PORT;

	sa_init(address, AF_UNSPEC);
	if (uri->af != AF_UNSPEC)
		(void)sa_set(address, &uri->host, uri->port ? uri->port : usual);
}

static void find_peer(struct dialog *dialog, const struct sa *source)
{
	struct listener *listener;
	struct sa claimed;
	struct pl next;
	struct uri uri;

	if (dialog->routec)
		next = (struct pl){dialog->routes[0] + 1, strlen(dialog->routes[0]) - 2};
	else
		pl_set_str(&next, dialog->target);

	dialog->peer = *source;
	if (syntax_uri(&uri, &next))
		return;

	listener = listener_for(dialog, &uri, source);
	claim(&claimed, &uri, listener->transport);
	contact_target(&dialog->peer, &claimed, source);
	if (!sa_cmp(&dialog->peer, source, SA_ALL))
		dialog->listener = listener;
}

static void free_routes(char **routes, uint32_t routec)
{
	for (uint32_t i = 0; i < routec; i++)
		mem_deref(routes[i]);

	mem_deref(routes);
}

static int copy_routes(char ***routesp, const struct way *way)
{
	char **routes;
	int err = 0;

	*routesp = NULL;
	if (!way->routec)
		return 0;

	routes = mem_zalloc(way->routec * sizeof routes[0], NULL);
	if (!routes)
		return ENOMEM;

	for (uint32_t i = 0; i < way->routec; i++)
		err |= re_sdprintf(&routes[i], "<%r>", &way->routes[i]);
	if (err)
		free_routes(routes, way->routec);
	else
		*routesp = routes;

	return err;
}

/* As pl_strdup and pl_strcmp, but nothing is a text, too: the tag of an RFC 2543 caller. */
static int copy(char **textp, const struct pl *text)
{
	return text->l ? pl_strdup(textp, text) : str_dup(textp, "");
}

static bool equals(const struct pl *pl, const char *text)
{
	return pl->l == strlen(text) && !memcmp(pl->p ? pl->p : "", text, pl->l);
}

static int replace(char **textp, const struct pl *text)
{
	char *fresh;
	const int err = copy(&fresh, text);

	if (err)
		return err;

	mem_deref(*textp);
	*textp = fresh;
	return 0;
}

/* All or nothing, so that after an error the dialog is as before. */
static int take_routes(struct dialog *dialog, const struct way *way)
{
	char **routes;
	const int err = copy_routes(&routes, way);

	if (err)
		return err;

	free_routes(dialog->routes, dialog->routec);
	dialog->routes = routes;
	dialog->routec = way->routec;
	return 0;
}

static int copy_address(char **textp, const struct sip_taddr *addr)
{
	return addr->dname.l ? re_sdprintf(textp, "\"%r\" <%r>", &addr->dname, &addr->auri)
			     : re_sdprintf(textp, "<%r>", &addr->auri);
}

static uint32_t place_of(const char *call_id, size_t call_id_l, const char *tag, size_t tag_l)
{
	return hash_joaat((const uint8_t *)call_id, call_id_l)
		^ hash_joaat((const uint8_t *)tag, tag_l);
}

static void destroy_dialog(void *arg)
{
	struct dialog *dialog = arg;

	if (dialog->he.list)
		dialog->dialogs->count--;
	hash_unlink(&dialog->he);
	mem_deref(dialog->call_id);
	mem_deref(dialog->local_tag);
	mem_deref(dialog->remote_tag);
	mem_deref(dialog->local_addr);
	mem_deref(dialog->remote_addr);
	mem_deref(dialog->target);
	free_routes(dialog->routes, dialog->routec);
}

static int make(struct dialog **dialogp, struct dialogs *dialogs, struct listener *listener,
		void *owner)
{
	struct dialog *dialog = mem_zalloc(sizeof *dialog, destroy_dialog);

	if (!dialog)
		return ENOMEM;

	dialog->dialogs = dialogs;
	dialog->listener = listener;
	dialog->owner = owner;
	*dialogp = dialog;
	return 0;
}

static void enter(struct dialog *dialog)
{
	hash_append(dialog->dialogs->table,
		    place_of(dialog->call_id, strlen(dialog->call_id), dialog->local_tag,
			     strlen(dialog->local_tag)),
		    &dialog->he, dialog);
	dialog->dialogs->count++;
}

static void destroy(void *arg)
{
	struct dialogs *dialogs = arg;

	hash_clear(dialogs->table); /* a dialog that is held longer is only no longer found */
	mem_deref(dialogs->table);
}

int dialogs_alloc(struct dialogs **dialogsp)
{
	struct dialogs *dialogs = mem_zalloc(sizeof *dialogs, destroy);
	int err;

	if (!dialogs)
		return ENOMEM;

	err = hash_alloc(&dialogs->table, BUCKETS);
	if (err)
		mem_deref(dialogs);
	else
		*dialogsp = dialogs;

	return err;
}

uint32_t dialogs_count(const struct dialogs *dialogs)
{
	return dialogs->count;
}

static int accept_from(struct dialog *dialog, const struct sip_msg *request, const char *local_tag,
		       const struct way *way)
{
	int err = 0;

	err |= pl_strdup(&dialog->call_id, &request->callid);
	err |= str_dup(&dialog->local_tag, local_tag);
	err |= copy(&dialog->remote_tag, &request->from.tag); /* "": a caller of RFC 2543 */
	err |= copy_address(&dialog->local_addr, &request->to);
	err |= copy_address(&dialog->remote_addr, (const struct sip_taddr *)&request->from);
	err |= pl_strdup(&dialog->target, &way->target);
	err |= take_routes(dialog, way);
	return err;
}

int dialog_accept(struct dialog **dialogp, struct dialogs *dialogs, struct listener *listener,
		  const struct sip_msg *request, const char *local_tag, void *owner)
{
	struct dialog *dialog;
	struct way way;
	int err;

	if (read_way(&way, request) || !way.target.l)
		return EBADMSG;

	err = make(&dialog, dialogs, listener, owner);
	if (err)
		return err;

	err = accept_from(dialog, request, local_tag, &way);
	if (err) {
		mem_deref(dialog);
		return err;
	}

	dialog->remote_cseq = request->cseq.num;
	dialog->is_confirmed = true;
	find_peer(dialog, &request->src);
	enter(dialog);
	*dialogp = dialog;
	return 0;
}

static int preload_routes(struct dialog *dialog, const struct dialog_config *config)
{
	int err = 0;

	if (!config->routec)
		return 0;

	dialog->routes = mem_zalloc(config->routec * sizeof dialog->routes[0], NULL);
	if (!dialog->routes)
		return ENOMEM;

	for (uint32_t i = 0; i < config->routec && !err; i++)
		err = str_dup(&dialog->routes[dialog->routec++], config->routes[i]);

	return err;
}

int dialog_begin(struct dialog **dialogp, struct dialogs *dialogs,
		 const struct dialog_config *config)
{
	struct dialog *dialog;
	int err = make(&dialog, dialogs, config->listener, config->owner);

	if (err)
		return err;

	err |= str_dup(&dialog->call_id, config->call_id);
	err |= str_dup(&dialog->local_tag, config->local_tag);
	err |= str_dup(&dialog->local_addr, config->local_addr);
	err |= str_dup(&dialog->remote_addr, config->remote_addr);
	err |= str_dup(&dialog->target, config->target);
	err |= preload_routes(dialog, config);
	if (err) {
		mem_deref(dialog);
		return err;
	}

	dialog->peer = config->peer;
	enter(dialog);
	*dialogp = dialog;
	return 0;
}

static bool is_of_other_branch(const struct dialog *dialog, const struct sip_msg *response)
{
	return dialog->is_confirmed && dialog->remote_tag
		&& pl_strcmp(&response->to.tag, dialog->remote_tag);
}

static int learn(struct dialog *dialog, const struct sip_msg *response, const struct way *way)
{
	int err = 0;

	if (!dialog->is_confirmed)
		err = take_routes(dialog, way);
	if (!err)
		err = replace(&dialog->remote_tag, &response->to.tag);
	if (!err && way->target.l)
		err = replace(&dialog->target, &way->target);
	if (err)
		return err;

	dialog->is_confirmed |= response->scode >= 200;
	if (way->target.l || dialog->routec)
		find_peer(dialog, &response->src);

	return 0;
}

int dialog_learn(struct dialog *dialog, const struct sip_msg *response)
{
	struct way way;

	if (response->scode <= 100 || response->scode >= 300 || !response->to.tag.l)
		return 0;
	if (is_of_other_branch(dialog, response))
		return ENOENT;
	if (read_way(&way, response))
		return EBADMSG;
	if (response->scode >= 200 && !way.target.l && !dialog->is_confirmed)
		return EBADMSG;

	return learn(dialog, response, &way);
}

static bool fits(const struct dialog *dialog, const struct sip_msg *request)
{
	return equals(&request->callid, dialog->call_id)
		&& equals(&request->to.tag, dialog->local_tag)
		&& (!dialog->remote_tag || equals(&request->from.tag, dialog->remote_tag));
}

struct dialog *dialog_find(const struct dialogs *dialogs, const struct sip_msg *request)
{
	const uint32_t place = place_of(request->callid.p, request->callid.l, request->to.tag.p,
					request->to.tag.l);
	struct list *list = hash_list(dialogs->table, place);

	for (struct le *le = list_head(list); le; le = le->next) {
		struct dialog *dialog = list_ledata(le);

		if (fits(dialog, request))
			return dialog;
	}

	return NULL;
}

bool dialog_in_order(struct dialog *dialog, const struct sip_msg *request)
{
	if (request->cseq.num < dialog->remote_cseq)
		return false;

	dialog->remote_cseq = request->cseq.num;
	return true;
}

/* Whether the first hop is a loose router (RFC 3261 16.12); else it is one of RFC 2543. */
static bool is_loose(const char *route)
{
	const struct pl text = {route + 1, strlen(route) - 2};
	struct pl value;
	struct uri uri;

	return !syntax_uri(&uri, &text) && syntax_param(&uri.params, "lr", &value);
}

static int write_routes(struct mbuf *mb, const struct dialog *dialog, bool is_strict)
{
	int err = 0;

	for (uint32_t i = is_strict; i < dialog->routec; i++)
		err |= mbuf_printf(mb, "Route: %s\r\n", dialog->routes[i]);

	return is_strict ? err | mbuf_printf(mb, "Route: <%s>\r\n", dialog->target) : err;
}

static int write_tagged(struct mbuf *mb, const char *name, const char *addr, const char *tag)
{
	return str_isset(tag) ? mbuf_printf(mb, "%s: %s;tag=%s\r\n", name, addr, tag)
			      : mbuf_printf(mb, "%s: %s\r\n", name, addr);
}

int dialog_request(struct mbuf *mb, const struct dialog *dialog, const char *method, uint32_t cseq,
		   const char *branch, uint32_t max_forwards)
{
	const bool is_strict = dialog->routec && !is_loose(dialog->routes[0]);
	struct pl target;
	int err = 0;

	pl_set_str(&target, is_strict ? dialog->routes[0] + 1 : dialog->target);
	target.l -= is_strict; /* its '>' (RFC 3261 12.2.1.1) */
	err |= mbuf_printf(mb, "%s %r SIP/2.0\r\n", method, &target);
	err |= mbuf_printf(mb, "Via: SIP/2.0/%s %J;branch=%s;rport\r\n",
			   transport_name(dialog->listener->transport), &dialog->listener->local,
			   branch);
	err |= mbuf_printf(mb, "Max-Forwards: %u\r\n", max_forwards);
	err |= write_routes(mb, dialog, is_strict);
	err |= write_tagged(mb, "From", dialog->local_addr, dialog->local_tag);
	err |= write_tagged(mb, "To", dialog->remote_addr, dialog->remote_tag);
	err |= mbuf_printf(mb, "Call-ID: %s\r\nCSeq: %u %s\r\n", dialog->call_id, cseq, method);
	return err;
}
