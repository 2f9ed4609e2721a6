#include "gallery/gallery.h"

#include "catalog/catalog.h"
#include "db/db.h"
#include "staff/staff.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace gallery {
namespace {

class Gallery : public testing::TestWithParam<db::Engine> {
protected:
    Gallery() {
        salon = open("salon");
        other = open("other");
        fresh->write([&](db::Tx& tx) {
            mira = staff::add_provider(tx, salon, {.id = {}, .name = "Mira", .title = {}, .location_id = {}},
                                       businesses::Role::provider, "");
            cut = catalog::add_service(tx, salon, named("Klipp"));
            strangers = catalog::add_service(tx, other, named("Trim"));
        });
    }
    static catalog::Service named(std::string name) {
        catalog::Service out;
        out.name.fallback = std::move(name);
        return out;
    }
    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Studio Lind";
        draft.country = "NO";
        draft.currency = "NOK";
        draft.languages = {"nb"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft); }).value();
    }
    Result<PictureId> set_to(const Subject& subject, std::string content) {
        return fresh->write([&](db::Tx& tx) {
            return set(tx, {clock, registry}, salon, subject,
                       {{640, 480, "image/webp", content}, {320, 240, "image/jpeg", content + " small"}}, {});
        });
    }
    void take_away(const Subject& subject) {
        fresh->write([&](db::Tx& tx) { remove(tx, {clock, registry}, salon, subject, {}); });
    }
    std::vector<Picture> all(BusinessId business) {
        return fresh->read([&](db::Session& session) { return list(session, business); });
    }
    std::optional<Content> content(BusinessId business, PictureId id, int width) {
        return fresh->read([&](db::Session& session) { return find(session, business, id, width); });
    }
    std::int64_t version() {
        return fresh->read([&](db::Session& session) { return businesses::find_version(session, "salon")->second; });
    }
    std::vector<std::string> told(std::int64_t subject) {
        std::vector<std::string> out;
        fresh->read([&](db::Session& session) {
            for (const auto& each : activity::list(session, salon, subject)) out.push_back(each.type);
        });
        return out;
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    BusinessId salon, other;
    ProviderId mira;
    ServiceId cut, strangers;
};
INSTANTIATE_TEST_SUITE_P(Engines, Gallery, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Gallery, KeepsOnePictureOfEachSubjectInItsSizes) {
    const auto before = version();
    const auto cover = set_to({}, "cover").value(), face = set_to({.provider_id = mira}, "face").value();
    const auto scissors = set_to({.service_id = cut}, "scissors").value();

    ASSERT_EQ(all(salon).size(), 3u);
    EXPECT_GT(version(), before);
    for (const auto& picture : all(salon))
        if (picture.id == scissors) {
            EXPECT_EQ(picture.subject, (Subject{.service_id = cut}));
            ASSERT_EQ(picture.sizes.size(), 2u);
            EXPECT_EQ(picture.sizes[0].width, 320) << "the smallest first";
            EXPECT_EQ(picture.sizes[1].height, 480);
        }
    EXPECT_EQ(content(salon, cover, 640)->content, "cover");
    EXPECT_EQ(content(salon, face, 320)->content, "face small");
    EXPECT_EQ(content(salon, face, 320)->media_type, "image/jpeg");
    EXPECT_FALSE(content(salon, face, 100));
    EXPECT_FALSE(content(other, face, 320)) << "another business's";
    EXPECT_TRUE(all(other).empty());
    EXPECT_EQ(told(cut.value), (std::vector<std::string>{"picture.set"}));
}

TEST_P(Gallery, GivesAPictureThatTakesAnothersPlaceAnIdOfItsOwn) {
    const auto first = set_to({.service_id = cut}, "one").value(), second = set_to({.service_id = cut}, "two").value();

    EXPECT_NE(first, second);
    ASSERT_EQ(all(salon).size(), 1u);
    EXPECT_FALSE(content(salon, first, 640));
    EXPECT_EQ(content(salon, second, 640)->content, "two");
}

TEST_P(Gallery, TakesNoPictureOfWhatIsNotTheBusinesss) {
    const auto refused = set_to({.service_id = strangers}, "theirs");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "service.not_offered");
    EXPECT_EQ(set_to({.provider_id = ProviderId{7}}, "nobody").error().code, "provider.not_offered");
    EXPECT_TRUE(all(salon).empty());
}

TEST_P(Gallery, RemovesAPictureOnceAndTellsOfIt) {
    set_to({.provider_id = mira}, "face").value();
    const auto before = version();
    take_away({});
    EXPECT_EQ(version(), before) << "there is no cover";
    take_away({.provider_id = mira});
    take_away({.provider_id = mira});

    EXPECT_EQ(version(), before + 1);
    EXPECT_TRUE(all(salon).empty());
    EXPECT_EQ(told(mira.value), (std::vector<std::string>{"picture.set", "picture.removed"}));
}

}  // namespace
}  // namespace gallery
