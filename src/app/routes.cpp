#include "app/routes.h"

#include "app/app.h"
#include "app/operations.h"
#include "bookings/booking_api.h"
#include "bookings/booking_api_docs.h"
#include "bookings/booking_public.h"

namespace app {
namespace {

using businesses::Module;
using enum Guard;
using enum http::Method;

namespace api = bookings::api;
namespace docs = bookings::api::docs;
namespace pages = bookings::pages;

using AtDesk = http::Response (*)(const http::Request&, bookings::Desk&);
auto at_desk(AtDesk handler) {
    return [handler](const http::Request& request, App& app) { return handler(request, app.desk()); };
}

// Requests of one address to one route within a minute; generous to people, tight for machines that try.
constexpr http::Limits kReading{.body = 0, .per_minute = 1200};
constexpr http::Limits kChanging{.body = 32 * 1024, .per_minute = 60};
constexpr http::Limits kManaging{.body = 32 * 1024, .per_minute = 120};
constexpr http::Limits kFree{.body = 0, .per_minute = 0};

Route page(http::Method method, std::string pattern, Guard guard, AtDesk handler, http::Limits limits) {
    return {method,
            std::move(pattern),
            {.guard = guard,
             .surface = Surface::page,
             .module = guard == everyone ? std::nullopt : std::optional(Module::booking_page),
             .handler = at_desk(handler)},
            limits};
}

Route api_route(http::Method method, std::string pattern, Guard guard, AtDesk handler, http::Limits limits,
                const http::ApiDoc& doc) {
    return {method,
            "/api/v1/" + pattern,
            {.guard = guard,
             .surface = Surface::api,
             .module = guard == everyone ? std::nullopt : std::optional(Module::api),
             .handler = at_desk(handler),
             .doc = &doc},
            limits};
}

Route own(std::string pattern, Guard guard, http::Response (*handler)(const http::Request&, App&), bool quick) {
    return {get,
            std::move(pattern),
            {.guard = guard, .surface = Surface::plain, .handler = handler, .quick = quick},
            kFree};
}

}  // namespace

std::vector<Route> routes() {
    return {
        page(get, "/", everyone, pages::home, kReading),
        page(get, "/{business}", business, pages::services, kReading),
        page(get, "/{business}/book", business, pages::choose, kReading),
        page(post, "/{business}/bookings", business, pages::create, kChanging),
        page(get, "/{business}/bookings/{token}", manage_link, pages::show, kManaging),
        page(get, "/{business}/bookings/{token}/calendar.ics", manage_link, pages::calendar_file, kManaging),
        page(get, "/{business}/bookings/{token}/reschedule", manage_link, pages::reschedule_form, kManaging),
        page(post, "/{business}/bookings/{token}/reschedule", manage_link, pages::reschedule, kManaging),
        page(get, "/{business}/bookings/{token}/cancellation", manage_link, pages::cancellation_form, kManaging),
        page(post, "/{business}/bookings/{token}/cancellation", manage_link, pages::cancel, kManaging),
        page(get, "/{business}/brand.css", business, pages::brand_css, kReading),
        page(get, "/{business}/logo", business, pages::logo, kReading),

        api_route(get, "businesses", everyone, api::businesses, kReading, docs::businesses),
        api_route(get, "{business}/services", business, api::services, kReading, docs::services),
        api_route(get, "{business}/providers", business, api::providers, kReading, docs::providers),
        api_route(get, "{business}/slots", business, api::slots, kReading, docs::slots),
        api_route(post, "{business}/bookings", business, api::create, kChanging, docs::create),
        api_route(get, "{business}/bookings/{id}", manage_bearer, api::show, kManaging, docs::show),
        api_route(post, "{business}/bookings/{id}/reschedule", manage_bearer, api::reschedule, kManaging,
                  docs::reschedule),
        api_route(post, "{business}/bookings/{id}/cancellation", manage_bearer, api::cancel, kManaging, docs::cancel),
        own("/api/v1/openapi.json", everyone, operations::openapi, true),

        own("/assets/{file}", everyone, operations::asset, true),
        own("/robots.txt", everyone, operations::robots, true),
        own("/healthz", everyone, operations::health, false),
        own("/metrics", operators, operations::metrics, false),
    };
}

}  // namespace app
