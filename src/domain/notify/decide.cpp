#include "notify/decide.h"

#include "activity/activity_log.h"
#include "bookings/edit.h"
#include "bookings/many.h"
#include "db/db.h"
#include "notify/action.h"
#include "notify/activities.h"
#include "notify/adaptor.h"
#include "notify/personal.h"
#include "notify/staff_mail.h"
#include "personal/merge.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace notify {
namespace {

using nlohmann::json;

constexpr auto kDecide = "message.decide";
constexpr std::string_view kOfActivity = "activity:";

store::Decision decision_of(const Question& question) {
    return {.id = base::make_id<RunId>(),
            .workflow_id = question.workflow.id,
            .decided_for = question.key,
            .activity_id = question.subject.activity_id,
            .customer_id = question.subject.customer_id,
            .booking_id = question.subject.booking_id,
            .due_at = question.due,
            .acts = false,
            .why = {},
            .why_values = {}};
}

}  // namespace

std::optional<Template> load_template(db::Session& session, BusinessId business, TemplateId id) {
    auto found = store::select_templates(session, business, id);
    if (found.empty()) return std::nullopt;
    auto& out = found.front();
    if (const auto* shipped = find_shipped(out.shipped))
        for (const auto language : i18n::languages)
            out.sources.insert_or_assign(std::string(i18n::tag(language)), shipped_source(*shipped, language));
    for (auto& [language, source] : store::select_sources(session, business, id)) {
        out.edited.push_back(language);
        out.sources.insert_or_assign(language, std::move(source));
    }
    return std::move(out);
}

std::string occasion_of(ActivityId activity) { return fmt::format("{}{}", kOfActivity, base::to_text(activity)); }

std::optional<ActivityId> activity_of(std::string_view occasion) {
    return occasion.starts_with(kOfActivity) ? base::parse_id<ActivityId>(occasion.substr(kOfActivity.size()))
                                             : std::nullopt;
}

bool is_by_staff(db::Session& session, BusinessId business, ActivityId activity) {
    return staff_member_behind(session, business, activity).has_value();
}

std::optional<StaffId> staff_member_behind(db::Session& session, BusinessId business, ActivityId activity) {
    const auto found = activity::find(session, business, activity);
    return found && found->actor == "staff" ? std::optional(StaffId{found->actor_id}) : std::nullopt;
}

std::string outdated(const Trigger& trigger, const Facts& facts, std::optional<Instant> start, Instant due,
                     Instant now) {
    if (trigger.good_for > Seconds{} && now > due + trigger.good_for) return "too_late";
    for (const auto& adaptor : adaptors())
        if (auto why = adaptor->outdated(trigger, facts, {start, due, now}); !why.empty()) return why;
    return {};
}

std::string unwanted(const Trigger& trigger, const Facts& facts) {
    for (const auto& adaptor : adaptors())
        if (auto why = adaptor->unwanted(trigger, facts); !why.empty()) return why;
    return {};
}

bool decide_against(db::Tx& tx, const Clock& clock, BusinessId business, const Question& question,
                    std::string_view why) {
    auto decision = decision_of(question);
    decision.why = why;
    return store::insert_run(tx, business, decision, clock.now());
}

bool decide(db::Tx& tx, const Setting& setting, std::shared_ptr<const bookings::Snapshot> snapshot,
            const Question& question, std::string_view key_of_no) {
    const auto now = setting.clock.now();
    const auto& workflow = question.workflow;
    const auto* trigger = find_trigger(workflow.trigger);
    CHECK(trigger);
    const auto business = snapshot->business.id;
    const auto facts = load_facts(tx, std::move(snapshot), question.subject, now);
    auto decision = decision_of(question);
    if (facts.customer) decision.customer_id = facts.customer->id;
    // A signed-in customer's new address is theirs to see in the log, though the mail says nothing of them.
    if (facts.registration) decision.customer_id = facts.registration->customer_id;
    const auto no = [&](std::string why, i18n::Parameters values = {}) {
        decision.why = std::move(why);
        decision.why_values = std::move(values);
        if (!key_of_no.empty()) decision.decided_for = key_of_no;
        return store::insert_run(tx, business, decision, now);
    };

    const auto& suspended_at = facts.business().standing.suspended_at;
    if (suspended_at && question.due >= *suspended_at) return no("suspended");
    if (auto why = outdated(*trigger, facts, question.start, question.due, now); !why.empty()) return no(why);
    if (auto why = unwanted(*trigger, facts); !why.empty()) return no(why);
    const auto reader = reader_of(facts, *trigger);
    if (!reader) return no("no_address");
    if (auto wrong = mismatch(tx, workflow.conditions, facts, *reader)) return no("condition", wrong->values);
    Plan plan;
    std::optional<Refusal> refusal;  // the first
    for (const auto& action : workflow.actions) {
        const auto* kind = find_action_kind(action.kind);
        auto refused = kind ? kind->plan(tx, setting, question, facts, action, plan) : Refusal{"unknown_action"};
        if (refused && !refusal) refusal = std::move(refused);
    }
    if (plan.empty()) return refusal ? no(refusal->why, refusal->values) : no("unknown_action");

    decision.acts = true;
    if (refusal) {
        decision.why = refusal->why;
        decision.why_values = refusal->values;
    }
    if (!store::insert_run(tx, business, decision, now)) return false;
    for (auto& [row, notice] : plan.messages) {
        // Another workflow may have told them in the meantime, in another process.
        if (notice && !store::insert_notice(tx, business, *notice, row.message.id)) continue;
        row.run_id = decision.id;
        row.message.customer_id = decision.customer_id;
        store::insert_message(tx, row);
    }
    for (const auto& notice : plan.digested) store::insert_notice(tx, business, notice, std::nullopt);
    for (const auto& act : plan.others) act(tx, decision.id);
    return true;
}

namespace {

// What the job needs to know of the activity.
std::string payload_of(ActivityId id, const activity::Activity& activity, Instant at) {
    const auto data = json::parse(activity.data);
    json out{{"activity_id", id.value},
             {"type", activity.type},
             {"subject_id", activity.subject_id},
             {"status", data.value("status", "")},
             {"at", at.time_since_epoch().count()}};
    if (const auto telling = data.find("telling"); telling != data.end()) out["telling"] = *telling;
    if (const auto account = data.find("account_id"); account != data.end()) out["account_id"] = *account;
    if (const auto after = data.find("after"); after != data.end() && after->contains("starts_at"))
        out["starts_at"] = after->at("starts_at");
    return out.dump();
}

// The address that the activity says the login had before: jobs hold no addresses, since they outlive what is erased.
// One that was never shown to be the customer's may be a stranger's, who is told nothing.
std::string former_address(db::Session& session, BusinessId business, ActivityId activity) {
    const auto found = activity::find(session, business, activity);
    if (!found || found->type != "account.email_changed") return {};
    const auto data = json::parse(found->data);
    return data.value("was_confirmed", false) ? data.at("before").at("email").get<std::string>() : std::string();
}

Subject subject_of(db::Session& session, BusinessId business, const Trigger& trigger, const json& payload) {
    Subject out;
    out.activity_id = ActivityId{payload.at("activity_id").get<std::int64_t>()};
    out.at = Instant{Seconds{payload.at("at").get<std::int64_t>()}};
    const auto subject = payload.at("subject_id").get<std::int64_t>();
    const auto account = payload.value("account_id", std::int64_t{0});
    switch (trigger.about) {
        case About::booking:
            out.booking_id = BookingId{subject};
            if (payload.at("type") == "booking.rescheduled")
                out.moved = find_moved(session, business, *out.activity_id);
            break;
        case About::waiting:  // its activities are the customer's
        case About::customer: out.customer_id = CustomerId{subject}; break;
        case About::registration: out.registration_id = RegistrationId{subject}; break;
        case About::account:
            if (account) out.account_id = AccountId{account};
            if (subject) out.customer_id = CustomerId{subject};
            if (trigger.to_former) out.former_address = former_address(session, business, *out.activity_id);
            break;
    }
    return out;
}

// Those that are for one status first: the staff, who are told of an occasion once, are told rather that it waits for
// them than that it was booked.
std::vector<const Trigger*> triggers_of(std::string_view activity, std::string_view status) {
    std::vector<const Trigger*> out;
    for (const auto& trigger : triggers())
        if (std::ranges::find(trigger.activities, activity) != trigger.activities.end() &&
            (trigger.only_status.empty() || trigger.only_status == status))
            out.push_back(&trigger);
    std::ranges::stable_partition(out, [](const auto* each) { return !each->only_status.empty(); });
    return out;
}

bool has_password(db::Session& session, BusinessId business, const Subject& subject) {
    const auto account = subject.account_id ? accounts::find(session, business, *subject.account_id) : std::nullopt;
    return account && account->has_password;
}

// Staff's own word: it goes although the workflow that has its text is switched off.
bool is_by_hand(std::string_view activity) { return activity == "access.sent"; }

std::vector<Workflow> workflows_for(db::Session& session, BusinessId business, const Trigger& trigger,
                                    std::string_view activity) {
    auto active = store::active_for(session, business, trigger.name);
    if (!active.empty() || !is_by_hand(activity)) return active;
    auto all = store::select_workflows(session, business);
    const auto found = std::ranges::find(all, trigger.name, &Workflow::trigger);
    if (found != all.end()) active.push_back(std::move(*found));
    return active;
}

bookings::Telling telling_of(const json& data) {
    return bookings::parse_telling(data.value("telling", "")).value_or(bookings::Telling::at_once);
}

// Who moved it took it back in time: nobody is told of either.
bool was_undone(db::Session& session, BusinessId business, const json& payload) {
    return telling_of(payload) == bookings::Telling::after_undo &&
           bookings::is_undone(session, business, BookingId{payload.at("subject_id").get<std::int64_t>()},
                               ActivityId{payload.at("activity_id").get<std::int64_t>()});
}

bool sets_off(const Trigger& trigger, const activity::Activity& activity) {
    const auto data = json::parse(activity.data);
    if (data.value("quiet", false) || telling_of(data) == bookings::Telling::with_others) return false;
    if (!trigger.by_others) return true;
    return activity.actor.kind != activity::ActorKind::system && !data.value("first", false);
}

}  // namespace

void subscribe(activity::Registry& registry, const Clock& clock, const Options& options) {
    add_activities(registry);
    registry.add(activity::Housekeeping{forget_old});
    registry.add(bookings::Forgetting{store::let_go_of_booking});
    add_personal(registry);
    registry.add(personal::rows_move("messages", {"messages", "workflow_runs", "staff_notices"}));
    std::set<std::string> types;
    for (const auto& trigger : triggers()) types.insert(trigger.activities.begin(), trigger.activities.end());
    for (const auto& type : types)
        registry.subscribe(
            type, [&clock](db::Tx& tx, BusinessId business, ActivityId id, const activity::Activity& activity) {
                const auto now = clock.now();
                const auto data = json::parse(activity.data);
                const auto status = data.value("status", "");
                const auto waits = telling_of(data) == bookings::Telling::after_undo ? bookings::kUndoFor : Seconds{0};
                for (const auto* trigger : triggers_of(activity.type, status))
                    if (sets_off(*trigger, activity) &&
                        (is_by_hand(activity.type) || store::has_active(tx, business, trigger->name)))
                        return std::vector<activity::Wanted>{{kDecide, now + waits, payload_of(id, activity, now)}};
                return std::vector<activity::Wanted>{};
            });
    const auto houses = std::make_shared<Houses>(&registry);
    registry.sweep([houses](db::Database& database, const Clock&) {
        houses->keep_missed(database);
        return 0;
    });
    registry.handle(kDecide, [&clock, &options, houses](db::Tx& tx, BusinessId business, const json& payload) {
        const Setting setting{clock, options};
        const auto snapshot = houses->find(tx, business);
        if (!snapshot || was_undone(tx, business, payload)) return activity::Outcome::dropped;
        bool any = false;
        const auto type = payload.at("type").get<std::string>();
        for (const auto* trigger : triggers_of(type, payload.value("status", "")))
            for (const auto& workflow : workflows_for(tx, business, *trigger, type)) {
                const auto subject = subject_of(tx, business, *trigger, payload);
                Question question{workflow, subject, occasion_of(*subject.activity_id), subject.at + workflow.offset};
                const auto telling = telling_of(payload);
                question.told = telling != bookings::Telling::nobody && telling != bookings::Telling::for_all;
                if (const auto start = payload.find("starts_at"); start != payload.end())
                    question.start = Instant{Seconds{start->get<std::int64_t>()}};
                // Whoever registered with a password is not asked to choose one.
                const bool knows = type == "account.created" && has_password(tx, business, subject);
                any = (knows ? decide_against(tx, clock, business, question, "has_password")
                             : decide(tx, setting, snapshot, question)) ||
                      any;
            }
        return any ? activity::Outcome::done : activity::Outcome::dropped;
    });
    subscribe_staff(registry, clock, options);
}

}  // namespace notify
