// For tests: a page's handler behind what the guard of its route does before it (app/scope.h).
#pragma once

#include "pages/error_page.h"
#include "pages/form.h"

namespace pages::test {

class Handler {
public:
    using Answer = std::function<http::Response(const http::Request&, Environment&)>;

    Handler(Answer answer) : answer_(std::move(answer)) {}
    Handler(http::Response (*handler)(const http::Request&, Environment&)) : answer_(handler) {}
    Handler(http::Response (*handler)(const http::Request&, Environment&, const bookings::Snapshot&))
        : Handler([=](const http::Request& request, Environment& environment) {
              const auto business = environment.database.read(
                  [&](db::Session& session) { return environment.snapshots.find(session, request.param("business")); });
              return business ? handler(request, environment, *business) : error_page(request, environment, 404);
          }) {}
    Handler(HandlerOf<Page> handler)
        : Handler(of_page([=](const Page& page) { return keep_session(handler(page), page); })) {}
    Handler(FormHandler<Page> form)
        : Handler(of_page([=](const Page& page) { return keep_session(pages::answer(form, page), page); })) {}

    http::Response operator()(const http::Request& request, Environment& environment) const {
        return answer_(request, environment);
    }

protected:
    static Answer of_page(const std::function<http::Response(const Page&)>& answer) {
        return [=](const http::Request& request, Environment& environment) {
            const auto page = open(request, environment);
            const bool is_of_business =
                std::ranges::any_of(request.params, [](const auto& param) { return param.first == "business"; });
            return is_of_business && !page.snapshot ? no_such_business(page) : answer(page);
        };
    }

private:
    Answer answer_;
};

}  // namespace pages::test
