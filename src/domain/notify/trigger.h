// "When this happens": the triggers that workflows may have, and the placeholders that their mails may use. Features
// fill both lists at start; then all threads read them.
#pragma once

#include "base/base.h"
#include "i18n/i18n.h"
#include "notify/template.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace notify {

// What a trigger is about says whom the mail goes to and which placeholders there are.
enum class About { customer, account, registration, booking, waiting };

// When a workflow's moment is. By `activity`, its offset is a delay after it; else it is the time before or after.
enum class Timing { activity, before_start, after_end, birthday };

struct Trigger {
    std::string name;  // "booked"; kept in the database
    About about = About::booking;
    Timing timing = Timing::activity;
    std::vector<std::string> activities{};               // that set it off, for Timing::activity
    std::function<std::string(i18n::Language)> words{};  // "An appointment is booked"
    // The booking's statuses in which the mail is still true when it goes out; empty: any.
    std::vector<std::string> statuses{};
    // It says where and when, and is no longer true once the booking was moved.
    bool ends_with_move = false;
    // To the address that the customer had before, which is no longer theirs: it holds nothing that opens the account.
    bool to_former = false;
    // Not what the program did by itself, nor the first password that somebody chose by a mailed link: whoever has that
    // address knows.
    bool by_others = false;
    // The mail is for one of these placeholders: without, whoever gets it has no way in (FEATURES 1.17).
    std::vector<std::string> ways_in{};
    // Only where the activity says that the booking has this status.
    std::string only_status{};
    // How long it may wait for a mail server before it is no longer wanted; zero: as long as it takes.
    Seconds good_for{};
};

// What stands in a text as {{name}} (template.h).
struct Placeholder {
    std::string name;
    engine::Kind kind = engine::Kind::text;
    bool secret = false;         // grants access: stored nowhere, shown as dots in the log
    std::vector<About> about{};  // where it is there; empty: everywhere
    std::function<std::string(i18n::Language)> words{};
    engine::Names items{};  // of a list
    bool family = false;    // each that begins with the name: one for each extra field
    bool in_menu = true;    // false: for the shipped texts' looks
};

// Whether {{name}} is this placeholder, or one of its family.
bool is_of(const Placeholder& placeholder, std::string_view name);

void add_trigger(Trigger trigger);
// In the order in which a menu shows them.
const std::vector<Trigger>& triggers();
const Trigger* find_trigger(std::string_view name);

const std::vector<Placeholder>& placeholders();
// Those that a mail of this trigger may use.
std::vector<const Placeholder*> placeholders_of(const Trigger& trigger);
engine::Names names_of(const std::vector<const Placeholder*>& placeholders);
engine::Names all_names();

}  // namespace notify
