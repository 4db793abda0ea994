/* face.c -- names before addresses; see face.h */
#include "sbc/hide/face.h"
#include "sbc/sip/host.h"

int face_ours(struct re_printf *pf, const struct face *face)
{
	if (face->peer && face->peer->host)
		return re_hprintf(pf, "%s", face->peer->host);

	return re_hprintf(pf, "%H", host_print, face->local);
}

static bool has_name(const struct face *face)
{
	const struct server_config *server = &face->peer->server;

	return server->host && !sa_isset(&server->address, SA_ADDR);
}

int face_theirs(struct re_printf *pf, const struct face *face)
{
	if (has_name(face))
		return re_hprintf(pf, "%s", face->peer->server.host);

	return re_hprintf(pf, "%H", host_print, face->hop);
}

/* A name without a port is to be looked for by NAPTR and SRV; 5060 is what is meant without one. */
int face_theirs_port(struct re_printf *pf, const struct face *face)
{
	uint16_t port = has_name(face) ? face->peer->server.port : sa_port(face->hop);

	return port && port != SIP_PORT ? re_hprintf(pf, "%H:%u", face_theirs, face, port)
					: face_theirs(pf, face);
}
