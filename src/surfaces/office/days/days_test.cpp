#include "office/days/days.h"

#include "daybook/day_notes.h"
#include "office/frame/test_office.h"

namespace office {
namespace {

using namespace test;

class DayPages : public OfficeTest {
protected:
    DayPages() { daybook::subscribe_notes(world.registry); }

    static constexpr const char* kDay = "2026-12-09";
    std::string path(const std::string& rest = {}) const { return office("/days/" + std::string(kDay) + rest); }
    http::Response at(http::Method method, const Handler& handler, const std::string& target, const Pairs& form = {},
                      const std::string& id = {}, const std::string& day = kDay) {
        auto made = request(method, target, id);
        made.params.emplace_back("day", day);
        made.form = http::Form(form);
        return handler(made, environment);
    }
    http::Response show(const std::string& day = kDay) {
        return at(http::Method::get, day_notes, office("/days/" + day), {}, {}, day);
    }
    http::Response add(const std::string& text, const std::string& whom = {}) {
        const auto form = with(with(form_of(*show().body, path("/notes")), "text", text), "whom", whom);
        return at(http::Method::post, add_day_note, path("/notes"), form);
    }
    std::vector<daybook::DayNote> notes() {
        const auto day = *base::parse_day(kDay);
        return world.db().read(
            [&](db::Session& reading) { return daybook::list_notes(reading, business(), day, day); });
    }
    std::string provider(ProviderId id) const { return "p" + base::to_text(id); }
};
INSTANTIATE_TEST_SUITE_P(Engines, DayPages, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(DayPages, AddChangeAndRemoveANote) {
    as_owner();
    EXPECT_TRUE(shows(show(), "There is no note on this day."));
    EXPECT_EQ(add("The lift is being repaired").status, 303);
    EXPECT_EQ(add("Leaves at four", provider(world.salon.mira)).status, 303);
    EXPECT_TRUE(shows(show(), "The lift is being repaired"));
    EXPECT_TRUE(shows(show(), "Leaves at four"));
    ASSERT_EQ(notes().size(), 2u);

    const auto id = base::to_text(notes().front().id);
    const auto change = path("/notes/" + id);
    const auto form = with(form_of(*show().body, change), "text_" + id, "It is repaired");
    EXPECT_EQ(at(http::Method::post, change_day_note, change, form, id).status, 303);
    EXPECT_EQ(notes().front().text, "It is repaired");
    // From the older form: nothing is lost on either side.
    const auto late = at(http::Method::post, change_day_note, change, with(form, "text_" + id, "Mine"), id);
    EXPECT_EQ(late.status, 409);
    EXPECT_TRUE(shows(late, "Somebody else changed this note meanwhile."));
    EXPECT_TRUE(shows(late, "Mine"));
    EXPECT_EQ(notes().front().text, "It is repaired");

    const auto removal = path("/notes/" + id + "/removal");
    EXPECT_EQ(at(http::Method::post, remove_day_note, removal, form_of(*show().body, removal), id).status, 303);
    EXPECT_EQ(notes().size(), 1u);
}

TEST_P(DayPages, SayWhatIsWrongBesideTheField) {
    as_owner();
    const auto empty = add("");
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(shows(empty, "Fill this in."));
    EXPECT_EQ(add("Text", "nobody").status, 422);
    EXPECT_EQ(add("Text", provider(world.clinic.ada)).status, 422) << "of another business";
    EXPECT_EQ(add(std::string(501, 'x')).status, 422);
    EXPECT_TRUE(notes().empty());
    EXPECT_EQ(show("2026-02-30").status, 404);
}

TEST_P(DayPages, ShowProvidersWhatIsForThemAndNoForms) {
    as_owner();
    EXPECT_EQ(add("For everyone").status, 303);
    EXPECT_EQ(add("For Jonas", provider(world.salon.jonas)).status, 303);
    hire("Petra", "petra@example.com", businesses::Role::provider);
    ASSERT_EQ(sign_in_as("petra@example.com").status, 303);
    const auto page = show();
    EXPECT_TRUE(shows(page, "For everyone"));
    EXPECT_FALSE(shows(page, "For Jonas"));
    EXPECT_FALSE(shows(page, "Add a note"));
}

TEST_P(DayPages, KeepTheNotesOfABusinessToItself) {
    as_owner();
    ASSERT_EQ(add("Of the salon").status, 303);
    const auto id = base::to_text(notes().front().id);
    const auto token = form_of(*show().body, path("/notes"));
    hire("Eve", "eve@example.com", businesses::Role::owner, world.neighbour.id);
    slug = world.neighbour.slug;
    ASSERT_EQ(sign_in_as("eve@example.com").status, 303);
    EXPECT_FALSE(shows(show(), "Of the salon"));
    const auto own = form_of(*show().body, path("/notes"));
    EXPECT_EQ(at(http::Method::post, change_day_note, path("/notes/" + id), own, id).status, 404);
    EXPECT_EQ(at(http::Method::post, remove_day_note, path("/notes/" + id + "/removal"), own, id).status, 404);
    EXPECT_EQ(notes().size(), 1u);
}

}  // namespace
}  // namespace office
