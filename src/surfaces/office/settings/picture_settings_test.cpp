#include "booking_page/booking_public.h"
#include "office/frame/test_office.h"
#include "support/pictures.h"

namespace office::test {
namespace {

class OfficePictures : public OfficeTest {
protected:
    const std::string path = office("/settings/pictures");

    OfficePictures() { as_owner(); }

    std::string cut() const { return "service-" + base::to_text(world.salon.cut); }
    http::Response upload(const std::string& subject, const std::string& content) {
        std::string token;
        for (const auto& [name, value] : form_of(*get(picture_settings, path).body, path + "/" + subject))
            if (name == "token") token = value;
        auto made = request(http::Method::post, path + "/" + subject);
        made.params.emplace_back("subject", subject);
        made.headers.emplace_back("content-type", "multipart/form-data; boundary=edge");
        made.body = fmt::format("--edge\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{}\r\n"
                                "--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n"
                                "Content-Type: image/png\r\n\r\n",
                                token) +
                    content + "\r\n--edge--\r\n";
        return Handler(set_picture)(made, environment);
    }
    http::Response remove(const std::string& subject) {
        const auto action = path + "/" + subject + "/removal";
        auto made = request(http::Method::post, action);
        made.params.emplace_back("subject", subject);
        made.form = http::Form(form_of(*get(picture_settings, path).body, action));
        return Handler(remove_picture)(made, environment);
    }
    std::vector<gallery::Picture> stored_pictures() {
        return world.db().read([&](db::Session& reading) { return gallery::list(reading, business()); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficePictures, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficePictures, ArePutOnTheBookingPageAndTakenOff) {
    EXPECT_EQ(upload(cut(), support::grey_png(400, 300)).status, 303);
    EXPECT_EQ(upload("cover", support::grey_png(900, 400)).status, 303);
    ASSERT_EQ(stored_pictures().size(), 2u);
    const auto page = get(picture_settings, path);
    EXPECT_TRUE(shows(page, "tb-pictures-picture"));
    EXPECT_TRUE(shows(get(booking_page::services, "/" + slug), "tb-offer-picture"));
    EXPECT_EQ(activities_of(world.salon.cut.value), (std::vector<std::string>{"picture.set"}));

    EXPECT_EQ(remove(cut()).status, 303);
    ASSERT_EQ(stored_pictures().size(), 1u);
    EXPECT_EQ(stored_pictures().front().subject, gallery::Subject{});
}

TEST_P(OfficePictures, ThatCannotBeUsedSayWhatToDo) {
    const auto small = upload("cover", support::grey_png(100, 100));
    EXPECT_EQ(small.status, 422);
    EXPECT_TRUE(shows(small, "240"));
    EXPECT_TRUE(shows(small, "<details class=\"tb-pictures-row\" open>"));
    EXPECT_EQ(upload(cut(), "<svg/>").status, 422);
    EXPECT_TRUE(stored_pictures().empty());
}

TEST_P(OfficePictures, OfOthersServicesAreNotTaken) {
    auto made = request(http::Method::post, path + "/x");
    const auto token = form_of(*get(picture_settings, path).body, path + "/cover").front().second;
    for (const auto& subject : {"service-" + base::to_text(world.neighbour.trim), std::string("service-"),
                                std::string("logo"), "provider-" + base::to_text(world.neighbour.eva)}) {
        made.params = {{"business", slug}, {"subject", subject}};
        made.headers = {{"cookie", "tb_staff=" + session}, {"content-type", "multipart/form-data; boundary=edge"}};
        made.body =
            fmt::format("--edge\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{}\r\n"
                        "--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\n",
                        token) +
            support::grey_png(300, 300) + "\r\n--edge--\r\n";
        EXPECT_EQ(Handler(set_picture)(made, environment).status, 404) << subject;
    }
    EXPECT_TRUE(stored_pictures().empty());
}

class OfficeLook : public OfficeTest {
protected:
    const std::string path = office("/settings/look");
    OfficeLook() { as_owner(); }
    Pairs typed() { return form_of(*get(look_settings, path).body, path); }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeLook, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfficeLook, IsThatOfTheBookingPage) {
    EXPECT_TRUE(shows(get(booking_page::services, "/" + slug), "tb-offers-cards"));
    auto form = with(with(typed(), "look_layout", "compact"), "look_font", "serif");
    EXPECT_TRUE(shows(post(look_preview, path + "/preview", form), "tb-offers-compact"));
    EXPECT_EQ(stored().look_layout, businesses::Layout::cards) << "a preview changes nothing";

    EXPECT_EQ(post(save_look_settings, path, form).status, 303);
    EXPECT_EQ(stored().look_layout, businesses::Layout::compact);
    EXPECT_EQ(stored().look_font, businesses::Font::serif);
    EXPECT_EQ(stored().look_corners, businesses::Corners::soft);
    const auto page = get(booking_page::services, "/" + slug);
    EXPECT_TRUE(shows(page, "tb-offers-compact"));
    EXPECT_TRUE(shows(page, "tb-font-serif tb-corners-soft tb-density-roomy"));
}

TEST_P(OfficeLook, ThatIsNoneIsLeftAsItWas) {
    EXPECT_EQ(post(save_look_settings, path, with(typed(), "look_font", "comic")).status, 303);
    EXPECT_EQ(stored().look_font, businesses::Font::system);
}

}  // namespace
}  // namespace office::test
