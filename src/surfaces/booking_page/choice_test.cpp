#include "booking_page/choice.h"

#include <gtest/gtest.h>

namespace booking_page {

using namespace bookings;
namespace {

const ProviderId kMira{123456789012345};

TEST(Start, IsReadInBothItsForms) {
    const auto at = base::parse_instant("2027-03-29T07:00:00Z").value();
    EXPECT_EQ(parse_start("20270329T070000Z")->at, at);
    EXPECT_EQ(parse_start("2027-03-29T09:00:00+02:00")->at, at);
    EXPECT_FALSE(parse_start("2027-03-29T09:00:00+02:00")->provider_id);
}

TEST(Start, NamesWhoTakesIt) {
    const Start start{base::parse_instant("2027-03-29T07:00:00Z").value(), kMira};
    const auto text = to_text(start);
    EXPECT_EQ(text, "20270329T070000Z." + base::to_text(kMira));
    EXPECT_EQ(parse_start(text)->provider_id, kMira);
    EXPECT_EQ(parse_start(text)->at, start.at);
}

TEST(Start, IsNothingElse) {
    for (const auto* text : {"", "now", "20270329", "20270329T0700", "20270229T070000Z", "2027-03-29T07:00:00",
                             "20270329T070000Z.x", "20270329Tä70000Z", "99999999T999999Z"})
        EXPECT_FALSE(parse_start(text)) << text;
}

TEST(Choice, IsALinkThatSaysItAll) {
    Choice choice;
    choice.root = "/studio-lind/book?service=S";
    choice.any = true;
    EXPECT_EQ(choice.path(), "/studio-lind/book?service=S&provider=any");
    EXPECT_EQ(choice.on(*base::parse_day("2027-03-29")).path(),
              "/studio-lind/book?service=S&provider=any&day=2027-03-29");
    EXPECT_EQ(choice.in_month(*base::parse_month("2027-03")).path(),
              "/studio-lind/book?service=S&provider=any&month=2027-03");
    const auto start = choice.at({base::parse_instant("2027-03-29T07:00:00Z").value(), kMira});
    EXPECT_EQ(start.path(),
              "/studio-lind/book?service=S&provider=any&start=20270329T070000Z&with=" + base::to_text(kMira));
    EXPECT_EQ(start.with(kMira).path(), "/studio-lind/book?service=S&provider=" + base::to_text(kMira));
}

}  // namespace
}  // namespace booking_page
