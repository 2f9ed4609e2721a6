// The businesses of the installation: found, opened, suspended, limited.
#include "operator_pages/opening_form.h"
#include "operator_pages/page.h"
#include "operators/log.h"
#include "operators/oversight.h"
#include "operators/sign_up.h"

namespace operator_pages {
namespace {

using businesses::Limits;
using office::Field;
using office::Form;
using office::line;
using operators::Overview;

constexpr int kRows = 25;

std::string path_of(BusinessId id, std::string_view rest = {}) {
    return fmt::format("/operator/businesses/{}{}", base::to_text(id), rest);
}

// Counts stop somewhere (operators::kCounted).
std::string counted(i18n::Language language, std::int64_t n) {
    if (n <= operators::kCounted) return i18n::number(language, n);
    return i18n::words(language, "more than {n}", {{"n", i18n::number(language, operators::kCounted)}});
}

std::string day_of(i18n::Language language, Instant at) { return i18n::long_date(language, Zone::utc().day(at), 0); }

std::string names_of(const std::vector<operators::Owner>& owners) {
    std::string out;
    for (const auto& owner : owners) out += (out.empty() ? "" : ", ") + owner.name;
    return out;
}

// The form's own field of that name, else what is stored.
std::string typed_or(const Page& page, bool sent, std::string_view name, const std::string& stored) {
    return sent ? line(page.request.form, name) : stored;
}

std::string text_of(const std::optional<int>& limit) { return limit ? std::to_string(*limit) : std::string(); }

struct Wrong {
    std::string_view form;  // "suspension", "limits" or "host"
    Error error;
};

Form suspension_form(const Page& page, const Overview& of, const businesses::Standing& standing, const Wrong* wrong) {
    const bool suspended = of.brief.suspended_at.has_value();
    Form form{.action = path_of(of.brief.id, suspended ? "/reopening" : "/suspension"), .token = form_token(page)};
    form.submit = suspended ? i18n::words(page.language, "Open it again") : i18n::words(page.language, "Suspend");
    form.weight = suspended ? Form::Weight::primary : Form::Weight::danger;
    if (!suspended)
        form.fields = {{.kind = Field::Kind::area,
                        .name = "why",
                        .label = i18n::words(page.language, "Why"),
                        .hint = i18n::words(page.language, "The business's staff read it, its customers do not."),
                        .value = typed_or(page, wrong != nullptr, "why", standing.suspended_why),
                        .limit = businesses::kLongestWhy}};
    if (wrong) form.errors = wrong->error.fields;
    return form;
}

Form limits_form(const Page& page, const Overview& of, const Limits& limits, const Wrong* wrong) {
    Form form{.action = path_of(of.brief.id, "/limits"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save the limits");
    form.weight = Form::Weight::plain;
    const auto field = [&](std::string name, std::string label, const std::optional<int>& limit, std::string hint) {
        auto value = typed_or(page, wrong != nullptr, name, text_of(limit));
        form.fields.push_back({.name = std::move(name),
                               .label = std::move(label),
                               .hint = std::move(hint),
                               .value = std::move(value),
                               .limit = 9});
    };
    field("staff", i18n::words(page.language, "People on the staff"), limits.staff, "");
    field("customers", i18n::words(page.language, "Customers"), limits.customers,
          i18n::words(page.language, "When they are reached, nobody new books online; known customers still do."));
    field("mails_a_day", i18n::words(page.language, "Mails a day"), limits.mails_a_day,
          i18n::words(page.language, "What is above waits for the next day. Mails to sign in with always go."));
    if (wrong) form.errors = wrong->error.fields;
    return form;
}

Form host_form(const Page& page, const Overview& of, const Wrong* wrong) {
    Form form{.action = path_of(of.brief.id, "/host"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save the host name");
    form.weight = Form::Weight::plain;
    form.fields = {{.name = "host",
                    .label = i18n::words(page.language, "Host name"),
                    .hint = i18n::words(page.language,
                                        "Such as book.salon.example, whose address leads to this "
                                        "machine. Left empty, the business is at {url} alone.",
                                        {{"url", page.request.origin + "/" + of.brief.slug}}),
                    .value = typed_or(page, wrong != nullptr, "host", of.brief.host),
                    .limit = 253}};
    if (wrong) form.errors = wrong->error.fields;
    return form;
}

void fill_log(html::Values& values, const Page& page, const std::vector<operators::Entry>& log) {
    for (const auto& entry : log)
        values.add("ENTRY")
            .set("ENTRY_WORDS", entry.words)
            .set("ENTRY_MORE", entry.more)
            .set("ENTRY_WHO", entry.who.empty() ? i18n::words(page.language, "At the console or by itself") : entry.who)
            .set("ENTRY_AT", moment(page.language, entry.at));
}

void fill_facts(html::Values& values, const Page& page, const Overview& of) {
    const auto& brief = of.brief;
    values.set("SLUG", brief.slug).set("PUBLIC_URL", "/" + brief.slug);
    values.set("STAFF", i18n::number(page.language, of.staff)).set("CUSTOMERS", counted(page.language, of.customers));
    values.set("BOOKINGS", counted(page.language, of.bookings)).set("SINCE", day_of(page.language, brief.created_at));
    if (of.last_activity)
        values.add("ACTIVE").set("LAST_ACTIVITY", moment(page.language, *of.last_activity));
    else
        values.show("NEVER_ACTIVE");
    for (const auto& owner : of.owners)
        values.add("OWNER")
            .set("OWNER_NAME", owner.name)
            .set("OWNER_EMAIL", owner.email)
            .show_if(!owner.signs_in, "OWNER_WAITS");
    values.show_if(of.owners.empty(), "NO_OWNER");
}

Response business_page(const Page& page, BusinessId id, const Wrong* wrong = nullptr) {
    auto& environment = page.environment;
    const auto [of, standing, log] = environment.database.snapshot([&](db::Session& session) {
        const auto found = businesses::find(session, id);
        return std::tuple(operators::find_business(session, page.now, id),
                          found ? found->standing : businesses::Standing{},
                          operators::list_log(session, page.language, id, 20));
    });
    if (!of) return nothing_here(page);
    const auto status = wrong ? http::status_of(wrong->error.fault) : 200;
    const auto in = [&](std::string_view form) { return wrong && wrong->form == form ? wrong : nullptr; };
    return render(page, {"operator_pages/business", of->brief.name, "businesses", status}, [&](html::Values& values) {
        include_done(values, page);
        values.show(of->brief.suspended_at ? "SUSPENDED" : "OPEN");
        fill_facts(values, page, *of);
        if (of->brief.suspended_at)
            values.add("CLOSED")
                .set("CLOSED_SINCE", i18n::words(page.language, "Suspended since {when}.",
                                                 {{"when", moment(page.language, *of->brief.suspended_at)}}))
                .set("CLOSED_WHY", standing.suspended_why);
        else
            values.show("NOT_CLOSED");
        include_form(values, "SUSPENSION_FORM", page, suspension_form(page, *of, standing, in("suspension")));
        include_form(values, "LIMITS_FORM", page, limits_form(page, *of, standing.limits, in("limits")));
        include_form(values, "HOST_FORM", page, host_form(page, *of, in("host")));
        fill_log(values, page, log);
    });
}

// For the business of the path; `verb` is given its id.
template <class Verb>
Response change(const Request& request, Environment& environment, std::string_view form, std::string_view done,
                const Verb& verb) {
    return posted(request, environment, [&](const Page& page) {
        const auto id = base::parse_id<BusinessId>(request.param("id"));
        if (!id) return nothing_here(page);
        const auto changed =
            environment.database.write([&](db::Tx& tx) -> Result<void> { return verb(tx, page, *id); });
        if (changed) return http::see_other(fmt::format("{}?done={}", path_of(*id), done));
        if (changed.error().fault == Fault::not_found) return nothing_here(page);
        const Wrong wrong{form, changed.error()};
        return business_page(page, *id, &wrong);
    });
}

Response new_page(const Page& page, const Draft& draft, int status) {
    const auto language = page.language;
    auto form = opening_form(page, draft, i18n::words(language, "Its owner"),
                             page.environment.sends_mail
                                 ? i18n::words(language, "An invitation with a link to choose a password goes there.")
                                 : i18n::words(language, "No mail server is set: you get the link to hand over."));
    form.action = "/operator/businesses/new";
    form.token = form_token(page);
    form.submit = i18n::words(language, "Open the business");
    const auto title = i18n::words(language, "Open a business");
    return render(page, {"operator_pages/form", title, "businesses", status},
                  [&](html::Values& values) { include_form(values, "FORM", page, form); });
}

// Where no mail can go the operator hands the link over; it is shown once.
Response link_page(const Page& page, const Draft& draft, const operators::Opened& opened) {
    const auto title = i18n::words(page.language, "{name} is there", {{"name", draft.name}});
    return render(page, {"operator_pages/handover", title, "businesses", 200}, [&](html::Values& values) {
        values.set("EXPLANATION",
                   i18n::words(page.language,
                               "Give {owner} this link to choose a password. It works once, for a week, and is shown "
                               "only now.",
                               {{"owner", draft.owner}}));
        values.set("LINK", fmt::format("{}/{}/office/password/{}", page.request.origin, draft.slug, opened.token));
        values.set("GO_ON_URL", path_of(opened.id));
    });
}

// Nullopt: no limit. What is no number is left to the verb, which refuses it.
std::optional<int> limit_of(const http::Form& form, std::string_view name) {
    const auto typed = line(form, name);
    if (typed.empty()) return std::nullopt;
    const bool digits = typed.size() <= 9 && typed.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::stoi(typed) : -1;
}

}  // namespace

Response businesses(const Request& request, Environment& environment) {
    return as_operator(request, environment, [&](const Page& page) {
        const auto search = line(request.query, "q");
        const auto before = base::parse_id<BusinessId>(request.query.get("before"));
        auto found = environment.database.snapshot([&](db::Session& session) {
            return operators::list_businesses(session, page.now, search, before, kRows + 1);
        });
        const bool more = found.size() > kRows;
        if (more) found.pop_back();
        const auto title = i18n::words(page.language, "Businesses");
        return render(page, {"operator_pages/businesses", title, "businesses"}, [&](html::Values& values) {
            include_done(values, page);
            values.set("SEARCH", search);
            if (environment.sign_up == operators::to_text(operators::SignUp::invited))
                values.add("INVITE").set("TOKEN", form_token(page));
            values.show_if(found.empty() && search.empty() && !before, "NONE_YET");
            values.show_if(found.empty() && (!search.empty() || before), "NONE_FOUND");
            if (found.empty()) return;
            auto& table = values.add("TABLE");
            for (const auto& each : found) {
                auto& row = table.add("ROW").set("URL", path_of(each.brief.id)).set("NAME", each.brief.name);
                row.set("SLUG", each.brief.host.empty() ? "/" + each.brief.slug : each.brief.host);
                row.set("OWNERS", names_of(each.owners));
                row.set("STAFF", i18n::number(page.language, each.staff));
                row.set("CUSTOMERS", counted(page.language, each.customers));
                row.set("BOOKINGS", counted(page.language, each.bookings));
                row.set("LAST", each.last_activity ? day_of(page.language, *each.last_activity) : std::string());
                row.show_if(each.brief.suspended_at.has_value(), "SUSPENDED");
            }
            if (more)
                table.add("MORE").set("MORE_URL", fmt::format("/operator?q={}&before={}", base::percent_encoded(search),
                                                              base::to_text(found.back().brief.id)));
        });
    });
}

Response new_business(const Request& request, Environment& environment) {
    return as_operator(request, environment, [](const Page& page) { return new_page(page, read_draft(page), 200); });
}

Response create_business(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        using accounts::staff::InviteBy;
        auto draft = read_draft(page);
        const auto opening = opening_of(draft, environment.sends_mail ? InviteBy::mail : InviteBy::hand);
        const auto opened = environment.database.write([&](db::Tx& tx) {
            return operators::open_business(tx, environment.accounts_context(), page.who.id, opening);
        });
        if (opened && !opened->token.empty()) return link_page(page, draft, *opened);
        if (opened) return http::see_other(path_of(opened->id) + "?done=invited");
        take_errors(draft, page, opened.error());
        return new_page(page, draft, http::status_of(opened.error().fault));
    });
}

Response invite(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        const auto token = environment.database.write(
            [&](db::Tx& tx) { return operators::invite_to_sign_up(tx, environment.clock, page.who.id); });
        const auto title = i18n::words(page.language, "An invitation");
        return render(page, {"operator_pages/handover", title, "businesses", 200}, [&](html::Values& values) {
            values.set("EXPLANATION",
                       i18n::words(page.language, "Whoever has this link may open one business by themselves. It works "
                                                  "once, for two weeks, and is shown only now."));
            values.set("LINK", fmt::format("{}/sign-up?invitation={}", request.origin, token));
            values.set("GO_ON_URL", "/operator");
        });
    });
}

Response business(const Request& request, Environment& environment) {
    return as_operator(request, environment, [&](const Page& page) {
        const auto id = base::parse_id<BusinessId>(request.param("id"));
        return id ? business_page(page, *id) : nothing_here(page);
    });
}

Response suspend(const Request& request, Environment& environment) {
    return change(
        request, environment, "suspension", "suspended",
        [&](db::Tx& tx, const Page& page, BusinessId id) -> Result<void> {
            const auto why = office::text(request.form, "why");
            if (base::length(why) > businesses::kLongestWhy)
                return std::unexpected(Error{Fault::invalid, "form.invalid", {}, {{"why", "field.invalid", {}}}});
            return operators::suspend(tx, environment.clock, page.who.id, id, why);
        });
}

Response reopen(const Request& request, Environment& environment) {
    return change(request, environment, "suspension", "reopened", [&](db::Tx& tx, const Page& page, BusinessId id) {
        return operators::reopen(tx, environment.clock, page.who.id, id);
    });
}

Response save_limits(const Request& request, Environment& environment) {
    const Limits limits{limit_of(request.form, "staff"), limit_of(request.form, "customers"),
                        limit_of(request.form, "mails_a_day")};
    return change(request, environment, "limits", "saved", [&](db::Tx& tx, const Page& page, BusinessId id) {
        return operators::set_limits(tx, environment.clock, page.who.id, id, limits);
    });
}

Response save_host(const Request& request, Environment& environment) {
    return change(request, environment, "host", "saved", [&](db::Tx& tx, const Page& page, BusinessId id) {
        const auto host = base::folded(line(request.form, "host"));
        return operators::set_host(tx, environment.clock, page.who.id, id, host, host_of(request.origin));
    });
}

Response log(const Request& request, Environment& environment) {
    return as_operator(request, environment, [&](const Page& page) {
        const auto entries = environment.database.read(
            [&](db::Session& session) { return operators::list_log(session, page.language, {}, 100); });
        const auto title = i18n::words(page.language, "What operators did");
        return render(page, {"operator_pages/log", title, "log"},
                      [&](html::Values& values) { fill_log(values, page, entries); });
    });
}

}  // namespace operator_pages
