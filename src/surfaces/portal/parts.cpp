#include "portal/parts.h"

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

std::string token_purpose(const Page& page) { return "portal:" + page.business().slug; }

void fill_options(Values& values, std::string_view section, const std::vector<Option>& options,
                  std::string_view chosen) {
    for (const auto& option : options)
        values.add(section)
            .set("OPTION_VALUE", option.value)
            .set("OPTION_TEXT", option.text)
            .show_if(option.value == chosen, "OPTION_CHOSEN");
}

Values& fill_kind(Values& row, const Field& field) {
    switch (field.kind) {
        case Field::Kind::line: break;
        case Field::Kind::toggle: return row.add("FIELD_TOGGLE").show_if(!field.value.empty(), "FIELD_ON");
        case Field::Kind::select: {
            auto& select = row.add("FIELD_SELECT");
            fill_options(select, "OPTION", field.options, field.value);
            return select;
        }
        case Field::Kind::phone: {
            auto& phone = row.add("FIELD_PHONE");
            fill_options(phone, "COUNTRY", field.options, field.country);
            return phone.show_if(field.required, "FIELD_REQUIRED");
        }
    }
    auto& input = row.add("FIELD_LINE").show_if(field.required, "FIELD_REQUIRED");
    return input.show_if(field.type == "password", "FIELD_SECRET");
}

void fill_field(Values& row, const Page& page, const Field& field, const FieldError* error, std::string_view focus) {
    const auto id = "tb-" + field.name;
    row.set("FIELD_ID", id).set("FIELD_NAME", field.name).set("FIELD_LABEL", field.label);
    row.set("FIELD_VALUE", field.value).set("FIELD_TYPE", field.type).set("FIELD_AUTOCOMPLETE", field.autocomplete);
    row.set("FIELD_LIMIT", static_cast<std::int64_t>(field.limit));
    if (field.kind != Field::Kind::toggle)
        row.add("FIELD_NAMED").show_if(!field.required && field.kind != Field::Kind::select, "FIELD_OPTIONAL");
    auto& input = fill_kind(row, field);
    input.show_if(focus == field.name, "FIELD_FOCUS");
    std::string described;
    if (!field.hint.empty()) {
        row.add("FIELD_HINTED").set("FIELD_HINT", field.hint);
        described = id + "-hint";
    }
    if (error) {
        row.add("FIELD_BAD").set("FIELD_WRONG", i18n::message(page.language, error->code, error->parameters));
        described += (described.empty() ? "" : " ") + id + "-wrong";
    }
    if (!described.empty()) input.add("FIELD_DESCRIBED").set("FIELD_DESCRIBED_BY", described);
}

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
    return {.name = "phone",
            .label = i18n::words(page.language, "Phone"),
            .type = "tel",
            .autocomplete = "tel-national",
            .limit = 40,
            .required = required,
            .kind = Field::Kind::phone,
            .options = phone_options(page.language)};
}

}  // namespace

std::string Visit::path(std::string_view rest) const { return fmt::format("{}/my{}", pages::home_path(page), rest); }

Response at_business(const Request& request, Environment& environment,
                     const std::function<Response(const Page&)>& body) {
    const auto page = pages::open(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    if (pages::has_logins(page)) return body(page);
    return pages::explain(
        page, 404, i18n::words(page.language, "Customers of {name} do not sign in here.", {{"name", page.name()}}),
        pages::start_again(page));
}

Response signed_in(const Request& request, Environment& environment,
                   const std::function<Response(const Visit&)>& body) {
    return at_business(request, environment, [&](const Page& page) {
        if (page.signed_in) return body({page, *page.signed_in});
        const auto start = pages::home_path(page) + "/my";
        const auto next = request.method == http::Method::get ? safe_next(page, request.target, start) : start;
        return go_to(fmt::format("{}/sign-in?next={}", pages::home_path(page), base::percent_encoded(next)));
    });
}

std::vector<CustomerId> ids_of(const std::vector<accounts::Person>& people) {
    std::vector<CustomerId> out;
    for (const auto& person : people) out.push_back(person.id);
    return out;
}

std::string form_token(const Page& page) {
    return page.environment.tokens.make(token_purpose(page), page.form_session(), page.now);
}

bool is_our_form(const Page& page, const http::Form& form) {
    return page.environment.tokens.valid(form.get("token"), token_purpose(page), page.form_session(), page.now);
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

Response let_in(const Page& page, const accounts::NewSession& signed_in, std::string path) {
    if (page.signed_in)
        page.environment.database.write([&](db::Tx& tx) {
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
    return let_in(page, signed_in, safe_next(page, next, std::move(otherwise)));
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

const FieldError* Wrong::find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &FieldError::field);
    return found == fields.end() ? nullptr : &*found;
}

Wrong wrong_of(const Page& page, const Error& error) {
    Wrong out;
    out.fields = error.fields;
    out.status = http::status_of(error.fault);
    if (out.fields.empty()) out.notice = pages::sentence(page, error);
    return out;
}

Wrong expired(const Page& page) { return {{}, i18n::message(page.language, "form.expired"), 422}; }

void include_fields(Values& values, const Page& page, const std::vector<Field>& fields, const Wrong& wrong,
                    std::string_view focus) {
    Values out;
    const auto first = std::ranges::find_if(fields, [&](const Field& field) { return wrong.find(field.name); });
    if (first != fields.end()) focus = first->name;
    for (const auto& field : fields) fill_field(out.add("FIELD"), page, field, wrong.find(field.name), focus);
    values.include("FIELDS", "portal/fields", std::move(out));
}

void fill_notice(Values& values, const Wrong& wrong, const std::string& done) {
    if (!wrong.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", wrong.notice);
    if (!done.empty() && !wrong.any()) values.add("DONE").set("DONE_TEXT", done);
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
    for (const auto* tab : pages::by_place<pages::PanelTab>(page))
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
