#include "activity/activity_log.h"
#include "activity/jobs.h"
#include "db/db.h"
#include "personal/personal.h"

#include <nlohmann/json.hpp>

namespace personal {
namespace {

using json = nlohmann::ordered_json;

constexpr int kMost = 5000;

std::string label(i18n::Language language, std::string_view member) {
    if (member == "at") return i18n::words(language, "When");
    if (member == "what") return i18n::words(language, "What");
    if (member == "by") return i18n::words(language, "By whom");
    return {};
}

// Every address that an activity names stands in its data as such, or before and after a change.
void find_addresses(db::Session& session, Subject& subject) {
    for (const auto& activity : activity::list(session, subject.business, subject.customer.value, kMost)) {
        const auto data = json::parse(activity.data);
        for (const auto* place : {"", "before", "after"}) {
            const auto& holder = *place && data.contains(place) ? data[place] : data;
            const auto found = holder.is_object() ? holder.find("email") : holder.end();
            if (holder.is_object() && found != holder.end() && found->is_string())
                subject.add_address(found->get<std::string>());
        }
    }
}

Files files(db::Session& session, const Clock&, const Subject& subject) {
    json out = json::array();
    const auto add = [&](std::int64_t of) {
        for (const auto& activity : activity::list(session, subject.business, of, kMost))
            out.push_back({{"at", json_time(activity.at)},
                           {"what", activity.type},
                           {"by", activity.by_staff ? "staff as customer" : activity.actor},
                           {"details", json::parse(activity.data)}});
    };
    add(subject.customer.value);
    for (const auto record : subject.records) add(record);
    return {{"changes.json", out.dump(2)}};
}

// What happened to the customer is emptied with the record. Why a job failed may name an address.
void erase(db::Tx& tx, const Erasing& erasing) {
    const auto& subject = erasing.subject;
    activity::blank_failures(tx, subject.business, subject.customer.value);
    for (const auto record : subject.records) activity::blank_failures(tx, subject.business, record);
}

}  // namespace

void subscribe(activity::Registry& registry) {
    registry.add(activity::Housekeeping{activity::forget_old_jobs});
    registry.add(Part{
        .name = "changes",
        .tables = {{"activities", "subject_id actor_id", "whom it happened to, and ids of who did it, which by tells"},
                   {"jobs", "*", "ids of activities, gone when they are done"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Changes"); },
        .label = label,
        .find = find_addresses,
        .files = files,
        .erase = erase});
}

}  // namespace personal
