/*
 * unread.h -- why a file could not be read, as a person would say it
 */
#ifndef POLICY_UNREAD_H
#define POLICY_UNREAD_H

#include <re.h>

/* For %H: "no such file" for ENOENT; what it has no words for, as the C library says it. */
int unread_why(struct re_printf *pf, const int *err);

#endif
