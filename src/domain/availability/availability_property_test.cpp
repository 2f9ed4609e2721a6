// The fast rules against the slow ones (availability_oracle.h), over random days.
// TIMEBOK_TEST_SEED=n repeats a run.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <random>

#include "availability/availability.h"
#include "availability/availability_oracle.h"
#include "availability/explain.h"
#include "support/seed.h"

namespace {

using base::to_text;
using oracle::Minute;

constexpr int days_per_seed = 2'500;
constexpr std::array zones = {"UTC",
                              "Europe/Oslo",
                              "America/New_York",
                              "Australia/Lord_Howe",
                              "Africa/Casablanca",
                              "Asia/Beirut",
                              "America/Sao_Paulo",
                              "Asia/Kolkata",
                              "Asia/Kathmandu",
                              "Pacific/Apia",
                              "Pacific/Chatham",
                              "America/Havana",
                              "America/St_Johns",
                              "Asia/Gaza",
                              "Pacific/Kiritimati",
                              "Antarctica/Troll",
                              "Africa/Cairo",
                              "Europe/Dublin"};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    // Both ends included.
    int roll(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }
    bool chance(int percent) { return roll(1, 100) <= percent; }
    template <class C>
    const auto& pick(const C& from) {
        return from[static_cast<std::size_t>(roll(0, static_cast<int>(from.size()) - 1))];
    }

private:
    std::mt19937_64 engine_;
};

const std::vector<Minute>& changes(const std::string& zone) {
    static std::map<std::string, std::vector<Minute>> known;
    const auto [found, is_new] = known.try_emplace(zone);
    if (is_new) found->second = oracle::changes(zone);
    return found->second;
}

Minute random_day(Dice& dice, const std::string& zone) {
    const auto& known = changes(zone);
    if (!known.empty() && dice.chance(50)) return dice.pick(known) + dice.roll(-2, 2);
    return dice.roll(1900, 24'800);  // 1975 to 2037
}

oracle::Range random_hours(Dice& dice, int shortest, int longest) {
    const int unit = dice.chance(80) ? 15 : 1;
    const int length = std::min(1440, std::max(1, dice.roll(shortest, longest) / unit) * unit);
    const int from = dice.roll(0, (1440 - length) / unit) * unit;
    return {from, from + length};
}

std::vector<oracle::Range> random_openings(Dice& dice) {
    std::vector<oracle::Range> result;
    if (dice.chance(10)) return {{0, 1440}};
    for (int n = dice.roll(0, 3); n > 0; --n) result.push_back(random_hours(dice, 15, 600));
    if (!result.empty() && dice.chance(20)) {  // one that touches
        const auto to = result.front().to;
        if (to < 1440) result.push_back({to, dice.roll(static_cast<int>(to) + 1, 1440)});
    }
    if (!result.empty() && dice.chance(20)) result.back().to = 1440;
    return result;
}

// Every third goes past midnight.
oracle::Range perhaps_past_midnight(Dice& dice, oracle::Range range) {
    if (!dice.chance(30)) return range;
    const int before = dice.roll(1, 600);
    range.from = 1440 - before;
    range.to = range.from + dice.roll(before, dice.chance(10) ? 1440 : before + 400);
    return range;
}

int random_location(Dice& dice) { return dice.chance(50) ? oracle::kEverywhere : dice.roll(1, oracle::kLocations); }

oracle::Weekly random_weekly(Dice& dice, Minute day, int weekday, oracle::Range range) {
    oracle::Weekly weekly{weekday, range};
    if (dice.chance(50)) weekly.location = random_location(dice);
    if (dice.chance(25)) {
        weekly.every = dice.roll(2, 4);
        const auto monday = day - (day + 3) % 7;
        weekly.monday = monday + 7 * (dice.chance(60) ? weekly.every * dice.roll(-60, 60) : dice.roll(-200, 200));
    }
    if (dice.chance(20)) weekly.valid.first = day + dice.roll(-10, 1);
    if (dice.chance(20)) weekly.valid.last = day + dice.roll(-1, 10);
    return weekly;
}

std::vector<oracle::Placed> random_special(Dice& dice) {
    std::vector<oracle::Placed> result;
    for (const auto& range : random_openings(dice))
        result.push_back({perhaps_past_midnight(dice, range), random_location(dice)});
    return result;
}

std::vector<oracle::Days> random_days(Dice& dice, Minute day) {
    if (!dice.chance(15)) return {};
    const auto first = day + dice.roll(-3, 2);
    return {{day - 20, day - 15}, {first, first + dice.roll(0, 3)}};
}

std::vector<oracle::Taken> random_taken(Dice& dice, Minute day) {
    std::vector<oracle::Taken> result;
    if (dice.chance(15)) return result;
    const bool months = dice.chance(10);
    const auto end = (day + (months ? 40 : 3)) * 1440;
    const int gap = dice.roll(0, 240);
    for (Minute t = (day - (months ? 40 : 2)) * 1440; t < end;) {
        t += dice.roll(0, gap);
        const auto to = t + dice.roll(1, 90);
        result.push_back({{t, to}, random_location(dice)});
        t = to;
    }
    return result;
}

oracle::Need random_need(Dice& dice, Minute day) {
    oracle::Need need{dice.roll(1, 2), dice.roll(dice.chance(5) ? 0 : 1, 3), {}};
    for (int n = dice.roll(0, 25); n > 0; --n) {
        const auto from = (day - 1) * 1440 + dice.roll(0, 3 * 1440);
        need.uses.push_back({{from, from + dice.roll(1, 240)}, dice.roll(1, 2)});
    }
    std::ranges::sort(need.uses, {}, [](const oracle::Use& use) { return use.time.from; });
    if (dice.chance(50)) need.location = dice.roll(1, oracle::kLocations);
    return need;
}

oracle::World random_world(Dice& dice) {
    oracle::World world{};
    world.zone = dice.pick(zones);
    world.day = random_day(dice, world.zone);
    const int weekday = static_cast<int>((world.day + 3) % 7) + 1;
    // The day's own, those of the day before, which may reach into it, and those of the next, which must not.
    for (const int of : {weekday, (weekday + 5) % 7 + 1, weekday % 7 + 1})
        for (const auto& range : random_openings(dice))
            world.hours.push_back(random_weekly(dice, world.day, of, perhaps_past_midnight(dice, range)));
    for (int n = dice.roll(0, 3); n > 0; --n) {
        auto range = random_hours(dice, 5, 90);
        if (dice.chance(20)) range = {range.from + 720, range.to + 720};
        world.breaks.push_back(random_weekly(dice, world.day, dice.chance(90) ? weekday : dice.roll(1, 7), range));
    }
    world.days_off = random_days(dice, world.day);
    world.holidays = random_days(dice, world.day);
    for (const int step : {-1, 0, 1})
        if (dice.chance(20)) world.specials.push_back({world.day + step, random_special(dice)});
    for (const int step : {-1, 0, 1})
        if (dice.chance(20)) {
            auto& blocked = world.blocked.emplace_back(oracle::Special{world.day + step, {}});
            blocked.of_day.push_back({perhaps_past_midnight(dice, random_hours(dice, 5, 300))});
        }
    world.duration = dice.chance(70) ? dice.roll(1, 12) * 5 : dice.roll(5, 240);
    world.before = dice.chance(50) ? 0 : dice.roll(0, 30);
    world.after = dice.chance(50) ? 0 : dice.roll(0, 30);
    world.interval = dice.chance(70) ? dice.roll(1, 12) * 5 : dice.roll(5, 60);
    world.taken = random_taken(dice, world.day);
    for (int n = dice.roll(0, 2); n > 0; --n) world.needs.push_back(random_need(dice, world.day));
    if (dice.chance(50)) world.home = dice.roll(1, oracle::kLocations);
    if (dice.chance(50)) world.asked = dice.roll(1, oracle::kLocations);
    for (int location = oracle::kLocations; location >= 1; --location)
        if (dice.chance(15)) world.offered_at.push_back(location);
    for (int a = 1; a < oracle::kLocations; ++a)
        for (int b = a + 1; b <= oracle::kLocations; ++b)
            if (dice.chance(60))
                world.travel[{a, b}] = world.travel[{b, a}] = dice.roll(0, dice.chance(97) ? 90 : 1440);
    return world;
}

// The same world in the words of availability.h.

Instant instant(Minute minute) { return Instant{Minutes{minute}}; }
Span span(const oracle::Range& range) { return {instant(range.from), instant(range.to)}; }
Day day(Minute number) { return Day{std::chrono::days{number}}; }
std::optional<LocationId> location(int number) {
    if (number == oracle::kEverywhere) return std::nullopt;
    return LocationId{number};
}
availability::Hours hours(const oracle::Range& range, int where) {
    return {Minutes{range.from}, Minutes{range.to}, location(where)};
}

std::vector<availability::WeeklyHours> week(const std::vector<oracle::Weekly>& from) {
    std::vector<availability::WeeklyHours> result;
    for (const auto& weekly : from) {
        const auto bound = [](Minute number) {
            return std::abs(number) < 1'000'000 ? std::optional(day(number)) : std::nullopt;
        };
        result.push_back({weekly.weekday, hours(weekly.of_day, weekly.location), weekly.every, day(weekly.monday),
                          bound(weekly.valid.first), bound(weekly.valid.last)});
    }
    return result;
}

std::vector<availability::Days> days(const std::vector<oracle::Days>& from) {
    std::vector<availability::Days> result;
    for (const auto& range : from) result.push_back({day(range.first), day(range.last)});
    return result;
}

availability::Schedule schedule(const oracle::World& world) {
    availability::Schedule result{week(world.hours),
                                  week(world.breaks),
                                  days(world.days_off),
                                  days(world.holidays),
                                  {},
                                  location(world.home),
                                  {}};
    for (const auto& special : world.specials) {
        auto& copy = result.special_days.emplace_back(availability::SpecialDay{day(special.day), {}});
        for (const auto& placed : special.of_day) copy.hours.push_back(hours(placed.of_day, placed.location));
    }
    for (const auto& blocked : world.blocked)
        for (const auto& placed : blocked.of_day)
            result.blocked.push_back({day(blocked.day), hours(placed.of_day, placed.location)});
    return result;
}

std::vector<Span> spans(const std::vector<oracle::Range>& from) {
    std::vector<Span> result;
    for (const auto& range : from) result.push_back(span(range));
    return result;
}

// Owns what a Need points at.
struct Rooms {
    std::vector<std::vector<availability::Use>> uses;
    std::vector<availability::Need> needs;

    Rooms(const oracle::World& world, Dice& dice) {
        uses.reserve(world.needs.size());
        for (const auto& need : world.needs) {
            auto& list = uses.emplace_back();
            Seconds longest{};
            for (const auto& use : need.uses) {
                list.push_back({span(use.time), use.quantity});
                longest = std::max(longest, Seconds{list.back().span.end - list.back().span.begin});
            }
            if (dice.chance(50)) longest = Seconds{0};
            needs.push_back({need.quantity, need.available, list, longest, location(need.location)});
        }
    }

    std::vector<availability::Need> needed_at(std::optional<LocationId> here) const {
        std::vector<availability::Need> out;
        std::ranges::copy_if(needs, std::back_inserter(out),
                             [&](const auto& need) { return availability::is_needed(need, here); });
        return out;
    }
};

std::vector<std::uint64_t> seeds() {
    // Another one in each run, beside one that stays.
    const auto now = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    const auto second = support::seed_or(now);
    return second == now ? std::vector<std::uint64_t>{20'270'329, now} : std::vector{second};
}

// Calls `test` with the dice of each case until one fails, and says how to repeat it.
template <class Test>
void over_random_days(int count, Test test) {
    for (const auto seed : seeds()) {
        std::printf("TIMEBOK_TEST_SEED=%llu, %d days\n", static_cast<unsigned long long>(seed), count);
        for (int n = 0; n < count; ++n) {
            SCOPED_TRACE("TIMEBOK_TEST_SEED=" + std::to_string(seed) + ", day " + std::to_string(n));
            Dice dice(seed + static_cast<std::uint64_t>(n) * 0x9E3779B97F4A7C15u);
            ASSERT_NO_FATAL_FAILURE(test(dice));
            if (testing::Test::HasFailure()) return;
        }
    }
}

std::string described(const oracle::World& world) {
    const auto zone = Zone::find(world.zone).value();
    auto text = world.zone + " " + to_text(day(world.day));
    const oracle::Diary diary(world);
    for (const auto* shift : diary.shifts_of_the_day())
        for (const auto& range : diary.openings(*shift))
            text += fmt::format(" {}..{} at {}", to_text(instant(range.from), zone), to_text(instant(range.to), zone),
                                shift->location);
    return text + fmt::format(" {}+{}+{} min every {}", world.before, world.duration, world.after, world.interval);
}

void compare_openings(const oracle::World& world, const oracle::Diary& diary) {
    const auto openings = availability::openings(schedule(world), Zone::find(world.zone).value(), day(world.day));
    using At = std::pair<std::optional<LocationId>, Span>;
    std::vector<At> work, pauses, expected_work, expected_pauses;
    for (const auto& opening : openings) {
        work.emplace_back(opening.location, opening.span);
        for (const auto& pause : opening.breaks) {
            ASSERT_TRUE(opening.span.contains(pause));
            pauses.emplace_back(opening.location, pause);
        }
    }
    for (const auto* shift : diary.shifts_of_the_day()) {
        for (const auto& run : spans(diary.openings(*shift)))
            expected_work.emplace_back(location(shift->location), run);
        for (const auto& run : spans(diary.breaks(*shift)))
            expected_pauses.emplace_back(location(shift->location), run);
    }
    ASSERT_EQ(work, expected_work);
    ASSERT_EQ(pauses, expected_pauses);
}

struct Question {
    std::vector<LocationId> offered_at;
    availability::Travel travel;
    std::vector<availability::Use> taken;
    std::map<std::optional<LocationId>, std::vector<Span>> seen;

    explicit Question(const oracle::World& world) {
        for (const int each : world.offered_at) offered_at.push_back(*location(each));
        for (const auto& [between, minutes] : world.travel)
            travel.set(*location(between.first), *location(between.second), Minutes{minutes});
        for (const auto& each : world.taken) taken.push_back({span(each.time), 1, location(each.location)});
    }
    std::span<const Span> taken_from(std::optional<LocationId> here) {
        const auto [found, is_new] = seen.try_emplace(here);
        if (is_new) found->second = availability::taken_from(here, taken, travel);
        return found->second;
    }
};

void compare_starts(const oracle::World& world, const oracle::Diary& diary, Dice& dice) {
    ASSERT_NO_FATAL_FAILURE(compare_openings(world, diary));
    const auto zone = Zone::find(world.zone).value();
    const auto openings = availability::openings_for(schedule(world), zone, day(world.day));
    const availability::Service service{Minutes{world.duration}, Minutes{world.before}, Minutes{world.after},
                                        Minutes{world.interval}};
    Question question(world);
    const availability::Asked asked{location(world.asked), question.offered_at};
    const Rooms rooms(world, dice);
    const auto starts = availability::starts_of_day(
        service, openings, asked, [&](auto here) { return question.taken_from(here); }, rooms.needs,
        zone.span(day(world.day)));
    std::vector<Instant> expected;
    for (const auto start : diary.starts()) expected.push_back(instant(start));
    ASSERT_EQ(starts, expected);

    const auto ask = [&](Instant start, bool on_grid) {
        return std::ranges::any_of(openings, [&](const availability::Opening& opening) {
            const auto place = availability::place_of(opening, asked);
            return place &&
                   availability::can_start(service, std::span(&opening, 1), question.taken_from(place->location),
                                           rooms.needed_at(place->location), start, on_grid);
        });
    };
    const auto is_offered = [&, here = schedule(world)](Instant start) {
        const auto why = availability::why(
            service, here, zone, asked, [&](auto at) { return question.taken_from(at); }, rooms.needs, start);
        EXPECT_EQ(why.offered, std::ranges::all_of(why.findings, &availability::Finding::holds));
        return why.offered;
    };
    for (const auto start : starts) ASSERT_TRUE(ask(start, true) && is_offered(start)) << to_text(start);
    for (const auto& opening : openings) {
        const auto expect_on_grid = [&](Instant t) {
            if (zone.span(day(world.day)).begin <= t && t < zone.span(day(world.day)).end) {
                ASSERT_EQ(ask(t, true), std::ranges::binary_search(expected, t)) << to_text(t);
                ASSERT_EQ(is_offered(t), std::ranges::binary_search(expected, t)) << "explained, " << to_text(t);
            }
        };
        for (auto t = opening.span.begin - service.slot_interval; t <= opening.span.end; t += service.slot_interval)
            ASSERT_NO_FATAL_FAILURE(expect_on_grid(t));
        const auto minutes = (opening.span.end - opening.span.begin) / Minutes{1};
        for (int n = 0; n < 10; ++n) {
            const auto minute = oracle::floor_minute(opening.span.begin.time_since_epoch().count()) +
                                dice.roll(-5, static_cast<int>(minutes) + 5);
            const int seconds = dice.chance(50) ? 0 : dice.roll(1, 59);
            const auto t = instant(minute) + Seconds{seconds};
            // What the day before leaves of itself is known only where it reaches into this one.
            if (t < zone.span(day(world.day)).begin) continue;
            const auto last = minute + world.duration + (seconds != 0);
            ASSERT_EQ(ask(t, false), diary.is_free(minute, last)) << to_text(t);
            ASSERT_NO_FATAL_FAILURE(expect_on_grid(t));
        }
    }
    for (std::size_t n = 0; n < world.needs.size(); ++n) {
        const auto from = world.day * 1440 + dice.roll(-300, 1500);
        const oracle::Range time{from, from + dice.roll(1, 300)};
        ASSERT_EQ(availability::peak(rooms.uses[n], span(time)), diary.peak(n, time));
    }
}

bool reaches_in(const oracle::World& world) {
    const auto zone = Zone::find(world.zone).value();
    const auto begin = zone.span(day(world.day)).begin;
    return std::ranges::any_of(availability::openings_for(schedule(world), zone, day(world.day)),
                               [&](const auto& opening) { return opening.span.begin < begin; });
}

TEST(AvailabilityProperty, AgreesWithAClockWatchedMinuteByMinute) {
    std::size_t offered = 0, from_the_day_before = 0;
    over_random_days(days_per_seed, [&](Dice& dice) {
        const auto world = random_world(dice);
        const oracle::Diary diary(world);
        offered += diary.starts().size();
        if (reaches_in(world)) ++from_the_day_before;
        ASSERT_NO_FATAL_FAILURE(compare_starts(world, diary, dice)) << described(world);
    });
    EXPECT_GT(offered, 5'000u) << "the random days are too full to prove anything";
    EXPECT_GT(from_the_day_before, 300u) << "too few nights";
}

TEST(AvailabilityProperty, IsBookableFromTheNoticeToTheEndOfTheHorizonsLastDay) {
    over_random_days(2'000, [](Dice& dice) {
        const std::string zone = dice.pick(zones);
        const int seconds = dice.roll(0, 59);
        const auto horizon = dice.chance(30) ? 0 : dice.roll(0, 400);
        const auto now = (random_day(dice, zone) - (dice.chance(50) ? horizon : 0)) * 1440 + dice.roll(-1440, 1440);
        const auto notice = dice.chance(30) ? 0 : dice.roll(0, dice.chance(50) ? 600 : 100'000);

        const auto bookable = availability::bookable(instant(now) + Seconds{seconds}, Minutes{notice},
                                                     std::chrono::days{horizon}, Zone::find(zone).value());

        const auto first = instant(now + notice) + Seconds{seconds};
        const auto end = instant(oracle::end_of_day(zone, oracle::day_of(zone, now) + horizon));
        ASSERT_EQ(bookable.begin, first) << zone << " " << to_text(instant(now));
        ASSERT_EQ(bookable.end, std::max(first, end)) << zone << " " << to_text(instant(now));
    });
}

}  // namespace
