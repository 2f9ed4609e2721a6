#include "businesses/business.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace businesses {
namespace {

using namespace std::chrono_literals;

const Instant kNow = base::parse_instant("2026-11-30T08:00:00Z").value();

Business draft(std::string slug, std::string name = "Studio Lind") {
    Business out;
    out.slug = std::move(slug);
    out.name = {std::move(name), {{"da", "Studio Lind Danmark"}, {"en", "Studio Lind Abroad"}}};
    out.tagline = {"Frisør midt i byen", {{"en", "Hair in the middle of town"}}};
    out.address = "Storgata 1";
    out.phone = "+4741234567";
    out.email = "hei@studio-lind.example.com";
    out.country = "NO";
    out.zone = Zone::find("Europe/Oslo").value();
    out.currency = "NOK";
    out.languages = {"nb", "en", "pt-BR"};
    out.accent_colour = "#0f766e";
    out.cancellation_policy = {"Et døgn før.", {{"en", "A day ahead."}}};
    out.reschedule = {Rule::before, 90min};
    out.cancel = {Rule::never, 0min};
    return out;
}

TEST(Slug, IsLowerCaseLettersDigitsAndInnerHyphens) {
    for (const auto* slug : {"ab", "studio-lind", "7-eleven", "a--b", "apis", "my-staff"})
        EXPECT_TRUE(is_slug(slug)) << slug;
    for (const auto* slug : {"", "a", "Studio", "studio_lind", "-ab", "ab-", "a b", "å1", "a/b", "a.b"})
        EXPECT_FALSE(is_slug(slug)) << slug;
    EXPECT_TRUE(is_slug(std::string(40, 'a')));
    EXPECT_FALSE(is_slug(std::string(41, 'a')));
}

TEST(Slug, IsNoPathOfTheInstallation) {
    for (const auto* slug : {"api", "assets", "healthz", "metrics", "favicon.ico", "robots.txt", "sign-in", "staff",
                             "operator", "setup", "static"})
        EXPECT_FALSE(is_slug(slug)) << slug;
}

TEST(Colour, IsSixHexDigits) {
    EXPECT_TRUE(is_colour("#0f766e"));
    EXPECT_TRUE(is_colour("#ABCDEF"));
    for (const auto* colour : {"", "#fff", "0f766e", "#0f766g", "#0f766e0", "red", "#0f766e;"})
        EXPECT_FALSE(is_colour(colour)) << colour;
}

TEST(Roles, MayDoWhatTheirPermissionsSay) {
    struct Row {
        Role role;
        bool settings, staff, most, own;
    };
    for (const auto& row :
         {Row{Role::owner, true, true, true, true}, Row{Role::manager, false, true, true, true},
          Row{Role::receptionist, false, false, true, true}, Row{Role::provider, false, false, false, true}}) {
        EXPECT_EQ(may(row.role, businesses::kManageSettings), row.settings) << to_text(row.role);
        EXPECT_EQ(may(row.role, businesses::kManageStaff), row.staff) << to_text(row.role);
        EXPECT_EQ(may(row.role, {"most", kAllButProviders}), row.most) << to_text(row.role);
        EXPECT_EQ(may(row.role, {"own", kAllRoles}), row.own) << to_text(row.role);
        EXPECT_EQ(parse_role(to_text(row.role)), row.role);
    }
    EXPECT_FALSE(parse_role("customer"));
}

TEST(ChangeRule, EndsAtTheStartNeverOrAWhileBefore) {
    EXPECT_EQ((ChangeRule{Rule::always, 60min}.until(kNow)), kNow);
    EXPECT_EQ((ChangeRule{Rule::never, 60min}.until(kNow)), std::nullopt);
    EXPECT_EQ((ChangeRule{Rule::before, 60min}.until(kNow)), kNow - 1h);
    EXPECT_EQ(ChangeRule{}.until(kNow), kNow - 24h);
}

TEST(Text, FallsBackFromTheRegionToTheLanguageToTheFirst) {
    const Text text{"Klipp", {{"en", "Cut"}, {"pt-BR", "Corte"}}};
    EXPECT_EQ(text.in("nb"), "Klipp");
    EXPECT_EQ(text.in("en"), "Cut");
    EXPECT_EQ(text.in("en-GB"), "Cut");
    EXPECT_EQ(text.in("pt-BR"), "Corte");
    EXPECT_EQ(text.in("pt"), "Klipp");
    EXPECT_EQ(text.in(""), "Klipp");
}

class Businesses : public testing::TestWithParam<db::Engine> {
protected:
    Result<BusinessId> create(const Business& draft) {
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft); });
    }
    std::optional<Business> find(std::string_view slug) {
        return fresh->read([&](db::Session& session) { return businesses::find(session, slug); });
    }
    std::vector<std::string> wrong_fields(const Business& draft) {
        const auto created = create(draft);
        std::vector<std::string> out;
        if (created) return {"none"};
        EXPECT_EQ(created.error().fault, Fault::invalid);
        for (const auto& wrong : created.error().fields) out.push_back(wrong.field);
        return out;
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{kNow};
};
TEST(SlugOf, IsInPlainLetters) {
    EXPECT_EQ(slug_of("Studio Lind"), "studio-lind");
    EXPECT_EQ(slug_of("  studio_lind "), "studio-lind");
    EXPECT_EQ(slug_of("Nordlys Hår & Velvære"), "nordlys-har-velvaere");
    EXPECT_EQ(slug_of("Größe 12"), "grosse-12");
    EXPECT_EQ(slug_of("Салон"), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, Businesses, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Businesses, ReadBackAsTheyWereMade) {
    auto wanted = draft("studio-lind");
    wanted.switched_off = {"api"};
    wanted.privacy_url = "https://example.com/privacy";
    const auto id = create(wanted).value();

    const auto found = find("studio-lind");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->name.in("da"), "Studio Lind Danmark");
    EXPECT_EQ(found->name.in("nb"), "Studio Lind");
    EXPECT_EQ(found->tagline.in("da"), "Frisør midt i byen");
    EXPECT_EQ(found->tagline.in("en"), "Hair in the middle of town");
    EXPECT_EQ(found->cancellation_policy.in("en"), "A day ahead.");
    EXPECT_EQ(found->address, "Storgata 1");
    EXPECT_EQ(found->phone, "+4741234567");
    EXPECT_EQ(found->email, "hei@studio-lind.example.com");
    EXPECT_EQ(found->country, "NO");
    EXPECT_EQ(found->zone.name(), "Europe/Oslo");
    EXPECT_EQ(found->currency, "NOK");
    EXPECT_EQ(found->languages, (std::vector<std::string>{"nb", "en", "pt-BR"}));
    EXPECT_EQ(found->accent_colour, "#0f766e");
    EXPECT_FALSE(found->listed);
    EXPECT_EQ(found->privacy_url, "https://example.com/privacy");
    EXPECT_EQ(found->reschedule.rule, Rule::before);
    EXPECT_EQ(found->reschedule.before, 90min);
    EXPECT_EQ(found->cancel.rule, Rule::never);
    EXPECT_EQ(found->switched_off, (std::set<std::string, std::less<>>{"api"}));
    EXPECT_FALSE(found->has_logo);
    EXPECT_EQ(found->version, 1);

    const auto by_id = fresh->read([&](db::Session& session) { return businesses::find(session, id); });
    ASSERT_TRUE(by_id);
    EXPECT_EQ(by_id->slug, "studio-lind");
}

TEST_P(Businesses, SettingsForCustomersComeBackAsTheyWereSet) {
    const auto id = create(draft("studio-lind")).value();
    const auto version = find("studio-lind")->version;
    EXPECT_EQ(find("studio-lind")->customer.open_bookings_max, 10);
    CustomerSettings wanted;
    wanted.logins = Logins::required;
    wanted.password_sign_in = false;
    wanted.name_check = NameCheck::refuse;
    wanted.surname_field = FieldRule::hidden;
    wanted.phone_field = FieldRule::required;
    wanted.note_field = FieldRule::hidden;
    wanted.reschedule_statuses = {"approved"};
    wanted.status_changes = {"cancelled", "declined"};
    wanted.paid_reschedule = wanted.paid_cancel = PaidRule::never;
    wanted.paid_text = {"Ring oss.", {{"en", "Call us."}}};
    wanted.mail_cancel = false;
    wanted.open_bookings_max = 3;
    wanted.panel_welcome = {"Hei!", {{"en", "Hello!"}}};
    wanted.panel_address = "https://salon.example/my";
    wanted.embed_origins = {"https://salon.example", "http://127.0.0.1:8081"};
    wanted.sender_name = "Studio Lind";
    wanted.reply_to = "hei@salon.example";
    wanted.totp_roles = {Role::owner, Role::manager};
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return set_customer_settings(tx, id, wanted); }));

    const auto found = find("studio-lind");
    const auto& got = found->customer;
    EXPECT_GT(found->version, version);
    EXPECT_EQ(got.logins, Logins::required);
    EXPECT_FALSE(got.password_sign_in);
    EXPECT_TRUE(got.access_link_sign_in);
    EXPECT_EQ(got.name_check, NameCheck::refuse);
    EXPECT_EQ(got.surname_field, FieldRule::hidden);
    EXPECT_EQ(got.phone_field, FieldRule::required);
    EXPECT_EQ(got.note_field, FieldRule::hidden);
    EXPECT_EQ(got.reschedule_statuses, wanted.reschedule_statuses);
    EXPECT_EQ(got.status_changes, wanted.status_changes);
    EXPECT_EQ(got.paid_reschedule, PaidRule::never);
    EXPECT_EQ(got.paid_cancel, PaidRule::never);
    EXPECT_EQ(got.paid_text.in("en"), "Call us.");
    EXPECT_TRUE(got.mail_reschedule);
    EXPECT_FALSE(got.mail_cancel);
    EXPECT_EQ(got.open_bookings_max, 3);
    EXPECT_EQ(got.panel_welcome.in("nb"), "Hei!");
    EXPECT_EQ(got.panel_address, wanted.panel_address);
    EXPECT_EQ(got.embed_origins, wanted.embed_origins);
    EXPECT_EQ(got.sender_name, wanted.sender_name);
    EXPECT_EQ(got.reply_to, wanted.reply_to);
    EXPECT_EQ(got.totp_roles, wanted.totp_roles);
}

TEST_P(Businesses, SettingsForCustomersNameEveryWrongField) {
    const auto id = create(draft("studio-lind")).value();
    CustomerSettings wrong;
    wrong.password_sign_in = wrong.access_link_sign_in = false;
    wrong.reschedule_statuses = {"gone"};
    wrong.status_changes = {"cancelled", "x y"};
    wrong.open_bookings_max = 0;
    wrong.panel_address = "javascript:alert(1)";
    wrong.embed_origins = {"https://salon.example/path"};
    wrong.sender_name = "Studio\r\nBcc: all";
    wrong.reply_to = "nobody";
    const auto set = fresh->write([&](db::Tx& tx) { return set_customer_settings(tx, id, wrong); });
    ASSERT_FALSE(set);
    std::vector<std::string> fields;
    for (const auto& field : set.error().fields) fields.push_back(field.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"password_sign_in", "reschedule_statuses", "status_changes",
                                                "open_bookings_max", "panel_address", "embed_origins", "sender_name",
                                                "reply_to"}));
    EXPECT_TRUE(find("studio-lind")->customer.password_sign_in);
}

TEST_P(Businesses, SendMailedLinksToAPageOfTheirOwnOverHttpsOnly) {
    const auto id = create(draft("studio-lind")).value();
    const auto set = [&](std::string address) {
        CustomerSettings settings;
        settings.panel_address = std::move(address);
        return fresh->write([&](db::Tx& tx) { return set_customer_settings(tx, id, settings); });
    };
    for (const auto* fine :
         {"", "https://salon.example", "https://salon.example/my", "https://Salon.Example:8443/a?b=c",
          "https://xn--bl-yia.example/", "http://localhost:3000/page", "http://127.0.0.1/"})
        EXPECT_TRUE(set(fine)) << fine;
    for (const auto* wrong : {"http://salon.example/my",
                              "javascript:alert(1)",
                              "//salon.example",
                              "salon.example",
                              "https://",
                              "https:///my",
                              "https://salon.example/#top",
                              "https://user@salon.example/",
                              "https://user:word@salon.example/",
                              "https://salon.example\\@evil.example/",
                              "https://salon..example/",
                              "https://-salon.example/",
                              "https://salon.example:0/",
                              "https://salon.example:99999/",
                              "https://salon.example:x/",
                              "https://salon example/",
                              "https://[::1]/",
                              "http://localhost.evil.example/",
                              "http://127.0.0.1.evil.example/",
                              "HTTPS://salon.example"}) {
        const auto refused = set(wrong);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().fields.at(0).code, "business.page_address_invalid") << wrong;
    }
    EXPECT_EQ(find("studio-lind")->customer.panel_address, "http://127.0.0.1/") << "the last one that was fine";
}

TEST_P(Businesses, AreNotThereUnderAnotherSlugOrId) {
    const auto id = create(draft("studio-lind")).value();
    EXPECT_FALSE(find("studio"));
    fresh->read([&](db::Session& session) {
        EXPECT_FALSE(businesses::find(session, BusinessId{id.value + 1}));
        EXPECT_FALSE(find_version(session, "studio"));
        EXPECT_FALSE(find_logo(session, id));
    });
}

TEST_P(Businesses, KeepTheirSlugToThemselves) {
    ASSERT_TRUE(create(draft("studio-lind")));
    const auto second = create(draft("studio-lind", "Another"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::conflict);
    EXPECT_EQ(second.error().code, "business.slug_taken");
    EXPECT_EQ(find("studio-lind")->name.fallback, "Studio Lind");
    EXPECT_EQ(fresh->read([](db::Session& session) { return count(session); }), 1);
}

TEST_P(Businesses, NameEveryWrongField) {
    auto wrong = draft("api");
    wrong.name = {};
    wrong.country = "Norway";
    wrong.currency = "nok";
    wrong.languages = {"norsk"};
    wrong.accent_colour = "green";
    wrong.privacy_url = "javascript:alert(1)";
    wrong.email = "nobody";
    wrong.phone = "x";
    EXPECT_EQ(wrong_fields(wrong), (std::vector<std::string>{"slug", "name", "country", "currency", "languages",
                                                             "phone", "email", "accent_colour", "privacy_url"}));
    EXPECT_EQ(fresh->read([](db::Session& session) { return count(session); }), 0);
}

TEST_P(Businesses, RefuseLanguagesThatAreNone) {
    for (const auto* language : {"", "n", "nb-", "nb--x", "nb_NO", "norwegian", "nb-x", "nb NO", "NB"}) {
        auto wrong = draft("studio-lind");
        wrong.languages = {"en", language};
        EXPECT_EQ(wrong_fields(wrong), std::vector<std::string>{"languages"}) << language;
    }
    auto none = draft("studio-lind");
    none.languages = {};
    EXPECT_EQ(wrong_fields(none), std::vector<std::string>{"languages"});
}

TEST_P(Businesses, KeepTheirLogosApartByteForByte) {
    std::string picture;
    for (int byte = 0; byte < 256; ++byte) picture += static_cast<char>(byte);
    const auto lind = create(draft("studio-lind")).value();
    const auto other = create(draft("other")).value();

    fresh->write([&](db::Tx& tx) { set_logo(tx, lind, "image/png", "old"); });
    fresh->write([&](db::Tx& tx) { set_logo(tx, lind, "image/webp", picture); });

    fresh->read([&](db::Session& session) {
        const auto logo = find_logo(session, lind);
        ASSERT_TRUE(logo);
        EXPECT_EQ(logo->media_type, "image/webp");
        EXPECT_EQ(logo->content, picture);
        EXPECT_FALSE(find_logo(session, other));
    });
    EXPECT_TRUE(find("studio-lind")->has_logo);
    EXPECT_FALSE(find("other")->has_logo);
}

TEST_P(Businesses, LoseTheirLogoAloneAndGrowInVersion) {
    const auto lind = create(draft("studio-lind")).value();
    const auto other = create(draft("other")).value();
    fresh->write([&](db::Tx& tx) {
        set_logo(tx, lind, "image/png", "one");
        set_logo(tx, other, "image/png", "two");
    });
    EXPECT_EQ(find("studio-lind")->version, 2);
    EXPECT_TRUE(fresh->write([&](db::Tx& tx) { return remove_logo(tx, lind); }));
    EXPECT_FALSE(fresh->write([&](db::Tx& tx) { return remove_logo(tx, lind); }));
    EXPECT_FALSE(find("studio-lind")->has_logo);
    EXPECT_EQ(find("studio-lind")->version, 3);
    EXPECT_TRUE(find("other")->has_logo);
}

TEST_P(Businesses, GrowInVersionAloneWhenTouched) {
    const auto lind = create(draft("studio-lind")).value();
    const auto other = create(draft("other")).value();
    fresh->write([&](db::Tx& tx) { touch(tx, lind); });
    fresh->read([&](db::Session& session) {
        EXPECT_EQ(find_version(session, "studio-lind"), std::pair(lind, std::int64_t{2}));
        EXPECT_EQ(find_version(session, "other"), std::pair(other, std::int64_t{1}));
    });
    EXPECT_THROW(fresh->write([&](db::Tx& tx) { touch(tx, BusinessId{1}); }), std::logic_error);
}

TEST_P(Businesses, AreListedByNameWhenTheyAskedForIt) {
    for (const auto* name : {"Beta", "Alfa", "Hidden"}) {
        auto business = draft(name == std::string_view("Beta")   ? "one"
                              : name == std::string_view("Alfa") ? "two"
                                                                 : "three",
                              name);
        business.listed = name != std::string_view("Hidden");
        ASSERT_TRUE(create(business));
    }
    std::vector<std::string> names;
    const auto listed = [&](std::string_view after) {
        return fresh->read([&](db::Session& session) { return list_listed(session, after); });
    };
    for (const auto& business : listed("").businesses) names.push_back(business.name.fallback);
    EXPECT_EQ(names, (std::vector<std::string>{"Alfa", "Beta"}));
    EXPECT_EQ(listed("two").businesses.size(), 1u);
    EXPECT_TRUE(listed("one").businesses.empty());
    EXPECT_EQ(listed("nobody").businesses.size(), 2u);
}

TEST_P(Businesses, AreListedInPagesThatMissNone) {
    for (int n = 0; n <= kListedAPage; ++n) {
        auto business = draft(fmt::format("salon-{}", n), n % 2 == 0 ? "Salon" : fmt::format("Salon {}", n));
        business.listed = true;
        ASSERT_TRUE(create(business));
    }
    const auto all = fresh->read([](db::Session& session) {
        auto listing = list_listed(session);
        EXPECT_TRUE(listing.more);
        auto out = std::move(listing.businesses);
        listing = list_listed(session, out.back().slug);
        EXPECT_FALSE(listing.more);
        std::ranges::move(listing.businesses, std::back_inserter(out));
        return out;
    });
    std::set<std::string> slugs;
    for (const auto& business : all) slugs.insert(business.slug);
    EXPECT_EQ(slugs.size(), static_cast<std::size_t>(kListedAPage) + 1);
    EXPECT_EQ(slugs.size(), all.size());
}

TEST_P(Businesses, TheOnlyOneIsFoundListedOrNot) {
    const auto only = [&] { return fresh->read([](db::Session& session) { return find_only(session); }); };
    EXPECT_FALSE(only());
    auto business = draft("one");
    business.listed = false;
    ASSERT_TRUE(create(business));
    EXPECT_EQ(only()->slug, business.slug);
    business = draft("two");
    ASSERT_TRUE(create(business));
    EXPECT_FALSE(only());
}

}  // namespace
}  // namespace businesses
