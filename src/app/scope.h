// How routes are added to the table: by scopes, whose lines begin alike and are guarded alike. What a scope is made of
// names its guard, opens the page from what that guard found, and checks the token of what a form sent. So no scope can
// be registered with another guard, and its handlers are of one type: one that needs somebody signed in cannot be added
// where nobody is asked for.
#pragma once

#include "api/key_visit.h"
#include "app/app.h"
#include "app/routes.h"
#include "booking_page/booking_public.h"
#include "bookings/manage_links.h"
#include "office/access/access.h"
#include "operator_pages/operator_pages.h"
#include "portal/portal.h"

namespace app {

using http::Request;
using http::Response;
using pages::Environment;
using pages::FormHandler;
using pages::HandlerOf;
using Answers = decltype(Policy::handler);

template <class Open, class Answer>
Answers answering(Open open, Answer answer) {
    return [=](const Request& request, App& app, Found found) {
        return answer(open(request, app.environment(), std::move(found)));
    };
}

// What needs no page: the request as it came.
template <Guard by>
requires(by == Guard::everyone || by == Guard::this_machine) struct Bare {
    static constexpr Guard guard = by;
    static Answers get(Response (*handler)(const Request&, Environment&)) {
        return [=](const Request& request, App& app, const Found&) { return handler(request, app.environment()); };
    }
    static Answers get(Response (*handler)(const Request&, App&)) {
        return [=](const Request& request, App& app, const Found&) { return handler(request, app); };
    }
};

// What needs its business alone.
struct OfBusiness {
    static constexpr Guard guard = Guard::business;
    using Handler = Response (*)(const Request&, Environment&, const bookings::Snapshot&);
    static Answers get(Handler handler) {
        return [=](const Request& request, App& app, const Found& found) {
            return handler(request, app.environment(), *found.business);
        };
    }
    static Answers post(Handler handler) { return get(handler); }
};

// Programs that hold the Bearer token of a booking.
struct Bearers {
    static constexpr Guard guard = Guard::manage_bearer;
    using Handler = Response (*)(const Request&, Environment&, const bookings::Snapshot&, const bookings::Booking&);
    static Answers get(Handler handler) {
        return [=](const Request& request, App& app, const Found& found) {
            auto& environment = app.environment();
            const auto& booking = found.booking.value();
            bookings::note_manage_link(environment.database, environment.clock, booking, http::bearer(request));
            return handler(request, environment, *found.business, booking);
        };
    }
    static Answers post(Handler handler) { return get(handler); }
};

// Programs that hold a key of the business.
struct KeyHolders {
    static constexpr Guard guard = Guard::api_key;
    using Handler = Response (*)(const api::KeyVisit&);
    static Answers get(Handler handler) {
        return [=](const Request& request, App& app, const Found& found) {
            auto& environment = app.environment();
            const auto& key = found.key.value();
            api_keys::note_use(environment.database, environment.clock, key);
            return handler({request, environment, *found.business, key});
        };
    }
    static Answers post(Handler handler) { return get(handler); }
};

// Everybody's pages: whoever is signed in, if anybody.
template <Guard by>
requires(by == Guard::everyone || by == Guard::business) struct Visitors {
    static constexpr Guard guard = by;
    static Answers get(HandlerOf<pages::Page> handler) {
        return answering(open, [=](const pages::Page& page) { return pages::keep_session(handler(page), page); });
    }
    static Answers post(FormHandler<pages::Page> form) {
        return answering(open,
                         [=](const pages::Page& page) { return pages::keep_session(pages::answer(form, page), page); });
    }

private:
    static pages::Page open(const Request& request, Environment& environment, Found found) {
        return pages::open(request, environment, std::move(found.business));
    }
};

// Who holds a mailed link. Forms carry no token: the address is what no other site knows.
struct LinkHolders {
    static constexpr Guard guard = Guard::manage_link;
    static Answers get(HandlerOf<booking_page::LinkVisit> handler) {
        return [=](const Request& request, App& app, Found found) {
            auto& environment = app.environment();
            const auto& booking = found.booking.value();
            const auto page = pages::open(request, environment, std::move(found.business));
            bookings::note_manage_link(environment.database, environment.clock, booking, request.param("token"));
            return pages::keep_session(handler({page, booking}), page);
        };
    }
    static Answers post(HandlerOf<booking_page::LinkVisit> handler) { return get(handler); }
};

struct Customers {
    static constexpr Guard guard = Guard::customer;
    static Answers get(HandlerOf<portal::Visit> handler) {
        return answering(open, [=](const pages::Page& page) {
            return pages::keep_session(handler({page, page.signed_in.value()}), page);
        });
    }
    static Answers get(HandlerOf<portal::InPerson> handler) {
        return answering(open, [=](const pages::Page& page) {
            return pages::keep_session(portal::in_person({page, page.signed_in.value()}, handler), page);
        });
    }
    static Answers post(FormHandler<portal::Visit> form) {
        return answering(open, [=](const pages::Page& page) {
            return pages::keep_session(portal::answer(form, {page, page.signed_in.value()}), page);
        });
    }
    static Answers post(FormHandler<portal::InPerson> form) {
        return answering(open, [=](const pages::Page& page) {
            return pages::keep_session(portal::in_person({page, page.signed_in.value()}, form), page);
        });
    }

private:
    static pages::Page open(const Request& request, Environment& environment, Found found) {
        return pages::open(request, environment, std::move(found.business), std::move(found.customer));
    }
};

// Before anybody has signed in to the back office, or as an operator. Their forms carry a token of no session.
template <Guard by>
requires(by == Guard::everyone || by == Guard::business) struct Doors {
    static constexpr Guard guard = by;
    static Answers get(HandlerOf<pages::Page> handler) { return answering(open, handler); }
    static Answers post(FormHandler<pages::Page> form) {
        return answering(open, [=](const pages::Page& page) { return office::answer_bare(form, page); });
    }

private:
    static pages::Page open(const Request& request, Environment& environment, Found found) {
        return office::open_bare(request, environment, std::move(found.business));
    }
};

struct Office {
    static constexpr Guard guard = Guard::staff;
    static Answers get(HandlerOf<office::Page> handler) { return answering(open, handler); }
    template <class Handler>
    static Answers post(Handler handler) {
        return answering(open, [=](const office::Page& page) { return office::posted(page, handler); });
    }
    static office::Page open(const Request& request, Environment& environment, Found found) {
        return office::open_office(request, environment, std::move(found.business), std::move(found.member).value());
    }
};

// Staff who gave the password.
struct OfficeHalfway {
    static constexpr Guard guard = Guard::staff_halfway;
    static Answers get(HandlerOf<office::HalfwayPage> handler) {
        return answering(Office::open, [=](office::Page page) { return handler({std::move(page)}); });
    }
    static Answers get(HandlerOf<office::OwnPage> handler) {
        return answering(Office::open,
                         [=](office::Page page) { return office::on_account({std::move(page)}, handler); });
    }
    static Answers post(FormHandler<office::HalfwayPage> form) {
        return answering(Office::open,
                         [=](office::Page page) { return office::answer(form, office::HalfwayPage{std::move(page)}); });
    }
    static Answers post(HandlerOf<office::OwnPage> handler) { return get(handler); }
};

struct Operators {
    static constexpr Guard guard = Guard::operators;
    static Answers get(HandlerOf<operator_pages::Page> handler) { return answering(open, handler); }
    static Answers post(HandlerOf<operator_pages::Page> handler) {
        return answering(open, [=](const operator_pages::Page& page) { return operator_pages::posted(page, handler); });
    }
    static operator_pages::Page open(const Request& request, Environment& environment, Found found) {
        return operator_pages::open_operator(request, environment, std::move(found.who_operates).value());
    }
};

// Operators who gave the password.
struct OperatorsHalfway {
    static constexpr Guard guard = Guard::operator_halfway;
    static Answers get(HandlerOf<operator_pages::HalfwayPage> handler) {
        return answering(Operators::open, [=](operator_pages::Page page) {
            return operator_pages::halfway({std::move(page)}, handler);
        });
    }
    static Answers post(FormHandler<operator_pages::HalfwayPage> form) {
        return answering(Operators::open,
                         [=](operator_pages::Page page) { return operator_pages::halfway({std::move(page)}, form); });
    }
    static Answers post(FormHandler<operator_pages::SessionPage> form) {
        return answering(Operators::open, [=](operator_pages::Page page) {
            return operator_pages::answer(form, operator_pages::SessionPage{std::move(page)});
        });
    }
};

// A line says only what is its own.
template <class Of>
class Scope {
public:
    Scope(RouteTable& table, std::string prefix, Terms terms, http::Limits get, http::Limits post)
        : table_(table), prefix_(std::move(prefix)), terms_(std::move(terms)), get_(get), post_(post) {}

    template <class Handler>
    Scope& get(std::string_view path, Handler handler) {
        return get(path, handler, get_);
    }
    template <class Handler>
    Scope& get(std::string_view path, Handler handler, http::Limits limits) {
        return add(http::Method::get, path, Of::get(handler), limits);
    }
    template <class Handler>
    Scope& post(std::string_view path, Handler handler) {
        return post(path, handler, post_);
    }
    template <class Handler>
    Scope& post(std::string_view path, Handler handler, http::Limits limits) {
        return add(http::Method::post, path, Of::post(handler), limits);
    }
    template <class Handler>
    Scope& patch(std::string_view path, Handler handler) {
        return add(http::Method::patch, path, Of::post(handler), post_);
    }
    // The lines that follow are there while the operator has suspended the business, too.
    Scope& while_suspended() {
        terms_.while_suspended = true;
        return *this;
    }
    // Of the line before: its page shows again what was typed before the session ended.
    Scope& keeping_typed() {
        table_.back().policy.keeps_typed = true;
        return *this;
    }
    // Of the line before, for the API's description.
    Scope& as(const http::ApiDoc& doc) {
        table_.back().policy.doc = &doc;
        return *this;
    }

private:
    Scope& add(http::Method method, std::string_view path, Answers handler, http::Limits limits) {
        table_.push_back({method, prefix_ + std::string(path), {terms_, Of::guard, std::move(handler)}, limits});
        return *this;
    }

    RouteTable& table_;
    std::string prefix_;
    Terms terms_;
    http::Limits get_, post_;
};

}  // namespace app
