#include "portal/parts.h"

#include "portal/ways_in.h"

#include "accounts/quick_login.h"
#include "accounts/return_path.h"
#include "base/phone_countries.h"
#include "http/wire.h"
#include "i18n/names.h"

#include <algorithm>
#include <mutex>

namespace portal {
namespace {

using html::Values;
using http::Request;
using http::Response;

constexpr std::size_t kLongestNext = 1000;

std::vector<Option> make_phone_options(i18n::Language language) {
    std::vector<std::pair<std::string, Option>> sorted;
    for (const auto& [country, code] : base::phone_countries()) {
        const auto name = i18n::country_name(language, country);
        sorted.push_back({i18n::sort_key(language, name), {country, fmt::format("{} +{}", name, code)}});
    }
    std::ranges::sort(sorted, {}, &std::pair<std::string, Option>::first);
    std::vector<Option> out;
    for (auto& [key, option] : sorted) out.push_back(std::move(option));
    return out;
}

Field bare_phone_field(const Page& page, bool required) {
    return {.kind = Field::Kind::phone,
            .name = "phone",
            .label = i18n::words(page.language, "Phone"),
            .type = "tel",
            .autocomplete = "tel-national",
            .limit = 40,
            .required = required,
            .options = phone_options(page.language)};
}

}  // namespace

std::string Visit::path(std::string_view rest) const { return fmt::format("{}/my{}", pages::home_path(page), rest); }

Response nobody_signed_in(const Page& page) {
    const auto start = pages::home_path(page) + "/my";
    return go_to(fmt::format("{}/sign-in?next={}", pages::home_path(page), base::percent_encoded(start)));
}

Response in_person(const Visit& visit, pages::HandlerOf<InPerson> handler) {
    return accounts::in_person(visit.who) ? handler({visit}) : only_in_person(visit);
}

Response in_person(const Visit& visit, const FormHandler<InPerson>& form) {
    return accounts::in_person(visit.who) ? answer(form, InPerson{visit}) : only_in_person(visit);
}

Response only_in_person(const Visit& visit) {
    return pages::explain(visit.page, 403, i18n::message(visit.page.language, "account.customer_alone"),
                          pages::WayOn{visit.path(), i18n::words(visit.page.language, "My appointments")},
                          pages::Secrecy::personal);
}

std::vector<CustomerId> ids_of(const std::vector<accounts::Person>& people) {
    std::vector<CustomerId> out;
    for (const auto& person : people) out.push_back(person.id);
    return out;
}

std::string safe_next(const Page& page, std::string_view next, std::string otherwise) {
    const bool inside = next.size() <= kLongestNext && http::leads_inside(next, pages::home_path(page));
    return inside ? std::string(next) : std::move(otherwise);
}

Response go_to(std::string path) {
    return http::see_other(std::move(path)).set("Cache-Control", "no-store").set("Referrer-Policy", "no-referrer");
}

namespace {

// A booking that was begun, which goes on after everything else.
bool is_booking(const Page& page, std::string_view path) { return path.starts_with(pages::home_path(page) + "/book?"); }

}  // namespace

Response end_quick(const Page& page) {
    CHECK(page.signed_in);
    page.environment.database.write([&](db::Tx& tx) {
        accounts::end_quick_login(tx, page.environment.accounts_context(), page.business().id, *page.signed_in);
    });
    auto response = go_to(
        fmt::format("{}/office/customers/{}", pages::home_path(page), base::to_text(page.signed_in->customer_id)));
    pages::end_quick_session(response, page);
    return response;
}

Response explain_wrong(const Page& page, const Wrong& wrong) {
    if (!page.signed_in) return nobody_signed_in(page);
    return pages::explain(
        page, wrong.status, wrong.notice,
        pages::WayOn{Visit{page, *page.signed_in}.path(), i18n::words(page.language, "My appointments")},
        pages::Secrecy::personal);
}

const FormHandler<Page> quick_login_end(explain_wrong, [](const Page& page) {
    const bool quick = page.signed_in && page.signed_in->acting;
    return quick ? end_quick(page) : explain_wrong(page, pages::expired(page));
});

Response let_in(const Page& page, const accounts::NewSession& signed_in, std::string path) {
    if (page.signed_in)
        page.environment.database.write([&](db::Tx& tx) {
            accounts::end_quick_login(tx, page.environment.accounts_context(), page.business().id, *page.signed_in);
            accounts::end_session(tx, page.business().id, page.signed_in->account_id, page.signed_in->session_id);
        });
    // Why the password that was typed or set does not count is said where they choose another.
    using NoPassword = accounts::NewSession::NoPassword;
    if (signed_in.no_password != NoPassword::no_matter) {
        const auto* why = signed_in.no_password == NoPassword::other_browser ? "other-browser" : "not-theirs";
        auto choose = fmt::format("{}/my/security?choose={}", pages::home_path(page), why);
        if (is_booking(page, path)) choose += "&next=" + base::percent_encoded(path);
        path = std::move(choose);
    }
    auto response = go_to(std::move(path));
    pages::set_session(response, page, signed_in);
    return response;
}

Response let_in_by_mail(const Page& page, const accounts::NewSession& signed_in, std::string otherwise) {
    const auto next = page.environment.database.write([&](db::Tx& tx) {
        return accounts::take_return_path(tx, page.environment.clock, page.business().id, signed_in.account_id);
    });
    auto response = let_in(page, signed_in, safe_next(page, next, std::move(otherwise)));
    join_identity(response, page, signed_in.account_id);
    return response;
}

void keep_next(const Page& page, const Email& email, std::string_view next) {
    const auto path = safe_next(page, next, "");
    if (path.empty()) return;
    page.environment.database.write(
        [&](db::Tx& tx) { accounts::keep_return_path(tx, page.environment.clock, page.business().id, email, path); });
}

std::string with_next(const Page& page, std::string path, std::string_view next) {
    const auto safe = safe_next(page, next, "");
    return safe.empty() ? path : path + "?next=" + base::percent_encoded(safe);
}

void include_fields(Values& values, const Page& page, const std::vector<Field>& fields, const Wrong& wrong,
                    std::string_view focus) {
    const auto first = pages::first_wrong(fields, wrong.fields);
    pages::include_fields(values, "FIELDS", page, pages::kCustomersLook, fields, wrong.fields,
                          first.empty() ? focus : first);
}

std::vector<Option> phone_options(i18n::Language language) {
    static std::array<std::once_flag, std::size(i18n::languages)> once;
    static std::array<std::vector<Option>, std::size(i18n::languages)> all;
    const auto at = static_cast<std::size_t>(language);
    std::call_once(once[at], [&] { all[at] = make_phone_options(language); });
    return all[at];
}

Field phone_field(const Page& page, std::string_view stored, bool required) {
    auto field = bare_phone_field(page, required);
    const auto parts = base::split_phone(stored);
    field.country = parts ? parts->country : page.business().country;
    field.value = parts ? parts->national : std::string(stored);
    return field;
}

Field phone_field(const Page& page, const http::Form& form, bool required) {
    auto field = bare_phone_field(page, required);
    field.country = phone_country(page, form);
    field.value = line(form, "phone");
    return field;
}

std::string phone_country(const Page& page, const http::Form& form) {
    const auto chosen = form.get("phone_country");
    return base::is_phone_country(chosen) ? std::string(chosen) : page.business().country;
}

void include_tabs(Values& values, const Page& page, std::string_view now) {
    Values tabs;
    for (const auto* tab : pages::panel_tabs(page))
        tabs.add("TAB")
            .set("TAB_URL", fmt::format("{}/my{}", pages::home_path(page), tab->path))
            .set("TAB_NAME", i18n::words(page.language, tab->words))
            .show_if(tab->path == now, "TAB_NOW");
    values.include("TABS", "portal/tabs", std::move(tabs));
}

void register_pages(activity::Registry& registry) {
    registry.add(accounts::kCustomerPanel);
    registry.add(std::vector<pages::PanelTab>{{10, "", N_("Appointments"), N_("My appointments")},
                                              {20, "/profile", N_("Profile"), N_("My profile")},
                                              {30, "/people", N_("People"), N_("People I book for")},
                                              {40, "/security", N_("Security"), N_("Sign-in and security")}});
}

}  // namespace portal
