/* Any bytes as a holiday file (.ics or lines) and as an archive. Days come out sorted, one entry each, with safe names, inside what the
 * file covers; entries that were unpacked and can be packed come back the same. */
#include "base/utf8.h"
#include "format/calendar/holidays.h"
#include "format/calendar/ical.h"
#include "format/zip/zip.h"
#include "fuzz.h"

static const int64_t now = 1795161600; /* 2026-11-20T08:00:00Z */

static void check_days(const struct holidays *h)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < h->n; i++) {
        const struct holiday *day = &h->items[i];
        if ((i && h->items[i - 1].day >= day->day) || day_of_time(time_of_day(day->day)) == DAY_NONE || !holidays_has(h, day->day, NULL) ||
            !view_eq(text_safe(&arena, day->name), day->name))
            abort();
    }
    if (h->n == 0 || h->from > h->items[0].day)
        abort();
    arena_free(&arena);
}

static void check_archive(struct view bytes)
{
    struct arena arena = { 0 };
    struct zip_entry *entries, *again;
    struct view packed;
    struct err e;
    size_t n, m;
    if (zip_unpack(&arena, bytes, &entries, &n, &e) && zip_pack(&arena, entries, n, &packed, &e)) {
        if (!zip_unpack(&arena, packed, &again, &m, &e) || m != n)
            abort();
        for (size_t i = 0; i < n; i++)
            if (!view_eq(entries[i].name, again[i].name) || !view_eq(entries[i].bytes, again[i].bytes))
                abort();
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view bytes = { .p = (const char *)data, .n = size };
    struct arena arena = { 0 };
    struct holidays h;
    struct err e;
    ical_init();
    if (holidays_read(&arena, VIEW("fuzz"), bytes, now, &h, &e))
        check_days(&h);
    arena_free(&arena);
    check_archive(bytes);
    return 0;
}
