/*
 * schema.h -- the language as documents: a JSON schema for editors, a reference for people
 *
 * Both are printed from the table of keys (keys.h), so neither can lag behind the program. What is
 * printed is kept in policy/schema.json and policy/KEYS.md; a test compares. Keys that the program
 * does not have yet are in neither.
 */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include <re.h>

/* JSON Schema, draft 07. Scalars may be texts, numbers or booleans: to us all of them are text. */
int schema_print(struct re_printf *pf);

/* Markdown: a table for each section of the file. */
int schema_reference(struct re_printf *pf);

#endif
