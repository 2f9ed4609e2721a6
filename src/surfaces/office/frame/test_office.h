// For tests of the back office: its handlers as a browser meets them, without the wire.
#pragma once

#include "accounts/staff_manage.h"
#include "bookings/identity.h"
#include "notify/activities.h"
#include "office/access/access.h"
#include "office/calendar/calendar.h"
#include "office/customers/customers.h"
#include "office/frame/page.h"
#include "office/hours/hours.h"
#include "office/messages/messages.h"
#include "office/online/online.h"
#include "office/panel/panel.h"
#include "office/people/people.h"
#include "office/settings/settings_pages.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace office::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// A handler behind what the guard of its route and its scope do before it (app/scope.h).
class Handler {
public:
    Handler(pages::HandlerOf<pages::Page> handler)
        : answer_([=](const Request& request, Environment& environment) {
              const auto page = open(request, environment);
              return page.snapshot ? handler(page) : pages::no_such_business(page);
          }) {}
    Handler(FormHandler<pages::Page> form)
        : answer_([=](const Request& request, Environment& environment) {
              const auto page = open(request, environment);
              return page.snapshot ? answer_bare(form, page) : pages::no_such_business(page);
          }) {}
    Handler(FormHandler<HalfwayPage> form)
        : Handler([=](const Page& page) { return answer(form, HalfwayPage{page}); }, false) {}
    Handler(pages::HandlerOf<HalfwayPage> handler)
        : Handler([=](const Page& page) { return handler({page}); }, false) {}
    Handler(pages::HandlerOf<OwnPage> handler)
        : Handler([=](const Page& page) { return on_account({page}, handler); }, false) {}
    Handler(pages::HandlerOf<office::Page> handler)
        : Handler([=](const Page& page) {
              return page.request.method == http::Method::get ? handler(page) : posted(page, handler);
          }) {}
    Handler(FileHandler handler) : Handler([=](const Page& page) { return posted(page, handler); }) {}

    Response operator()(const Request& request, Environment& environment) const {
        return answer_(request, environment);
    }

private:
    Handler(const std::function<Response(const Page&)>& answer, bool with_code = true)
        : answer_([=](const Request& request, Environment& environment) {
              const auto page = open_office(open(request, environment));
              const bool whole = page && page->who.passed_totp && !page->who.must_set_up_totp;
              if (page && (whole || !with_code)) return answer(*page);
              return http::see_other(fmt::format("/{}/office/sign-in", request.param("business")));
          }) {}

    static pages::Page open(const Request& request, Environment& environment) {
        return open_bare(request, environment, environment.database.read([&](db::Session& session) {
            return environment.snapshots.find(session, request.param("business"));
        }));
    }

    std::function<Response(const Request&, Environment&)> answer_;
};

inline const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

inline std::string unescaped(std::string text) {
    for (const auto& [from, to] : Pairs{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
        for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    return text;
}

inline std::optional<std::string> attribute(std::string_view tag, std::string_view name) {
    const auto mark = fmt::format(" {}=\"", name);
    const auto at = tag.find(mark);
    if (at == tag.npos) return std::nullopt;
    const auto begin = at + mark.size();
    return unescaped(std::string(tag.substr(begin, tag.find('"', begin) - begin)));
}

// What a browser would send of the form that goes to `action`, as it stands in the page.
inline Pairs form_of(const std::string& page, const std::string& action) {
    Pairs out;
    const auto mark = page.find("action=\"" + action + "\"");
    EXPECT_NE(mark, page.npos) << "no form for " << action << " in "
                               << page.substr(std::min(page.size(), page.find("<main")));
    if (mark == page.npos) return out;
    const auto form = page.substr(mark, page.find("</form>", mark) - mark);
    std::string select;
    for (auto at = form.find('<'); at != form.npos; at = form.find('<', at + 1)) {
        const auto tag = form.substr(at, form.find('>', at) - at);
        const auto name = attribute(tag, "name"), value = attribute(tag, "value");
        const bool optional = tag.find("type=\"radio\"") != tag.npos || tag.find("type=\"checkbox\"") != tag.npos;
        if (tag.starts_with("<input") && name && (!optional || tag.find(" checked") != tag.npos))
            out.emplace_back(*name, value.value_or(""));
        if (tag.starts_with("<textarea") && name) {
            const auto begin = at + tag.size() + 1;
            auto text = form.substr(begin, form.find("</textarea>", begin) - begin);
            if (text.starts_with("\n")) text.erase(0, 1);
            out.emplace_back(*name, unescaped(text));
        }
        if (tag.starts_with("<select") && name) select = *name;
        if (tag.starts_with("<option") && !select.empty() && tag.find(" selected") != tag.npos)
            out.emplace_back(select, value.value_or(""));
        if (tag.starts_with("</select")) select.clear();
    }
    return out;
}

inline Pairs with(Pairs form, const std::string& name, const std::string& value) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    form.emplace_back(name, value);
    return form;
}
inline Pairs without(Pairs form, std::string_view name) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    return form;
}

inline std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}
inline std::string cookie(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == "Set-Cookie" && value.starts_with(std::string(name) + "="))
            return value.substr(name.size() + 1, value.find(';') - name.size() - 1);
    return {};
}

inline testing::AssertionResult shows(const http::Response& response, std::string_view text) {
    if (!response.body) return testing::AssertionFailure() << "no page, status " << response.status;
    if (response.body->find(text) != std::string::npos) return testing::AssertionSuccess();
    const auto main = response.body->find("<main");
    return testing::AssertionFailure() << "no \"" << text << "\" in "
                                       << response.body->substr(main == std::string::npos ? 0 : main);
}

class OfficeTest : public testing::TestWithParam<db::Engine> {
protected:
    static constexpr std::string_view kPassword = "heron under the long bridge";

    support::World world{GetParam()};
    http::FormTokens tokens{"form secret"};
    Environment environment{world.db(),
                            world.clock,
                            world.registry,
                            all_pages(),
                            tokens,
                            accounts::Hasher::cheap(),
                            accounts::Hasher::cheap().pool(),
                            "the installation's secret",
                            bookings::Snapshots(),
                            bookings::FreeTimes()};
    std::string slug = "studio-lind", session, customer_session, accept = "en";
    StaffId owner;

    OfficeTest() {
        for (const auto add : {register_calendar, register_customers, register_hours, register_messages,
                               register_online, register_panel, register_people, register_settings})
            add(world.registry);
        notify::add_activities(world.registry);
        owner = hire("Mira Lind", "mira@example.com", businesses::Role::owner);
    }

    BusinessId business() const { return world.salon.id; }
    accounts::Context context() { return environment.accounts_context(); }

    StaffId hire(std::string_view name, std::string_view email, businesses::Role role, BusinessId where = {}) {
        if (!where) where = business();
        const auto hash = environment.hasher.hash(kPassword).value();
        return world.db()
            .write([&](db::Tx& tx) -> Result<StaffId> {
                const auto id = accounts::staff::add(tx, context(), where, name, email, role, {}).value();
                EXPECT_TRUE(accounts::staff::set_login(tx, context(), where, id, *base::parse_email(email), hash, {}));
                return id;
            })
            .value();
    }

    http::Request request(http::Method method, const std::string& target, const std::string& id = {}) const {
        http::Request out;
        out.method = method;
        out.target = target;
        out.params = {{"business", slug}, {"id", id}};
        std::string cookies = "tb_staff=" + session;
        if (!customer_session.empty()) cookies += "; tb_customer=" + customer_session;
        out.headers = {{"accept-language", accept}, {"cookie", cookies}};
        out.origin = "https://book.example.org";
        out.address = "192.0.2.7";
        out.id = "request-1";
        const auto question = target.find('?');
        if (question != target.npos) out.query = http::parse_form(target.substr(question + 1)).value();
        return out;
    }
    http::Response get(const Handler& handler, const std::string& target, const std::string& id = {}) {
        return handler(request(http::Method::get, target, id), environment);
    }
    http::Response post(const Handler& handler, const std::string& target, Pairs form, const std::string& id = {}) {
        auto made = request(http::Method::post, target, id);
        made.form = http::Form(std::move(form));
        return handler(made, environment);
    }

    std::string office(const std::string& rest = {}) const { return "/" + slug + "/office" + rest; }

    // By the form; what the answer says of the cookie is kept.
    http::Response sign_in_as(const std::string& email, std::string_view password = kPassword,
                              const std::string& query = {}) {
        session.clear();
        const auto page = get(office::sign_in_form, office("/sign-in" + query));
        auto form =
            with(with(form_of(*page.body, office("/sign-in")), "email", email), "password", std::string(password));
        auto answer = post(office::sign_in, office("/sign-in"), std::move(form));
        session = cookie(answer, "tb_staff");
        return answer;
    }
    void as_owner() { ASSERT_EQ(sign_in_as("mira@example.com").status, 303); }

    std::vector<std::string> activities_of(std::int64_t subject) {
        std::vector<std::string> out;
        world.db().read([&](db::Session& reading) {
            for (const auto& activity : activity::list(reading, business(), subject)) out.push_back(activity.type);
        });
        return out;
    }
    // The business gets another time zone; what is booked keeps its moment.
    void change_zone(std::string_view name) {
        ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
            return bookings::change_identity(
                tx, world.context(), business(),
                [&](businesses::Business& business) { business.zone = Zone::find(name).value(); }, {});
        }));
    }
    businesses::Business stored() {
        return world.db().read([&](db::Session& reading) { return *businesses::find(reading, business()); });
    }
};

}  // namespace office::test
