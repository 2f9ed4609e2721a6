#include "bookings/answers.h"

#include "catalog/extra_field_editing.h"
#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using Kind = catalog::ExtraField::Kind;
using catalog::ExtraField;
using catalog::ExtraFieldId;

constexpr std::string_view kPdf = "%PDF-1.7 the rest";

class Answered : public testing::TestWithParam<db::Engine> {
protected:
    ExtraFieldId add(ExtraField draft) {
        return world.db()
            .write([&](db::Tx& tx) {
                return catalog::create_extra_field(tx, {world.clock, world.registry}, salon.id, draft, {});
            })
            .value();
    }
    ExtraFieldId add(Kind kind, std::string label, bool required = false) {
        ExtraField draft;
        draft.kind = kind;
        draft.label = {label, {{"en", label + " in English"}}};
        draft.required = required;
        if (draft.has_options()) draft.options = {{"", {"Kort", {{"en", "Short"}}}}, {"", {"Langt", {}}}};
        return add(std::move(draft));
    }
    ExtraField stored(ExtraFieldId id) {
        for (auto& each : world.db().read([&](db::Session& s) { return catalog::list_extra_fields(s, salon.id); }))
            if (each.id == id) return std::move(each);
        return {};
    }
    Result<Booking> book(Answers answers, Rules rules = Rules::customer, std::string_view when = "tue 10:00") {
        auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        wish.answers = std::move(answers);
        auto made =
            world.db().write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, rules); });
        return made ? Result<Booking>(made->booking) : std::unexpected(made.error());
    }
    std::vector<StoredAnswer> answers(BookingId booking) {
        return world.db().read([&](db::Session& s) { return list_answers(s, salon.id, booking); });
    }
    std::vector<std::string> told(BookingId booking, i18n::Language language) {
        std::vector<std::string> out;
        for (const auto& each : answers(booking))
            out.push_back(each.label.in(i18n::tag(language)) + ": " + answer_text(each, language));
        return out;
    }
    static std::set<std::string> wrong(const Result<Booking>& refused) {
        std::set<std::string> out;
        if (refused) return out;
        for (const auto& field : refused.error().fields) out.insert(field.field + " " + field.code);
        return out;
    }

    support::World world{GetParam()};
    support::Salon& salon = world.salon;
};
INSTANTIATE_TEST_SUITE_P(Engines, Answered, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Answered, AreKeptWithTheBookingAndToldInEachLanguage) {
    const auto hair = add(Kind::choice, "Hår"), first = add(Kind::yes_no, "Ny?"), born = add(Kind::date, "Født");
    const auto note = add(Kind::long_text, "Annet");
    const auto booking = book({.values = {{hair, {stored(hair).options[0].key}},
                                          {first, {"yes"}},
                                          {born, {"1990-02-03"}},
                                          {note, {"En\nto"}}}})
                             .value();
    EXPECT_EQ(told(booking.id, i18n::Language::en),
              (std::vector<std::string>{"Hår in English: Short", "Ny? in English: Yes",
                                        "Født in English: Saturday 3 February 1990", "Annet in English: En\nto"}));
    EXPECT_EQ(told(booking.id, i18n::Language::nb).front(), "Hår: Kort");
}

TEST_P(Answered, StayReadableAfterTheFieldIsRenamed) {
    const auto hair = add(Kind::choice, "Hår");
    const auto booking = book({.values = {{hair, {stored(hair).options[1].key}}}}).value();
    auto typed = stored(hair);
    typed.label = {"Lengde", {}};
    typed.options[1].name = {"Til livet", {}};
    world.db().write([&](db::Tx& tx) {
        CHECK(catalog::change_extra_field(tx, {world.clock, world.registry}, salon.id, typed, {}));
        const auto erased = catalog::delete_extra_field(tx, {world.clock, world.registry}, salon.id, hair, {});
        EXPECT_EQ(erased.error().code, "extra_field.in_use");
    });
    EXPECT_EQ(told(booking.id, i18n::Language::nb), (std::vector<std::string>{"Hår: Langt"}));
}

TEST_P(Answered, AreAskedOfTheServicesThatTheFieldIsFor) {
    ExtraField draft;
    draft.label.fallback = "Farge";
    draft.required = true;
    draft.all_services = false;
    draft.services = {salon.colour};
    const auto field = add(draft);
    const auto booking = book({.values = {{field, {"rødt"}}}}).value();
    EXPECT_TRUE(answers(booking.id).empty()) << "it is not asked for a cut";
}

TEST_P(Answered, ThatAreMissingAreAskedOfCustomersAndNotOfStaff) {
    const auto field = add(Kind::text, "Bil", true);
    EXPECT_EQ(wrong(book({})), (std::set<std::string>{"field_" + base::to_text(field) + " field.required"}));
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(book({}, Rules::staff));
}

TEST_P(Answered, OfAHiddenFieldAreNotKept) {
    const auto allergies = add(Kind::yes_no, "Allergi?");
    ExtraField which;
    which.label.fallback = "Hvilken?";
    which.required = true;
    which.condition = {allergies, "yes"};
    const auto hidden = add(which);
    const auto booking = book({.values = {{allergies, {"no"}}, {hidden, {"nøtter"}}}}).value();
    EXPECT_EQ(told(booking.id, i18n::Language::nb), (std::vector<std::string>{"Allergi?: Nei"}));
    EXPECT_FALSE(book({.values = {{allergies, {"yes"}}}}, Rules::customer, "wed 10:00"));
}

TEST_P(Answered, OfFilesAreKeptAsWhatTheirBytesSay) {
    const auto field = add(Kind::file, "Bilde");
    const auto booking =
        book({.files = {{field, {.name = "me.png", .media_type = "text/html", .content = std::string(kPdf)}}}}).value();
    EXPECT_EQ(told(booking.id, i18n::Language::nb), (std::vector<std::string>{"Bilde: me.png"}));
    const auto file =
        world.db().read([&](db::Session& s) { return find_file(s, salon.id, booking.id, field); }).value();
    EXPECT_EQ(file.media_type, "application/pdf");
    EXPECT_EQ(file.content, kPdf);
    EXPECT_EQ(file.name, "me.png.pdf") << "nothing opens it as what its first name says";
    EXPECT_FALSE(world.db().read([&](db::Session& s) { return find_file(s, world.clinic.id, booking.id, field); }));
}

TEST_P(Answered, OfFilesAreNoneThatAreOtherThanPicturesAndPdf) {
    const auto field = add(Kind::file, "Bilde");
    const auto name = "field_" + base::to_text(field);
    const auto with = [&](std::string content) {
        return book({.files = {{field, {.name = "a.png", .content = std::move(content)}}}});
    };
    EXPECT_EQ(wrong(with("<html><script>")), (std::set<std::string>{name + " field.file_kind"}));
    EXPECT_EQ(wrong(with(std::string(kPdf) + std::string(kLargestFile, 'x'))),
              (std::set<std::string>{name + " field.file_too_large"}));
    const auto only_named = book({.values = {{field, {"me.png"}}}}).value();
    EXPECT_TRUE(answers(only_named.id).empty()) << "a name alone is no file";
}

TEST(MediaType, IsWhatTheFirstBytesSay) {
    EXPECT_EQ(media_type_of("\x89PNG\r\n\x1a\n...."), "image/png");
    EXPECT_EQ(media_type_of("\xff\xd8\xff\xe0"), "image/jpeg");
    EXPECT_EQ(media_type_of("RIFF....WEBPVP8 "), "image/webp");
    EXPECT_EQ(media_type_of(kPdf), "application/pdf");
    for (const auto* other : {"", "GIF89a", "RIFF....WAVE", "<svg>", "PNG"})
        EXPECT_EQ(media_type_of(other), "") << other;
}

}  // namespace
}  // namespace bookings
