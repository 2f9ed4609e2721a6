#include "imports/imports.h"

#include "accounts/account.h"
#include "activity/activity_log.h"
#include "activity/jobs.h"
#include "customers/labels.h"
#include "customers/list.h"
#include "imports/judging.h"
#include "imports/store.h"
#include "notify/delivery.h"
#include "notify/workflow.h"
#include "privacy/archive.h"
#include "support/world.h"
#include "work/file.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace imports {
namespace {

using namespace std::chrono_literals;
using customers::Customer;

const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

class Imports : public testing::TestWithParam<db::Engine> {
protected:
    Imports() {
        notify::subscribe(world.registry, world.clock, options);
        privacy::subscribe(world.registry, world.clock, all_pages());
        subscribe(world.registry, world.clock);
        world.db().write([&](db::Tx& tx) {
            notify::install_defaults(tx, world.clock, *businesses::find(tx, business()));
            tx.execute("update workflows set active = 1");
        });
    }

    BusinessId business() const { return world.salon.id; }
    Context context() { return {world.clock, world.registry}; }
    static constexpr activity::Actor owner{activity::ActorKind::staff, 7};

    template <class Body>
    auto write(Body&& body) {
        return world.db().write(std::forward<Body>(body));
    }

    Result<ImportId> take(std::string_view text, std::string_view name = "customers.csv") {
        return take_file(world.db(), context(), business(), name, text, owner);
    }
    Import found(ImportId id) {
        return world.db().read([&](db::Session& session) { return find(session, business(), id).value(); });
    }
    Result<void> checked(ImportId id, const Settings& settings) {
        auto begun = write([&](db::Tx& tx) { return check(tx, context(), business(), id, settings, owner); });
        run();
        return begun;
    }
    Result<void> imported(ImportId id) {
        auto begun = write([&](db::Tx& tx) { return begin(tx, context(), business(), id, owner); });
        run();
        return begun;
    }
    void undone(ImportId id) {
        ASSERT_TRUE(write([&](db::Tx& tx) { return undo(tx, context(), business(), id, owner); }));
        run();
        ASSERT_EQ(found(id).state, State::undone);
    }
    // With the settings that are proposed, as `change` changes them.
    Import bring(std::string_view text, const std::function<void(Settings&)>& change = {}) {
        const auto id = take(text).value();
        auto settings = found(id).settings;
        if (change) change(settings);
        EXPECT_TRUE(checked(id, settings));
        EXPECT_TRUE(imported(id));
        const auto out = found(id);
        EXPECT_EQ(out.state, State::done);
        return out;
    }
    void run() {
        for (int i = 0; i < 30; ++i)
            if (activity::run_due(world.db(), world.registry, world.clock, 50) == 0) return;
    }

    std::optional<Customer> by_email(std::string_view email) {
        return world.db().read(
            [&](db::Session& session) { return customers::find_by_email(session, business(), email); });
    }
    std::int64_t how_many() {
        return world.db().read([&](db::Session& session) { return customers::count(session, business(), 1'000'000); });
    }
    std::int64_t rows_of(const std::string& table) {
        return world.db().read(
            [&](db::Session& session) { return session.value<std::int64_t>("select count(*) from " + table).value(); });
    }
    std::vector<Troubled> troubled(ImportId id) {
        return world.db().read([&](db::Session& session) { return list_troubled(session, business(), id, 0, 100); });
    }
    std::vector<std::string> codes(ImportId id) {
        std::vector<std::string> out;
        for (const auto& row : troubled(id))
            for (const auto& problem : row.problems)
                out.push_back(
                    fmt::format("{} {} {}{}", row.row, problem.column, problem.code, problem.fails ? "" : " (told)"));
        return out;
    }
    std::vector<std::string> labels_of(CustomerId customer) {
        std::vector<std::string> out;
        world.db().read([&](db::Session& session) {
            for (const auto& [who, labels] : customers::list_labels_of(session, business(), {customer}))
                for (const auto& label : labels) out.push_back(label.name);
        });
        return out;
    }
    Customer add(const std::map<std::string, std::string>& fields) {
        customers::Changes changes;
        for (const auto& [field, value] : fields) put_value(changes, field, value);
        return write([&](db::Tx& tx) -> Result<Customer> {
                   const auto id = customers::create(tx, context(), business(), "NO", changes, owner).value();
                   return customers::find(tx, business(), id).value();
               })
            .value();
    }

    support::World world{GetParam()};
    notify::Options options;
};

const std::string kThree = "First name;Last name;E-mail;Mobile;Birthday;Tags\n"
                           "Åse;Berg;ase@example.com;412 34 567;04/12/1980;VIP, late\n"
                           "Ben;Dal;ben@example.org;;25/12/1990;\n"
                           "Cleo;;;+44 7400 123456;;VIP\n";

TEST_P(Imports, BringCustomersInAndTellNobody) {
    const auto import = bring(kThree);
    EXPECT_EQ(import.counts.added, 3);
    EXPECT_EQ(import.counts.failed, 0);
    EXPECT_EQ(import.delimiter, ";");
    EXPECT_EQ(import.data_rows(), 3);
    const auto ase = by_email("ase@example.com").value();
    EXPECT_EQ(ase.full_name(), "Åse Berg");
    EXPECT_EQ(ase.phone, "+4741234567");
    EXPECT_EQ(base::to_text(ase.date_of_birth.value()), "1980-12-04") << "25/12 says which way round";
    EXPECT_EQ(ase.language, "nb") << "the business's";
    EXPECT_EQ(labels_of(ase.id), (std::vector<std::string>{"late", "VIP"}));
    EXPECT_EQ(rows_of("messages"), 0) << "no workflow answers";
    EXPECT_EQ(rows_of("accounts"), 0) << "no login is made";
    world.db().read([&](db::Session& session) {
        EXPECT_EQ(activity::list(session, business(), ase.id.value).front().type, "customer.imported");
        EXPECT_EQ(activity::list(session, business(), ase.id.value).front().actor_id, owner.id);
        std::vector<std::string> told;
        for (const auto& each : activity::list(session, business(), import.id.value)) told.push_back(each.type);
        EXPECT_EQ(told, (std::vector<std::string>{"import.check_asked", "import.begun", "import.ended"}));
    });
}

TEST_P(Imports, ChangeNothingWhileTheyAreChecked) {
    const auto id = take("Name,E-mail,Phone,Birthday\nAnna Berg,anna@example.com,12,\n,ben@example.com,,\n"
                         "Cleo,not an address,,31/31/2000\nAnna Berg,anna@example.com,,\nDan,anna@example.com,,\n"
                         "Eva Holm,eva@example.com,,\nEva Holm,EVA@example.com,,,too many\n")
                        .value();
    EXPECT_EQ(found(id).state, State::mapping);
    const auto before = how_many();
    ASSERT_TRUE(checked(id, found(id).settings));
    const auto import = found(id);
    EXPECT_EQ(import.state, State::checked);
    EXPECT_EQ(codes(id),
              (std::vector<std::string>{"2 2 field.phone", "3 -1 field.required", "4 3 import.day", "4 1 field.email",
                                        "6 -1 import.other_name", "8 -1 import.more_cells"}));
    EXPECT_EQ(import.problems.at("field.phone"), 1);
    EXPECT_EQ(import.counts.added, 2);
    EXPECT_EQ(import.counts.failed, 5);
    EXPECT_EQ(how_many(), before);
    EXPECT_EQ(rows_of("customer_labels"), 0);
}

TEST_P(Imports, MakeOneCustomerOfTwoRowsForOnePerson) {
    const auto import = bring("Name,E-mail,Phone\nAnna Berg,anna@example.com,412 34 567\n"
                              "anna berg,ANNA@example.com,\nAnna Berg,,41234567\n");
    EXPECT_EQ(import.counts.added, 1);
    EXPECT_EQ(import.counts.left_alone, 2);
    EXPECT_EQ(import.problems.at("import.twice"), 2);
}

TEST_P(Imports, FindCustomersWhoAreThereByNumberThenAddressThenPhoneAndName) {
    const auto numbered =
        add({{"name", "Nora"}, {"email", "nora@example.com"}, {"language", "nb"}, {"customer_number", "A-1"}});
    const auto mailed = add({{"name", "Ole"}, {"email", "ole@example.com"}, {"language", "nb"}});
    const auto called = add({{"name", "Pia"}, {"surname", "Lie"}, {"phone", "41234567"}, {"language", "nb"}});
    const auto import =
        bring("Customer number,Name,E-mail,Phone,Note\nA-1,,,,by number\n,,OLE@example.com,,by address\n"
              ",Pia LIE,,+47 412 34 567,by phone\n,Per Lie,,+47 412 34 567,somebody else\n",
              [](Settings& settings) { settings.existing = Existing::fill; });
    EXPECT_EQ(import.counts.changed, 3);
    EXPECT_EQ(import.counts.added, 1);
    const auto note = [&](CustomerId id) {
        return world.db().read([&](db::Session& session) { return customers::find(session, business(), id)->note; });
    };
    EXPECT_EQ(note(numbered.id), "by number");
    EXPECT_EQ(note(mailed.id), "by address");
    EXPECT_EQ(note(called.id), "by phone");
}

TEST_P(Imports, SkipFillOrOverwriteWhoIsThere) {
    const auto anna = add({{"name", "Anna"}, {"email", "anna@example.com"}, {"language", "en"}, {"note", "old"}});
    const std::string text = "First name,Last name,E-mail,Note,City\nAnne,Moe,anna@example.com,new,\n";
    const auto now = [&] { return by_email("anna@example.com").value(); };
    EXPECT_EQ(bring(text).counts.left_alone, 1);
    EXPECT_EQ(now().version, anna.version);
    EXPECT_EQ(bring(text, [](Settings& settings) { settings.existing = Existing::fill; }).counts.changed, 1);
    EXPECT_EQ(now().full_name(), "Anna Moe");
    EXPECT_EQ(now().note, "old");
    bring(text, [](Settings& settings) { settings.existing = Existing::overwrite; });
    EXPECT_EQ(now().full_name(), "Anne Moe");
    EXPECT_EQ(now().note, "new");
    EXPECT_EQ(now().language, "en") << "the file says nothing of it";
}

TEST_P(Imports, LetTheLoginFollowTheAddress) {
    const auto anna =
        add({{"name", "Anna"}, {"email", "anna@example.com"}, {"language", "en"}, {"customer_number", "7"}});
    write([&](db::Tx& tx) { accounts::ensure(tx, context(), business(), anna.id, {}); });
    bring("Customer number,E-mail\n7,new@example.com\n",
          [](Settings& settings) { settings.existing = Existing::overwrite; });
    world.db().read([&](db::Session& session) {
        EXPECT_EQ(accounts::find_by_customer(session, business(), anna.id)->email, "new@example.com");
    });
}

TEST_P(Imports, GiveAccessToThePanelOnlyAsStaffSaid) {
    const auto account = [&](std::string_view email) {
        return world.db().read([&](db::Session& session) {
            return accounts::find_by_email(session, business(), *base::parse_email(email));
        });
    };
    bring("Name,E-mail\nAnna,anna@example.com\n", [](Settings& settings) { settings.access = Access::refused; });
    EXPECT_FALSE(account("anna@example.com")->allowed);
    EXPECT_EQ(rows_of("messages"), 0);
    bring("Name,E-mail\nBen,ben@example.com\nCleo,\n", [](Settings& settings) { settings.access = Access::mailed; });
    EXPECT_TRUE(account("ben@example.com")->allowed);
    EXPECT_EQ(rows_of("messages"), 1) << "the details for signing in";
}

TEST_P(Imports, StickALabelOnAll) {
    const auto anna = add({{"name", "Anna"}, {"email", "anna@example.com"}, {"language", "en"}});
    bring("Name,E-mail\nAnna,anna@example.com\nBen,ben@example.com\n", [](Settings& settings) {
        settings.label = "From the old book";
        settings.existing = Existing::fill;
    });
    EXPECT_EQ(labels_of(anna.id), std::vector<std::string>{"From the old book"});
    EXPECT_EQ(labels_of(by_email("ben@example.com")->id), std::vector<std::string>{"From the old book"});
}

TEST_P(Imports, LeaveOutCellsWhereStaffWantIt) {
    const auto import = bring("Name,E-mail,Phone,Gender\nAnna,anna@example.com,12,alien\n,ben@example.com,,\n",
                              [](Settings& settings) { settings.skips_cells = true; });
    EXPECT_EQ(import.counts.added, 1);
    EXPECT_EQ(import.counts.failed, 1) << "nobody is without a name";
    EXPECT_EQ(by_email("anna@example.com")->phone, "");
}

TEST_P(Imports, HoldToTheBusinessesLimit) {
    write([&](db::Tx& tx) { tx.execute("update businesses set customers_max = :max where id = :id", 2, business()); });
    const auto import = bring("Name\nAnna\nBen\nCleo\nDan\n");
    EXPECT_EQ(import.counts.added, 2);
    EXPECT_EQ(import.counts.failed, 2);
    EXPECT_EQ(import.problems.at("customers.limit_reached"), 2);
    EXPECT_EQ(how_many(), 2);
}

TEST_P(Imports, HandBackWhatDidNotComeInToBeCorrected) {
    const auto import = bring("First name;E-mail;Note\nAnna;anna@;\"5\"\"; x\"\nBen;ben@example.com;\n");
    const auto file = failed_rows(world.db(), business(), import.id, i18n::Language::en);
    const auto text = file->read(0, file->size());
    EXPECT_EQ(text,
              "\xEF\xBB\xBF"
              "First name,E-mail,Note,Row in the file,What is wrong\r\n"
              "Anna,anna@,\"5\"\"; x\",2,E-mail: This does not look like an e-mail address. Check it for a missing @ "
              "or full stop.\r\n");
    auto corrected = text;
    corrected.replace(corrected.find("anna@"), 5, "anna@example.com");
    const auto again = bring(corrected);
    EXPECT_TRUE(again.remembered || again.settings.targets[1] == "email");
    EXPECT_EQ(again.counts.added, 1);
    EXPECT_EQ(by_email("anna@example.com")->note, "5\"; x");
}

TEST_P(Imports, RememberWhatTheColumnsWere) {
    bring("Foo,Bar\nAnna,x\n", [](Settings& settings) { settings.targets = {"name", "note"}; });
    const auto again = found(take("foo,BAR\nBen,y\n").value());
    EXPECT_TRUE(again.remembered);
    EXPECT_EQ(again.settings.targets, (std::vector<std::string>{"name", "note"}));
    EXPECT_FALSE(found(take("Foo,Other\nBen,y\n").value()).remembered);
}

TEST_P(Imports, AskWhatTheyCannotKnow) {
    const auto id = take("First name,Birthday,Birthday\nAnna,04/05/1980,x\n").value();
    auto settings = found(id).settings;
    const auto faults = [&] {
        std::vector<std::string> out;
        const auto begun = write([&](db::Tx& tx) { return check(tx, context(), business(), id, settings, owner); });
        if (!begun)
            for (const auto& field : begun.error().fields) out.push_back(field.field + " " + field.code);
        return out;
    };
    using Faults = std::vector<std::string>;
    EXPECT_EQ(faults(), (Faults{"dates import.which_dates"}));
    settings.dates = DateOrder::month_day;
    settings.targets[2] = "date_of_birth";
    EXPECT_EQ(faults(), (Faults{"target_2 import.target_twice"}));
    settings.targets = {"", "", ""};
    EXPECT_EQ(faults(), (Faults{"targets import.nothing_mapped"}));
    settings.targets = {"", "date_of_birth", ""};
    EXPECT_EQ(faults(), (Faults{"targets import.no_name"}));
    settings.targets = {"name", "date_of_birth", "nonsense"};
    EXPECT_EQ(faults(), (Faults{"target_2 field.invalid"}));
    settings.targets = {"name", "date_of_birth", ""};
    EXPECT_EQ(faults(), Faults{});
}

TEST_P(Imports, RefuseWhatIsNoTable) {
    const auto refusal = [&](std::string_view bytes) {
        const auto taken = take(bytes);
        return taken ? "" : taken.error().code;
    };
    EXPECT_EQ(refusal(""), "import.empty");
    EXPECT_EQ(refusal("\n\n"), "import.no_rows");
    EXPECT_EQ(refusal("\xD0\xCF\x11\xE0 x"), "import.old_workbook");
    EXPECT_EQ(refusal("%PDF-1.4"), "import.pdf");
    EXPECT_EQ(refusal("a,b\n1,\"2\n"), "sheet.cut_off");
    EXPECT_EQ(refusal("PK\x03\x04 xl/workbook.xml"), "sheet.damaged");
    EXPECT_EQ(world.db().read([&](db::Session& session) { return list(session, business(), 10).size(); }), 0U);
    store::forget_old(world.db(), world.clock.now());
    EXPECT_EQ(rows_of("imports"), 0);
    EXPECT_EQ(rows_of("import_chunks"), 0);
}

TEST_P(Imports, AreTakenBackAsAWhole) {
    const auto anna = add({{"name", "Anna"}, {"email", "anna@example.com"}, {"language", "en"}, {"note", "old"}});
    const auto before = how_many();
    const auto import = bring("Name,E-mail,Note,Labels\nAnne Moe,anna@example.com,new,VIP\nBen,ben@example.com,x,VIP\n"
                              "Cleo,cleo@example.com,,\n",
                              [](Settings& settings) { settings.existing = Existing::overwrite; });
    EXPECT_EQ(how_many(), before + 2);
    undone(import.id);
    EXPECT_EQ(how_many(), before);
    const auto now = by_email("anna@example.com").value();
    EXPECT_EQ(now.full_name(), "Anna");
    EXPECT_EQ(now.note, "old");
    EXPECT_EQ(labels_of(anna.id), std::vector<std::string>{});
    EXPECT_EQ(found(import.id).counts.taken_back, 3);
    EXPECT_EQ(found(import.id).counts.kept, 0);
    EXPECT_FALSE(by_email("ben@example.com"));
}

TEST_P(Imports, LeaveAsItIsWhatWasChangedSince) {
    const auto anna = add({{"name", "Anna"}, {"email", "anna@example.com"}, {"language", "en"}, {"note", "old"}});
    const auto import = bring("First name,E-mail,Note\nAnne,anna@example.com,new\nBen,ben@example.com,\n"
                              "Cleo,cleo@example.com,\nDan,dan@example.com,\n",
                              [](Settings& settings) { settings.existing = Existing::overwrite; });
    const auto change = [&](const Customer& customer, const std::function<void(customers::Changes&)>& how) {
        auto changes = customers::changes_of(customer);
        how(changes);
        ASSERT_TRUE(write([&](db::Tx& tx) {
            return customers::update(tx, context(), business(), "NO", customer.id, changes, std::nullopt, owner);
        }));
    };
    change(by_email("anna@example.com").value(), [](auto& changes) { changes.note = "newest"; });
    change(by_email("cleo@example.com").value(), [](auto& changes) { changes.city = "Oslo"; });
    ASSERT_TRUE(world.book({"Ben", "", *base::parse_email("ben@example.com"), "", "nb"}, world.salon.cut,
                           world.salon.mira, "tue 10:00"));
    undone(import.id);
    EXPECT_EQ(by_email("anna@example.com")->name, "Anna");
    EXPECT_EQ(by_email("anna@example.com")->note, "newest");
    EXPECT_TRUE(by_email("ben@example.com"));
    EXPECT_TRUE(by_email("cleo@example.com"));
    EXPECT_FALSE(by_email("dan@example.com"));
    const auto kept =
        world.db().read([&](db::Session& session) { return list_kept(session, business(), import.id, 10); });
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].customer, anna.id);
    EXPECT_EQ(kept[0].fields, std::vector<std::string>{"note"});
    EXPECT_TRUE(kept[1].is_new && kept[1].fields.empty());
    EXPECT_EQ(found(import.id).counts.taken_back, 1);
    EXPECT_EQ(found(import.id).counts.kept, 3);
}

std::string many(int count) {
    std::string out = "Name,E-mail\n";
    for (int i = 0; i < count; ++i) out += fmt::format("Person {0},p{0}@example.com\n", i);
    return out;
}

TEST_P(Imports, GoOnWhereTheyWereStoppedHalfWay) {
    const auto id = take(many(2500)).value();
    ASSERT_TRUE(checked(id, found(id).settings));
    EXPECT_EQ(found(id).counts.added, 2500);
    ASSERT_TRUE(write([&](db::Tx& tx) { return begin(tx, context(), business(), id, owner); }));
    // One piece of it, and then the process dies within the next: its lease runs out.
    activity::run_due(world.db(), world.registry, world.clock, 1);
    const auto half = found(id);
    EXPECT_EQ(half.state, State::importing);
    EXPECT_EQ(half.work.done, 1000);
    EXPECT_EQ(how_many(), 999);
    write(
        [&](db::Tx& tx) { tx.execute("update jobs set state = 'leased', leased_until = 0 where state = 'waiting'"); });
    run();
    EXPECT_EQ(found(id).state, State::done);
    EXPECT_EQ(found(id).counts.added, 2500);
    EXPECT_EQ(how_many(), 2500);
}

TEST_P(Imports, StopAndCanThenBeTakenBack) {
    const auto id = take(many(2500)).value();
    ASSERT_TRUE(checked(id, found(id).settings));
    ASSERT_TRUE(write([&](db::Tx& tx) { return begin(tx, context(), business(), id, owner); }));
    activity::run_due(world.db(), world.registry, world.clock, 1);
    EXPECT_TRUE(write([&](db::Tx& tx) { return stop(tx, context(), business(), id, owner); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return stop(tx, context(), business(), id, owner); }));
    run();
    EXPECT_EQ(how_many(), 999);
    EXPECT_TRUE(found(id).stopped);
    undone(id);
    EXPECT_EQ(how_many(), 0);
}

TEST_P(Imports, AreForgottenInTime) {
    const auto waiting = take(kThree).value();
    const auto import = bring("Name,E-mail\nAnna,anna@example.com\nBen,b\n");
    store::forget_old(world.db(), world.clock.now());
    EXPECT_EQ(rows_of("import_keys"), 0);
    EXPECT_EQ(rows_of("import_chunks"), 1) << "those of the one that waits";
    EXPECT_EQ(troubled(import.id).size(), 1U) << "still to be corrected";
    world.clock.advance(kWaits);
    store::forget_old(world.db(), world.clock.now());
    EXPECT_FALSE(world.db().read([&](db::Session& session) { return find(session, business(), waiting); }));
    EXPECT_TRUE(found(import.id).can_be_undone(world.clock.now()));
    world.clock.advance(kKept - kWaits);
    EXPECT_FALSE(found(import.id).can_be_undone(world.clock.now()));
    store::forget_old(world.db(), world.clock.now());
    for (const auto* table : {"imports", "import_chunks", "import_problems", "import_keys", "import_changes"})
        EXPECT_EQ(rows_of(table), 0) << table;
    EXPECT_TRUE(by_email("anna@example.com"));
}

TEST_P(Imports, AreOfOneBusiness) {
    const auto id = take(kThree).value();
    const auto other = world.neighbour.id;
    EXPECT_FALSE(world.db().read([&](db::Session& session) { return find(session, other, id); }));
    const auto settings = found(id).settings;
    EXPECT_FALSE(write([&](db::Tx& tx) { return check(tx, context(), other, id, settings, owner); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return begin(tx, context(), other, id, owner); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return stop(tx, context(), other, id, owner); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return undo(tx, context(), other, id, owner); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return forget(tx, other, id); }));
    EXPECT_EQ(failed_rows(world.db(), other, id, i18n::Language::en), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Engines, Imports, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace imports
