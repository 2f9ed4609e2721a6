#include "bookings/visit_times.h"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

namespace bookings {
namespace {

using Option = VisitRequest::Option;
using Place = VisitTimes::Place;

constexpr Minutes kNever = Minutes::max();
constexpr int kMostSteps = 20'000;  // of the search for one start

// A part with who does it and when.
struct Placed {
    std::size_t part;
    const Option* option;
    Instant start;
    Instant end() const { return start + option->duration; }
    Span occupied() const { return {start - option->buffer_before, end() + option->buffer_after}; }
};

bool overlap(const Span& a, const Span& b) { return a.begin < b.end && b.begin < a.end; }

int quantity_of(const VisitRequest& request, std::size_t part, ResourceId resource) {
    int out = 0;
    for (const auto& need : request.parts[part].needs)
        if (need.resource == resource) out += need.quantity;
    return out;
}

// Whether there is enough of what the last one needs, beside the others.
bool has_resources(const VisitRequest& request, const std::vector<Placed>& placed, const Placed& last) {
    const auto span = last.occupied();
    for (const auto& need : request.parts[last.part].needs) {
        const auto known = request.resources.find(need.resource);
        if (known == request.resources.end()) continue;
        auto uses = known->second.taken;
        for (const auto& other : placed)
            if (const auto taken = quantity_of(request, other.part, need.resource);
                taken > 0 && overlap(other.occupied(), span))
                uses.push_back({other.occupied(), taken});
        std::ranges::sort(uses);
        if (availability::peak(uses, span) + quantity_of(request, last.part, need.resource) > known->second.quantity)
            return false;
    }
    return true;
}

bool goes_with(const VisitRequest& request, const std::vector<Placed>& placed, const Placed& last) {
    for (const auto& other : placed)
        if (other.option->provider == last.option->provider && overlap(other.occupied(), last.occupied())) return false;
    return has_resources(request, placed, last);
}

// What follows each other: one person's parts, or those of all who come one after the other.
using Chain = std::vector<VisitRequest::Person>;

std::vector<Chain> chains_of(const VisitRequest& request) {
    if (!request.side_by_side) return {request.people};
    std::vector<Chain> out;
    for (const auto& person : request.people) out.push_back({person});
    return out;
}

// The parts that may come next where those of `done` have been.
std::vector<std::size_t> next_of(const Chain& chain, unsigned done) {
    std::vector<std::size_t> out;
    for (const auto& person : chain) {
        for (const auto part : person.parts)
            if (!(done & (1U << part))) {
                out.push_back(part);
                if (person.in_order) return out;
            }
        if (!out.empty()) return out;
    }
    return out;
}

// Who may start a part at a moment.
struct Slot {
    Instant start;
    std::vector<const Option*> options{};  // best first
    std::vector<Minutes> durations{};      // each once
};

std::vector<Slot> slots_of(const VisitRequest::Part& part) {
    std::map<Instant, Slot> by_start;
    for (const auto& option : part.options)
        for (const auto start : option.starts) {
            auto& slot = by_start.try_emplace(start, Slot{start}).first->second;
            slot.options.push_back(&option);
            if (std::ranges::find(slot.durations, option.duration) == slot.durations.end())
                slot.durations.push_back(option.duration);
        }
    std::vector<Slot> out;
    for (auto& [start, slot] : by_start) out.push_back(std::move(slot));
    return out;
}

}  // namespace

struct VisitSearch::Impl {
    VisitRequest request;
    std::vector<std::vector<Slot>> slots;  // of each part
    std::vector<Chain> chains;
    // Of each chain the least waiting from a moment on, where conflicts are not looked at: what is still possible.
    std::vector<std::unordered_map<std::int64_t, Minutes>> least;
    std::vector<Placed> placed{}, best{};
    Minutes best_waiting = kNever;
    Instant visit_start{};
    int steps = 0;

    explicit Impl(VisitRequest wanted) : request(std::move(wanted)), chains(chains_of(request)), least(chains.size()) {
        CHECK(request.parts.size() <= kMostVisitParts && request.people.size() <= kMostVisitPeople);
        for (const auto& part : request.parts) slots.push_back(slots_of(part));
    }

    std::span<const Slot> slots_within(std::size_t part, Instant first, Instant last) const {
        const auto& all = slots[part];
        const auto begin = std::ranges::lower_bound(all, first, {}, &Slot::start);
        auto end = begin;
        while (end != all.end() && end->start <= last) ++end;
        return {begin, end};
    }

    Minutes least_from(std::size_t chain, unsigned done, Instant from) {
        const auto next = next_of(chains[chain], done);
        if (next.empty()) return Minutes{0};
        const auto key = (from.time_since_epoch().count() << kMostVisitParts) | static_cast<std::int64_t>(done);
        if (const auto known = least[chain].find(key); known != least[chain].end()) return known->second;
        auto out = kNever;
        for (const auto part : next)
            for (const auto& slot : slots_within(part, from, from + request.longest_gap)) {
                const auto gap = std::chrono::floor<Minutes>(slot.start - from);
                if (gap >= out) break;
                for (const auto duration : slot.durations)
                    if (const auto rest = least_from(chain, done | (1U << part), slot.start + duration); rest != kNever)
                        out = std::min(out, gap + rest);
            }
        least[chain].emplace(key, out);
        return out;
    }

    // Of the chains behind this one.
    Minutes least_of_others(std::size_t chain) {
        Minutes out{0};
        for (auto other = chain + 1; other < chains.size(); ++other) {
            const auto one = least_from(other, 0, visit_start);
            if (one == kNever) return kNever;
            out += one;
        }
        return out;
    }

    void keep_if_best(Minutes waiting) {
        const auto begins = std::ranges::min_element(placed, {}, &Placed::start)->start;
        if (begins != visit_start || waiting >= best_waiting) return;
        best = placed;
        best_waiting = waiting;
    }

    void go_on(std::size_t chain, unsigned done, Instant from, Minutes waiting) {
        if (++steps > kMostSteps) return;
        const auto next = next_of(chains[chain], done);
        if (next.empty()) {
            if (chain + 1 == chains.size()) return keep_if_best(waiting);
            return go_on(chain + 1, 0, visit_start, waiting);
        }
        const auto others = least_of_others(chain);
        if (others == kNever) return;
        // Where all follow each other, the first begins the visit.
        const bool begins = done == 0 && chains.size() == 1;
        for (const auto part : next)
            for (const auto& slot : slots_within(part, from, begins ? from : from + request.longest_gap)) {
                const auto gap = std::chrono::floor<Minutes>(slot.start - from);
                for (const auto* option : slot.options) {
                    const Placed one{part, option, slot.start};
                    const auto rest = least_from(chain, done | (1U << part), one.end());
                    if (rest == kNever || waiting + gap + rest + others >= best_waiting) continue;
                    if (!goes_with(request, placed, one)) continue;
                    placed.push_back(one);
                    go_on(chain, done | (1U << part), one.end(), waiting + gap);
                    placed.pop_back();
                }
            }
    }

    std::optional<VisitTimes> at(Instant start) {
        visit_start = start;
        best_waiting = kNever;
        best.clear();
        steps = 0;
        if (least_from(0, 0, start) == kNever || request.parts.empty()) return std::nullopt;
        go_on(0, 0, start, Minutes{0});
        if (best.empty()) return std::nullopt;
        VisitTimes out{{start, start}, best_waiting, std::vector<Place>(request.parts.size())};
        for (const auto& each : best) {
            out.places[each.part] = {each.option->provider, {each.start, each.end()}};
            out.time.end = std::max(out.time.end, each.end());
        }
        return out;
    }

    // Whenever a part may be the first.
    std::set<Instant> starts_within(Span span) const {
        std::set<Instant> out;
        for (const auto& chain : chains)
            for (const auto part : next_of(chain, 0))
                for (const auto& slot : slots[part])
                    if (span.begin <= slot.start && slot.start < span.end) out.insert(slot.start);
        return out;
    }
};

VisitSearch::VisitSearch(VisitRequest request) : impl_(std::make_unique<Impl>(std::move(request))) {}
VisitSearch::~VisitSearch() = default;

std::optional<VisitTimes> VisitSearch::at(Instant start) { return impl_->at(start); }

std::vector<VisitTimes> VisitSearch::within(Span span, std::size_t limit) {
    std::vector<VisitTimes> out;
    for (const auto start : impl_->starts_within(span)) {
        if (out.size() >= limit) break;
        if (auto found = impl_->at(start)) out.push_back(*std::move(found));
    }
    return out;
}

}  // namespace bookings
