/* country.c -- the table of codes, sorted by prefix; see country.h */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "policy/country.h"

enum {
	PREFIX_MAX = 7, /* digits of the longest row */
};

/* clang-format off */
/* ITU-T E.164 assigned codes; of +1 the area codes that are not of the United States. */
static const struct country rows[] = {
	{"1", "us"},       {"1204", "ca"},    {"1226", "ca"},    {"1236", "ca"},
	{"1242", "bs"},    {"1246", "bb"},    {"1249", "ca"},    {"1250", "ca"},
	{"1257", "ca"},    {"1263", "ca"},    {"1264", "ai"},    {"1268", "ag"},
	{"1284", "vg"},    {"1289", "ca"},    {"1306", "ca"},    {"1340", "vi"},
	{"1343", "ca"},    {"1345", "ky"},    {"1354", "ca"},    {"1365", "ca"},
	{"1367", "ca"},    {"1368", "ca"},    {"1382", "ca"},    {"1387", "ca"},
	{"1403", "ca"},    {"1416", "ca"},    {"1418", "ca"},    {"1428", "ca"},
	{"1431", "ca"},    {"1437", "ca"},    {"1438", "ca"},    {"1441", "bm"},
	{"1450", "ca"},    {"1460", "ca"},    {"1468", "ca"},    {"1473", "gd"},
	{"1474", "ca"},    {"1506", "ca"},    {"1514", "ca"},    {"1519", "ca"},
	{"1537", "ca"},    {"1548", "ca"},    {"1568", "ca"},    {"1579", "ca"},
	{"1581", "ca"},    {"1584", "ca"},    {"1587", "ca"},    {"1600", "ca"},
	{"1604", "ca"},    {"1613", "ca"},    {"1622", "ca"},    {"1633", "ca"},
	{"1639", "ca"},    {"1647", "ca"},    {"1649", "tc"},    {"1658", "jm"},
	{"1664", "ms"},    {"1670", "mp"},    {"1671", "gu"},    {"1672", "ca"},
	{"1683", "ca"},    {"1684", "as"},    {"1705", "ca"},    {"1709", "ca"},
	{"1721", "sx"},    {"1742", "ca"},    {"1753", "ca"},    {"1758", "lc"},
	{"1767", "dm"},    {"1778", "ca"},    {"1780", "ca"},    {"1782", "ca"},
	{"1784", "vc"},    {"1787", "pr"},    {"1807", "ca"},    {"1809", "do"},
	{"1819", "ca"},    {"1825", "ca"},    {"1829", "do"},    {"1849", "do"},
	{"1867", "ca"},    {"1868", "tt"},    {"1869", "kn"},    {"1873", "ca"},
	{"1876", "jm"},    {"1879", "ca"},    {"1902", "ca"},    {"1905", "ca"},
	{"1939", "pr"},    {"1942", "ca"},    {"20", "eg"},      {"211", "ss"},
	{"212", "ma"},     {"213", "dz"},     {"216", "tn"},     {"218", "ly"},
	{"220", "gm"},     {"221", "sn"},     {"222", "mr"},     {"223", "ml"},
	{"224", "gn"},     {"225", "ci"},     {"226", "bf"},     {"227", "ne"},
	{"228", "tg"},     {"229", "bj"},     {"230", "mu"},     {"231", "lr"},
	{"232", "sl"},     {"233", "gh"},     {"234", "ng"},     {"235", "td"},
	{"236", "cf"},     {"237", "cm"},     {"238", "cv"},     {"239", "st"},
	{"240", "gq"},     {"241", "ga"},     {"242", "cg"},     {"243", "cd"},
	{"244", "ao"},     {"245", "gw"},     {"246", "io"},     {"247", "sh"},
	{"248", "sc"},     {"249", "sd"},     {"250", "rw"},     {"251", "et"},
	{"252", "so"},     {"253", "dj"},     {"254", "ke"},     {"255", "tz"},
	{"256", "ug"},     {"257", "bi"},     {"258", "mz"},     {"260", "zm"},
	{"261", "mg"},     {"262", "re"},     {"262269", "yt"},  {"262639", "yt"},
	{"263", "zw"},     {"264", "na"},     {"265", "mw"},     {"266", "ls"},
	{"267", "bw"},     {"268", "sz"},     {"269", "km"},     {"27", "za"},
	{"290", "sh"},     {"291", "er"},     {"297", "aw"},     {"298", "fo"},
	{"299", "gl"},     {"30", "gr"},      {"31", "nl"},      {"32", "be"},
	{"33", "fr"},      {"34", "es"},      {"350", "gi"},     {"351", "pt"},
	{"352", "lu"},     {"353", "ie"},     {"354", "is"},     {"355", "al"},
	{"356", "mt"},     {"357", "cy"},     {"358", "fi"},     {"35818", "ax"},
	{"359", "bg"},     {"36", "hu"},      {"370", "lt"},     {"371", "lv"},
	{"372", "ee"},     {"373", "md"},     {"374", "am"},     {"375", "by"},
	{"376", "ad"},     {"377", "mc"},     {"378", "sm"},     {"379", "va"},
	{"380", "ua"},     {"381", "rs"},     {"382", "me"},     {"383", "xk"},
	{"385", "hr"},     {"386", "si"},     {"387", "ba"},     {"389", "mk"},
	{"39", "it"},      {"3906698", "va"}, {"40", "ro"},      {"41", "ch"},
	{"420", "cz"},     {"421", "sk"},     {"423", "li"},     {"43", "at"},
	{"44", "gb"},      {"441481", "gg"},  {"441534", "je"},  {"441624", "im"},
	{"45", "dk"},      {"46", "se"},      {"47", "no"},      {"4779", "sj"},
	{"48", "pl"},      {"49", "de"},      {"500", "fk"},     {"501", "bz"},
	{"502", "gt"},     {"503", "sv"},     {"504", "hn"},     {"505", "ni"},
	{"506", "cr"},     {"507", "pa"},     {"508", "pm"},     {"509", "ht"},
	{"51", "pe"},      {"52", "mx"},      {"53", "cu"},      {"54", "ar"},
	{"55", "br"},      {"56", "cl"},      {"57", "co"},      {"58", "ve"},
	{"590", "gp"},     {"591", "bo"},     {"592", "gy"},     {"593", "ec"},
	{"594", "gf"},     {"595", "py"},     {"596", "mq"},     {"597", "sr"},
	{"598", "uy"},     {"599", "bq"},     {"5999", "cw"},    {"60", "my"},
	{"61", "au"},      {"6189162", "cc"}, {"6189164", "cx"}, {"62", "id"},
	{"63", "ph"},      {"64", "nz"},      {"65", "sg"},      {"66", "th"},
	{"670", "tl"},     {"672", "aq"},     {"6723", "nf"},    {"673", "bn"},
	{"674", "nr"},     {"675", "pg"},     {"676", "to"},     {"677", "sb"},
	{"678", "vu"},     {"679", "fj"},     {"680", "pw"},     {"681", "wf"},
	{"682", "ck"},     {"683", "nu"},     {"685", "ws"},     {"686", "ki"},
	{"687", "nc"},     {"688", "tv"},     {"689", "pf"},     {"690", "tk"},
	{"691", "fm"},     {"692", "mh"},     {"7", "ru"},       {"76", "kz"},
	{"77", "kz"},      {"800", ""},       {"808", ""},       {"81", "jp"},
	{"82", "kr"},      {"84", "vn"},      {"850", "kp"},     {"852", "hk"},
	{"853", "mo"},     {"855", "kh"},     {"856", "la"},     {"86", "cn"},
	{"870", ""},       {"878", ""},       {"880", "bd"},     {"881", ""},
	{"882", ""},       {"883", ""},       {"886", "tw"},     {"888", ""},
	{"90", "tr"},      {"91", "in"},      {"92", "pk"},      {"93", "af"},
	{"94", "lk"},      {"95", "mm"},      {"960", "mv"},     {"961", "lb"},
	{"962", "jo"},     {"963", "sy"},     {"964", "iq"},     {"965", "kw"},
	{"966", "sa"},     {"967", "ye"},     {"968", "om"},     {"970", "ps"},
	{"971", "ae"},     {"972", "il"},     {"973", "bh"},     {"974", "qa"},
	{"975", "bt"},     {"976", "mn"},     {"977", "np"},     {"979", ""},
	{"98", "ir"},      {"992", "tj"},     {"993", "tm"},     {"994", "az"},
	{"995", "ge"},     {"996", "kg"},     {"998", "uz"},};
/* clang-format on */

static const size_t rowc = sizeof rows / sizeof rows[0];

struct prefix {
	const char *digits;
	size_t length;
};

static int compare(const void *key, const void *row)
{
	const struct prefix *prefix = key;
	const struct country *country = row;
	const int order = strncmp(prefix->digits, country->prefix, prefix->length);

	return order ? order : country->prefix[prefix->length] ? -1 : 0;
}

static const struct country *find(const char *digits, size_t length)
{
	const struct prefix prefix = {digits, length};

	return bsearch(&prefix, rows, rowc, sizeof rows[0], compare);
}

const struct country *country_of(const char *number)
{
	const size_t length = number[0] == '+' ? strspn(number + 1, "0123456789") : 0;
	const struct country *country = NULL;

	for (size_t i = length < PREFIX_MAX ? length : PREFIX_MAX; i && !country; i--)
		country = find(number + 1, i);

	return country;
}

const char *country_name(const struct country *country)
{
	return country->iso[0] ? country->iso : country->prefix;
}

const struct country *country_each(const char *iso, const struct country *before)
{
	const struct country *country = before ? before + 1 : rows;

	while (country < rows + rowc && strcasecmp(country->iso, iso))
		++country;

	return country < rows + rowc ? country : NULL;
}

bool country_is_known(const char *text)
{
	if (text[0] == '+')
		return find(text + 1, strlen(text + 1)) != NULL;

	return text[0] && country_each(text, NULL);
}

bool country_has(const char *text, const char *number)
{
	const struct country *country;

	if (text[0] == '+')
		return !strncmp(number, text, strlen(text));

	country = country_of(number);
	return country && !strcasecmp(country->iso, text);
}
