#include "notify/activities.h"

#include "bookings/words.h"
#include "notify/channel.h"
#include "notify/staff_choice.h"
#include "notify/workflow.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace notify {
namespace {

using activity::Reader;
using activity::Recorded;
using i18n::Language;
using nlohmann::json;

std::string text_of(const json& data, const char* name) {
    if (!data.is_object()) return {};
    const auto found = data.find(name);
    return found != data.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// By the name that it had then, where the activity says it.
std::string about(const Reader& reader, std::string_view kind, const Recorded& activity, const json& data) {
    std::string name;
    for (const auto* part : {"after", "before"})
        if (name.empty() && data.contains(part)) name = text_of(data[part], "name");
    if (name.empty()) name = text_of(data, "name");
    if (name.empty()) name = reader.named(kind, activity.subject_id);
    if (const auto language = i18n::parse_language(text_of(data, "language")))
        name += fmt::format(" ({})", i18n::native_name(*language));
    return name;
}
std::string about_workflow(const Reader& reader, const Recorded& activity, const json& data) {
    return about(reader, "workflow", activity, data);
}
std::string about_template(const Reader& reader, const Recorded& activity, const json& data) {
    return about(reader, "template", activity, data);
}

const char* words_of_change(const json& data) {
    if (data.contains("reset")) return N_("Text of our own taken out of the template");
    return data.contains("language") ? nullptr : N_("Template renamed");
}

// "Yoga, 4 December 2026 at 14:45"
std::string about_group(const Reader& reader, const Recorded&, const json& data) {
    if (!data.is_object() || !data.contains("service_id") || !data.contains("starts_at")) return {};
    return fmt::format("{}, {}", reader.named("service", data.at("service_id").get<std::int64_t>()),
                       reader.moment(Instant{Seconds{data.at("starts_at").get<std::int64_t>()}}));
}

std::string say_trigger(const Reader& reader, const json& value) {
    const auto* trigger = value.is_string() ? find_trigger(value.get<std::string>()) : nullptr;
    return trigger ? trigger->words(reader.language) : activity::plain_value(reader, value);
}
std::string say_offset(const Reader& reader, const json& value) {
    if (value == 0) return i18n::words(reader.language, "at once");
    return value.is_number_integer() ? i18n::span(reader.language, Minutes{value.get<std::int64_t>()})
                                     : activity::plain_value(reader, value);
}
std::string say_recipients(const Reader& reader, const json& value) {
    const auto language = reader.language;
    const auto to = recipients_of(value.dump());
    std::vector<std::string> out;
    if (to.customer) out.push_back(i18n::words(language, "the customer"));
    if (to.provider) out.push_back(i18n::words(language, "the provider"));
    if (to.owners) out.push_back(i18n::words(language, "the owners"));
    for (const auto member : to.members) out.push_back(reader.named("staff", member.value));
    for (const auto& address : to.addresses) out.push_back(address);
    return fmt::format("{}", fmt::join(out, ", "));
}
std::string say_actions(const Reader& reader, const json& value) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    const auto language = reader.language;
    std::vector<std::string> out;
    for (const auto& action : value) {
        auto name = reader.named("template", action.value("template_id", std::int64_t{0}));
        if (name.empty()) name = i18n::words(language, "a template that is gone");
        if (action.contains("options") && action["options"].contains("calendar_file"))
            name = i18n::words(language, "{name}, with a calendar file", {{"name", name}});
        if (action.contains("recipients"))
            name = i18n::words(language, "{name}, to: {recipients}",
                               {{"name", name}, {"recipients", say_recipients(reader, action["recipients"])}});
        const auto* channel = find_channel(text_of(action, "target"));
        if (channel && channel->name() != "email") name = fmt::format("{} ({})", name, channel->words(language));
        out.push_back(std::move(name));
    }
    return fmt::format("{}", fmt::join(out, "; "));
}

template <class Id>
std::string name_of_id(const Reader& reader, std::string_view kind, const std::string& value) {
    const auto id = base::parse_id<Id>(value);
    return id ? reader.named(kind, id->value) : std::string();
}

// Empty: of something that is gone.
std::string say_value(const Reader& reader, Fact fact, const std::string& value) {
    if (fact == Fact::service) return name_of_id<ServiceId>(reader, "service", value);
    if (fact == Fact::provider) return name_of_id<ProviderId>(reader, "provider", value);
    if (fact == Fact::location) return name_of_id<LocationId>(reader, "location", value);
    if (fact == Fact::label) return name_of_id<LabelId>(reader, "label", value);
    for (auto& [each, words] : fixed_values(reader.language, fact))
        if (each == value) return std::move(words);
    return {};
}

// "Service is one of these: Haircut, Colour; Customer is none of these: new"; "none" without any.
std::string say_conditions(const Reader& reader, const json& value) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    const auto language = reader.language;
    std::vector<std::string> out;
    for (const auto& condition : conditions_of(value.dump())) {
        std::vector<std::string> names;
        for (const auto& each : condition.values)
            if (auto name = say_value(reader, condition.fact, each); !name.empty()) names.push_back(std::move(name));
        const auto how =
            condition.is ? i18n::words(language, "is one of these") : i18n::words(language, "is none of these");
        out.push_back(fmt::format("{} {}: {}", name_of(language, condition.fact), how, fmt::join(names, ", ")));
    }
    return out.empty() ? i18n::words(language, "none") : fmt::format("{}", fmt::join(out, "; "));
}

std::string say_minutes(const Reader& reader, const json& value) {
    if (!value.is_number_integer()) return i18n::words(reader.language, "As usual");
    return i18n::span(reader.language, Minutes{value.get<std::int64_t>()});
}

std::vector<activity::Type> workflow_types() {
    const std::vector<activity::Field> fields{{"name", N_("Name")},
                                              {"trigger", N_("When this happens"), say_trigger},
                                              {"offset_minutes", N_("How long"), say_offset},
                                              {"conditions", N_("Only when"), say_conditions},
                                              {"actions", N_("Send this"), say_actions},
                                              {"active", N_("Switched on")}};
    const auto type = [&](std::string name, const char* words) {
        return activity::Type{
            .name = std::move(name), .words = words, .log = "workflows", .only_fields = true, .about = about_workflow};
    };
    // What was made or removed is told by its name alone.
    std::vector<activity::Type> out{type("workflow.created", N_("Workflow added")),
                                    type("workflow.changed", N_("Workflow changed")),
                                    type("workflow.removed", N_("Workflow removed"))};
    out[1].fields = fields;
    out[1].only_fields = false;
    return out;
}

std::vector<activity::Type> template_types() {
    const auto type = [&](std::string name, const char* words) {
        return activity::Type{
            .name = std::move(name), .words = words, .log = "templates", .only_fields = true, .about = about_template};
    };
    std::vector<activity::Type> out{type("template.created", N_("Template added")),
                                    type("template.changed", N_("Template changed")),
                                    type("template.removed", N_("Template removed"))};
    out[1].fields = {{"subject", N_("Subject")}, {"link_works", N_("Links work for"), say_minutes}};
    out[1].only_fields = false;
    out[1].words_of = words_of_change;
    return out;
}

std::string say_told(const Reader& reader, const json& value) {
    const auto told = value.is_string() ? parse_told(value.get<std::string>()) : std::nullopt;
    return told ? name_of(reader.language, *told) : activity::plain_value(reader, value);
}
std::string say_hour(const Reader& reader, const json& value) {
    return value.is_number_integer()
               ? i18n::time_of_day(reader.language, WallTime{Day{}} + Minutes{value.get<std::int64_t>()})
               : activity::plain_value(reader, value);
}
std::string say_language(const Reader& reader, const json& value) {
    const auto language = value.is_string() ? i18n::parse_language(value.get<std::string>()) : std::nullopt;
    return language ? std::string(i18n::native_name(*language))
                    : i18n::words(reader.language, "the first of the business");
}
std::string about_member(const Reader& reader, const Recorded& activity, const json&) {
    return reader.named("staff", activity.subject_id);
}

activity::Type notices_type() {
    return {.name = "staff.notices_changed",
            .words = N_("What they are told was changed"),
            .fields = {{"booked", N_("Booked"), say_told},
                       {"moved", N_("Moved"), say_told},
                       {"cancelled", N_("Cancelled"), say_told},
                       {"approval", N_("Awaiting approval"), say_told},
                       {"other", N_("Other messages"), say_told},
                       {"digest_at", N_("Time of the daily summary"), say_hour},
                       {"language", N_("Language"), say_language}},
            .log = "staff",
            .about = about_member};
}

std::string about_address(const Reader&, const Recorded&, const json& data) { return text_of(data, "address"); }

std::vector<activity::Type> address_types() {
    const auto type = [](std::string name, const char* words) {
        return activity::Type{
            .name = std::move(name), .words = words, .log = "workflows", .only_fields = true, .about = about_address};
    };
    return {type("notice_address.asked", N_("Address asked whether it wants messages")),
            type("notice_address.confirmed", N_("Address agreed to messages"))};
}

template <class List>
std::map<std::string, std::string> names_in(const List& list) {
    std::map<std::string, std::string> out;
    for (const auto& each : list) out.emplace(std::to_string(each.id.value), each.name);
    return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> fixed_values(Language language, Fact fact) {
    using bookings::Status;
    std::vector<std::pair<std::string, std::string>> out;
    if (fact == Fact::status)
        for (const auto each : {Status::pending, Status::approved, Status::declined, Status::cancelled,
                                Status::completed, Status::no_show})
            out.emplace_back(to_text(each), bookings::status_name(language, each));
    if (fact == Fact::language)
        for (const auto each : i18n::languages) out.emplace_back(i18n::tag(each), i18n::native_name(each));
    if (fact == Fact::customer)
        out = {{"new", i18n::words(language, "new, this is the first appointment")},
               {"known", i18n::words(language, "was here before")}};
    if (fact == Fact::made_by)
        out = {{"customer", i18n::words(language, "the customer, online")},
               {"staff", i18n::words(language, "someone of the staff")}};
    return out;
}

void add_activities(activity::Registry& registry) {
    registry.add(activity::Log{"workflows", N_("Workflows")});
    registry.add(activity::Log{"templates", N_("Templates")});
    registry.add(workflow_types());
    registry.add(template_types());
    registry.add(notices_type());
    registry.add(address_types());
    registry.add(activity::Type{.name = "message.sent_again", .words = N_("A message was sent again")});
    registry.add(activity::Type{.name = "session.written",
                                .words = N_("Written to all participants"),
                                .fields = {{"subject", N_("Subject")}, {"readers", N_("Recipients")}},
                                .log = "groups",
                                .only_fields = true,
                                .about = about_group});
    registry.add(activity::Names{"workflow", [](db::Session& session, BusinessId business, Language) {
                                     return names_in(list_workflows(session, business));
                                 }});
    registry.add(activity::Names{"template", [](db::Session& session, BusinessId business, Language) {
                                     return names_in(list_templates(session, business));
                                 }});
}

}  // namespace notify
