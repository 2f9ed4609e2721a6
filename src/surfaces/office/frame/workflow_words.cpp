#include "office/frame/workflow_words.h"

#include "booking_page/shown.h"
#include "bookings/words.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace office {
namespace {

using i18n::Language;
using notify::Fact;

std::string value_name(const std::vector<Option>& options, const std::string& value) {
    const auto found = std::ranges::find(options, value, &Option::value);
    return found == options.end() ? std::string() : found->label;
}

}  // namespace

std::string span_words(Language language, Minutes span) {
    const auto n = span.count();
    if (n > 0 && n % 10080 == 0) return i18n::count(language, "{n} week", "{n} weeks", n / 10080);
    if (n > 0 && n % 1440 == 0) return i18n::count(language, "{n} day", "{n} days", n / 1440);
    if (n > 0 && n % 60 == 0) return i18n::count(language, "{n} hour", "{n} hours", n / 60);
    return i18n::count(language, "{n} minute", "{n} minutes", n);
}

std::vector<Option> condition_options(const Page& page, Fact fact) {
    std::vector<Option> out;
    const auto language = page.language;
    const auto& snapshot = *page.snapshot;
    switch (fact) {
        case Fact::service:
            for (const auto& each : snapshot.services) out.push_back({base::to_text(each.id), page.text(each.name)});
            break;
        case Fact::provider:
            for (const auto& each : snapshot.providers) out.push_back({base::to_text(each.id), each.name});
            break;
        case Fact::location:
            for (const auto& each : snapshot.locations) out.push_back({base::to_text(each.id), each.name});
            break;
        case Fact::status:
            for (const auto each :
                 {bookings::Status::pending, bookings::Status::approved, bookings::Status::declined,
                  bookings::Status::cancelled, bookings::Status::completed, bookings::Status::no_show})
                out.push_back({std::string(to_text(each)), bookings::status_name(language, each)});
            break;
        case Fact::language:
            for (const auto each : i18n::languages)
                out.push_back({std::string(i18n::tag(each)), std::string(i18n::native_name(each))});
            break;
        case Fact::customer:
            out = {{"new", i18n::words(language, "new, this is the first appointment")},
                   {"known", i18n::words(language, "was here before")}};
            break;
        case Fact::made_by:
            out = {{"customer", i18n::words(language, "the customer, online")},
                   {"staff", i18n::words(language, "someone of the staff")}};
            break;
    }
    return out;
}

std::string condition_words(const Page& page, const std::vector<notify::Condition>& conditions) {
    const auto language = page.language;
    std::vector<std::string> out;
    for (const auto& condition : conditions) {
        const auto options = condition_options(page, condition.fact);
        std::vector<std::string> names;
        for (const auto& value : condition.values)
            if (auto name = value_name(options, value); !name.empty()) names.push_back(std::move(name));
        const auto how =
            condition.is ? i18n::words(language, "is one of these") : i18n::words(language, "is none of these");
        out.push_back(fmt::format("{} {}: {}", notify::name_of(language, condition.fact), how, fmt::join(names, ", ")));
    }
    return out.empty() ? i18n::words(language, "none") : fmt::format("{}", fmt::join(out, "; "));
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
