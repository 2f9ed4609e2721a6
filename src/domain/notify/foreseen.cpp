#include "notify/foreseen.h"

#include "notify/decide.h"

#include <algorithm>

namespace notify {
namespace {

using Snapshot = std::shared_ptr<const bookings::Snapshot>;

bool tells_customer(const Workflow& workflow) {
    return std::ranges::any_of(workflow.actions, [](const Action& action) {
        return action.kind == "message" && action.recipients.customer && action.template_id;
    });
}

Facts facts_of(db::Session& session, const Snapshot& snapshot, const bookings::Booking& booking, Instant now,
               std::optional<Moved> moved = {}) {
    auto out =
        load_facts(session, snapshot,
                   {.customer_id = booking.customer_id, .booking_id = booking.id, .at = now, .moved = moved}, now);
    out.booking = booking;
    return out;
}

bool is_wanted(db::Session& session, const Workflow& workflow, const Trigger& trigger, const Facts& facts) {
    const auto& status = bookings::to_text(facts.booking->status);
    if (!trigger.statuses.empty() && std::ranges::find(trigger.statuses, status) == trigger.statuses.end())
        return false;
    if (!unwanted(trigger, facts).empty()) return false;
    const auto reader = reader_of(facts, trigger);
    return reader && !mismatch(session, workflow.conditions, facts, *reader);
}

}  // namespace

std::vector<Foreseen> list_answering(db::Session& session, Snapshot snapshot, const bookings::Booking& booking,
                                     std::string_view name, Instant now) {
    const auto* trigger = find_trigger(name);
    CHECK(trigger && trigger->about == About::booking);
    const auto workflows = store::active_for(session, snapshot->business.id, name);
    std::vector<Foreseen> out;
    if (workflows.empty() || booking.email.empty()) return out;
    const auto facts = facts_of(session, snapshot, booking, now);
    for (const auto& workflow : workflows)
        if (tells_customer(workflow) && is_wanted(session, workflow, *trigger, facts))
            out.push_back({workflow.id, workflow.name, now + workflow.offset});
    return out;
}

std::vector<Foreseen> list_to_come(db::Session& session, Snapshot snapshot, const bookings::Booking& booking,
                                   Instant now) {
    std::vector<Foreseen> out;
    if (booking.email.empty()) return out;
    const auto facts = facts_of(session, snapshot, booking, now);
    for (const auto& trigger : triggers()) {
        const bool before = trigger.timing == Timing::before_start;
        if (trigger.about != About::booking || (!before && trigger.timing != Timing::after_end)) continue;
        for (const auto& workflow : store::active_for(session, snapshot->business.id, trigger.name)) {
            const auto due = before ? booking.time.begin - workflow.offset : booking.time.end + workflow.offset;
            if (due > now && tells_customer(workflow) && is_wanted(session, workflow, trigger, facts))
                out.push_back({workflow.id, workflow.name, due});
        }
    }
    std::ranges::sort(out, {}, &Foreseen::due);
    return out;
}

Result<Preview> foresee(db::Session& session, const Clock& clock, std::string_view base_url, Snapshot snapshot,
                        WorkflowId id, const bookings::Booking& booking, const bookings::Booking* before) {
    const auto business = snapshot->business.id;
    const auto workflow = store::select_workflow(session, business, id);
    if (!workflow || !tells_customer(*workflow)) return not_found("workflow.gone");
    const auto* trigger = find_trigger(workflow->trigger);
    CHECK(trigger);
    const auto action = std::ranges::find_if(workflow->actions, [](const Action& each) {
        return each.kind == "message" && each.recipients.customer && each.template_id;
    });
    std::optional<Moved> moved;
    if (before) moved = {before->time.begin, before->provider_id};
    const auto facts = facts_of(session, snapshot, booking, clock.now(), moved);
    const auto language = language_of(snapshot->business, booking.language);
    const auto text = load_template(session, business, *action->template_id);
    const auto* source = text ? source_for(*text, language, snapshot->business) : nullptr;
    if (!source) return not_found("workflow.gone");
    const auto parsed = parse_source(*source, names_of(placeholders_of(*trigger)));
    if (!parsed) return std::unexpected(parsed.error());
    auto rendered = render(*parsed, facts, stand_ins(), language, base_url, {});
    if (!rendered) return std::unexpected(rendered.error());
    auto shown = masked(*std::move(rendered));
    return Preview{std::move(shown.subject), std::move(shown.html), std::move(shown.text), booking.name};
}

}  // namespace notify
