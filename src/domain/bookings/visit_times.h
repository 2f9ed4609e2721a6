// When can several services be had in one go? Pure: the starts of each service alone -> visits. No SQL, no clock.
//
// The rules, in one place (FEATURES 3.5):
// - A visit has parts, each one service, for one person or several. What one person gets comes one after the other, in
//   the order given or in whichever suits, and between two of them lies at most the longest gap.
// - Several people come side by side, so that each begins within the longest gap from the start of the visit, or one
//   after the other: then who comes next is a continuation of who came before.
// - Each part starts when its provider could start it alone. With their buffers no two parts of one provider overlap,
//   and of no resource parts and what is taken need more at a time than there is.
// - Of all visits that start at a moment the one with the least waiting is offered; waiting is the sum of the gaps,
//   with those from the start of the visit. Of those that are alike it is the first by the order of the parts, then of
//   time, then of the providers.
#pragma once

#include "availability/availability.h"

#include <memory>

namespace bookings {

inline constexpr std::size_t kMostVisitParts = 8;
inline constexpr std::size_t kMostVisitPeople = 4;

struct VisitRequest {
    // One who may do a part.
    struct Option {
        ProviderId provider;
        Minutes duration{}, buffer_before{}, buffer_after{};
        std::vector<Instant> starts{};  // of this part alone, sorted
    };
    struct Need {
        ResourceId resource;
        int quantity = 1;
    };
    struct Part {
        std::vector<Option> options{};  // best first
        std::vector<Need> needs{};
    };
    struct Person {
        std::vector<std::size_t> parts{};  // by their places in `parts`
        bool in_order = true;
    };
    // Of those that more than one part needs.
    struct Resource {
        int quantity = 1;
        std::vector<availability::Use> taken{};  // sorted by begin
    };
    std::vector<Part> parts{};     // at most kMostVisitParts, each somebody's
    std::vector<Person> people{};  // at most kMostVisitPeople
    bool side_by_side = true;
    Minutes longest_gap{};
    std::map<ResourceId, Resource> resources{};
};

struct VisitTimes {
    struct Place {
        ProviderId provider;
        Span time;  // without buffers
        friend bool operator==(const Place&, const Place&) = default;
    };
    Span time;
    Minutes waiting{};
    std::vector<Place> places{};  // as the parts
    friend bool operator==(const VisitTimes&, const VisitTimes&) = default;
};

class VisitSearch {
public:
    explicit VisitSearch(VisitRequest request);
    ~VisitSearch();
    VisitSearch(const VisitSearch&) = delete;
    VisitSearch& operator=(const VisitSearch&) = delete;

    // The best of those that start then. Where so many people, providers and conflicts meet that a search would go on
    // for long, it ends with the best one found.
    std::optional<VisitTimes> at(Instant start);
    // Of each start within the span the best one, at most `limit`, by start.
    std::vector<VisitTimes> within(Span span, std::size_t limit);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace bookings
