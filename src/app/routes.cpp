#include "app/routes.h"

#include "accounts/account.h"
#include "accounts/quick_login.h"
#include "api/booking_api.h"
#include "api/booking_api_docs.h"
#include "api/customer_api.h"
#include "api/event_api.h"
#include "api/key_api.h"
#include "api/waiting_api.h"
#include "app/operations.h"
#include "app/scope.h"
#include "archives/archives.h"
#include "booking_page/booking_public.h"
#include "bookings/booking.h"
#include "bookings/visit.h"
#include "catalog/offer.h"
#include "customers/customer.h"
#include "event_pages/event_pages.h"
#include "events/event.h"
#include "exports/customer_export.h"
#include "imports/imports.h"
#include "office/api_keys/api_keys.h"
#include "office/calendar/calendar.h"
#include "office/customers/customers.h"
#include "office/days/days.h"
#include "office/demo/demo_pages.h"
#include "office/duplicates/duplicates.h"
#include "office/events/event_office.h"
#include "office/groups/groups.h"
#include "office/hours/hours.h"
#include "office/imports/imports_pages.h"
#include "office/live/live.h"
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
#include "pages/brand.h"
#include "reports/report.h"
#include "series_panel/series_panel.h"
#include "staff/schedule.h"
#include "waiting/waiting.h"
#include "waiting_list/waiting_pages.h"

namespace app {
namespace {

using enum Guard;
using http::Limits;
using http::Method;

// Requests of one address to one route within a minute; generous to people, tight for machines that try.
constexpr Limits kReading{.body = 0, .per_minute = 1200};
constexpr Limits kChanging{.body = 32 * 1024, .per_minute = 60};
constexpr Limits kManaging{.body = 32 * 1024, .per_minute = 120};
constexpr Limits kSigningIn{.body = 32 * 1024, .per_minute = 30};
constexpr Limits kWorking{.body = 512 * 1024, .per_minute = 600};  // staff at their desks
constexpr Limits kByKey{.body = 512 * 1024, .per_minute = 1200};   // besides, each key has a share of its own
constexpr Limits kUpload{.body = 6 * 1024 * 1024, .per_minute = 20};
constexpr Limits kBooking{.body = 6 * 1024 * 1024, .per_minute = 60};
constexpr Limits kLargeFile{.body = 0, .per_minute = 10};
// A table of customers, and what a form says besides.
constexpr Limits kTable{.body = ::imports::kLargestFile + 64 * 1024, .per_minute = 10};
constexpr Limits kFree{.body = 0, .per_minute = 0};

// Of the installation.
Scope<Visitors<everyone>> everybody(RouteTable& table) { return {table, "", {}, kReading, kSigningIn}; }
// The ways in that are no business's.
Scope<Doors<everyone>> doors(RouteTable& table) { return {table, "", {}, kReading, kSigningIn}; }
// Of a business.
Scope<Visitors<business>> visitors(RouteTable& table, std::optional<businesses::Module> module = {}) {
    return {table, "/{business}", {.module = module}, kReading, kChanging};
}
// What stands on its pages. On the panel, in the back office and in mails too, so without the booking page as well.
Scope<OfBusiness> files(RouteTable& table) {
    return {table, "/{business}", {.while_suspended = true}, kReading, kChanging};
}
// Behind a mailed link.
Scope<LinkHolders> link_holders(RouteTable& table, std::string_view prefix) {
    return {table, fmt::format("/{{business}}{}", prefix), {.module = bookings::kBookingPage}, kManaging, kManaging};
}
// The ways into the customer panel.
Scope<Visitors<business>> panel_doors(RouteTable& table) {
    return {table, "/{business}", {.module = accounts::kCustomerPanel}, kReading, kSigningIn};
}
Scope<Customers> customers_own(RouteTable& table, std::string_view prefix) {
    return {
        table, fmt::format("/{{business}}/my{}", prefix), {.module = accounts::kCustomerPanel}, kReading, kManaging};
}
// The ways into the back office, which is always on.
Scope<Doors<business>> office_doors(RouteTable& table) {
    return {table, "/{business}/office", {.while_suspended = true}, kReading, kSigningIn};
}
// Who gave the password.
Scope<OfficeHalfway> office_halfway(RouteTable& table, std::string_view prefix) {
    return {table, fmt::format("/{{business}}/office{}", prefix), {.while_suspended = true}, kReading, kSigningIn};
}
Scope<Office> office(RouteTable& table, std::string_view prefix, const businesses::Permission& permission,
                     std::optional<businesses::Module> module = {}) {
    return {table,
            fmt::format("/{{business}}/office{}", prefix),
            {.module = module, .permission = permission},
            kReading,
            kWorking};
}
template <class Of>
Scope<Of> of_api(RouteTable& table, std::string_view prefix, Limits get) {
    return {table,
            fmt::format("/api/v1/{{business}}{}", prefix),
            {.surface = Surface::api, .module = api::kModule},
            get,
            kChanging};
}
// By programs that hold a key which opens that area.
Scope<KeyHolders> by_key(RouteTable& table, std::string_view area) {
    return {
        table, "/api/v1/{business}", {.surface = Surface::api, .module = api::kModule, .area = area}, kReading, kByKey};
}
// By programs on this machine.
Scope<Bare<this_machine>> asked_here(RouteTable& table) {
    return {table, "", {.surface = Surface::plain}, kFree, kFree};
}
// Who gave the password of an operator of the installation; who gave the code too.
Scope<OperatorsHalfway> operators_halfway(RouteTable& table) { return {table, "/operator", {}, kReading, kSigningIn}; }
Scope<Operators> operators_own(RouteTable& table) { return {table, "/operator", {}, kReading, kManaging}; }
template <Guard by>
Scope<Bare<by>> plain(RouteTable& table, bool quick) {
    return {table, "", {.surface = Surface::plain, .quick = quick}, kFree, kFree};
}

}  // namespace

namespace routes {

void core(RouteTable& table) {
    namespace o = app::operations;
    namespace f = ::office;
    plain<everyone>(table, true)
        .get("/assets/{file}", o::asset)
        .get("/embed.js", o::embed_script)
        .get("/robots.txt", o::robots);
    plain<everyone>(table, false).get("/healthz", o::health);
    plain<this_machine>(table, false).get("/metrics", o::metrics);

    files(table)
        .get("/brand.css", pages::brand_css)
        .get("/logo", pages::logo)
        .get("/pictures/{picture}", pages::gallery_picture);

    doors(table).get("/setup", f::setup_form).get("/setup/address", f::check_setup_address).post("/setup", f::setup);
    office_doors(table)
        .get("/sign-in", f::sign_in_form)
        .post("/sign-in", f::sign_in)
        .post("/sign-in/passkey/challenge", f::passkey_challenge)
        .post("/sign-in/passkey", f::sign_in_by_passkey)
        .get("/forgot-password", f::forgot_form)
        .post("/forgot-password", f::forgot)
        .get("/password/{token}", f::new_password_form, kManaging)
        .post("/password/{token}", f::new_password);
    office_halfway(table, "")
        .get("/code", f::code_form)
        .post("/code", f::give_code)
        .post("/sign-out", f::sign_out, kChanging)
        .get("/security", f::security)
        .post("/security", f::change_password);
    office_halfway(table, "/security")
        .post("/codes", f::begin_totp)
        .post("/codes/confirmation", f::confirm_totp)
        .post("/codes/removal", f::remove_totp)
        .post("/passkeys/challenge", f::new_passkey)
        .post("/passkeys", f::add_passkey)
        .post("/passkeys/{id}/removal", f::remove_passkey)
        .post("/sessions/end", f::end_sessions, kChanging)
        .post("/sessions/{id}/end", f::end_one_session, kChanging);
}

void booking_page(RouteTable& table) {
    namespace b = ::booking_page;
    everybody(table).get("/", b::home).get("/sitemap.xml", b::sitemap);
    // A booking may bring files.
    visitors(table, bookings::kBookingPage)
        .get("", b::services)
        .get("/book", b::choose)
        .post("/book", b::keep_time)
        .post("/bookings", b::create, kBooking);
    visitors(table, bookings::kVisits)
        .get("/visit", b::choose_visit)
        .get("/visit/times", b::visit_times)
        .post("/visit/times", b::keep_visit)
        .post("/visits", b::create_visit, kBooking);
    link_holders(table, "/bookings/{token}")
        .get("", b::show)
        .get("/calendar.ics", b::calendar_file)
        .get("/files/{field}", b::answer_file)
        .get("/reschedule", b::reschedule_form)
        .post("/reschedule", b::reschedule)
        .get("/cancellation", b::cancellation_form)
        .post("/cancellation", b::cancel)
        .get("/visit/reschedule", b::reschedule_visit_form)
        .post("/visit/reschedule", b::reschedule_visit)
        .get("/visit/cancellation", b::visit_cancellation_form)
        .post("/visit/cancellation", b::cancel_visit);

    namespace f = ::office;
    office(table, "/settings", businesses::kManageSettings, bookings::kBookingPage)
        .get("/booking-page", f::booking_page_settings)
        .post("/booking-page", f::save_booking_page_settings)
        .get("/look", f::look_settings)
        .post("/look", f::save_look_settings)
        .post("/look/preview", f::look_preview)
        .get("/pictures", f::picture_settings)
        .post("/pictures/{subject}", f::set_picture, kUpload)
        .post("/pictures/{subject}/removal", f::remove_picture);
    // Of the panel too.
    office(table, "/settings", businesses::kManageSettings)
        .get("/embedding", f::embed_settings)
        .post("/embedding", f::save_embed_settings);
}

void panel(RouteTable& table) {
    namespace p = portal;
    everybody(table)
        .get("/sign-in", p::everywhere_form)
        .post("/sign-in", p::everywhere)
        .get("/register", p::register_somewhere)
        .get("/forgot-password", p::forgot_somewhere);
    panel_doors(table)
        .get("/sign-in", p::sign_in_form)
        .post("/sign-in", p::sign_in)
        .post("/sign-in/link", p::ask_link)
        .post("/sign-in/passkey/challenge", p::passkey_challenge)
        .post("/sign-in/passkey", p::sign_in_by_passkey)
        .get("/access/{token}", p::access_form, kManaging)
        .post("/access/{token}", p::access)
        .post("/sign-out", p::sign_out, kChanging)
        .post("/quick-login/end", p::quick_login_end, kChanging)
        .get("/forgot-password", p::forgot_form)
        .post("/forgot-password", p::forgot)
        .get("/password/{token}", p::password_form, kManaging)
        .post("/password/{token}", p::password)
        .get("/register", p::register_form)
        .post("/register", p::register_one)
        .get("/registration/{token}", p::confirm_form, kManaging)
        .post("/registration/{token}", p::confirm)
        .get("/calendar/{token}/appointments.ics", p::feed, kManaging);
    customers_own(table, "").get("", p::appointments);
    customers_own(table, "/appointments/{id}")
        .get("", p::appointment)
        .get("/reschedule", p::reschedule_form)
        .post("/reschedule", p::reschedule)
        .get("/cancellation", p::cancellation_form)
        .post("/cancellation", p::cancel)
        .get("/visit/reschedule", p::reschedule_visit_form)
        .post("/visit/reschedule", p::reschedule_visit)
        .get("/visit/cancellation", p::visit_cancellation_form)
        .post("/visit/cancellation", p::cancel_visit)
        .post("/status", p::change_status)
        .post("/hiding", p::hide)
        .get("/files/{field}", p::answer_file)
        .get("/calendar.ics", p::calendar_file);
    customers_own(table, "")
        .get("/profile", p::profile_form)
        .post("/profile", p::profile)
        .keeping_typed()
        .post("/picture", p::set_picture, kUpload)
        .post("/picture/removal", p::remove_picture)
        .get("/pictures/{id}", p::picture)
        .post("/erasure", p::ask_erasure)
        .post("/erasure/withdrawal", p::withdraw_erasure);
    customers_own(table, "/people")
        .get("", p::people_form)
        .post("", p::add_person)
        .keeping_typed()
        .post("/{id}/removal", p::remove_person);
    customers_own(table, "")
        .get("/security", p::security_form)
        .post("/security", p::change_password, kSigningIn)
        .post("/passkeys/challenge", p::new_passkey, kSigningIn)
        .post("/passkeys", p::add_passkey, kSigningIn)
        .post("/passkeys/{id}/removal", p::remove_passkey)
        .post("/sessions/{id}/end", p::end_session)
        .post("/sessions/end", p::end_sessions)
        .post("/links/{id}/end", p::revoke_links)
        .post("/links/end", p::revoke_all_links)
        .post("/calendar", p::make_feed)
        .post("/calendar/removal", p::revoke_feed);

    namespace f = ::office;
    office(table, "/settings/customer-panel", businesses::kManageSettings, accounts::kCustomerPanel)
        .get("", f::panel_settings)
        .post("", f::save_panel_settings)
        .post("/preview", f::panel_preview);
    office(table, "/customers/{id}", accounts::kQuickLogin, accounts::kCustomerPanel)
        .post("/quick-login", f::begin_quick_login);
}

void sign_in_providers(RouteTable& table) {
    namespace p = portal;
    panel_doors(table)
        .post("/sign-in/with/{provider}", p::begin_with)
        .get("/sign-in/with/{provider}/answer", p::answer_of_provider, {.body = 0, .per_minute = 30})
        .post("/sign-in/with/{provider}/answer", p::arrive);
    customers_own(table, "")
        .post("/sign-in-with/{provider}", p::begin_connecting, kSigningIn)
        .post("/sign-in-with/{provider}/connection", p::connect, kSigningIn)
        .post("/identities/{id}/removal", p::disconnect);

    namespace f = ::office;
    office(table, "/settings/sign-in", businesses::kManageSettings, accounts::kCustomerPanel)
        .get("", f::ways_in)
        .get("/new", f::new_way_in)
        .post("/new", f::add_way_in)
        .get("/{id}", f::way_in)
        .post("/{id}", f::save_way_in)
        .post("/{id}/test", f::try_way_in, kSigningIn)
        .post("/{id}/removal", f::remove_way_in);
}

void waiting(RouteTable& table) {
    namespace w = waiting_list;
    visitors(table, ::waiting::kModule).get("/waiting", w::join_form).post("/waiting", w::join);
    Scope<Visitors<business>>(table, "/{business}/waiting/{token}", {.module = ::waiting::kModule}, kManaging,
                              kManaging)
        .get("", w::show)
        .post("/leaving", w::leave)
        .post("/offers/{offer}/acceptance", w::accept)
        .post("/offers/{offer}/refusal", w::decline);
    customers_own(table, "/waiting")
        .get("", w::own)
        .post("/{id}/leaving", w::own_leave)
        .post("/offers/{offer}/acceptance", w::own_accept)
        .post("/offers/{offer}/refusal", w::own_decline);
    office(table, "/waiting", ::waiting::kManageWaiting, ::waiting::kModule)
        .get("", w::queue)
        .get("/new", w::new_entry)
        .post("/new", w::add_entry)
        .get("/{id}", w::entry)
        .post("/{id}/removal", w::remove)
        .post("/{id}/offer", w::offer_time);
    office(table, "/settings/waiting-list", businesses::kManageSettings, ::waiting::kModule)
        .get("", w::settings)
        .post("", w::save_settings);

    namespace docs = ::api::docs;
    of_api<OfBusiness>(table, "/waiting", kManaging)
        .post("", ::api::join_waiting)
        .as(docs::join_waiting)
        .get("", ::api::show_waiting)
        .as(docs::show_waiting)
        .post("/leaving", ::api::leave_waiting, kManaging)
        .as(docs::leave_waiting)
        .post("/offers/{offer}/acceptance", ::api::accept_offer, kManaging)
        .as(docs::accept_offer)
        .post("/offers/{offer}/refusal", ::api::decline_offer, kManaging)
        .as(docs::decline_offer);
}

void events(RouteTable& table) {
    namespace e = event_pages;
    // They say themselves that the business announces no events.
    visitors(table, bookings::kBookingPage)
        .get("/events", e::list)
        .get("/events.ics", e::feed)
        .get("/events/{event}", e::show)
        .get("/events/{event}/tickets", e::tickets)
        .post("/events/{event}/tickets", e::order, kBooking);

    namespace f = office_events;
    office(table, "/events", ::events::kManageEvents, ::events::kModule)
        .get("", f::list)
        .get("/new", f::new_event)
        .post("/new", f::add_event)
        .get("/{id}", f::event)
        .post("/{id}", f::save_event)
        .post("/{id}/action", f::act)
        .post("/{id}/dates", f::add_dates)
        .post("/{id}/dates/{date}", f::change_date)
        .get("/{id}/dates/{date}/cancellation", f::date_cancellation)
        .post("/{id}/dates/{date}/cancellation", f::cancel_date)
        .get("/{id}/cancellation", f::event_cancellation)
        .post("/{id}/cancellation", f::cancel_event)
        .get("/{id}/duplicate", f::duplicate_form)
        .post("/{id}/duplicate", f::duplicate)
        .post("/{id}/picture", f::set_picture, kUpload)
        .post("/{id}/picture/removal", f::remove_picture);

    namespace docs = ::api::docs;
    of_api<OfBusiness>(table, "/events", kReading)
        .get("", ::api::list_events)
        .as(docs::list_events)
        .get("/{event}", ::api::show_event)
        .as(docs::show_event)
        .post("/{event}/tickets", ::api::book_tickets)
        .as(docs::book_tickets);
}

void groups(RouteTable& table) {
    namespace f = ::office;
    office(table, "/groups/new", bookings::kManageBookings).get("", f::new_group).post("", f::add_groups);
    office(table, "/groups", bookings::kSeeOwnBookings)
        .get("", f::groups)
        .get("/{id}", f::group)
        .get("/{id}/list", f::group_list);
    office(table, "/groups/{id}", bookings::kManageBookings)
        .post("/check-in", f::check_in)
        .post("/places", f::change_group)
        .post("/time", f::move_group)
        .post("/cancellation", f::end_group);
}

void series(RouteTable& table) {
    namespace f = ::office;
    office(table, "/series", bookings::kManageBookings)
        .get("/new", f::plan_series)
        .post("/new", f::make_series)
        .get("/{id}", f::series_page)
        .get("/{id}/move", f::series_moving)
        .post("/{id}/move", f::move_series)
        .get("/{id}/cancellation", f::series_cancelling)
        .post("/{id}/cancellation", f::cancel_series);
    office(table, "/customers/{id}/series", ::customers::kManageCustomers).get("", f::series_of_customer);
    office(table, "/services/{id}/series", catalog::kManageServices).post("", f::save_series_offer);
    customers_own(table, "/series")
        .get("/new", series_panel::plan)
        .post("/new", series_panel::book)
        .get("/{id}", series_panel::show)
        .get("/{id}/calendar.ics", series_panel::calendar)
        .post("/{id}/cancellation", series_panel::cancel);
}

void calendar(RouteTable& table) {
    namespace f = ::office;
    office(table, "/bookings/new", bookings::kManageBookings)
        .get("", f::new_appointment)
        .post("", f::make_appointment, kBooking);
    office(table, "/bookings/deleted", bookings::kManageBookings).get("", f::deleted_appointments);
    office(table, "", bookings::kSeeOwnBookings)
        .get("/calendar", f::calendar)
        .get("/calendar/data", f::calendar_data)
        .get("/calendar/waiting", f::waiting_appointments)
        .get("/bookings/{id}", f::appointment)
        .get("/bookings/{id}/files/{field}", f::appointment_file);
    office(table, "/calendar/bookings/{id}", bookings::kManageBookings)
        .get("/refusals", f::calendar_refusals)
        .post("/move", f::calendar_move)
        .post("/undo", f::calendar_undo);
    office(table, "/bookings/{id}", bookings::kManageBookings)
        .post("/status", f::set_appointment_status)
        .post("/payment", f::set_appointment_paid)
        .post("/what", f::change_appointment_what)
        .post("/notes", f::change_appointment_notes)
        .post("/answers", f::change_appointment_answers, kBooking)
        .post("/deletion", f::delete_appointment)
        .post("/restoration", f::restore_appointment)
        .get("/mail", f::appointment_mail)
        .get("/move", f::moving_form)
        .post("/move", f::move_booking)
        .get("/visit/move", f::visit_moving_form)
        .post("/visit/move", f::move_visit)
        .post("/visit/cancellation", f::cancel_visit);
}

void services(RouteTable& table) {
    namespace f = ::office;
    office(table, "/services", catalog::kManageServices)
        .get("", f::services)
        .post("", f::add_service)
        .post("/order", f::move_service)
        .post("/categories", f::add_category)
        .post("/categories/{id}", f::change_category)
        .get("/{id}", f::service)
        .post("/{id}", f::save_service)
        .post("/{id}/action", f::do_service);
    office(table, "/services/add-ons", catalog::kManageServices)
        .get("", f::add_ons)
        .post("", f::add_add_on)
        .post("/order", f::move_add_on)
        .get("/{id}", f::add_on)
        .post("/{id}", f::save_add_on)
        .post("/{id}/action", f::delete_add_on);
    office(table, "/services/fields", catalog::kManageServices)
        .get("", f::extra_fields)
        .post("", f::add_extra_field)
        .post("/order", f::move_extra_field)
        .get("/{id}", f::extra_field)
        .post("/{id}", f::save_extra_field)
        .post("/{id}/action", f::do_extra_field);
    office(table, "/services/rooms", catalog::kManageServices)
        .get("", f::rooms)
        .post("", f::add_room)
        .post("/order", f::move_room)
        .get("/{id}", f::room)
        .post("/{id}", f::save_room)
        .post("/{id}/action", f::delete_room);
    office(table, "/services/locations", catalog::kManageServices)
        .get("", f::locations)
        .post("", f::add_location)
        .post("/order", f::move_location)
        .get("/{id}", f::location)
        .post("/{id}", f::save_location)
        .post("/{id}/action", f::delete_location);
}

void hours(RouteTable& table) {
    namespace f = ::office;
    office(table, "/hours", ::staff::kManageHours)
        .get("", f::hours)
        .get("/opening", f::opening_hours)
        .post("/opening", f::save_opening_hours)
        .get("/people/{id}", f::weekly_hours)
        .post("/people/{id}", f::save_weekly_hours)
        .post("/people/{id}/preview", f::preview_hours)
        .get("/time-off", f::time_off)
        .post("/time-off", f::add_time_off)
        .post("/time-off/{id}/removal", f::remove_time_off)
        .post("/special-days", f::save_special_day)
        .get("/holidays", f::holidays)
        .post("/holidays", f::add_holidays)
        .get("/why", f::why_offered);
    office(table, "/own-hours", bookings::kSeeOwnBookings).get("", f::own_hours);
}

void customers(RouteTable& table) {
    namespace f = ::office;
    office(table, "/customers", ::customers::kManageCustomers)
        .get("", f::customers)
        .get("/count", f::count_customers)
        .post("/columns", f::choose_columns)
        .post("/views", f::save_view)
        .post("/views/{id}", f::change_view)
        .post("/views/{id}/deletion", f::delete_view)
        .get("/new", f::new_customer)
        .post("/new", f::create_customer)
        .get("/deleted", f::deleted_customers)
        .get("/selection", f::selected_customers)
        .post("/selections", f::begin_selection)
        .get("/selections/{selection}", f::selection)
        .post("/selections/{selection}/stop", f::stop_selection)
        .post("/selections/{selection}/undo", f::undo_selection);
    office(table, "/customers/export", exports::kExportCustomers)
        .get("", f::customer_export)
        .post("", f::ask_export)
        .post("/{export}/stop", f::stop_export)
        .get("/{export}/file", f::export_file, kLargeFile);
    office(table, "/customers/{id}", ::customers::kManageCustomers)
        .get("", f::customer)
        .get("/card.vcf", f::customer_card)
        .get("/picture", f::customer_picture)
        .get("/details", f::customer_details)
        .post("/details", f::update_customer)
        .get("/terms", f::customer_terms)
        .post("/terms", f::save_customer_terms)
        .get("/changes", f::customer_log)
        .get("/coming", f::coming_of_customer)
        .post("/access", f::customer_access)
        .post("/erasure", f::decide_erasure)
        .post("/labels", f::stick_labels)
        .get("/deletion", f::customer_deletion)
        .post("/deletion", f::delete_customer)
        .post("/restoration", f::restore_customer)
        .post("/erasing", f::erase_customer)
        .get("/contacts/new", f::new_contact)
        .post("/contacts/new", f::add_contact)
        .get("/contacts/{contact}", f::contact)
        .post("/contacts/{contact}", f::save_contact)
        .post("/contacts/{contact}/removal", f::remove_contact);
    office(table, "/settings/labels", businesses::kManageSettings)
        .get("", f::labels)
        .post("", f::add_label)
        .get("/{id}", f::label)
        .post("/{id}", f::save_label)
        .post("/{id}/merge", f::merge_label)
        .post("/{id}/deletion", f::delete_label);
    office(table, "/settings/customer-fields", businesses::kManageSettings)
        .get("", f::custom_fields)
        .post("", f::add_custom_field)
        .post("/order", f::move_custom_field)
        .get("/{id}", f::custom_field)
        .post("/{id}", f::save_custom_field)
        .post("/{id}/deletion", f::delete_custom_field);
}

void duplicates(RouteTable& table) {
    namespace f = ::office;
    office(table, "/customers/duplicates", ::customers::kManageCustomers)
        .get("", f::duplicates)
        .post("", f::search_duplicates)
        .post("/stop", f::stop_search);
    office(table, "/customers/{id}", ::customers::kManageCustomers)
        .get("/duplicates", f::duplicates_of_customer)
        .get("/duplicates/{other}", f::compare_customers)
        .post("/duplicates/{other}", f::merge_customers)
        .post("/duplicates/{other}/difference", f::tell_apart)
        .post("/duplicates/{other}/difference/removal", f::take_back_told_apart)
        .post("/merges/{other}/removal", f::undo_merge);
}

void messages(RouteTable& table) {
    namespace f = ::office;
    office(table, "", ::customers::kManageCustomers)
        .get("/messages", f::messages)
        .get("/messages/{id}", f::message)
        .get("/messages/{id}/mail", f::message_mail)
        .post("/messages/{id}/again", f::send_again)
        .get("/customers/{id}/messages", f::customer_messages);
    office(table, "/groups/{id}/message", bookings::kManageBookings)
        .get("", f::group_message)
        .post("", f::write_to_group);
    office_doors(table)
        .get("/notice-address/{token}", f::notice_address, kManaging)
        .post("/notice-address/{token}", f::confirm_notice_address);
    office(table, "/workflows", businesses::kManageSettings)
        .get("", f::workflows)
        .get("/new", f::new_workflow)
        .post("/new", f::create_workflow)
        .get("/{id}", f::workflow)
        .post("/{id}", f::save_workflow)
        .post("/{id}/action", f::do_workflow);
    office(table, "/templates", businesses::kManageSettings)
        .get("", f::templates)
        .post("", f::add_template)
        .get("/new", f::new_template)
        .post("/new", f::create_template)
        .get("/{id}", f::edit_template)
        .post("/{id}", f::save_template)
        .post("/{id}/action", f::do_template)
        .post("/{id}/preview", f::preview_template);
    office(table, "", bookings::kSeeOwnBookings).get("/notices", f::notices).post("/notices", f::save_notices);
    office(table, "/people/{id}", businesses::kManageStaff)
        .get("/notices", f::person_notices)
        .post("/notices", f::save_person_notices);
    office(table, "/settings/messages", businesses::kManageSettings)
        .get("", f::message_settings)
        .post("", f::save_message_settings);
}

void settings(RouteTable& table) {
    namespace f = ::office;
    office(table, "/settings", businesses::kManageSettings)
        .get("/branding", f::branding_settings)
        .post("/branding", f::save_branding_settings)
        .post("/branding/logo", f::set_logo, kUpload)
        .post("/branding/logo/removal", f::remove_logo)
        .get("/changes", f::business_log);
    office(table, "/settings", businesses::kManageSettings)
        .get("/search", f::settings_search)
        .get("/business", f::business_settings)
        .post("/business", f::save_business_settings)
        .get("/business/address", f::address_settings)
        .post("/business/address", f::save_address)
        .get("/business/address/check", f::check_address)
        .get("/business/host", f::host_settings)
        .post("/business/host", f::ask_for_host)
        .post("/business/host/withdrawal", f::withdraw_host_request)
        .get("/modules", f::module_settings)
        .post("/modules", f::save_module_settings);
}

void people(RouteTable& table) {
    namespace f = ::office;
    office(table, "/people", businesses::kManageStaff)
        .get("", f::people)
        .post("/new", f::add_person)
        .post("/codes", f::save_code_roles)
        .get("/permissions", f::permissions)
        .post("/permissions", f::save_permissions)
        .get("/{id}", f::person)
        .post("/{id}", f::save_person)
        .post("/{id}/appointments", f::person_appointments);
}

void start(RouteTable& table) {
    namespace f = ::office;
    office(table, "/start", businesses::kManageSettings)
        .get("", f::start)
        .post("/tasks", f::put_aside)
        .post("/end", f::finish_start)
        .get("/hours", f::start_hours)
        .post("/hours", f::save_hours)
        .get("/services", f::start_services)
        .post("/services", f::save_services)
        .get("/people", f::start_people)
        .post("/people", f::save_people)
        .get("/look", f::start_look)
        .post("/look", f::save_look, kUpload)
        .get("/live", f::start_live)
        .post("/live", f::end_live)
        .post("/live/test", f::make_test_booking)
        .post("/live/test/removal", f::take_back_test);
}

void today(RouteTable& table) {
    namespace f = ::office;
    office(table, "", bookings::kSeeOwnBookings).get("", f::today);
}

void search(RouteTable& table) {
    namespace f = ::office;
    office(table, "/search", bookings::kSeeOwnBookings).get("", f::search).get("/found", f::search_found);
}

void reports(RouteTable& table) {
    namespace f = ::office;
    office(table, "/reports", ::reports::kSeeReports, ::reports::kModule)
        .get("", f::reports)
        .get("/table.csv", f::report_table);
}

void demo(RouteTable& table) { doors(table).get("/demo", ::office::demo_roles).post("/demo", ::office::look_around); }

void live(RouteTable& table) { office(table, "", bookings::kSeeOwnBookings).get("/live", ::office::live); }

void days(RouteTable& table) {
    namespace f = ::office;
    office(table, "/days/{day}", bookings::kSeeOwnBookings).get("", f::day_notes);
    office(table, "/days/{day}/notes", bookings::kManageBookings)
        .post("", f::add_day_note)
        .post("/{id}", f::change_day_note)
        .post("/{id}/removal", f::remove_day_note);
}

void archives(RouteTable& table) {
    namespace a = ::archives;
    office(table, "/customers/{id}/data", ::customers::kManageCustomers)
        .get("", a::customer_data)
        .post("", a::ask_customer_data)
        .post("/{archive}/stop", a::stop_customer_data)
        .get("/{archive}/archive.zip", a::customer_data_file, kManaging);
    office(table, "/customers/data", businesses::kManageSettings)
        .while_suspended()
        .get("", a::everybody_data)
        .post("", a::ask_everybody_data)
        .post("/{archive}/stop", a::stop_everybody_data)
        .get("/{archive}/archive.zip", a::everybody_data_file, kLargeFile);
    customers_own(table, "/data")
        .get("", a::own_data)
        .post("", a::ask_own_data)
        .post("/{id}/stop", a::stop_own_data)
        .get("/{id}/archive.zip", a::own_data_file, kManaging);
}

void imports(RouteTable& table) {
    namespace f = ::office;
    office(table, "/customers/imports", ::customers::kManageCustomers)
        .get("", f::imports)
        .post("", f::take_import_file, kTable);
    office(table, "/customers/imports/{id}", ::customers::kManageCustomers)
        .get("", f::import_page)
        .post("/check", f::check_import)
        .post("/import", f::begin_import)
        .post("/stop", f::stop_import)
        .post("/undo", f::undo_import)
        .post("/removal", f::forget_import)
        .get("/failed.csv", f::import_failed_rows, kLargeFile);
}

void api(RouteTable& table) {
    namespace a = ::api;
    namespace f = ::office;
    namespace docs = ::api::docs;
    Scope<Bare<everyone>>(table, "/api/v1", {.surface = Surface::api}, kReading, kChanging)
        .get("/businesses", a::businesses)
        .as(docs::businesses);
    of_api<OfBusiness>(table, "", kReading)
        .get("/services", a::services)
        .as(docs::services)
        .get("/providers", a::providers)
        .as(docs::providers)
        .get("/locations", a::locations)
        .as(docs::locations)
        .get("/slots", a::slots)
        .as(docs::slots)
        .get("/slots/next", a::next_slots)
        .as(docs::next_slots)
        .post("/bookings", a::create)
        .as(docs::create)
        .get("/visits/slots", a::visit_slots)
        .as(docs::visit_slots)
        .post("/visits", a::create_visit)
        .as(docs::create_visit);
    of_api<Bearers>(table, "/bookings/{id}", kManaging)
        .get("", a::show)
        .as(docs::show)
        .post("/reschedule", a::reschedule, kManaging)
        .as(docs::reschedule)
        .post("/cancellation", a::cancel, kManaging)
        .as(docs::cancel);
    by_key(table, a::kCustomers.name)
        .get("/customers", a::list_customers)
        .as(docs::list_customers)
        .post("/customers", a::create_customer)
        .as(docs::create_customer)
        .post("/customers/batch", a::upsert_customers)
        .as(docs::upsert_customers)
        .get("/customers/{customer}", a::show_customer)
        .as(docs::show_customer)
        .patch("/customers/{customer}", a::update_customer)
        .as(docs::update_customer);
    by_key(table, a::kBookings.name).get("/bookings", a::list_bookings).as(docs::list_bookings);
    by_key(table, a::kActivity.name).get("/activity", a::list_activity).as(docs::list_activity);
    office(table, "/settings/api-keys", businesses::kManageSettings, a::kModule)
        .get("", f::api_keys)
        .post("", f::make_api_key)
        .post("/{id}/revocation", f::revoke_api_key);
    plain<everyone>(table, true).get("/api/v1/openapi.json", operations::openapi);
}

void operators(RouteTable& table) {
    namespace o = operator_pages;
    doors(table)
        .get("/operator/sign-in", o::sign_in_form)
        .post("/operator/sign-in", o::sign_in)
        .get("/operator/begin", o::begin_form)
        .post("/operator/begin", o::begin)
        .get("/operator/link/{token}", o::link_form, kManaging)
        .post("/operator/link/{token}", o::use_link)
        .get("/sign-up", o::sign_up_form)
        .get("/sign-up/address", o::check_sign_up_address)
        .post("/sign-up", o::sign_up);
    asked_here(table).get("/operator/tls-ask", o::tls_ask);
    operators_halfway(table)
        .get("/code", o::code_form)
        .post("/code", o::give_code)
        .get("/codes", o::codes_form)
        .post("/codes", o::begin_codes)
        .post("/codes/confirmation", o::confirm_codes)
        .post("/sign-out", o::sign_out, kChanging);
    operators_own(table)
        .get("", o::businesses)
        .get("/health", o::health)
        .post("/health/jobs", o::retry_job)
        .get("/log", o::log)
        .post("/invitations", o::invite)
        .get("/businesses/new", o::new_business)
        .get("/businesses/new/address", o::check_new_address)
        .post("/businesses/new", o::create_business)
        .get("/businesses/{id}", o::business)
        .post("/businesses/{id}/suspension", o::suspend)
        .post("/businesses/{id}/reopening", o::reopen)
        .post("/businesses/{id}/limits", o::save_limits)
        .post("/businesses/{id}/host", o::save_host)
        .post("/businesses/{id}/host/grant", o::give_host)
        .post("/businesses/{id}/host/refusal", o::refuse_host)
        .get("/businesses/{id}/owners/{owner}/invitation", o::owner_form)
        .post("/businesses/{id}/owners/{owner}/invitation", o::invite_owner);
}

}  // namespace routes
}  // namespace app
