#include "office/messages/recipients.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace office {
namespace {

using notify::Recipients;
using Kind = Field::Kind;

bool is_named(const Recipients& recipients, StaffId id) {
    return std::ranges::find(recipients.members, id) != recipients.members.end();
}

// One for each line, comma or blank.
std::vector<std::string> addresses_in(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(", ;\r\n\t"), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

}  // namespace

Team load_team(const Page& page) {
    return page.environment.database.read([&](db::Session& session) { return staff::list_people(session, page.id()); });
}

void add_recipient_fields(Form& form, const Page& page, const Team& team, const Recipients& recipients,
                          std::size_t index, bool about_booking) {
    const auto language = page.language;
    Field to{.kind = Kind::checks,
             .name = notify::field_of_action("recipients", index),
             .label = i18n::words(language, "To whom")};
    const auto add = [&](std::string value, std::string label, bool on, std::string hint = {}) {
        if (on) to.chosen.insert(value);
        to.options.push_back({std::move(value), std::move(label), std::move(hint)});
    };
    add("customer", i18n::words(language, "The customer"), recipients.customer);
    if (about_booking || recipients.provider)
        add("provider", i18n::words(language, "Who gives the service"), recipients.provider);
    add("owners", i18n::words(language, "The owners"), recipients.owners);
    for (const auto& person : team) {
        const bool on = is_named(recipients, person.id);
        if (!person.active && !on) continue;
        const bool namesake = std::ranges::count(team, person.name, &staff::Person::name) > 1;
        add(base::to_text(person.id), person.name, on,
            !person.active ? i18n::words(language, "no longer works here")
            : namesake     ? person.email
                           : "");
    }
    form.hidden.emplace_back(notify::field_of_action("to_drawn", index), "yes");
    form.fields.push_back(std::move(to));
    form.fields.push_back({.name = notify::field_of_action("addresses", index),
                           .label = i18n::words(language, "And to these e-mail addresses"),
                           .hint = i18n::words(language, "Others get no links that are the customer's own. Only an "
                                                         "owner can add an address. Each is asked by mail whether it "
                                                         "agrees, and gets nothing before."),
                           .value = fmt::format("{}", fmt::join(recipients.addresses, ", ")),
                           .limit = 800});
}

Recipients read_recipients(const http::Form& form, const Team& team, const Recipients& stored, std::size_t index) {
    if (!form.has(notify::field_of_action("to_drawn", index))) return stored;
    const auto on = [&](std::string_view value) {
        return ticked(form, fmt::format("{}_{}", notify::field_of_action("recipients", index), value));
    };
    Recipients out{.customer = on("customer"), .provider = on("provider"), .owners = on("owners")};
    for (const auto& person : team)
        if (on(base::to_text(person.id))) out.members.push_back(person.id);
    out.addresses = addresses_in(line(form, notify::field_of_action("addresses", index)));
    return out;
}

std::string recipients_words(i18n::Language language, const Team& team, const Recipients& recipients) {
    std::vector<std::string> out;
    if (recipients.customer) out.push_back(i18n::words(language, "the customer"));
    if (recipients.provider) out.push_back(i18n::words(language, "the provider"));
    if (recipients.owners) out.push_back(i18n::words(language, "the owners"));
    for (const auto& person : team)
        if (is_named(recipients, person.id)) out.push_back(person.name);
    for (const auto& address : recipients.addresses) out.push_back(address);
    return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace office
