#include "pages/kept_pages.h"

#include "bookings/snapshot.h"

#include <gtest/gtest.h>

namespace pages {

using namespace bookings;
namespace {

const BusinessId lind{1}, nord{2};

Instant at(std::string_view text) { return base::parse_instant(text).value(); }

TEST(KeptPages, SaysTheSameUntilTheStampChanges) {
    KeptPages pages;
    pages.keep(lind, "en /lind", {1, 5, 9}, http::html("five"));

    ASSERT_TRUE(pages.find(lind, "en /lind", {1, 5, 9}));
    EXPECT_EQ(*pages.find(lind, "en /lind", {1, 5, 9})->body, "five");
    EXPECT_FALSE(pages.find(lind, "en /lind", {2, 5, 9}));
    EXPECT_FALSE(pages.find(lind, "en /lind", {1, 6, 9}));
    EXPECT_FALSE(pages.find(lind, "en /lind", {1, 5, 10}));
}

TEST(KeptPages, TellsBusinessesAndAddressesApart) {
    KeptPages pages;
    pages.keep(lind, "en /lind", {1}, http::html("page"));

    EXPECT_FALSE(pages.find(nord, "en /lind", {1}));
    EXPECT_FALSE(pages.find(lind, "nb /lind", {1}));
}

TEST(KeptPages, HasAnETagAndTheCompressedBody) {
    KeptPages pages;
    const auto kept = pages.keep(lind, "en /lind", {1}, http::html("page"));

    ASSERT_TRUE(kept->gzip);
    EXPECT_LT(kept->gzip->size(), 100U);
    const auto tag = std::ranges::find(kept->headers, "ETag", &std::pair<std::string, std::string>::first);
    EXPECT_NE(tag, kept->headers.end());
}

TEST(KeptPages, StaysWithinItsBytes) {
    KeptPages pages(10'000);
    for (int i = 0; i < 100; ++i) pages.keep(lind, std::to_string(i), {1}, http::html(std::string(1'000, 'x')));

    int kept = 0;
    for (int i = 0; i < 100; ++i) kept += pages.find(lind, std::to_string(i), {1}) != nullptr;
    EXPECT_GT(kept, 0);
    EXPECT_LE(kept, 11);
    EXPECT_TRUE(pages.find(lind, "99", {1}));
}

TEST(KeptPages, KeepsWhatIsAskedFor) {
    KeptPages pages(10'000);
    pages.keep(lind, "asked for", {1}, http::html(std::string(1'000, 'x')));
    for (int i = 0; i < 100; ++i) {
        pages.keep(nord, std::to_string(i), {1}, http::html(std::string(1'000, 'x')));
        ASSERT_TRUE(pages.find(lind, "asked for", {1})) << i;
    }
}

TEST(KeptPages, WrittenAgainAndAgainAnAnswerCountsOnce) {
    KeptPages pages(10'000);
    pages.keep(lind, "other", {1}, http::html("other"));
    for (int i = 0; i < 100; ++i) pages.keep(lind, "same", {i}, http::html(std::string(1'000, 'x')));

    EXPECT_TRUE(pages.find(lind, "other", {1}));
}

TEST(Slice, EndsWhereAStartBecomesTooSoonAndWhereADayBegins) {
    EXPECT_NE(slice_of(at("2026-12-01T09:59:59Z")), slice_of(at("2026-12-01T10:00:00Z")));
    EXPECT_NE(slice_of(at("2026-12-01T10:00:00Z")), slice_of(at("2026-12-01T10:00:01Z")));
    EXPECT_EQ(slice_of(at("2026-12-01T10:00:01Z")), slice_of(at("2026-12-01T10:00:59Z")));
}

}  // namespace
}  // namespace pages
