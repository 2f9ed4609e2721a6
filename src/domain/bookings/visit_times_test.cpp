#include "bookings/visit_times.h"

#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using availability::Use;

constexpr Instant kMorning{Seconds{1'800'000'000}};
constexpr ProviderId kMira{1}, kJonas{2};

Instant at(int minutes) { return kMorning + Minutes{minutes}; }

VisitRequest::Option option(ProviderId provider, Minutes duration, std::vector<int> starts) {
    VisitRequest::Option out{.provider = provider, .duration = duration};
    for (const auto each : starts) out.starts.push_back(at(each));
    return out;
}

TEST(VisitTimes, PutsWhatIsInOrderOneAfterTheOther) {
    VisitRequest request;
    request.parts = {{{option(kMira, 90min, {0, 15, 30})}}, {{option(kJonas, 45min, {0, 90, 105, 120})}}};
    request.people = {{{0, 1}}};
    request.longest_gap = 15min;
    const auto found = VisitSearch(request).at(at(0));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->waiting, 0min);
    EXPECT_EQ(found->places[1].time.begin, at(90));
    EXPECT_EQ(found->time, (Span{at(0), at(135)}));
}

TEST(VisitTimes, TakesAnotherOrderOnlyWhereThatIsFree) {
    VisitRequest request;
    request.parts = {{{option(kMira, 30min, {30})}}, {{option(kJonas, 30min, {0})}}};
    request.people = {{{0, 1}, true}};
    EXPECT_TRUE(VisitSearch(request).within({at(0), at(600)}, 10).empty());
    request.people[0].in_order = false;
    const auto found = VisitSearch(request).within({at(0), at(600)}, 10);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].time.begin, at(0));
}

TEST(VisitTimes, KeepsTheBuffersOfOneProvider) {
    VisitRequest request;
    request.parts = {{{option(kMira, 30min, {0})}}, {{option(kMira, 30min, {30, 45})}}};
    request.parts[0].options[0].buffer_after = 15min;
    request.people = {{{0, 1}}};
    request.longest_gap = 15min;
    const auto found = VisitSearch(request).at(at(0));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->places[1].time.begin, at(45));
    EXPECT_EQ(found->waiting, 15min);
    request.longest_gap = 10min;
    EXPECT_FALSE(VisitSearch(request).at(at(0)));
}

TEST(VisitTimes, GivesPeopleSideBySideToDifferentProviders) {
    VisitRequest request;
    const auto cut = [] { return VisitRequest::Part{{option(kMira, 45min, {0, 45}), option(kJonas, 45min, {0, 45})}}; };
    request.parts = {cut(), cut()};
    request.people = {{{0}}, {{1}}};
    const auto beside = VisitSearch(request).at(at(0));
    ASSERT_TRUE(beside);
    EXPECT_NE(beside->places[0].provider, beside->places[1].provider);
    EXPECT_EQ(beside->time, (Span{at(0), at(45)}));
    request.side_by_side = false;
    const auto after = VisitSearch(request).at(at(0));
    ASSERT_TRUE(after);
    EXPECT_EQ(after->time, (Span{at(0), at(90)}));
}

TEST(VisitTimes, NeedsNoMoreOfAResourceThanThereIs) {
    const ResourceId basin{7};
    VisitRequest request;
    request.parts = {{{option(kMira, 30min, {0})}, {{basin, 1}}}, {{option(kJonas, 30min, {0, 30})}, {{basin, 1}}}};
    request.people = {{{0}}, {{1}}};
    request.resources[basin] = {2, {}};
    EXPECT_TRUE(VisitSearch(request).at(at(0)));
    request.resources[basin].taken = {{{at(10), at(20)}, 1}};
    EXPECT_FALSE(VisitSearch(request).at(at(0)));
    request.longest_gap = 30min;
    const auto found = VisitSearch(request).at(at(0));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->places[1].time.begin, at(30));
}

// Every choice of providers and starts, looked at in steps of five minutes.
class Oracle {
public:
    explicit Oracle(const VisitRequest& request) : request_(request), chosen_(request.parts.size()) { choose(0); }

    // The least waiting of the visits that begin then.
    std::map<Instant, Minutes> least{};

private:
    struct Chosen {
        const VisitRequest::Option* option = nullptr;
        Instant begin{};
        Instant end() const { return begin + option->duration; }
        bool occupies(Instant moment) const {
            return begin - option->buffer_before <= moment && moment < end() + option->buffer_after;
        }
    };

    void choose(std::size_t part) {
        if (part == chosen_.size()) return look();
        for (const auto& option : request_.parts[part].options)
            for (const auto start : option.starts) {
                chosen_[part] = {&option, start};
                choose(part + 1);
            }
    }
    void look() {
        auto first = chosen_.front().begin;
        for (const auto& each : chosen_) first = std::min(first, each.begin);
        const auto waiting = waiting_from(first);
        if (!waiting || !have_room()) return;
        const auto [known, is_new] = least.try_emplace(first, *waiting);
        known->second = std::min(known->second, *waiting);
    }
    std::optional<Minutes> waiting_from(Instant first) {
        Minutes sum{0};
        auto from = first;
        for (const auto& person : request_.people) {
            if (request_.side_by_side) from = first;
            auto parts = person.parts;
            if (!person.in_order) std::ranges::sort(parts, {}, [&](std::size_t part) { return chosen_[part].begin; });
            for (const auto part : parts) {
                const auto gap = std::chrono::floor<Minutes>(chosen_[part].begin - from);
                if (gap < 0min || gap > request_.longest_gap) return std::nullopt;
                sum += gap;
                from = chosen_[part].end();
            }
        }
        return sum;
    }
    bool have_room() {
        for (int minute = -30; minute < 240; minute += 5) {
            const auto moment = at(minute);
            std::map<ProviderId, int> busy;
            int used = 0;
            const auto& resource = request_.resources.at(ResourceId{9});
            for (const auto& use : resource.taken)
                if (use.span.begin <= moment && moment < use.span.end) used += use.quantity;
            bool needed = false;
            for (std::size_t part = 0; part < chosen_.size(); ++part) {
                if (!chosen_[part].occupies(moment)) continue;
                if (++busy[chosen_[part].option->provider] > 1) return false;
                for (const auto& need : request_.parts[part].needs) {
                    used += need.quantity;
                    needed = true;
                }
            }
            if (needed && used > resource.quantity) return false;
        }
        return true;
    }

    const VisitRequest& request_;
    std::vector<Chosen> chosen_;
};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    int up_to(int most) { return std::uniform_int_distribution(0, most)(engine_); }
    bool often(int percent) { return up_to(99) < percent; }

private:
    std::mt19937_64 engine_;
};

VisitRequest throw_request(Dice& dice) {
    VisitRequest out;
    out.longest_gap = Minutes{5 * dice.up_to(4)};
    out.side_by_side = dice.often(60);
    const auto parts = static_cast<std::size_t>(1 + dice.up_to(3));
    const auto people = static_cast<std::size_t>(1 + dice.up_to(1));
    for (std::size_t i = 0; i < parts; ++i) {
        VisitRequest::Part part;
        for (int provider = 1; provider <= 3; ++provider) {
            if (!dice.often(55)) continue;
            VisitRequest::Option option{.provider = ProviderId{provider},
                                        .duration = Minutes{10 + 5 * dice.up_to(3)},
                                        .buffer_before = Minutes{5 * dice.up_to(1)},
                                        .buffer_after = Minutes{5 * dice.up_to(2)}};
            for (int start = 0; start < 60; start += 5)
                if (dice.often(15)) option.starts.push_back(at(start));
            part.options.push_back(std::move(option));
        }
        if (dice.often(40)) part.needs.push_back({ResourceId{9}, 1});
        out.parts.push_back(std::move(part));
    }
    out.people.resize(std::min(people, parts));
    for (auto& person : out.people) person.in_order = dice.often(50);
    for (std::size_t i = 0; i < parts; ++i) out.people[i % out.people.size()].parts.push_back(i);
    VisitRequest::Resource resource{1 + dice.up_to(1), {}};
    if (dice.often(50)) resource.taken.push_back({{at(20), at(35)}, 1});
    out.resources[ResourceId{9}] = resource;
    return out;
}

TEST(VisitTimes, AreThoseOfTheSlowOracle) {
    const support::Seed seed(204);
    int found = 0;
    for (std::uint64_t round = 0; round < 300; ++round) {
        Dice dice(seed.value + round);
        const auto request = throw_request(dice);
        VisitSearch search(request);
        const Oracle oracle(request);
        for (int minute = 0; minute < 60; minute += 5) {
            const auto visit = search.at(at(minute));
            const auto least = oracle.least.find(at(minute));
            ASSERT_EQ(visit.has_value(), least != oracle.least.end()) << "round " << round << " minute " << minute;
            if (!visit) continue;
            ++found;
            ASSERT_EQ(visit->waiting, least->second) << "round " << round << " minute " << minute;
            for (std::size_t part = 0; part < request.parts.size(); ++part) {
                const auto& options = request.parts[part].options;
                const auto option =
                    std::ranges::find(options, visit->places[part].provider, &VisitRequest::Option::provider);
                ASSERT_NE(std::ranges::find(option->starts, visit->places[part].time.begin), option->starts.end());
            }
        }
    }
    EXPECT_GT(found, 100) << "the dice offer something";
}

}  // namespace
}  // namespace bookings
