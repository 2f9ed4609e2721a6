#include "booking_page/booking_public.h"
#include "office/frame/test_office.h"
#include "office/settings/settings_pages.h"
#include "pages/brand.h"
#include "support/pictures.h"

#include <nlohmann/json.hpp>

namespace office::test {
namespace {

using namespace std::string_literals;

const std::string kPng = support::grey_png(24, 24);

class OfficeLogo : public OfficeTest {
protected:
    const std::string branding = office("/settings/branding"), upload_path = branding + "/logo",
                      removal_path = upload_path + "/removal";

    OfficeLogo() { as_owner(); }

    std::string token() {
        for (const auto& [name, value] : form_of(*get(branding_settings, branding).body, upload_path))
            if (name == "token") return value;
        return {};
    }
    http::Response upload(const std::string& content, const std::string& proof, std::string_view field = "logo") {
        auto made = request(http::Method::post, upload_path);
        made.headers.emplace_back("content-type", "multipart/form-data; boundary=edge");
        made.body = fmt::format("--edge\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{}\r\n"
                                "--edge\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"a.png\"\r\n"
                                "Content-Type: image/png\r\n\r\n",
                                proof, field) +
                    content + "\r\n--edge--\r\n";
        return Handler(set_logo)(made, environment);
    }
    http::Response upload(const std::string& content) { return upload(content, token()); }
    http::Response remove() {
        return post(remove_logo, removal_path, form_of(*get(branding_settings, branding).body, removal_path));
    }
    // What is written of the changes, oldest first.
    std::vector<std::string> changes() {
        std::vector<std::string> out;
        for (const auto& activity : world.db().read(
                 [&](db::Session& reading) { return activity::list(reading, business(), business().value); })) {
            EXPECT_EQ(activity.type, "settings.changed");
            EXPECT_EQ(activity.actor, "staff");
            EXPECT_EQ(activity.actor_id, owner.value);
            const auto data = nlohmann::json::parse(activity.data);
            EXPECT_EQ(data.size(), 2u);
            out.push_back(data["before"].dump() + data["after"].dump());
        }
        return out;
    }
    std::string logo_path() { return fmt::format("/{}/logo?v={}", slug, stored().version); }
};

TEST_P(OfficeLogo, IsUploadedReplacedAndRemoved) {
    auto page = get(branding_settings, branding);
    EXPECT_TRUE(shows(page, "There is none."));
    EXPECT_FALSE(shows(page, removal_path));
    const auto version = stored().version;

    EXPECT_EQ(header(upload(kPng), "Location"), branding + "?done=saved");
    EXPECT_TRUE(stored().has_logo);
    EXPECT_GT(stored().version, version);
    page = get(branding_settings, branding);
    EXPECT_TRUE(shows(page, "src=\"" + logo_path() + "\" alt=\"Studio Lind\""));
    EXPECT_TRUE(shows(page, "tb-ground-light"));
    EXPECT_TRUE(shows(page, "tb-ground-dark"));

    EXPECT_EQ(upload(kPng).status, 303);
    EXPECT_EQ(header(remove(), "Location"), branding + "?done=removed");
    EXPECT_FALSE(stored().has_logo);
    EXPECT_TRUE(shows(get(branding_settings, branding), "There is none."));
    EXPECT_EQ(changes(), (std::vector{R"({"logo":"none"}{"logo":"kept"})"s, R"({"logo":"kept"}{"logo":"replaced"})"s,
                                      R"({"logo":"kept"}{"logo":"none"})"s}));
}

TEST_P(OfficeLogo, IsRemovedOnceOnly) {
    ASSERT_EQ(upload(kPng).status, 303);
    const auto form = form_of(*get(branding_settings, branding).body, removal_path);
    EXPECT_EQ(post(remove_logo, removal_path, form).status, 303);
    const auto version = stored().version;
    EXPECT_EQ(post(remove_logo, removal_path, form).status, 303);
    EXPECT_EQ(stored().version, version);
    EXPECT_EQ(changes().size(), 2u);
}

TEST_P(OfficeLogo, ThatIsNoneIsRefusedBesideItsField) {
    const auto proof = token();
    const std::pair<std::string, std::string_view> refused[] = {
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "This is not a picture that can be used here."},
        {kPng.substr(0, 40), "This picture cannot be read"},
        {support::grey_png(15, 24), "Choose one of at least 16 pixels on each side."},
        {support::grey_png(24, 193), "Cut it so that its longer side is at most 8 times the shorter one."},
        {"", "Choose a picture first."}};
    for (const auto& [content, sentence] : refused) {
        const auto answer = upload(content, proof);
        EXPECT_EQ(answer.status, 422);
        EXPECT_TRUE(shows(answer, sentence));
        EXPECT_TRUE(shows(answer, "aria-invalid=\"true\" autofocus"));
    }
    EXPECT_EQ(upload(kPng, proof, "picture").status, 422);
    // Another form's token, and none: nothing is looked at.
    for (const auto& wrong : {"x"s, ""s}) EXPECT_EQ(upload(kPng, wrong).status, 422);
    EXPECT_FALSE(stored().has_logo);
    EXPECT_TRUE(changes().empty());
}

// As its route asks for it.
Response logo(const pages::Page& page) { return pages::logo(page.request, page.environment, *page.snapshot); }

TEST_P(OfficeLogo, HasAnAddressThatChangesWithIt) {
    ASSERT_EQ(upload(kPng).status, 303);
    const auto first = logo_path();
    auto picture = get(logo, first);
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(picture.type, "image/png");
    EXPECT_TRUE(picture.body->starts_with("\x89PNG"));
    EXPECT_EQ(header(picture, "Cache-Control"), "public, max-age=31536000, immutable");
    ASSERT_EQ(upload(kPng).status, 303);
    EXPECT_NE(logo_path(), first);
    // Under the former address it is asked for again each time.
    EXPECT_EQ(header(get(logo, first), "Cache-Control"), "public, no-cache");
    remove();
    EXPECT_EQ(get(logo, first).status, 404);
}

TEST_P(OfficeLogo, StandsOnEveryPage) {
    const auto letters = get(calendar, office("/calendar?view=list"));
    EXPECT_TRUE(shows(letters, ">SL</span>"));
    EXPECT_TRUE(shows(letters, "<link rel=\"icon\" href=\"data:,\">"));
    ASSERT_EQ(upload(kPng).status, 303);
    const auto path = logo_path();
    for (const auto& page : {get(calendar, office("/calendar?view=list")), get(booking_page::services, "/" + slug)}) {
        EXPECT_TRUE(shows(page, "<img class=\"tb-logo\" src=\"" + path));
        EXPECT_TRUE(shows(page, "<link rel=\"icon\" href=\"" + path));
    }
    session.clear();
    const auto door = get(sign_in_form, office("/sign-in"));
    EXPECT_TRUE(shows(door, "<img class=\"tb-logo\" src=\"" + path));
    EXPECT_TRUE(shows(door, "<link rel=\"icon\" href=\"" + path));
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeLogo, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
