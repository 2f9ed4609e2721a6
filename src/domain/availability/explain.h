// Why a start is offered or not: the rules of availability.h, one by one, for a single start. Slower than asking
// whether it is one; nothing here is used where nobody asks why. Pure.
#pragma once

#include "availability/availability.h"

namespace availability {

// Where a day's hours come from.
enum class Source { week, special_day, holiday, day_off };
Source source_of(const Schedule& schedule, Day day);

enum class Rule {
    hours,     // the start lies within an opening
    place,     // which is where the service is offered, and was asked for
    end,       // and so does the end
    pause,     // off the breaks
    blocked,   // and off blocked time
    grid,      // the start stands on the opening's grid
    taken,     // the provider is free, buffers and ways included
    resource,  // there is enough of the need `number`
};
struct Finding {
    Rule rule;
    bool holds = true;
    // What it is about: the opening; of pause and blocked the one in the way; of taken what is in the way, with the way
    // there; of a grid that does not hold the starts of it before and after.
    Span span{};
    std::size_t number = 0;  // of a need
};
struct Why {
    bool offered = false;             // exactly if the start is one of starts_of_day
    Day day{};                        // whose hours were looked at
    Source source{};                  // of that day's hours
    std::vector<Opening> openings{};  // of the start's day, and of the one before into it
    // In the order above, of the opening that answers most; those after a rule that does not hold are left out only
    // where they mean nothing without it.
    std::vector<Finding> findings{};
};
Why why(const Service& service, const Schedule& schedule, const Zone& zone, const Asked& asked, const TakenFrom& taken,
        std::span<const Need> needs, Instant start);

}  // namespace availability
