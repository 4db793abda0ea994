/*
 * registrar.h -- a party where others register (RFC 3261 10.3)
 */
#ifndef LAB_REGISTRAR_H
#define LAB_REGISTRAR_H

#include <re.h>
#include "tests/lab/transact.h"

/* REGISTER at a party that is a registrar: it was answered. */
bool registrar_hears(struct server *server, const struct sip_msg *msg);

/* The Contact by which `user` is known there now; NULL: he is not. */
const char *registrar_contact(const struct party *party, const char *user);

#endif
