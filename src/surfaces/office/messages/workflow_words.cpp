#include "office/messages/workflow_words.h"

#include "customers/labels.h"
#include "notify/activities.h"

namespace office {

using notify::Fact;

std::vector<Option> condition_options(const Page& page, Fact fact) {
    std::vector<Option> out;
    const auto& snapshot = *page.snapshot;
    if (fact == Fact::service)
        for (const auto& each : snapshot.services) out.push_back({base::to_text(each.id), page.text(each.name)});
    if (fact == Fact::provider)
        for (const auto& each : snapshot.providers) out.push_back({base::to_text(each.id), each.name});
    if (fact == Fact::location)
        for (const auto& each : snapshot.locations) out.push_back({base::to_text(each.id), each.name});
    if (fact == Fact::label)
        for (const auto& each : page.environment.database.read(
                 [&](db::Session& session) { return customers::list_labels(session, page.id()); }))
            out.push_back({base::to_text(each.id), each.name});
    for (auto& [value, words] : notify::fixed_values(page.language, fact))
        out.push_back({std::move(value), std::move(words)});
    return out;
}

std::string no_way_in_words(const Page& page, TemplateId id) {
    const auto lacks = page.environment.database.read(
        [&](db::Session& session) { return notify::find_no_way_in(session, page.business(), id); });
    if (!lacks) return {};
    const auto language = i18n::parse_language(lacks->language);
    return i18n::words(page.language,
                       "The workflow {workflow} sends this to let people in, but the text in {language} has no link "
                       "that does. Add {placeholder}.",
                       {{"workflow", lacks->workflow},
                        {"language", language ? std::string(i18n::native_name(*language)) : lacks->language},
                        {"placeholder", "{{" + lacks->placeholder + "}}"}});
}

}  // namespace office
