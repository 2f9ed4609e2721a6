// For tests: a customer with something in every table that may name one. She registered at one address, took a second
// one, asked for a third that is Ben's, was given a fourth by staff, and books for herself and for a child.
#pragma once

#include "accounts/account.h"
#include "accounts/email_change.h"
#include "catalog/add_ons.h"
#include "catalog/customer_terms.h"
#include "catalog/extra_field_editing.h"
#include "customers/contacts.h"
#include "customers/custom_values.h"
#include "customers/erasure.h"
#include "duplicates/search.h"
#include "exports/customer_export.h"
#include "imports/imports.h"
#include "notify/delivery.h"
#include "notify/workflow.h"
#include "privacy/archive.h"
#include "privacy/everybody.h"
#include "selections/selection.h"
#include "series/series.h"
#include "support/world.h"
#include "waiting/waiting.h"

namespace privacy::test {

inline const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

struct Life {
    template <class F>
    auto write(F&& body) {
        return world.db().write(std::forward<F>(body));
    }

    explicit Life(db::Engine engine) : world(engine) {
        waiting::subscribe(world.registry, world.clock);
        series::subscribe(world.registry);
        selections::subscribe(world.registry, world.clock);
        exports::subscribe(world.registry, world.clock);
        imports::subscribe(world.registry, world.clock);
        notify::subscribe(world.registry, world.clock, options);
        subscribe(world.registry, world.clock, all_pages());
        everybody::subscribe(world.registry, world.clock, all_pages());
        duplicates::subscribe(world.registry, world.clock);
        write([&](db::Tx& tx) {
            notify::install_defaults(tx, world.clock, *businesses::find(tx, business()));
            tx.execute("update workflows set active = 1");
        });
        ask_more();
        ben = world.book(world.ben, world.salon.cut, world.salon.jonas, "wed 10:00").value().booking.customer_id;
        register_at("quendolin.first@example.com");
        child = write([&](db::Tx& tx) {
                    return accounts::add_dependant(tx, context(), business(), account, "Ida", "Vik", "nb");
                }).value();
        ask_for("quendolin.second@example.com", true);
        book(child, "Ida", "thu 10:00");
        own = book(quendolin, "Quendolin", "fri 10:00");
        change_by_staff("quendolin.fourth@example.com");
        note_in_own_field();
        ask_for("ben@example.com", false);
        write([&](db::Tx& tx) { fill(tx); });
        world.run_jobs();
    }

    BusinessId business() const { return world.salon.id; }
    accounts::Context context() { return {world.clock, world.registry}; }
    customers::Context customers_context() { return {world.clock, world.registry}; }

    void register_at(std::string_view email) {
        const customers::Details details{"Quendolin", "Xerxes", base::parse_email(email).value(), "+4790909090", "nb"};
        accounts::register_customer(world.db(), context(), accounts::Hasher::cheap(), business(),
                                    {details, std::nullopt}, browser)
            .value();
        world.run_jobs();
        const auto signed_in = write([&](db::Tx& tx) {
            const auto token = link(tx, email);
            return accounts::confirm_registration(tx, context(), business(), token, browser);
        });
        account = signed_in.value().account_id;
        quendolin = signed_in.value().customer_id;
        world.run_jobs();
    }
    void ask_for(std::string_view email, bool confirms) {
        const auto address = base::parse_email(email).value();
        write([&](db::Tx& tx) {
            return accounts::ask_email_change(tx, context(), business(), account, address);
        }).value();
        world.run_jobs();
        if (confirms)
            write([&](db::Tx& tx) {
                return accounts::confirm_email_change(tx, context(), business(), account, link(tx, email));
            }).value();
        world.run_jobs();
    }
    std::string link(db::Tx& tx, std::string_view email) {
        const auto id = tx.value<std::int64_t>(
            "select id from registrations where email_key = :email and confirmed_at is null", email);
        return accounts::make_link(tx, world.clock, business(), accounts::Purpose::registration, id.value(), email);
    }
    void change_by_staff(std::string_view email) {
        write([&](db::Tx& tx) -> Result<void> {
            auto changes = customers::changes_of(*customers::find(tx, business(), quendolin));
            changes.email = email;
            changes.date_of_birth = base::parse_day("1990-05-17");
            changes.note = changes.important_note = "Quendolin sits by the window";
            if (auto done = customers::update(tx, customers_context(), business(), "NO", quendolin, changes, {}, staff);
                !done)
                return done;
            return accounts::change_email(tx, context(), business(), account, base::parse_email(email).value(), false,
                                          staff);
        }).value();
        world.run_jobs();
    }
    void note_in_own_field() {
        write([&](db::Tx& tx) {
            const auto field =
                customers::create_custom_field(tx, customers_context(), business(), {.label = {"Sits", {}}}, staff);
            customers::change_custom_values(
                tx, customers_context(), business(), quendolin, {{*field, {}, "Quendolin sits by the window"}},
                [](const customers::CustomField&) { return true; }, false, staff)
                .value();
        });
    }
    // What every booking may have besides: an add-on, and two fields.
    void ask_more() {
        const activity::Context context{world.clock, world.registry};
        write([&](db::Tx& tx) {
            treatment = catalog::create_add_on(tx, context, business(),
                                               {.id = {}, .name = {"Kur", {}}, .services = {world.salon.cut}}, staff)
                            .value();
            const auto field = [&](catalog::ExtraField::Kind kind, std::string label) {
                catalog::ExtraField draft;
                draft.kind = kind;
                draft.label.fallback = std::move(label);
                return catalog::create_extra_field(tx, context, business(), draft, staff).value();
            };
            allergies = field(catalog::ExtraField::Kind::text, "Allergier");
            picture = field(catalog::ExtraField::Kind::file, "Bilde");
        });
    }
    BookingId book(CustomerId whom, std::string name, std::string_view when) {
        auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, when);
        wish.details = {std::move(name), whom == child ? "Vik" : "Xerxes",
                        base::parse_email("quendolin.second@example.com").value(), "+4790909090", "nb"};
        wish.customer = whom;
        wish.actor = {activity::ActorKind::customer, quendolin.value};
        wish.note = whom == child ? "" : "Quendolin comes on foot";
        wish.visitor_zone = "Europe/Oslo";
        wish.add_ons = {treatment};
        if (whom != child) wish.answers.values[allergies] = {"Quendolin sneezes at lilies"};
        if (whom != child) wish.answers.files[picture] = {"quendolin.pdf", {}, "%PDF-1.7 Quendolin's scan"};
        const auto made = write([&](db::Tx& tx) {
                              return bookings::book(tx, world.context(), business(), wish, bookings::Rules::customer);
                          }).value();
        world.run_jobs();
        return made.booking.id;
    }
    // What no ordinary way leads to here.
    void fill(db::Tx& tx) {
        // The address that staff gave has ended all sessions.
        const auto again = accounts::make_link(tx, world.clock, business(), accounts::Purpose::access, account.value,
                                               "quendolin.fourth@example.com");
        CHECK(accounts::sign_in_by_link(tx, context(), business(), again, browser));
        bookings::make_manage_link(tx, world.clock, business(), own);
        accounts::make_feed(tx, world.clock, business(), account);
        tx.execute("insert into account_identities (business_id, id, account_id, issuer, subject, email, linked_at, "
                   "used_at) values (:business, 71, :account, 'https://id.example', 'quendolin-there', "
                   "'quendolin.there@example.com', :now, :now)",
                   business(), account, world.clock.now());
        tx.execute("insert into account_passkeys (business_id, id, account_id, name, credential_id, public_key, "
                   "counter, synced, created_at, used_at) values (:business, 72, :account, 'Phone of Quendolin', "
                   "'credential-id', 'public-key', 7, 1, :now, :now)",
                   business(), account, world.clock.now());
        accounts::make_link(tx, world.clock, business(), accounts::Purpose::access, account.value,
                            "quendolin.fourth@example.com");
        customers::set_picture(tx, customers_context(), business(), quendolin, {"image/png", "P", world.clock.now()},
                               staff);
        catalog::change_customer_terms(tx, customers_context(), business(), quendolin,
                                       {{world.salon.cut, {Minutes{75}, 43210}}}, staff)
            .value();
        customers::add_contact_person(tx, customers_context(), business(), "NO", quendolin,
                                      {.name = "Kari Xerxes",
                                       .relation = "Quendolin's mother",
                                       .phone = "+4790909090",
                                       .email = "kari@quendolin.example",
                                       .gets_messages = true},
                                      staff)
            .value();
        wait(tx);
        repeat(tx);
        come_in(tx);
        customers::ask_erasure(tx, customers_context(), business(), quendolin, staff).value();
        privacy::ask(tx, {world.clock, world.registry}, business(), quendolin, i18n::Language::nb, staff).value();
        everybody::ask(tx, {world.clock, world.registry}, business(), i18n::Language::nb, staff);
        tx.execute("update jobs set last_error = 'quendolin.second@example.com' where activity_id in "
                   "(select id from activities where subject_id in (:customer, :booking))",
                   quendolin, own);
    }

    // For another day, so that what was booked does not end it.
    void wait(db::Tx& tx) {
        const auto monday = world.salon.zone.day(world.at("mon+1 10:00"));
        const waiting::Wish wish{.service = world.salon.cut,
                                 .first_day = monday,
                                 .last_day = monday + std::chrono::days{6},
                                 .weekdays = 1,
                                 .parts = waiting::kMorning,
                                 .from = Minutes{9 * 60},
                                 .until = Minutes{17 * 60}};
        const auto entry = waiting::join(tx, world.context(), business(), wish, {.customer = quendolin, .actor = staff},
                                         bookings::Rules::staff)
                               .value();
        waiting::offer(tx, world.context(), business(), entry.id, world.at("mon+1 10:00"), world.salon.mira, staff)
            .value();
        waiting::make_link(tx, world.clock, business(), entry.id);
        tx.execute("update waiting_entries set consent_at = :now where business_id = :business", world.clock.now(),
                   business());
        tx.execute("update waiting_offers set answered_at = :now where business_id = :business", world.clock.now(),
                   business());
    }

    // They stood in a file of customers, too.
    void come_in(db::Tx& tx) {
        const auto now = world.clock.now();
        tx.execute("insert into imports (business_id, id, state, file_name, bytes, encoding, delimiter, created_at, "
                   "expires_at) values (:business, 1, 'done', 'book.csv', 20, 'UTF-8', ',', :now, :expires)",
                   business(), now, now + std::chrono::days{30});
        tx.execute(
            "insert into import_changes (business_id, import_id, customer_id, row_number, is_new, before, after, "
            "at) values (:business, 1, :customer, 2, 0, :before, :after, :now)",
            business(), quendolin, R"({"note":"Quendolin hums"})", R"({"note":"Quendolin sings"})", now);
    }

    // What they have booked begins a series.
    void repeat(db::Tx& tx) {
        const auto now = world.clock.now();
        tx.execute("insert into series (business_id, id, customer_id, service_id, unit, every, weekdays, first_day, "
                   "minute_of_day, times, created_at) "
                   "values (:business, 1, :customer, :service, 'week', 2, 0, :first, 600, 3, :now)",
                   business(), quendolin, world.salon.cut, world.salon.zone.day(now), now);
        tx.execute(
            "insert into series_bookings (business_id, series_id, position, booking_id, planned_at, provider_id) "
            "values (:business, 1, 1, :booking, :now, :provider)",
            business(), own, now, world.salon.mira);
    }

    static constexpr activity::Actor staff{activity::ActorKind::staff, 7};
    support::World world;
    notify::Options options;
    const accounts::Client browser{"192.0.2.1", "Quendolin's browser", "0123456789abcdef0123456789abcdef", ""};
    catalog::AddOnId treatment;
    catalog::ExtraFieldId allergies, picture;
    AccountId account;
    CustomerId quendolin, child, ben;
    BookingId own;
};

// The tables and their columns, as the engine's catalogue has them; with the tables that a table refers to.
struct Column {
    std::string name;
    bool is_text = false;
};
struct Table {
    std::string name;
    std::vector<Column> columns;
    std::set<std::string> refers_to;
};
inline std::vector<Table> tables_of(db::Session& session) {
    const bool sqlite = session.engine() == db::Engine::sqlite;
    std::vector<Table> out;
    for (const auto& [table] : session.rows<std::string>(
             sqlite ? "select name from pragma_table_list where schema = 'main' and type = 'table' "
                      "and name not like 'sqlite_%' order by name"
                    : "select cast(tablename as text) from pg_tables where schemaname = 'public' order by tablename")) {
        auto& here = out.emplace_back(table);
        for (const auto& [column, type] : session.rows<std::string, std::string>(
                 sqlite ? "select name, lower(type) from pragma_table_info(:table)"
                        : "select cast(column_name as text), cast(data_type as text) from information_schema.columns "
                          "where table_schema = 'public' and table_name = :table",
                 table))
            here.columns.push_back({column, type == "text"});
        for (const auto& [other] : session.rows<std::string>(
                 sqlite ? "select \"table\" from pragma_foreign_key_list(:table)"
                        : "select cast(confrelid::regclass as text) from pg_constraint "
                          "where contype = 'f' and conrelid = cast(cast(:table as text) as regclass)",
                 table))
            here.refers_to.insert(other);
    }
    return out;
}

// Every row of every table but those; without the versions of customers, which only grow.
inline std::string all_rows(db::Session& session, const std::set<std::string>& left) {
    std::string out;
    for (const auto& table : tables_of(session)) {
        if (left.contains(table.name)) continue;
        std::vector<std::string> rows;
        std::string columns;
        for (const auto& column : table.columns)
            if (!(table.name == "customers" && column.name == "version"))
                columns +=
                    (columns.empty() ? "" : " || '|' || ") + fmt::format("coalesce(cast({} as text), '')", column.name);
        for (const auto& [row] : session.rows<std::string>(fmt::format("select {} from {}", columns, table.name)))
            rows.push_back(row);
        std::ranges::sort(rows);
        for (const auto& row : rows) out += table.name + ": " + row + "\n";
    }
    return out;
}

}  // namespace privacy::test
