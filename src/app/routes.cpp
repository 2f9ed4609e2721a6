#include "app/routes.h"

#include "api/booking_api.h"
#include "api/booking_api_docs.h"
#include "app/app.h"
#include "app/operations.h"
#include "booking_page/booking_public.h"
#include "office/access/access.h"
#include "office/calendar/calendar.h"
#include "office/customers/customers.h"
#include "office/frame/page.h"
#include "office/messages/messages.h"
#include "office/settings/settings_pages.h"
#include "pages/brand.h"
#include "portal/portal.h"

namespace app {
namespace {

using businesses::Module;
using enum Guard;
using enum http::Method;

namespace docs = api::docs;
using businesses::Permission;

using Handler = http::Response (*)(const http::Request&, pages::Environment&);
auto with_environment(Handler handler) {
    return [handler](const http::Request& request, App& app) { return handler(request, app.environment()); };
}

// Requests of one address to one route within a minute; generous to people, tight for machines that try.
constexpr http::Limits kReading{.body = 0, .per_minute = 1200};
constexpr http::Limits kChanging{.body = 32 * 1024, .per_minute = 60};
constexpr http::Limits kManaging{.body = 32 * 1024, .per_minute = 120};
constexpr http::Limits kSigningIn{.body = 32 * 1024, .per_minute = 30};
constexpr http::Limits kWorking{.body = 512 * 1024, .per_minute = 600};  // staff at their desks
constexpr http::Limits kUpload{.body = 6 * 1024 * 1024, .per_minute = 20};
constexpr http::Limits kLargeFile{.body = 0, .per_minute = 10};
constexpr http::Limits kFree{.body = 0, .per_minute = 0};

Route page(http::Method method, std::string pattern, Guard guard, Handler handler, http::Limits limits) {
    return {method,
            std::move(pattern),
            {.guard = guard,
             .surface = Surface::page,
             .module = guard == everyone ? std::nullopt : std::optional(Module::booking_page),
             .handler = with_environment(handler)},
            limits};
}

// Of the customer panel: sign-in and what is behind it.
Route panel(http::Method method, std::string pattern, Guard guard, Handler handler, http::Limits limits) {
    auto route = page(method, std::move(pattern), guard, handler, limits);
    route.policy.module = Module::customer_panel;
    return route;
}

Route keeping_typed(Route route) {
    route.policy.keeps_typed = true;
    return route;
}

// Of the back office; it is always on.
Route office_page(http::Method method, std::string pattern, Guard guard, Handler handler, http::Limits limits,
                  std::optional<businesses::Permission> permission = {}) {
    auto route = page(method, std::move(pattern), guard, handler, limits);
    route.policy.module = {};
    route.policy.permission = permission;
    return route;
}

Route api_route(http::Method method, std::string pattern, Guard guard, Handler handler, http::Limits limits,
                const http::ApiDoc& doc) {
    return {method,
            "/api/v1/" + pattern,
            {.guard = guard,
             .surface = Surface::api,
             .module = guard == everyone ? std::nullopt : std::optional(Module::api),
             .handler = with_environment(handler),
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
        page(get, "/", everyone, booking_page::home, kReading),
        page(get, "/{business}", business, booking_page::services, kReading),
        page(get, "/{business}/book", business, booking_page::choose, kReading),
        page(post, "/{business}/bookings", business, booking_page::create, kChanging),
        page(get, "/{business}/bookings/{token}", manage_link, booking_page::show, kManaging),
        page(get, "/{business}/bookings/{token}/calendar.ics", manage_link, booking_page::calendar_file, kManaging),
        page(get, "/{business}/bookings/{token}/reschedule", manage_link, booking_page::reschedule_form, kManaging),
        page(post, "/{business}/bookings/{token}/reschedule", manage_link, booking_page::reschedule, kManaging),
        page(get, "/{business}/bookings/{token}/cancellation", manage_link, booking_page::cancellation_form, kManaging),
        page(post, "/{business}/bookings/{token}/cancellation", manage_link, booking_page::cancel, kManaging),
        panel(get, "/{business}/sign-in", business, portal::sign_in_form, kReading),
        panel(post, "/{business}/sign-in", business, portal::sign_in, kSigningIn),
        panel(post, "/{business}/sign-in/link", business, portal::ask_link, kSigningIn),
        panel(get, "/{business}/access/{token}", business, portal::access_form, kManaging),
        panel(post, "/{business}/access/{token}", business, portal::access, kSigningIn),
        panel(post, "/{business}/sign-out", business, portal::sign_out, kChanging),
        panel(get, "/{business}/forgot-password", business, portal::forgot_form, kReading),
        panel(post, "/{business}/forgot-password", business, portal::forgot, kSigningIn),
        panel(get, "/{business}/password/{token}", business, portal::password_form, kManaging),
        panel(post, "/{business}/password/{token}", business, portal::password, kSigningIn),
        panel(get, "/{business}/register", business, portal::register_form, kReading),
        panel(post, "/{business}/register", business, portal::register_one, kSigningIn),
        panel(get, "/{business}/registration/{token}", business, portal::confirm_form, kManaging),
        panel(post, "/{business}/registration/{token}", business, portal::confirm, kSigningIn),
        page(get, "/sign-in", everyone, portal::everywhere_form, kReading),
        page(post, "/sign-in", everyone, portal::everywhere, kSigningIn),

        panel(get, "/{business}/my", customer, portal::appointments, kReading),
        panel(get, "/{business}/my/appointments/{id}", customer, portal::appointment, kReading),
        panel(get, "/{business}/my/appointments/{id}/reschedule", customer, portal::reschedule_form, kReading),
        panel(post, "/{business}/my/appointments/{id}/reschedule", customer, portal::reschedule, kManaging),
        panel(get, "/{business}/my/appointments/{id}/cancellation", customer, portal::cancellation_form, kReading),
        panel(post, "/{business}/my/appointments/{id}/cancellation", customer, portal::cancel, kManaging),
        panel(post, "/{business}/my/appointments/{id}/status", customer, portal::change_status, kManaging),
        panel(post, "/{business}/my/appointments/{id}/hiding", customer, portal::hide, kManaging),
        panel(get, "/{business}/my/appointments/{id}/calendar.ics", customer, portal::calendar_file, kReading),
        panel(get, "/{business}/calendar/{token}/appointments.ics", business, portal::feed, kManaging),
        panel(get, "/{business}/my/profile", customer, portal::profile_form, kReading),
        keeping_typed(panel(post, "/{business}/my/profile", customer, portal::profile, kManaging)),
        panel(post, "/{business}/my/picture", customer, portal::set_picture, kUpload),
        panel(post, "/{business}/my/picture/removal", customer, portal::remove_picture, kManaging),
        panel(get, "/{business}/my/pictures/{id}", customer, portal::picture, kReading),
        panel(get, "/{business}/my/people", customer, portal::people_form, kReading),
        keeping_typed(panel(post, "/{business}/my/people", customer, portal::add_person, kManaging)),
        panel(post, "/{business}/my/people/{id}/removal", customer, portal::remove_person, kManaging),
        panel(get, "/{business}/my/security", customer, portal::security_form, kReading),
        panel(post, "/{business}/my/security", customer, portal::change_password, kSigningIn),
        panel(post, "/{business}/my/sessions/{id}/end", customer, portal::end_session, kManaging),
        panel(post, "/{business}/my/sessions/end", customer, portal::end_sessions, kManaging),
        panel(post, "/{business}/my/links/{id}/end", customer, portal::revoke_links, kManaging),
        panel(post, "/{business}/my/links/end", customer, portal::revoke_all_links, kManaging),
        panel(post, "/{business}/my/calendar", customer, portal::make_feed, kManaging),
        panel(post, "/{business}/my/calendar/removal", customer, portal::revoke_feed, kManaging),
        panel(post, "/{business}/my/erasure", customer, portal::ask_erasure, kManaging),
        panel(post, "/{business}/my/erasure/withdrawal", customer, portal::withdraw_erasure, kManaging),
        panel(get, "/{business}/my/data", customer, portal::data, kReading),
        panel(post, "/{business}/my/data", customer, portal::ask_data, kManaging),
        panel(post, "/{business}/my/data/{id}/stop", customer, portal::stop_data, kManaging),
        panel(get, "/{business}/my/data/{id}/archive.zip", customer, portal::data_file, kManaging),

        page(get, "/setup", everyone, office::setup_form, kReading),
        page(post, "/setup", everyone, office::setup, kSigningIn),
        office_page(get, "/{business}/office/sign-in", business, office::sign_in_form, kReading),
        office_page(post, "/{business}/office/sign-in", business, office::sign_in, kSigningIn),
        office_page(get, "/{business}/office/forgot-password", business, office::forgot_form, kReading),
        office_page(post, "/{business}/office/forgot-password", business, office::forgot, kSigningIn),
        office_page(get, "/{business}/office/password/{token}", business, office::new_password_form, kManaging),
        office_page(post, "/{business}/office/password/{token}", business, office::new_password, kSigningIn),
        office_page(get, "/{business}/office/code", staff_halfway, office::code_form, kReading),
        office_page(post, "/{business}/office/code", staff_halfway, office::give_code, kSigningIn),
        office_page(post, "/{business}/office/sign-out", staff_halfway, office::sign_out, kChanging),
        office_page(get, "/{business}/office/security", staff_halfway, office::security, kReading),
        office_page(post, "/{business}/office/security", staff_halfway, office::change_password, kSigningIn),
        office_page(post, "/{business}/office/security/codes", staff_halfway, office::begin_totp, kSigningIn),
        office_page(post, "/{business}/office/security/codes/confirmation", staff_halfway, office::confirm_totp,
                    kSigningIn),
        office_page(post, "/{business}/office/security/codes/removal", staff_halfway, office::remove_totp, kSigningIn),
        office_page(post, "/{business}/office/security/sessions/end", staff_halfway, office::end_sessions, kChanging),
        office_page(post, "/{business}/office/security/sessions/{id}/end", staff_halfway, office::end_one_session,
                    kChanging),
        office_page(get, "/{business}/office", staff, office::appointments, kReading, Permission::see_own_bookings),
        office_page(get, "/{business}/office/bookings/{id}", staff, office::appointment, kReading,
                    Permission::see_own_bookings),
        office_page(post, "/{business}/office/bookings/{id}/status", staff, office::set_appointment_status, kWorking,
                    Permission::manage_bookings),
        office_page(post, "/{business}/office/bookings/{id}/payment", staff, office::set_appointment_paid, kWorking,
                    Permission::manage_bookings),
        office_page(get, "/{business}/office/bookings/{id}/move", staff, office::moving_form, kReading,
                    Permission::manage_bookings),
        office_page(post, "/{business}/office/bookings/{id}/move", staff, office::move_booking, kWorking,
                    Permission::manage_bookings),
        office_page(get, "/{business}/office/customers", staff, office::customers, kReading,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/new", staff, office::new_customer, kReading,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/customers/new", staff, office::create_customer, kWorking,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}", staff, office::customer, kReading,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}/picture", staff, office::customer_picture, kReading,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}/details", staff, office::customer_details, kReading,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/customers/{id}/details", staff, office::update_customer, kWorking,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}/changes", staff, office::customer_log, kReading,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}/messages", staff, office::customer_messages, kReading,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/customers/{id}/access", staff, office::customer_access, kWorking,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/customers/{id}/erasure", staff, office::decide_erasure, kWorking,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}/data", staff, office::customer_data, kReading,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/customers/{id}/data", staff, office::ask_customer_data, kWorking,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/customers/{id}/data/{archive}/stop", staff, office::stop_customer_data,
                    kWorking, Permission::manage_customers),
        office_page(get, "/{business}/office/customers/{id}/data/{archive}/archive.zip", staff,
                    office::customer_data_file, kManaging, Permission::manage_customers),
        office_page(get, "/{business}/office/customers/data", staff, office::everybody_data, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/customers/data", staff, office::ask_everybody_data, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/customers/data/{archive}/stop", staff, office::stop_everybody_data,
                    kWorking, Permission::manage_settings),
        office_page(get, "/{business}/office/customers/data/{archive}/archive.zip", staff, office::everybody_data_file,
                    kLargeFile, Permission::manage_settings),
        office_page(get, "/{business}/office/settings/booking-page", staff, office::booking_page_settings, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/booking-page", staff, office::save_booking_page_settings,
                    kWorking, Permission::manage_settings),
        office_page(get, "/{business}/office/settings/customer-panel", staff, office::panel_settings, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/customer-panel", staff, office::save_panel_settings, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/customer-panel/preview", staff, office::panel_preview, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/settings/embedding", staff, office::embed_settings, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/embedding", staff, office::save_embed_settings, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/settings/branding", staff, office::branding_settings, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/branding", staff, office::save_branding_settings, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/branding/logo/removal", staff, office::remove_logo, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/branding/logo", staff, office::set_logo, kUpload,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/settings/changes", staff, office::business_log, kReading,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/settings/messages", staff, office::message_settings, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/settings/messages", staff, office::save_message_settings, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/settings/staff", staff, office::staff_settings, kReading,
                    Permission::manage_staff),
        office_page(post, "/{business}/office/settings/staff", staff, office::save_staff_settings, kWorking,
                    Permission::manage_staff),
        office_page(post, "/{business}/office/settings/staff/new", staff, office::add_staff, kWorking,
                    Permission::manage_staff),
        office_page(get, "/{business}/office/settings/staff/{id}", staff, office::staff_member, kReading,
                    Permission::manage_staff),
        office_page(post, "/{business}/office/settings/staff/{id}", staff, office::save_staff_member, kWorking,
                    Permission::manage_staff),
        office_page(get, "/{business}/office/messages", staff, office::messages, kReading,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/messages/{id}", staff, office::message, kReading,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/messages/{id}/mail", staff, office::message_mail, kReading,
                    Permission::manage_customers),
        office_page(post, "/{business}/office/messages/{id}/again", staff, office::send_again, kWorking,
                    Permission::manage_customers),
        office_page(get, "/{business}/office/workflows", staff, office::workflows, kReading,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/workflows/new", staff, office::new_workflow, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/workflows/new", staff, office::create_workflow, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/workflows/{id}", staff, office::workflow, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/workflows/{id}", staff, office::save_workflow, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/workflows/{id}/action", staff, office::do_workflow, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/templates", staff, office::templates, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/templates", staff, office::add_template, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/templates/new", staff, office::new_template, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/templates/new", staff, office::create_template, kWorking,
                    Permission::manage_settings),
        office_page(get, "/{business}/office/templates/{id}", staff, office::edit_template, kReading,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/templates/{id}", staff, office::save_template, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/templates/{id}/action", staff, office::do_template, kWorking,
                    Permission::manage_settings),
        office_page(post, "/{business}/office/templates/{id}/preview", staff, office::preview_template, kWorking,
                    Permission::manage_settings),

        // On the panel, in the back office and in mails too, so without the booking page as well.
        office_page(get, "/{business}/brand.css", business, pages::brand_css, kReading),
        office_page(get, "/{business}/logo", business, pages::logo, kReading),

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
        own("/embed.js", everyone, operations::embed_script, true),
        own("/robots.txt", everyone, operations::robots, true),
        own("/healthz", everyone, operations::health, false),
        own("/metrics", operators, operations::metrics, false),
    };
}

}  // namespace app
