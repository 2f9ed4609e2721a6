// The customer's pages as a browser meets them, without the wire: cookies are kept, forms are sent as they were shown.
#pragma once

#include "accounts/account.h"
#include "pages/error_page.h"
#include "pages/test_handler.h"
#include "portal/parts.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <map>

namespace portal::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

// What stands between `mark` and the next quotation mark; empty when it is not there.
inline std::string after(const std::string& text, std::string_view mark, std::size_t from = 0) {
    const auto at = text.find(mark, from);
    if (at == text.npos) return {};
    const auto begin = at + mark.size();
    return text.substr(begin, text.find('"', begin) - begin);
}

inline std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

// What stands in the main landmark.
inline std::string main_of(const http::Response& response) {
    if (!response.body) return {};
    const auto begin = response.body->find("<main");
    return begin == std::string::npos ? *response.body
                                      : response.body->substr(begin, response.body->find("</main>") - begin);
}

// Without the countries of telephone numbers, which are many.
inline std::string short_main(const http::Response& response) {
    auto text = main_of(response);
    for (auto at = text.find("<option"); at != text.npos; at = text.find("<option", at))
        text.erase(at, text.find_first_not_of(" \n", text.find("</option>", at) + 9) - at);
    return text;
}

inline testing::AssertionResult shows(const http::Response& response, std::string_view text) {
    if (main_of(response).find(text) != std::string::npos) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "no \"" << text << "\" in " << response.status << " " << short_main(response);
}

inline int count(const std::string& text, std::string_view part) {
    int n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

// One of the panel: the business has logins, and for what is under /my somebody is signed in.
struct Handler : pages::test::Handler {
    Handler(pages::HandlerOf<Page> handler) : pages::test::Handler(of_panel(handler)) {}
    Handler(pages::HandlerOf<Visit> handler) : pages::test::Handler(of_visit(handler)) {}
    Handler(pages::HandlerOf<InPerson> handler)
        : pages::test::Handler(of_visit([=](const Visit& visit) { return in_person(visit, handler); })) {}
    Handler(FormHandler<Page> form)
        : pages::test::Handler(of_panel([=](const Page& page) { return pages::answer(form, page); })) {}
    Handler(FormHandler<Visit> form)
        : pages::test::Handler(of_visit([=](const Visit& visit) { return answer(form, visit); })) {}
    Handler(FormHandler<InPerson> form)
        : pages::test::Handler(of_visit([=](const Visit& visit) { return in_person(visit, form); })) {}

private:
    static Answer of_panel(const std::function<http::Response(const Page&)>& answer) {
        return of_page([=](const Page& page) {
            if (page.snapshot && !pages::has_logins(page))
                return pages::error_page(page.request, page.environment, 404);
            return pages::keep_session(answer(page), page);
        });
    }
    static Answer of_visit(const std::function<http::Response(const Visit&)>& answer) {
        return of_panel([=](const Page& page) {
            if (page.signed_in) return answer({page, *page.signed_in});
            const auto start = pages::home_path(page) + "/my";
            const auto next = page.request.method == http::Method::get ? page.request.target : start;
            return go_to(fmt::format("{}/sign-in?next={}", pages::home_path(page), base::percent_encoded(next)));
        });
    }
};

class Browser {
public:
    explicit Browser(Environment& environment, std::string at = "studio-lind")
        : slug(std::move(at)), desk_(environment) {}

    http::Response get(const Handler& handler, const std::string& target, Pairs params = {}) {
        return send(handler, request(http::Method::get, target, std::move(params)));
    }
    // Without a token the form is sent as it is, else with the token of the page that was last shown.
    http::Response post(const Handler& handler, const std::string& target, Pairs form, Pairs params = {}) {
        auto made = request(http::Method::post, target, std::move(params));
        made.form = http::Form(std::move(form));
        return send(handler, made);
    }
    // The form of `page`, filled in.
    http::Response submit(const Handler& handler, const http::Response& page, Pairs form, Pairs params = {}) {
        form.emplace_back("token", token_of(page));
        return post(handler, "/" + slug + "/form", std::move(form), std::move(params));
    }
    static std::string token_of(const http::Response& page) { return after(main_of(page), "name=\"token\" value=\""); }
    bool is_signed_in() const { return cookies.contains("tb_customer"); }

    http::Request request(http::Method method, const std::string& target, Pairs params) const {
        http::Request out;
        out.method = method;
        out.target = target;
        out.params = std::move(params);
        if (!slug.empty()) out.params.emplace_back("business", slug);
        std::string jar;
        for (const auto& [name, value] : cookies) jar += name + "=" + value + "; ";
        out.headers = {{"accept-language", language}, {"user-agent", user_agent}, {"cookie", jar}};
        out.origin = "https://book.example.org";
        out.id = "request-1";
        out.address = "192.0.2.7";
        if (const auto question = target.find('?'); question != target.npos)
            out.query = http::parse_form(target.substr(question + 1)).value();
        return out;
    }
    http::Response send(const Handler& handler, const http::Request& request) {
        auto response = handler(request, desk_);
        for (const auto& [name, value] : response.headers) {
            if (name != "Set-Cookie") continue;
            const auto equals = value.find('=');
            const auto cookie = value.substr(0, equals);
            cookies[cookie] = value.substr(equals + 1, value.find(';') - equals - 1);
            if (cookies[cookie].empty()) cookies.erase(cookie);
        }
        return response;
    }

    std::string slug, language = "en";
    std::string user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    std::map<std::string, std::string> cookies{{"tb_language", "en"}};

private:
    Environment& desk_;
};

class Portal : public testing::TestWithParam<db::Engine> {
protected:
    static constexpr std::string_view kPassword = "correct horse battery";

    support::World world{GetParam()};
    http::FormTokens tokens{"form secret"};
    Environment environment{world.db(),
                            world.clock,
                            world.registry,
                            all_pages(),
                            tokens,
                            accounts::Hasher::cheap(),
                            accounts::Hasher::cheap().pool(),
                            "secret",
                            bookings::Snapshots(),
                            bookings::FreeTimes()};
    Browser browser{environment};

    Portal() { register_pages(world.registry); }

    BusinessId salon() const { return world.salon.id; }

    struct Login {
        CustomerId customer;
        AccountId account;
    };
    Login make_account(const customers::Details& who, bool with_password = true) {
        const auto hash = with_password ? environment.hasher.hash(kPassword).value() : std::string();
        return world.db().write([&](db::Tx& tx) {
            const auto customer = customers::join(tx, salon(), world.clock, who).customer.id;
            const auto account = accounts::ensure(tx, environment.accounts_context(), salon(), customer, {}).value();
            if (with_password) accounts::set_password(tx, environment.accounts_context(), salon(), account, hash, {});
            return Login{customer, account};
        });
    }
    http::Response sign_in(Browser& in, std::string_view email, std::string_view password = kPassword,
                           const std::string& next = {}) {
        const auto page = in.get(sign_in_form, "/studio-lind/sign-in?next=" + base::percent_encoded(next));
        return in.submit(portal::sign_in, page,
                         {{"email", std::string(email)}, {"password", std::string(password)}, {"next", next}});
    }
    // Anna, with an account, in `browser`.
    Login enter() {
        const auto login = make_account(world.anna);
        EXPECT_EQ(sign_in(browser, "anna@example.com").status, 303);
        return login;
    }
    std::string link(accounts::Purpose purpose, AccountId account, std::string_view key = "anna@example.com") {
        return world.db().write(
            [&](db::Tx& tx) { return accounts::make_link(tx, world.clock, salon(), purpose, account.value, key); });
    }

    bookings::Booking book(const customers::Details& who, std::string_view when) {
        return world.book(who, world.salon.cut, world.salon.mira, when).value().booking;
    }
    void settings(const std::function<void(businesses::CustomerSettings&)>& change) {
        world.db()
            .write([&](db::Tx& tx) -> Result<void> {
                auto now = businesses::find(tx, salon())->customer;
                change(now);
                return businesses::set_customer_settings(tx, salon(), now);
            })
            .value();
    }
    int activities_of(std::string_view type) {
        return world.db().read([&](db::Session& session) {
            return session
                .value<int>("select count(*) from activities where business_id = :b and type = :t", salon(), type)
                .value();
        });
    }
    customers::Customer record(CustomerId id) {
        return world.db().read([&](db::Session& session) { return customers::find(session, salon(), id).value(); });
    }
};

}  // namespace portal::test
