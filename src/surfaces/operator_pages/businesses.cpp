// The businesses of the installation: found, opened, suspended, limited.
#include "office/frame/address_check.h"
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

std::string owner_path(BusinessId business, StaffId owner) {
    return path_of(business, fmt::format("/owners/{}/invitation", base::to_text(owner)));
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

// What was refused of one of the page's forms.
struct Refused {
    std::string_view form;  // "suspension", "limits", "host" or "refusal"
    pages::Wrong wrong;
};

Form suspension_form(const Page& page, const Overview& of, const businesses::Standing& standing,
                     const Refused* refused) {
    const bool suspended = of.brief.suspended_at.has_value();
    Form form{.action = path_of(of.brief.id, suspended ? "/reopening" : "/suspension"), .token = form_token(page)};
    form.submit = suspended ? i18n::words(page.language, "Open it again") : i18n::words(page.language, "Suspend");
    form.weight = suspended ? Form::Weight::primary : Form::Weight::danger;
    if (!suspended)
        form.fields = {{.kind = Field::Kind::area,
                        .name = "why",
                        .label = i18n::words(page.language, "Why"),
                        .hint = i18n::words(page.language, "The business's staff read it, its customers do not."),
                        .value = typed_or(page, refused != nullptr, "why", standing.suspended_why),
                        .limit = businesses::kLongestWhy}};
    if (refused) form.wrong = refused->wrong;
    return form;
}

Form limits_form(const Page& page, const Overview& of, const Limits& limits, const Refused* refused) {
    Form form{.action = path_of(of.brief.id, "/limits"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save the limits");
    form.weight = Form::Weight::plain;
    const auto field = [&](std::string name, std::string label, const std::optional<int>& limit, std::string hint) {
        auto value = typed_or(page, refused != nullptr, name, text_of(limit));
        form.fields.push_back({.name = std::move(name),
                               .label = std::move(label),
                               .hint = std::move(hint),
                               .value = std::move(value),
                               .limit = 9});
    };
    field("staff", i18n::words(page.language, "People on the staff"), limits.staff, "");
    field("customers", i18n::words(page.language, "Customers"), limits.customers,
          i18n::words(page.language,
                      "When they are reached, no new customer can book online; known customers still can."));
    field("mails_a_day", i18n::words(page.language, "Mails a day"), limits.mails_a_day,
          i18n::words(page.language, "What exceeds it waits for the next day. Mails to sign in with always go."));
    if (refused) form.wrong = refused->wrong;
    return form;
}

Form host_form(const Page& page, const Overview& of, const Refused* refused) {
    Form form{.action = path_of(of.brief.id, "/host"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save the host name");
    form.weight = Form::Weight::plain;
    form.fields = {{.name = "host",
                    .label = i18n::words(page.language, "Host name"),
                    .hint = i18n::words(page.language,
                                        "Such as book.salon.example, whose address leads to this "
                                        "machine. Left empty, the business is at {url} alone.",
                                        {{"url", page.request.origin + "/" + of.brief.slug}}),
                    .value = typed_or(page, refused != nullptr, "host", of.brief.host),
                    .limit = 253}};
    if (refused) form.wrong = refused->wrong;
    return form;
}

Form refusal_form(const Page& page, const businesses::HostRequest& request, const Refused* refused) {
    Form form{.action = path_of(request.business_id, "/host/refusal"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Refuse it");
    form.weight = Form::Weight::plain;
    form.hidden = {{"host", request.host}};
    form.fields = {{.kind = Field::Kind::area,
                    .name = "refused_why",
                    .label = i18n::words(page.language, "Why not"),
                    .hint = i18n::words(page.language, "The owners read it."),
                    .value = typed_or(page, refused != nullptr, "refused_why", {}),
                    .limit = businesses::kLongestWhy}};
    if (refused) form.wrong = refused->wrong;
    return form;
}

void fill_host_request(html::Values& values, const Page& page, const businesses::HostRequest& request,
                       const Refused* refused) {
    Form give{.action = path_of(request.business_id, "/host/grant"), .token = form_token(page)};
    give.submit = i18n::words(page.language, "Give it");
    give.hidden = {{"host", request.host}};
    auto& part = values.add("ASKED");
    part.set("ASKED_TEXT", i18n::words(page.language, "The business asks for {host}, since {when}.",
                                       {{"host", request.host}, {"when", moment(page.language, request.asked_at)}}));
    include_form(part, "GIVE_FORM", page, give);
    include_form(part, "REFUSE_FORM", page, refusal_form(page, request, refused));
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
    for (const auto& owner : of.owners) {
        auto& part = values.add("OWNER").set("OWNER_NAME", owner.name).set("OWNER_EMAIL", owner.email);
        if (!owner.signs_in)
            part.add("OWNER_WAITS").set("INVITE_URL", owner_path(brief.id, owner.id)).set("INVITE_NAME", owner.name);
    }
    values.show_if(of.owners.empty(), "NO_OWNER");
}

struct Asking {
    BusinessId id;
    std::string name, host;
};
// Businesses that wait for a host name.
std::vector<Asking> list_asking(db::Session& session) {
    std::vector<Asking> out;
    for (auto& request : businesses::list_host_requests(session, kRows))
        if (const auto brief = businesses::find_brief(session, request.business_id))
            out.push_back({request.business_id, brief->name, std::move(request.host)});
    return out;
}

void fill_asking(html::Values& values, const std::vector<Asking>& asking) {
    if (asking.empty()) return;
    auto& part = values.add("ASKING");
    for (const auto& each : asking)
        part.add("ASK")
            .set("ASK_URL", path_of(each.id) + "#tb-host")
            .set("ASK_NAME", each.name)
            .set("ASK_HOST", each.host);
}

Response business_page(const Page& page, BusinessId id, const Refused* refused = nullptr) {
    auto& environment = page.environment;
    const auto [of, standing, asked, log] = environment.database.snapshot([&](db::Session& session) {
        const auto found = businesses::find(session, id);
        return std::tuple(operators::find_business(session, page.now, id),
                          found ? found->standing : businesses::Standing{}, businesses::find_host_request(session, id),
                          operators::list_log(session, page.language, id, 20));
    });
    if (!of) return nothing_here(page);
    const auto status = refused ? refused->wrong.page_status() : 200;
    const auto in = [&](std::string_view form) { return refused && refused->form == form ? refused : nullptr; };
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
        if (asked && !asked->refused_at) fill_host_request(values, page, *asked, in("refusal"));
        include_form(values, "HOST_FORM", page, host_form(page, *of, in("host")));
        fill_log(values, page, log);
    });
}

// For the business of the path; `verb` is given its id.
template <class Verb>
Response change(const Page& page, std::string_view form, std::string_view done, const Verb& verb) {
    const auto id = base::parse_id<BusinessId>(page.request.param("id"));
    if (!id) return nothing_here(page);
    const auto changed = page.environment.database.write([&](db::Tx& tx) -> Result<void> { return verb(tx, *id); });
    if (changed) return http::see_other(fmt::format("{}?done={}", path_of(*id), done));
    if (changed.error().fault == Fault::not_found) return nothing_here(page);
    const Refused refused{form, pages::wrong_of(page, changed.error())};
    return business_page(page, *id, &refused);
}

Response new_page(const Page& page, const pages::Wrong& wrong) {
    const auto language = page.language;
    auto form = opening_form(page, read_draft(page), wrong, i18n::words(language, "Its owner"),
                             page.environment.sends_mail
                                 ? i18n::words(language, "An invitation with a link to choose a password goes there.")
                                 : i18n::words(language, "No mail server is set: you get the link to hand over."),
                             "/operator/businesses/new/address");
    form.action = "/operator/businesses/new";
    form.token = form_token(page);
    form.submit = i18n::words(language, "Open the business");
    const auto title = i18n::words(language, "Open a business");
    return render(page, {"operator_pages/form", title, "businesses", wrong.page_status()},
                  [&](html::Values& values) { include_form(values, "FORM", page, form); });
}

// Where no mail can go the operator hands the link over; it is shown once.
Response link_page(const Page& page, const std::string& title, const std::string& owner, const std::string& slug,
                   BusinessId business, const std::string& token) {
    return render(page, {"operator_pages/handover", title, "businesses", 200}, [&](html::Values& values) {
        values.set("EXPLANATION",
                   i18n::words(page.language,
                               "Give {owner} this link to choose a password. It works once, for a week, and is shown "
                               "only now.",
                               {{"owner", owner}}));
        values.set("LINK", fmt::format("{}/{}/office/password/{}", page.request.origin, slug, token));
        values.set("GO_ON_URL", path_of(business));
    });
}

// The owner of the path, who has not signed in yet; nullopt: there is no such one.
std::optional<operators::Owner> waiting_owner(const Page& page, const Overview& of) {
    const auto id = base::parse_id<StaffId>(page.request.param("owner"));
    const auto found = std::ranges::find_if(
        of.owners, [&](const operators::Owner& owner) { return owner.id == id && !owner.signs_in; });
    return found == of.owners.end() ? std::nullopt : std::optional(*found);
}

Response owner_page(const Page& page, const Overview& of, const operators::Owner& owner, const std::string& email,
                    const pages::Wrong& wrong = {}) {
    Form form{.action = owner_path(of.brief.id, owner.id), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Invite");
    form.fields = {{.name = "email",
                    .label = i18n::words(page.language, "E-mail"),
                    .hint = page.environment.sends_mail
                                ? i18n::words(page.language, "A link to choose a password goes there. Links from "
                                                             "before no longer work.")
                                : i18n::words(page.language, "No mail server is set: you get the link to hand over."),
                    .value = email,
                    .type = "email",
                    .limit = 254,
                    .required = true}};
    form.wrong = wrong;
    const auto title = i18n::words(page.language, "Invite {name} again", {{"name", owner.name}});
    return render(page, {"operator_pages/form", title, "businesses", wrong.page_status()},
                  [&](html::Values& values) { include_form(values, "FORM", page, form); });
}

// The business and the owner of the path.
template <class Draw>
Response at_owner(const Page& page, const Draw& draw) {
    const auto id = base::parse_id<BusinessId>(page.request.param("id"));
    const auto of = id ? page.environment.database.snapshot(
                             [&](db::Session& session) { return operators::find_business(session, page.now, *id); })
                       : std::nullopt;
    const auto owner = of ? waiting_owner(page, *of) : std::nullopt;
    return owner ? draw(*of, *owner) : nothing_here(page);
}

// Nullopt: no limit. What is no number is left to the verb, which refuses it.
std::optional<int> limit_of(const http::Form& form, std::string_view name) {
    const auto typed = line(form, name);
    if (typed.empty()) return std::nullopt;
    const bool digits = typed.size() <= 9 && typed.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::stoi(typed) : -1;
}

}  // namespace

Response businesses(const Page& page) {
    const auto search = line(page.request.query, "q");
    const auto before = base::parse_id<BusinessId>(page.request.query.get("before"));
    auto found = page.environment.database.snapshot(
        [&](db::Session& session) { return operators::list_businesses(session, page.now, search, before, kRows + 1); });
    const auto asking = page.environment.database.snapshot(list_asking);
    const bool more = found.size() > kRows;
    if (more) found.pop_back();
    const auto title = i18n::words(page.language, "Businesses");
    return render(page, {"operator_pages/businesses", title, "businesses"}, [&](html::Values& values) {
        include_done(values, page);
        values.set("SEARCH", search);
        if (page.environment.sign_up == operators::to_text(operators::SignUp::invited))
            values.add("INVITE").set("TOKEN", form_token(page));
        fill_asking(values, asking);
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
}

Response new_business(const Page& page) { return new_page(page, {}); }

Response check_new_address(const Page& page) {
    return office::address_check(page, {}, office::typed_slug(page.request.query));
}

Response create_business(const Page& page) {
    using accounts::staff::InviteBy;
    const auto draft = read_draft(page);
    const auto opened = page.environment.database.write([&](db::Tx& tx) {
        return operators::open_business(tx, page.environment.accounts_context(), page.who.id, opening_of(draft),
                                        page.environment.sends_mail ? InviteBy::mail : InviteBy::hand);
    });
    if (opened && !opened->token.empty())
        return link_page(page, i18n::words(page.language, "{name} is there", {{"name", draft.name}}), draft.owner,
                         draft.slug, opened->id, opened->token);
    if (opened) return http::see_other(path_of(opened->id) + "?done=invited");
    return new_page(page, pages::wrong_of(page, opened.error()));
}

Response invite(const Page& page) {
    const auto token = page.environment.database.write(
        [&](db::Tx& tx) { return operators::invite_to_sign_up(tx, page.environment.clock, page.who.id); });
    const auto title = i18n::words(page.language, "An invitation");
    return render(page, {"operator_pages/handover", title, "businesses", 200}, [&](html::Values& values) {
        values.set("EXPLANATION",
                   i18n::words(page.language, "Whoever has this link may open one business by themselves. It works "
                                              "once, for two weeks, and is shown only now."));
        values.set("LINK", fmt::format("{}/sign-up?invitation={}", page.request.origin, token));
        values.set("GO_ON_URL", "/operator");
    });
}

Response business(const Page& page) {
    const auto id = base::parse_id<BusinessId>(page.request.param("id"));
    return id ? business_page(page, *id) : nothing_here(page);
}

Response suspend(const Page& page) {
    return change(page, "suspension", "suspended", [&](db::Tx& tx, BusinessId id) -> Result<void> {
        const auto why = office::text(page.request.form, "why");
        if (base::length(why) > businesses::kLongestWhy)
            return std::unexpected(Error{Fault::invalid, "form.invalid", {}, {{"why", "field.invalid", {}}}});
        return operators::suspend(tx, page.environment.clock, page.who.id, id, why);
    });
}

Response reopen(const Page& page) {
    return change(page, "suspension", "reopened", [&](db::Tx& tx, BusinessId id) {
        return operators::reopen(tx, page.environment.clock, page.who.id, id);
    });
}

Response save_limits(const Page& page) {
    const Limits limits{limit_of(page.request.form, "staff"), limit_of(page.request.form, "customers"),
                        limit_of(page.request.form, "mails_a_day")};
    return change(page, "limits", "saved", [&](db::Tx& tx, BusinessId id) {
        return operators::set_limits(tx, page.environment.clock, page.who.id, id, limits);
    });
}

Response save_host(const Page& page) {
    return change(page, "host", "saved", [&](db::Tx& tx, BusinessId id) {
        const auto host = base::folded(line(page.request.form, "host"));
        return operators::set_host(tx, page.environment.clock, page.who.id, id, host, host_of(page.request.origin));
    });
}

Response give_host(const Page& page) {
    return change(page, "refusal", "saved", [&](db::Tx& tx, BusinessId id) {
        return operators::give_host(tx, {page.environment.clock, page.environment.registry}, page.who.id, id,
                                    line(page.request.form, "host"), host_of(page.request.origin));
    });
}

Response refuse_host(const Page& page) {
    return change(page, "refusal", "saved", [&](db::Tx& tx, BusinessId id) {
        return operators::refuse_host(tx, {page.environment.clock, page.environment.registry}, page.who.id, id,
                                      line(page.request.form, "host"), office::text(page.request.form, "refused_why"));
    });
}

Response owner_form(const Page& page) {
    return at_owner(page, [&](const Overview& of, const operators::Owner& owner) {
        return owner_page(page, of, owner, owner.email);
    });
}

Response invite_owner(const Page& page) {
    return at_owner(page, [&](const Overview& of, const operators::Owner& owner) {
        using accounts::staff::InviteBy;
        const auto typed = line(page.request.form, "email");
        const auto email = base::parse_email(typed);
        if (!email) return owner_page(page, of, owner, typed, {{{"email", "field.email", {}}}});
        const auto token = page.environment.database.write([&](db::Tx& tx) {
            return operators::invite_owner(tx, page.environment.accounts_context(), page.who.id, of.brief.id, owner.id,
                                           *email, page.environment.sends_mail ? InviteBy::mail : InviteBy::hand);
        });
        if (!token) return owner_page(page, of, owner, typed, pages::wrong_of(page, token.error()));
        if (token->empty()) return http::see_other(path_of(of.brief.id) + "?done=invited-again");
        return link_page(page, i18n::words(page.language, "Invite {name} again", {{"name", owner.name}}), owner.name,
                         of.brief.slug, of.brief.id, *token);
    });
}

Response log(const Page& page) {
    const auto entries = page.environment.database.read(
        [&](db::Session& session) { return operators::list_log(session, page.language, {}, 100); });
    const auto title = i18n::words(page.language, "What operators did");
    return render(page, {"operator_pages/log", title, "log"},
                  [&](html::Values& values) { fill_log(values, page, entries); });
}

}  // namespace operator_pages
