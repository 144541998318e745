#include "rule_check.h"

#include "base/civil.h"

#include <setjmp.h>

#include <cmocka.h>

#define DAY SECONDS_A_DAY
#define DELIVERY 20784 /* 2026-11-27 */
#define TODAY 20777 /* 2026-11-20 */
#define NO_DELIVERY .facts.expected_delivery = DAY_NONE
#define BY_DELIVERY .facts.expected_delivery = DELIVERY
#define VALID(from, to) .cert.not_before = (from), .cert.not_after = (to)
#define LONG_AGO (NOW - 1000 * (int64_t)DAY)
#define FAR_OFF (NOW + 1000 * (int64_t)DAY)

#define NEEDED 20798 /* 2026-12-11 */
static const struct case_record needed_later = { .deadline.needed_by = NEEDED };
static const struct case_record renewal = { .deadline.needed_by = NEEDED, .replaced.sha256 = VIEW_ROW("8f") };

static const struct cert other_main = { .role = ROLE_ROOT };

static const struct cert valid_renewal = { .not_before = NOW - 1, .not_after = NOW + 1 };
static const struct cert lasting_renewal = { .not_before = NOW + 9 * (int64_t)DAY, .not_after = FAR_OFF };
static const struct cert late_renewal = { .not_before = NOW + 11 * (int64_t)DAY, .not_after = FAR_OFF };
static const struct cert expired_renewal = { .not_before = NOW - 9, .not_after = NOW - 1 };

static const struct rule_row rows[] = {
    { "one second before the end", "expired", SILENT, VALID(LONG_AGO, NOW + 1), NO_DELIVERY },
    { "at the last second", "expired", SILENT, VALID(LONG_AGO, NOW), NO_DELIVERY },
    { "one second after the end", "expired", SEV_ERROR, VALID(LONG_AGO, NOW - 1), NO_DELIVERY },
    { "beside its renewal", "expired", SEV_WARNING, VALID(LONG_AGO, NOW - 1), NO_DELIVERY, .is_main = true,
      .cert.renewed_by = &valid_renewal, .message = "left out" },
    { "beside a renewal that has expired, too", "expired", SEV_ERROR, VALID(LONG_AGO, NOW - 2), NO_DELIVERY, .is_main = true,
      .cert.renewed_by = &expired_renewal },
    { "an end that can't be read", "expired", SILENT, VALID(LONG_AGO, TIME_NONE), NO_DELIVERY },
    { "a leaf that only came along", "expired", SEV_WARNING, VALID(LONG_AGO, NOW - 1), NO_DELIVERY, .cert.role = ROLE_LEAF,
      .facts.decided.main = &other_main },
    { "a second root is installed too", "expired", SEV_ERROR, VALID(LONG_AGO, NOW - 1), NO_DELIVERY, .cert.store = STORE_ROOT,
      .facts.decided.main = &other_main },
    { "the leaf the request is about", "expired", SEV_ERROR, VALID(LONG_AGO, NOW - 1), NO_DELIVERY, .cert.role = ROLE_LEAF,
      .is_main = true },

    { "one second before the start", "not-yet-valid", SEV_ERROR, VALID(NOW + 1, FAR_OFF), NO_DELIVERY },
    { "at the first second", "not-yet-valid", SILENT, VALID(NOW, FAR_OFF), NO_DELIVERY },
    { "one second after the start", "not-yet-valid", SILENT, VALID(NOW - 1, FAR_OFF), NO_DELIVERY },
    { "a start that can't be read", "not-yet-valid", SILENT, VALID(TIME_NONE, FAR_OFF), NO_DELIVERY },
    { "valid the second before the delivery day", "not-yet-valid", SEV_WARNING, VALID(DELIVERY * (int64_t)DAY - 1, FAR_OFF), BY_DELIVERY },
    { "valid from the delivery day on", "not-yet-valid", SEV_ERROR, VALID(DELIVERY * (int64_t)DAY, FAR_OFF), BY_DELIVERY },
    { "valid the second before it is needed", "not-yet-valid", SEV_WARNING, VALID(NEEDED * (int64_t)DAY - 1, FAR_OFF), BY_DELIVERY,
      .facts.record = &needed_later, .hint = "by the day it is needed" },
    { "a successor, valid the second before the old one's last day", "not-yet-valid", SEV_WARNING,
      VALID(NEEDED * (int64_t)DAY - 1, FAR_OFF), BY_DELIVERY, .facts.record = &renewal, .hint = "by the day it is needed" },
    { "a successor, valid from the old one's last day on", "not-yet-valid", SEV_ERROR, VALID(NEEDED * (int64_t)DAY, FAR_OFF), BY_DELIVERY,
      .facts.record = &renewal },
    { "a successor that nobody delivers", "not-yet-valid", SEV_WARNING, VALID(NEEDED * (int64_t)DAY - 1, FAR_OFF), NO_DELIVERY,
      .facts.record = &renewal },

    { "a leaf that only came along", "not-yet-valid", SEV_WARNING, VALID(NOW + 1, FAR_OFF), NO_DELIVERY, .cert.role = ROLE_LEAF,
      .facts.decided.main = &other_main },

    { "on the 60th day from today", "expires-soon", SILENT, VALID(LONG_AGO, (TODAY + 60) * (int64_t)DAY), BY_DELIVERY },
    { "a second before the 60th day", "expires-soon", SEV_WARNING, VALID(LONG_AGO, (TODAY + 60) * (int64_t)DAY - 1), BY_DELIVERY },
    { "the last second", "expires-soon", SEV_WARNING, VALID(LONG_AGO, NOW), NO_DELIVERY },
    { "beside the renewal that goes on", "expires-soon", SEV_NOTE, VALID(LONG_AGO, NOW + 10 * (int64_t)DAY), BY_DELIVERY,
      .cert.renewed_by = &lasting_renewal, .hint = "nothing to do" },
    { "beside a renewal that begins after its end", "expires-soon", SEV_WARNING, VALID(LONG_AGO, NOW + 10 * (int64_t)DAY), BY_DELIVERY,
      .cert.renewed_by = &late_renewal },
    { "expired is another rule", "expires-soon", SILENT, VALID(LONG_AGO, NOW - 1), NO_DELIVERY },
    { "before the delivery is another rule", "expires-soon", SILENT, VALID(LONG_AGO, NOW + DAY), BY_DELIVERY },
    { "an end that can't be read", "expires-soon", SILENT, VALID(LONG_AGO, TIME_NONE), NO_DELIVERY },

    { "a leaf of 825 days", "long-validity", SILENT, VALID(0, 825 * (int64_t)DAY + DAY - 1), NO_DELIVERY, .cert.role = ROLE_LEAF },
    { "a leaf of 826 days", "long-validity", SEV_NOTE, VALID(0, 826 * (int64_t)DAY), NO_DELIVERY, .cert.role = ROLE_LEAF },
    { "a client of ten years", "long-validity", SEV_NOTE, VALID(0, 3650 * (int64_t)DAY), NO_DELIVERY, .cert.role = ROLE_CLIENT },
    { "a root of forty years", "long-validity", SILENT, VALID(0, 14600 * (int64_t)DAY), NO_DELIVERY, .cert.role = ROLE_ROOT },
    { "a self-signed one of ten years", "long-validity", SILENT, VALID(0, 3650 * (int64_t)DAY), NO_DELIVERY,
      .cert.role = ROLE_SELF_SIGNED },
    { "an intermediate of ten years", "long-validity", SILENT, VALID(0, 3650 * (int64_t)DAY), NO_DELIVERY, .cert.role = ROLE_INTERMEDIATE },

    { "ends the second before the delivery day", "expires-before-delivery", SEV_ERROR, VALID(LONG_AGO, DELIVERY * (int64_t)DAY - 1),
      BY_DELIVERY },
    { "ends on the delivery day", "expires-before-delivery", SILENT, VALID(LONG_AGO, DELIVERY * (int64_t)DAY), BY_DELIVERY },
    { "expired is another rule", "expires-before-delivery", SILENT, VALID(LONG_AGO, NOW - 1), BY_DELIVERY },
    { "no delivery is expected", "expires-before-delivery", SILENT, VALID(LONG_AGO, NOW + 1), NO_DELIVERY },
    { "an end that can't be read", "expires-before-delivery", SILENT, VALID(LONG_AGO, TIME_NONE), BY_DELIVERY },
    { "beside the renewal that goes on", "expires-before-delivery", SEV_WARNING, VALID(LONG_AGO, DELIVERY * (int64_t)DAY - 1), BY_DELIVERY,
      .cert.renewed_by = &(const struct cert){ .not_before = NOW, .not_after = FAR_OFF }, .hint = "nothing to do" },
    { "ends before it is needed", "expires-before-delivery", SEV_ERROR, VALID(LONG_AGO, NEEDED * (int64_t)DAY - 1), BY_DELIVERY,
      .facts.record = &needed_later, .message = "before it is needed" },
    { "a successor that ends before the old one is another rule", "expires-before-delivery", SILENT,
      VALID(LONG_AGO, NEEDED * (int64_t)DAY - 1), BY_DELIVERY, .facts.record = &renewal },
    { "a leaf that only came along", "expires-before-delivery", SEV_WARNING, VALID(LONG_AGO, NOW + DAY), BY_DELIVERY,
      .cert.role = ROLE_LEAF, .facts.decided.main = &other_main },
};

static void boundaries_are_to_the_second(void **state)
{
    (void)state;
    rule_check_rows(&rules_time, rows, COUNT_OF(rows));
}

static void fixtures_fire_their_rule_and_no_near_miss_does(void **state)
{
    (void)state;
    rule_check_fixtures(&rules_time, MADE_DIR "/rules");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boundaries_are_to_the_second),
        cmocka_unit_test(fixtures_fire_their_rule_and_no_near_miss_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
