#include "exports/customer_export.h"

#include "accounts/listed.h"
#include "activity/jobs.h"
#include "bookings/listed.h"
#include "customers/labels.h"
#include "exports/filter_text.h"
#include "exports/vcard.h"
#include "personal/deletion.h"
#include "personal/personal.h"
#include "support/world.h"
#include "work/file.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <nlohmann/json.hpp>

namespace exports {
namespace {

using customers::CustomField;

class Exports : public testing::TestWithParam<db::Engine> {
protected:
    Exports() {
        subscribe(world.registry, world.clock);
        world.db().write([&](db::Tx& tx) {
            anna = customers::join(tx, business(), world.clock, world.anna).customer.id;
            ben = customers::join(tx, business(), world.clock, world.ben).customer.id;
            stranger = customers::join(tx, world.neighbour.id, world.clock, world.ben).customer.id;
        });
    }
    BusinessId business() const { return world.salon.id; }
    Context context() { return {world.clock, world.registry}; }
    static constexpr activity::Actor owner{activity::ActorKind::staff, 1};

    Result<ExportId> ask(const Wanted& wanted, i18n::Language language = i18n::Language::en,
                         activity::Actor actor = owner) {
        return world.db().write(
            [&](db::Tx& tx) { return exports::ask(tx, context(), business(), wanted, language, actor); });
    }
    void run() {
        for (int n = 0; n < 20; ++n) activity::run_due(world.db(), world.registry, world.clock, 10);
    }
    std::optional<Export> newest(std::int64_t staff = 1) {
        return world.db().read(
            [&](db::Session& session) { return exports::newest(session, world.clock, business(), staff); });
    }
    std::string text(ExportId id, std::int64_t staff = 1) {
        const auto made = exports::file(world.db(), world.clock, business(), id, staff);
        return made ? made->file->read(0, static_cast<std::size_t>(made->file->size())) : "";
    }
    std::string csv(const Wanted& wanted, i18n::Language language = i18n::Language::en) {
        const auto id = ask(wanted, language).value();
        run();
        return text(id);
    }
    Wanted of(std::vector<std::string> columns, Format format = Format::csv) {
        return {.format = format, .columns = std::move(columns)};
    }
    template <class Change>
    void change(CustomerId customer, const Change& how) {
        world.db().write([&](db::Tx& tx) {
            auto changes = customers::changes_of(*customers::find(tx, business(), customer));
            how(changes);
            customers::update(tx, context(), business(), "NO", customer, changes, {}, owner).value();
        });
    }

    support::World world{GetParam()};
    CustomerId anna, ben, stranger;
};

TEST_P(Exports, WriteTheListAsItIsSortedWithTheChosenColumns) {
    EXPECT_EQ(csv(of({"name", "surname", "email"})),
              "\xEF\xBB\xBF"
              "First name,Last name,E-mail\r\nAnna,Berg,anna@example.com\r\nBen,Dahl,ben@example.com\r\n");
    auto wanted = of({"surname"});
    wanted.descending = true;
    EXPECT_EQ(csv(wanted), "\xEF\xBB\xBF"
                           "Last name\r\nDahl\r\nBerg\r\n");
    wanted.filter.search = "ann";
    EXPECT_EQ(csv(wanted, i18n::Language::nb), "\xEF\xBB\xBF"
                                               "Etternavn\r\nBerg\r\n");
    wanted.filter = {};
    wanted.chosen = {ben, stranger};
    EXPECT_EQ(csv(wanted), "\xEF\xBB\xBF"
                           "Last name\r\nDahl\r\n")
        << "nobody of another business";
}

TEST_P(Exports, KeepFormulasTextsAndSayDaysAsDays) {
    change(anna, [](auto& changes) {
        changes.name = "=cmd|' /C calc'!A0";
        changes.note = "one\ntwo \"three\"";
        changes.date_of_birth = base::parse_day("1990-05-17");
    });
    EXPECT_EQ(csv({.format = Format::csv, .chosen = {anna}, .columns = {"name", "note", "date_of_birth"}}),
              "\xEF\xBB\xBF"
              "First name,Note,Date of birth\r\n'=cmd|' /C calc'!A0,\"one\ntwo \"\"three\"\"\",1990-05-17\r\n");
}

TEST_P(Exports, HaveTheBusinessesOwnFieldsOfThoseWhoMaySeeThem) {
    const auto [size, secret] = world.db().write([&](db::Tx& tx) {
        const auto size_id = customers::create_custom_field(
            tx, context(), business(), {.kind = CustomField::Kind::number, .label = {"Shoe size", {}}}, owner);
        const auto secret_id = customers::create_custom_field(
            tx, context(), business(), {.label = {"Credit", {}}, .seen_by = customers::Circle::owners}, owner);
        for (const auto& [id, value] : {std::pair{*size_id, "42.5"}, std::pair{*secret_id, "poor"}})
            customers::change_custom_values(
                tx, context(), business(), anna, {{id, {}, value}}, [](const auto&) { return true; }, false, owner)
                .value();
        return std::pair("custom_" + base::to_text(*size_id), "custom_" + base::to_text(*secret_id));
    });
    auto wanted = of({size, secret, "labels"});
    wanted.chosen = {anna};
    EXPECT_EQ(csv(wanted), "\xEF\xBB\xBF"
                           "Shoe size,Labels\r\n42.5,\r\n");
    wanted.circle = customers::Circle::owners;
    EXPECT_EQ(csv(wanted, i18n::Language::nb), "\xEF\xBB\xBF"
                                               "Shoe size;Credit;Etiketter\r\n42.5;poor;\r\n");
    wanted.columns = {secret};
    wanted.circle = customers::Circle::managers;
    EXPECT_EQ(ask(wanted).error().fields.at(0).code, "export.no_columns");
}

TEST_P(Exports, AreForWhoeverAskedAloneAndForADay) {
    const auto id = ask(of({"name"})).value();
    EXPECT_EQ(newest()->state, State::making);
    EXPECT_EQ(text(id), "") << "not ready";
    run();
    EXPECT_EQ(newest()->state, State::ready);
    EXPECT_EQ(newest()->count, 2);
    EXPECT_FALSE(newest(2));
    EXPECT_EQ(text(id, 2), "");
    world.clock.advance(kExportLifetime + Seconds{1});
    EXPECT_EQ(text(id), "");
    forget_old(world.db(), world.clock.now());
    EXPECT_EQ(world.db().read([&](db::Session& session) {
        return session.value<std::int64_t>("select count(*) from customer_export_rows").value();
    }),
              0);
    const auto log =
        world.db().read([&](db::Session& session) { return activity::list(session, business(), id.value); });
    ASSERT_EQ(log.size(), 1u);
    EXPECT_EQ(log[0].type, "customers.exported");
    EXPECT_EQ(nlohmann::json::parse(log[0].data).at("after").at("columns"), "First name");
}

TEST_P(Exports, CanBeStopped) {
    const auto id = ask(of({"name"})).value();
    const auto stop = [&](activity::Actor actor) {
        return world.db().write([&](db::Tx& tx) { return exports::stop(tx, context(), business(), id, actor); });
    };
    EXPECT_FALSE(stop({activity::ActorKind::staff, 2})) << "another member's";
    EXPECT_TRUE(stop(owner));
    EXPECT_FALSE(stop(owner));
    run();
    EXPECT_FALSE(newest());
}

TEST_P(Exports, GoThroughManyInPieces) {
    world.db().write([&](db::Tx& tx) {
        for (int n = 0; n < kPerPiece * 2; ++n) {
            customers::Changes changes;
            changes.name = fmt::format("Customer {:04}", n);
            changes.language = "nb";
            customers::create(tx, context(), business(), "NO", changes, owner).value();
        }
    });
    const auto id = ask(of({"name"})).value();
    activity::run_due(world.db(), world.registry, world.clock, 1);
    EXPECT_EQ(newest()->count, kPerPiece);
    EXPECT_EQ(newest()->all, kPerPiece * 2 + 2);
    run();
    EXPECT_EQ(newest()->count, kPerPiece * 2 + 2);
    const auto all = text(id);
    EXPECT_EQ(std::ranges::count(all, '\n'), kPerPiece * 2 + 3);
    EXPECT_NE(all.find("Customer 0000\r\nCustomer 0001\r\n"), std::string::npos);
}

TEST_P(Exports, LoseWhoeverIsErasedOrDeleted) {
    const auto id = ask(of({"surname"})).value();
    run();
    const auto& parts = personal::parts(world.registry);
    const auto part = std::ranges::find(parts, "exports", &personal::Part::name);
    const personal::Subject subject{.business = business(), .customer = anna};
    world.db().write([&](db::Tx& tx) { part->erase(tx, {world.clock, world.registry, subject, owner}); });
    EXPECT_EQ(text(id), "\xEF\xBB\xBF"
                        "Last name\r\nDahl\r\n");
    const auto& deletions = personal::deletion_parts(world.registry);
    const auto deletion = std::ranges::find(deletions, "exports", &personal::DeletionPart::name);
    world.db().write([&](db::Tx& tx) { EXPECT_EQ(deletion->take(tx, world.clock.now(), business(), ben), ""); });
    EXPECT_EQ(text(id).find("Dahl"), std::string::npos);
}

TEST_P(Exports, AreWorkbooksThatAnotherProgramReads) {
    change(anna, [](auto& changes) { changes.date_of_birth = base::parse_day("1990-05-17"); });
    const auto id =
        ask({.format = Format::xlsx, .chosen = {anna}, .columns = {"name", "phone", "date_of_birth"}}).value();
    run();
    const auto bytes = text(id);
    zip_error_t error;
    auto* const archive =
        zip_open_from_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error), ZIP_RDONLY, &error);
    ASSERT_TRUE(archive);
    auto* const entry = zip_fopen(archive, "xl/worksheets/sheet1.xml", 0);
    ASSERT_TRUE(entry);
    std::string sheet(1 << 16, '\0');
    sheet.resize(static_cast<std::size_t>(zip_fread(entry, sheet.data(), sheet.size())));
    zip_fclose(entry);
    zip_close(archive);
    for (const auto* part : {"<t>First name</t>", "<t>Anna</t>", "<t>+4741234567</t>", "<v>33010</v>"})
        EXPECT_NE(sheet.find(part), std::string::npos) << part << " in " << sheet;
}

TEST_P(Exports, AreVCards) {
    change(anna, [](auto& changes) {
        changes.street = "Storgata 1; second, floor";
        changes.city = "Oslo";
        changes.more_phones = "Work: +4722334455";
        changes.note = "secret";
        changes.surname = std::string(90, 'x') + "ø";
    });
    const auto card = csv({.format = Format::vcf, .chosen = {anna}});
    EXPECT_TRUE(card.starts_with("BEGIN:VCARD\r\nVERSION:3.0\r\nN:xxx")) << card;
    EXPECT_NE(card.find("ADR;TYPE=HOME:;;Storgata 1\\; second\\, floor;Oslo;;;\r\n"), std::string::npos) << card;
    EXPECT_NE(card.find("TEL;TYPE=VOICE:+4722334455\r\n"), std::string::npos);
    EXPECT_EQ(card.find("secret"), std::string::npos);
    for (std::size_t at = 0, end = 0; at < card.size(); at = end + 2) {
        end = card.find("\r\n", at);
        EXPECT_LE(end - at, 75u);
    }
}

TEST_P(Exports, RememberEveryPartOfAFilter) {
    customers::Filter filter{.search = "anna",
                             .label = LabelId{7},
                             .standing = customers::Standing::been_here,
                             .last_visit = {Instant{Seconds{1}}, {}},
                             .next_visit = {{}, Instant{Seconds{2}}},
                             .created = {Instant{Seconds{3}}, Instant{Seconds{4}}},
                             .not_since = Instant{Seconds{5}},
                             .refused_address = true,
                             .birth_month = 5,
                             .language = "nb",
                             .others = {&accounts::kMaySignIn, &bookings::came_by(bookings::Source::unknown)}};
    const auto json = json_of(filter);
    const auto again = filter_of(nlohmann::json::parse(json.dump()));
    EXPECT_EQ(json_of(again), json);
    EXPECT_EQ(again.others, filter.others);
    EXPECT_EQ(json_of(filter_of(json_of(customers::Filter{}))), json_of(customers::Filter{}));
}

INSTANTIATE_TEST_SUITE_P(Engines, Exports, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace exports
