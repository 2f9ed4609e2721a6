// A person's week as lines of text: one plan for each place, turn of weeks and validity, with a line for each day.
#pragma once

#include "http/http.h"
#include "staff/schedule.h"

#include <array>

namespace office {

struct Plan {
    std::optional<LocationId> location{};
    int every_weeks = 1;
    Day monday = availability::kSomeMonday;
    std::optional<Day> valid_from{}, valid_to{};
    std::array<std::string, 7> hours{}, breaks{};  // Monday first, as typed
    friend bool operator==(const Plan&, const Plan&) = default;
};
inline constexpr std::size_t kPlansMax = 12;

// At least one. What weekday_of_plans read is given back by plans_of as it was normally written.
std::vector<Plan> plans_of(const staff::Week& week);

struct TypedPlans {
    std::vector<Plan> plans;
    staff::Week week;                // of what could be read
    std::vector<FieldError> errors;  // fields as plan_field names them
};
// "p0_hours_1": of the first plan's Monday; "p0_every".
std::string plan_field(std::size_t plan, std::string_view name);
std::string plan_field(std::size_t plan, std::string_view name, int weekday);
TypedPlans read_plans(const http::Form& form);
TypedPlans read_plans(std::vector<Plan> plans);
// The domain's errors about hours_N and breaks_N, at the first plan that has such a line.
std::vector<FieldError> place_errors(const std::vector<Plan>& plans, const std::vector<FieldError>& errors);

}  // namespace office
