// An adaptor of a feature that is only here: how often the customer came, as a placeholder and as a reason to send
// nothing.
#include "notify/adaptor.h"

#include "notify/test_post.h"

namespace notify::test {
namespace {

struct Visits {
    int count = 0;
};
int& enough() {
    static int n = 100;
    return n;
}

class VisitsAdaptor : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        return {{.name = "visits_so_far", .words = [](i18n::Language) { return std::string("How often they came"); }}};
    }
    void complete(db::Session& session, const Subject& subject, Facts& facts) const override {
        if (!subject.customer_id) return;
        const auto all =
            bookings::list_all_of_customer(session, facts.business().id, *subject.customer_id, {}, 100).bookings;
        facts.parts.insert_or_assign(typeid(Visits), Visits{static_cast<int>(all.size())});
    }
    void invent(db::Session&, Facts& facts, i18n::Language) const override {
        if (!facts.part<Visits>()) facts.parts.insert_or_assign(typeid(Visits), Visits{3});
    }
    std::string unwanted(const Trigger&, const Facts& facts) const override {
        const auto* visits = facts.part<Visits>();
        return visits && visits->count > enough() ? "came_often" : "";
    }
    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets&) const override {
        if (const auto* visits = speaker.facts.part<Visits>())
            scope.set("visits_so_far", std::to_string(visits->count));
    }
};

bool registered() {
    static const bool once = [] {
        add_adaptor(std::make_unique<VisitsAdaptor>());
        return true;
    }();
    enough() = 100;
    return once;
}

struct Adaptors : testing::TestWithParam<db::Engine> {
    bool there = registered();
    Post post{GetParam()};
    support::World& world = post.world;
};
INSTANTIATE_TEST_SUITE_P(Engines, Adaptors, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Adaptors, BringPlaceholdersOfTheirOwn) {
    post.only({"booked"});
    post.write("booked", {"Visit {{visits_so_far}}", "<p>{{service}}</p>", ""});
    post.book(world.anna, world.salon.cut, world.salon.mira, "thu 10:00");
    post.run();
    post.book(world.anna, world.salon.cut, world.salon.mira, "fri 10:00");
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 2u);
    EXPECT_NE(post.catcher.mails()[0].bytes.find("Subject: Visit 1\r\n"), std::string::npos);
    EXPECT_NE(post.catcher.mails()[1].bytes.find("Subject: Visit 2\r\n"), std::string::npos);
}

TEST_P(Adaptors, ArePreviewedWithWhatTheyMakeUp) {
    const auto business = world.db().read([&](db::Session& s) { return businesses::find(s, world.salon.id).value(); });
    const auto shown = world.db().read([&](db::Session& s) {
        return preview(s, world.clock, kBase, business, {"{{visits_so_far}}", "<p>x</p>", ""}, i18n::Language::en);
    });
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->subject, "3");
}

TEST_P(Adaptors, MaySayThatNothingIsSent) {
    enough() = 0;
    post.only({"booked"});
    post.book(world.anna, world.salon.cut, world.salon.mira, "thu 10:00");
    post.run();
    EXPECT_TRUE(post.catcher.mails().empty());
    EXPECT_EQ(post.runs("booked").at(0).why, "came_often");
    enough() = 100;
}

}  // namespace
}  // namespace notify::test
