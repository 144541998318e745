/* civil.h - days and seconds without the C library's clock, locale or time zone.
 *
 * Units:   a time is seconds since 1970-01-01T00:00:00Z (int64_t); a day is days since 1970-01-01 (int32_t), proleptic Gregorian.
 *          Years 0001 to 9999.
 * Errors:  parsers return false; formatters print "invalid" outside the range.
 * Threads: pure.
 * Source:  RFC 3339; ISO 8601 calendar dates.
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/view.h"

#define DAY_NONE INT32_MIN
#define TIME_NONE INT64_MIN
#define TIME_NEVER 253402300799 /* 9999-12-31T23:59:59Z: what never expires, RFC 5280 4.1.2.5 */
enum { SECONDS_A_DAY = 86400, CLOCKS_DIFFER = SECONDS_A_DAY /* seconds: what one machine may be ahead of another */ };

struct civil {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
};

int64_t civil_to_time(const struct civil *c); /* TIME_NONE when there is no such moment; second 60 is none */
struct civil civil_from_time(int64_t time);

int32_t day_of_time(int64_t time); /* UTC */
int32_t day_of(int year, int month, int day); /* DAY_NONE when there is no such day */
int64_t time_of_day(int32_t day);  /* its first second, UTC */
int day_weekday(int32_t day);      /* 1 Monday ... 7 Sunday (ISO 8601) */
const char *weekday_name(int weekday); /* "Monday" */

#define DATE_TEXT 11 /* "2026-11-20" and a NUL */
#define TIME_TEXT 21 /* "2026-11-20T08:00:00Z" and a NUL */
#define LEFT_TEXT 32
const char *day_text(int32_t day, char out[DATE_TEXT]);
const char *time_text(int64_t time, char out[TIME_TEXT]);

/* The same for people, wherever it is no column of a table or list: "Tuesday 2026-12-15", empty for DAY_NONE; "Tuesday 2026-12-15, 08:00
 * UTC", "unreadable" for TIME_NONE. */
#define DAY_PHRASE 21 /* "Wednesday 2026-12-16" and a NUL */
#define MOMENT_PHRASE 32
const char *day_phrase(int32_t day, char out[DAY_PHRASE]);
const char *dated_phrase(int32_t day, bool year_only, char out[DAY_PHRASE]); /* its year alone, where no more is known */
const char *moment_phrase(int64_t time, char out[MOMENT_PHRASE]);

/* The days left of whatever ends on `end`: calendar days, as the dates beside them tell, whatever the hours. Negative afterwards; 0 when
 * either day is none. */
int32_t days_left(int32_t today, int32_t end);
/* The same in words, in UTC: "41 days left", "expires today", "expired today" (the second has passed), "expired 1 day ago". */
const char *days_left_text(int64_t now, int64_t end, char out[LEFT_TEXT]);

/* YYYY-MM-DD, all of the view. */
MUST_USE bool day_parse(struct view v, int32_t *out);
/* RFC 3339 with Z or an offset, a bare date (its first second, UTC), or @SECONDS. */
MUST_USE bool time_parse(struct view v, int64_t *out);

/* "00:00:00", "0000", "12:00:00 AM". */
bool is_midnight(struct view time);

/* A day as people and spreadsheets write it: 2026-12-15, 15/12/2026, 12/15/2026, 15.12.2026, 15-12-2026, 2026/12/15, with or without a
 * midnight behind it ("00:00:00", "12:00:00 AM"). Gives what it is when the day stands first and when the month does, DAY_NONE where that
 * is no day; the two differ where both can be meant. False when it is no day at all. */
bool day_readings(struct view text, int32_t *day_first, int32_t *month_first);
/* The number that Excel keeps for a day after 1970-01-01 and before 2173-10-14, such as 46371. */
bool day_of_serial(struct view text, int32_t *day);

#endif
