/*
 * office.h -- the office of POLICY.md as this version has it, for the unit tests of the room
 *
 * tests/lab/office.yaml, with limits and a rule that drops.
 */
#ifndef TEST_POLICY_OFFICE_H
#define TEST_POLICY_OFFICE_H

static const char office[] =
	"# The office of POLICY.md\n"
	"name: office\n"
	"\n"
	"sides:\n"
	"  office:\n"
	"    listen: udp:10.0.0.2\n"
	"  internet:\n"
	"    listen: udp:203.0.113.5\n"
	"\n"
	"media:\n"
	"  ports:   20000-39999\n"
	"  silence: 60s\n"
	"\n"
	"numbering:\n"
	"  vietnam: {country: 84, national: 0, international: 00, local: [113, 114, 115]}\n"
	"\n"
	"peers:\n"
	"  pbx:\n"
	"    side:       office\n"
	"    address:    10.0.0.20\n"
	"    numbers:    vietnam\n"
	"    extensions: {1xxx: +842873000xxx}\n"
	"    limit:      {calls: 10}\n"
	"  viettel:\n"
	"    side:       internet\n"
	"    address:    198.51.100.10\n"
	"    numbers:    vietnam\n"
	"  fpt:\n"
	"    side:       internet\n"
	"    address:    198.51.100.20\n"
	"    numbers:    e164\n"
	"    limit:      {calls: 30, rate: 5/s}\n"
	"\n"
	"routes:\n"
	"  - premium:\n"
	"      from:   pbx\n"
	"      called: +841900*\n"
	"      reject: 403 Premium numbers are closed\n"
	"  - out:\n"
	"      from:   pbx\n"
	"      called: +84*\n"
	"      send:   [viettel, fpt]\n"
	"      next:   {on: [408, 430, 5xx], after: 6s}\n"
	"  - spam:\n"
	"      from:   fpt\n"
	"      caller: +1900*\n"
	"      drop:   yes\n"
	"  - in:\n"
	"      from:   [viettel, fpt]\n"
	"      called: +842873000000..+842873000099\n"
	"      send:   pbx\n";

#endif
