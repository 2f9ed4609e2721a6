#include "app/features.h"

#include "accounts/account.h"
#include "api/booking_api.h"
#include "api/key_visit.h"
#include "api_keys/api_key.h"
#include "archives/archives.h"
#include "booking_page/booking_public.h"
#include "bookings/booking.h"
#include "businesses/settings.h"
#include "catalog/catalog.h"
#include "customers/customer.h"
#include "daybook/changes.h"
#include "daybook/day_notes.h"
#include "duplicates/search.h"
#include "event_pages/event_pages.h"
#include "events/event.h"
#include "exports/customer_export.h"
#include "gallery/gallery.h"
#include "identity_providers/identity_provider.h"
#include "imports/imports.h"
#include "office/access/access.h"
#include "office/api_keys/api_keys.h"
#include "office/calendar/calendar.h"
#include "office/customers/customers.h"
#include "office/demo/demo_pages.h"
#include "office/duplicates/duplicates.h"
#include "office/events/event_office.h"
#include "office/groups/groups.h"
#include "office/hours/hours.h"
#include "office/imports/imports_pages.h"
#include "office/messages/messages.h"
#include "office/online/online.h"
#include "office/panel/panel.h"
#include "office/people/people.h"
#include "office/reports/reports.h"
#include "office/search/search.h"
#include "office/series/series_pages.h"
#include "office/services/services.h"
#include "office/settings/settings_pages.h"
#include "office/start/start.h"
#include "office/today/today.h"
#include "office/ways_in/ways_in.h"
#include "operator_pages/operator_pages.h"
#include "operators/sign_up.h"
#include "personal/personal.h"
#include "portal/portal.h"
#include "privacy/archive.h"
#include "privacy/everybody.h"
#include "reports/report.h"
#include "selections/selection.h"
#include "series/series.h"
#include "series_panel/series_panel.h"
#include "staff/staff.h"
#include "waiting/waiting.h"
#include "waiting_list/waiting_pages.h"

namespace app {
namespace {

// What all others stand on.
void add_core(activity::Registry& registry, const Setup& setup) {
    businesses::subscribe(registry);
    staff::subscribe(registry);
    catalog::subscribe(registry);
    gallery::subscribe(registry);
    customers::subscribe(registry);
    accounts::subscribe(registry, setup.clock);
    personal::subscribe(registry);
    bookings::subscribe(registry);
}

void add_customer_lists(activity::Registry& registry, const Setup& setup) {
    selections::subscribe(registry, setup.clock);
    exports::subscribe(registry, setup.clock);
}

void add_booking_page(activity::Registry& registry) {
    booking_page::register_pages(registry);
    office::register_online(registry);
}

void add_panel(activity::Registry& registry) {
    portal::register_pages(registry);
    office::register_panel(registry);
}

void add_duplicates(activity::Registry& registry, const Setup& setup) { duplicates::subscribe(registry, setup.clock); }

void add_messages(activity::Registry& registry, const Setup& setup) {
    notify::subscribe(registry, setup.clock, setup.mailing);
}

// Last, since it follows what others record.
void add_live(activity::Registry& registry, const Setup&) { daybook::subscribe(registry); }
void add_days(activity::Registry& registry, const Setup&) { daybook::subscribe_notes(registry); }

void add_archives(activity::Registry& registry, const Setup& setup) {
    privacy::subscribe(registry, setup.clock, setup.pages);
    privacy::everybody::subscribe(registry, setup.clock, setup.pages);
}

void add_imports(activity::Registry& registry, const Setup& setup) { imports::subscribe(registry, setup.clock); }

void add_api(activity::Registry& registry, const Setup&) { api_keys::subscribe(registry); }

void add_api_pages(activity::Registry& registry) {
    api::register_pages(registry);
    api::register_areas(registry);
    office::register_api_keys(registry);
}

void add_identity_providers(activity::Registry& registry, const Setup& setup) {
    identity_providers::subscribe(registry, identity_providers::make_gateway(setup.clock, setup.outgoing));
}

void add_waiting(activity::Registry& registry, const Setup& setup) { waiting::subscribe(registry, setup.clock); }

void add_events(activity::Registry& registry, const Setup&) { events::subscribe(registry); }

void add_event_pages(activity::Registry& registry) {
    event_pages::register_pages(registry);
    office_events::register_pages(registry);
}

void add_series(activity::Registry& registry, const Setup&) { series::subscribe(registry); }

void add_series_pages(activity::Registry& registry) {
    office::register_series(registry);
    series_panel::register_pages(registry);
}

void add_reports(activity::Registry& registry, const Setup&) { reports::subscribe(registry); }

void add_operators(activity::Registry& registry, const Setup&) {
    operators::subscribe(registry);
    operators::subscribe_sign_up(registry);
}

}  // namespace

const std::vector<Feature>& features() {
    static const std::vector<Feature> all{
        {"core", add_core, office::register_access, routes::core},
        {"booking page", nullptr, add_booking_page, routes::booking_page},
        {"customer panel", nullptr, add_panel, routes::panel},
        {"ways of signing in", add_identity_providers, office::register_ways_in, routes::sign_in_providers},
        {"today", nullptr, office::register_today, routes::today},
        {"search", nullptr, office::register_search, routes::search},
        {"waiting list", add_waiting, waiting_list::register_pages, routes::waiting},
        {"events", add_events, add_event_pages, routes::events},
        {"series", add_series, add_series_pages, routes::series},
        {"calendar", nullptr, office::register_calendar, routes::calendar},
        {"groups", nullptr, office::register_groups, routes::groups},
        {"services", nullptr, office::register_services, routes::services},
        {"hours", nullptr, office::register_hours, routes::hours},
        {"customers", add_customer_lists, office::register_customers, routes::customers},
        {"duplicates", add_duplicates, office::register_duplicates, routes::duplicates},
        {"messages", add_messages, office::register_messages, routes::messages},
        {"reports", add_reports, office::register_reports, routes::reports},
        {"settings", nullptr, office::register_settings, routes::settings},
        {"people", nullptr, office::register_people, routes::people},
        {"getting started", nullptr, office::register_start, routes::start},
        {"demo", nullptr, office::register_demo, routes::demo},
        {"archives", add_archives, archives::register_pages, routes::archives},
        {"imports", add_imports, office::register_imports, routes::imports},
        {"api", add_api, add_api_pages, routes::api},
        {"operator", add_operators, operator_pages::register_pages, routes::operators},
        {"notes on days", add_days, nullptr, routes::days},
        {"live updates", add_live, nullptr, routes::live},
    };
    return all;
}

void register_features(activity::Registry& registry, const std::vector<Feature>& features, const Setup& setup) {
    for (const auto& feature : features) {
        if (feature.domain) feature.domain(registry, setup);
        if (feature.surface) feature.surface(registry);
    }
}

std::vector<Route> routes_of(const std::vector<Feature>& features) {
    RouteTable table;
    for (const auto& feature : features)
        if (feature.routes) feature.routes(table);
    return table;
}

}  // namespace app
