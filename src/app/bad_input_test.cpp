// What is wrong, hostile, doubled or late: each gets a clear answer, nothing is lost or half-saved.
#include "app/test_house.h"
#include "support/seed.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <latch>
#include <nlohmann/json.hpp>
#include <random>

namespace app::test {
namespace {

using namespace std::chrono_literals;
using http::test::Answer;
using nlohmann::json;

// All that the program logs, for the whole run: a logger that is taken away might still be in use by a server's thread.
class Sink : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::string text() {
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        text_.append(message.payload.data(), message.payload.size()).append("\n");
    }
    void flush_() override {}
    std::string text_;
};
const auto kSink = std::make_shared<Sink>();
class KeepLog : public testing::Environment {
    void SetUp() override { spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", kSink)); }
};
const auto* const kKeepLog = testing::AddGlobalTestEnvironment(new KeepLog);

// What was logged since this was made.
class Log {
public:
    std::string text() const { return kSink->text().substr(from_); }

private:
    std::size_t from_ = kSink->text().size();
};

class BadInput : public testing::TestWithParam<db::Engine> {
protected:
    explicit BadInput(std::chrono::milliseconds busy_timeout = 5s)
        : site(GetParam(), {"--rate-limits", "off"}, busy_timeout) {}

    std::string slug() const { return site.world.salon.slug; }
    std::string api(std::string_view rest) const { return fmt::format("/api/v1/{}/{}", slug(), rest); }
    std::string start(std::string_view when) const { return base::to_text(site.world.at(when), site.world.salon.zone); }

    json rightful(std::string_view when = "tue 10:00") const {
        return {{"service", base::to_text(site.world.salon.cut)},
                {"provider", base::to_text(site.world.salon.mira)},
                {"start", start(when)},
                {"customer", {{"name", "Cara"}, {"surname", "Lund"}, {"email", "cara@example.com"}}}};
    }
    std::vector<std::pair<std::string, std::string>> form(std::string_view when = "tue 10:00") {
        return {{"service", base::to_text(site.world.salon.cut)},
                {"provider", base::to_text(site.world.salon.mira)},
                {"start", start(when)},
                {"token", site.app.environment().tokens.make("portal:" + slug(), "", site.world.clock.now())},
                {"key", "a-key-of-this-form-only"},
                {"name", "Cara"},
                {"surname", "Lund"},
                {"email", "cara@example.com"},
                {"consent", "1"}};
    }
    Ask form_with(std::string_view field, std::string value) {
        auto fields = form();
        for (auto& [name, old] : fields)
            if (name == field) old = value;
        if (std::ranges::find(fields, field, &decltype(fields)::value_type::first) == fields.end())
            fields.emplace_back(field, std::move(value));
        return form_post("/" + slug() + "/bookings", fields);
    }

    // A 4xx that says what is wrong.
    Answer refused(const Ask& wrong) {
        SCOPED_TRACE(wrong.bytes().substr(0, 700));
        const auto answer = site.ask(wrong);
        EXPECT_GE(answer.status, 400);
        EXPECT_LT(answer.status, 500) << answer.body;
        if (answer.header("Content-Type") == "application/problem+json") {
            const auto problem = json::parse(answer.body);
            EXPECT_GT(problem.value("detail", "").size(), 10u) << answer.body;
            for (const auto& error : problem.value("errors", json::array()))
                EXPECT_GT(error.at("detail").get<std::string>().size(), 10u) << answer.body;
        } else {
            EXPECT_NE(answer.body.find("<h1"), std::string::npos) << answer.body;
        }
        EXPECT_EQ(changed(before, site.contents()), "");
        return answer;
    }
    int booking_count() {
        return site.world.fresh->read(
            [](db::Session& session) { return session.value<int>("select count(*) from bookings").value(); });
    }

    Site site;
    std::map<std::string, std::string> before = site.contents();
};

INSTANTIATE_TEST_SUITE_P(Engines, BadInput, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(BadInput, AWrongBodyOfTheApiIsNamedByItsField) {
    const auto& world = site.world;
    struct Case {
        std::string field;
        json value;
    };
    const std::vector<Case> cases{
        {"/service", 7},
        {"/service", nullptr},
        {"/service", json::array({"a"})},
        {"/service", "nonsense"},
        {"/service", std::string(5000, 'A')},
        {"/service", base::to_text(world.neighbour.trim)},
        {"/service", base::to_text(world.salon.mira)},
        {"/provider", true},
        {"/provider", json::object()},
        {"/provider", "ANY"},
        {"/provider", base::to_text(world.neighbour.eva)},
        {"/provider", base::to_text(world.clinic.room)},
        {"/start", 1234567890},
        {"/start", "tomorrow"},
        {"/start", "2026-12-01"},
        {"/start", "2026-12-01T10:00:00"},
        {"/start", "2026-12-01T25:00:00+01:00"},
        {"/start", "2026-02-30T10:00:00+01:00"},
        {"/start", "2026-12-01T10:00:00.5+01:00"},
        {"/start", "2026-12-01T10:00:00+99:00"},
        {"/start", "1970-01-01T00:00:00Z"},
        {"/start", "0001-01-01T00:00:00Z"},
        {"/start", "2025-12-01T10:00:00+01:00"},
        {"/start", "2027-12-01T10:00:00+01:00"},
        {"/start", "9999-12-31T23:59:59Z"},
        {"/start", "99999-12-31T23:59:59Z"},
        {"/start", "2026-12-01T10:07:00+01:00"},
        {"/start", "2026-12-01T03:00:00+01:00"},
        {"/start", "2026-12-06T10:00:00+01:00"},
        {"/customer", "Cara"},
        {"/customer", json::array()},
        {"/customer/name", 7},
        {"/customer/name", ""},
        {"/customer/name", "   "},
        {"/customer/name", std::string(101, 'n')},
        {"/customer/name", std::string("Ca\0ra", 5)},
        {"/customer/name", "Ca\u0007ra"},
        {"/customer/name", "Cara\nLund"},
        {"/customer/email", "cara"},
        {"/customer/email", "cara@example.com\r\nBcc: all@example.com"},
        {"/customer/email", std::string(300, 'a') + "@example.com"},
        {"/customer/phone", "call me"},
        {"/customer/phone", 4741234567},
        {"/customer/is_admin", true},
        {"/note", json::object()},
        {"/note", std::string(1001, 'x')},
        {"/status", "approved"},
    };
    for (const auto& [field, value] : cases) {
        auto body = rightful();
        body[json::json_pointer(field)] = value;
        const auto answer = refused(json_post(api("bookings"), body.dump()));
        EXPECT_TRUE(answer.status == 422 || answer.status == 409) << field << value << answer.body;
        auto name = field.substr(1);
        std::ranges::replace(name, '/', '.');
        EXPECT_NE(answer.body.find("\"field\":\"" + name), std::string::npos) << field << value << answer.body;
    }
}

TEST_P(BadInput, ABodyThatCannotBeReadIsRefusedWhole) {
    const auto good = rightful().dump();
    const auto with_name = [&](std::string_view raw) {
        auto text = good;
        return text.replace(text.find("Cara"), 4, raw);
    };
    const std::vector<std::pair<int, std::string>> cases{
        {400, ""},
        {400, "not json"},
        {400, good + "x"},
        {400, good.substr(0, good.size() / 2)},
        {400, with_name("\xff\xfe")},
        {400, with_name("\xc0\xaf")},
        {400, with_name("\xed\xa0\x80")},
        {400, with_name(std::string_view("\0", 1))},
        {422, with_name("\\u0000")},
        {400, with_name("\\ud800")},
        {400, std::string(20, '[') + std::string(20, ']')},
        {422, "[]"},
        {422, "null"},
        {422, "1e308"},
        {400, "1e999"},
        {413, "\"" + std::string(40 * 1024, 'x') + "\""},
        {413, std::string(10 * 1024 * 1024, ' ')},
    };
    for (const auto& [status, body] : cases)
        EXPECT_EQ(refused(json_post(api("bookings"), body)).status, status) << body.substr(0, 100);
    auto twice = good;
    twice.insert(1, R"("note":"a",)").insert(1, R"("note":"b",)");
    EXPECT_NE(refused(json_post(api("bookings"), twice)).body.find("field.duplicate"), std::string::npos);

    for (const auto* type :
         {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""}) {
        auto ask = json_post(api("bookings"), good);
        ask.headers = {{"Content-Type", type}};
        EXPECT_GE(refused(ask).status, 400) << type;
    }
}

TEST_P(BadInput, WrongQuestionsOfTheApiAreRefused) {
    const auto cut = base::to_text(site.world.salon.cut), mira = base::to_text(site.world.salon.mira);
    const auto eva = base::to_text(site.world.neighbour.eva), trim = base::to_text(site.world.neighbour.trim);
    const auto slots = [&](std::string_view service, std::string_view provider, std::string_view rest) {
        return fmt::format("slots?service={}&provider={}&{}", service, provider, rest);
    };
    for (const auto& target : {std::string("slots"),
                               slots(cut, mira, "from=2026-12-01"),
                               slots(cut, mira, "from=2026-12-02&to=2026-12-01"),
                               slots(cut, mira, "from=2026-12-01&to=2027-02-01"),
                               slots(cut, mira, "from=0001-01-01&to=9999-12-31"),
                               slots(cut, mira, "from=2026-02-29&to=2026-03-01"),
                               slots(cut, mira, "from=1-1-1&to=2"),
                               slots(cut, mira, "from=2026-12-01&to=2026-12-02&time_zone=Mars/Phobos"),
                               slots(cut, mira, "from=2026-12-01&to=2026-12-02&time_zone=../../etc/passwd"),
                               slots(cut, mira, "from=2026-12-01&to=2026-12-02&limit=5"),
                               slots(cut, mira, "from=2026-12-01&to=2026-12-02&from=2026-12-01"),
                               slots(cut, eva, "from=2026-12-01&to=2026-12-02"),
                               slots(trim, mira, "from=2026-12-01&to=2026-12-02"),
                               slots("", "", "from=2026-12-01&to=2026-12-02"),
                               slots("%00", mira, "from=2026-12-01&to=2026-12-02"),
                               slots("%ff", mira, "from=2026-12-01&to=2026-12-02"),
                               slots("%zz", mira, "from=2026-12-01&to=2026-12-02"),
                               std::string("providers?service=nonsense"),
                               "providers?service=" + trim,
                               std::string("providers?x=1"),
                               std::string("services?x=1"),
                               "slots?" + std::string(20'000, 'a')})
        refused({"GET", api(target), {}, {}});
    // Years apart from now are days like others, with nothing free.
    for (const auto* range :
         {"from=0001-01-01&to=0001-01-02", "from=9999-12-30&to=9999-12-31", "from=2000-01-01&to=2000-01-31"}) {
        const auto answer = site.ask({"GET", api(slots(cut, "any", range)), {}, {}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_TRUE(json::parse(answer.body).at("slots").empty());
    }
}

TEST_P(BadInput, AFormWithAWrongFieldComesBackWithWhatWasTyped) {
    const std::vector<std::pair<std::string_view, std::string>> cases{
        {"service", ""},
        {"service", "nonsense"},
        {"service", base::to_text(site.world.neighbour.trim)},
        {"provider", base::to_text(site.world.neighbour.eva)},
        {"provider", "x"},
        {"start", ""},
        {"start", "tomorrow"},
        {"start", "20260230T100000Z"},
        {"start", "20251201T090000Z"},
        {"start", "00010101T000000Z"},
        {"start", "99991231T235959Z"},
        {"start", "20261201T090700Z"},
        {"start", "20261201T020000Z"},
        {"name", ""},
        {"name", std::string(101, 'n')},
        {"surname", " \t "},
        {"email", "cara"},
        {"email", std::string(300, 'a') + "@example.com"},
        {"phone", "call me"},
        {"note", std::string(1001, 'x')},
        {"consent", ""},
        {"token", std::string(10'000, 'a')},
    };
    for (const auto& [field, value] : cases) {
        const auto answer = refused(form_with(field, value));
        const bool is_choice = field == "start" || field == "service" || field == "provider";
        if (is_choice) continue;
        EXPECT_EQ(answer.status, 422) << field;
        EXPECT_NE(answer.body.find(field == "email" ? "Lund" : "cara@example.com"), std::string::npos) << field;
    }
    for (const auto* raw : {"name=%ff", "name=%00", "name=%", "name=%zz", "%"}) {
        Ask ask{"POST", "/" + slug() + "/bookings", {{"Content-Type", "application/x-www-form-urlencoded"}}, raw};
        EXPECT_EQ(refused(ask).status, 400) << raw;
    }
    EXPECT_EQ(refused(form_with("note", std::string(40 * 1024, 'x'))).status, 422);
    EXPECT_EQ(refused(form_with("note", std::string(7 * 1024 * 1024, 'x'))).status, 413) << "more than files may have";
}

TEST_P(BadInput, AddressesThatLeadNowhereAreRefusedInWords) {
    const auto cut = base::to_text(site.world.salon.cut);
    const auto book = fmt::format("/{}/book?service={}", slug(), cut);
    for (const auto& target : {std::string("/nobody"),
                               std::string("/nobody/book"),
                               "/" + slug() + "/book",
                               "/" + slug() + "/book?service=x",
                               "/" + slug() + "/bookings/nonsense",
                               std::string("/../etc/passwd"),
                               std::string("/%2e%2e/etc/passwd"),
                               std::string("/%ff"),
                               std::string("/%00"),
                               std::string("/a%"),
                               book + "&provider=nonsense",
                               book + "&provider=any&day=2026-02-30",
                               book + "&provider=any&month=2026-13",
                               book + "&provider=any&day=0001-01-01",
                               book + "&provider=any&day=9999-12-31",
                               book + "&provider=any&month=9999-12",
                               book + "&provider=any&month=0001-01",
                               book + "&provider=any&start=nonsense",
                               book + "&provider=any&start=20270328T013000Z.",
                               book + "&provider=any&start=99991231T235959Z",
                               book + "&provider=any&start=00010101T000000Z",
                               book + "&start=20261201T090000Z&with=nonsense",
                               "/" + std::string(20'000, 'a')})
        refused({"GET", target, {}, {}});
}

// The clocks of Oslo skip 02:00 to 03:00 on 28 March 2027.
TEST_P(BadInput, AnAddressOfTwoSlashesLinksToNoOtherSite) {
    for (const auto* target : {"//evil.example/x", "///evil.example/x"}) {
        const auto answer = refused({"GET", target, {}, {}});
        EXPECT_EQ(answer.status, 404) << target;
        EXPECT_EQ(answer.body.find("\"//"), std::string::npos) << target;
    }
}

TEST_P(BadInput, ATimeThatTheClocksSkipIsNoTimeToBook) {
    site.world.clock.set(base::parse_instant("2027-03-20T08:00:00Z").value());
    for (const auto* start : {"2027-03-28T02:30:00+01:00", "2027-03-28T02:30:00+02:00"}) {
        auto body = rightful();
        body["start"] = start;
        EXPECT_EQ(refused(json_post(api("bookings"), body.dump())).status, 422) << start;
    }
    const auto slots = site.ask({"GET",
                                 api(fmt::format("slots?service={}&provider=any&from=2027-03-28&to=2027-03-28",
                                                 base::to_text(site.world.salon.cut))),
                                 {},
                                 {}});
    EXPECT_EQ(slots.status, 200);
}

TEST_P(BadInput, ARequestThatStopsHalfWaySavesNothing) {
    const auto whole = json_post(api("bookings"), rightful().dump()).bytes();
    for (const auto part :
         {whole.size() - 1, whole.size() - 40, whole.find("\r\n\r\n") + 4, whole.size() / 3, std::size_t{9}}) {
        http::test::Client client(site.server.port());
        ASSERT_TRUE(client.send(std::string_view(whole).substr(0, part)));
    }
    {
        // One that goes on, but slower than anybody types, is not waited for.
        http::test::Client slow(site.server.port());
        slow.send(std::string_view(whole).substr(0, whole.size() - 1));
        const auto began = std::chrono::steady_clock::now();
        const auto answer = slow.receive();
        EXPECT_TRUE(!answer || (answer->status >= 400 && answer->status < 500));
        EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
    }
    EXPECT_EQ(changed(before, site.contents()), "");
    EXPECT_EQ(site.ask(json_post(api("bookings"), rightful().dump())).status, 201) << "the server goes on";
}

TEST_P(BadInput, SlowClientsDoNotKeepOthersWaiting) {
    std::vector<std::unique_ptr<http::test::Client>> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(std::make_unique<http::test::Client>(site.server.port()));
        slow.back()->send("POST " + api("bookings") +
                          " HTTP/1.1\r\nHost: book.example\r\nContent-Length: 30000\r\n"
                          "Content-Type: application/json\r\n\r\n{");
    }
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(site.ask({"GET", "/" + slug(), {}, {}}).status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_EQ(changed(before, site.contents()), "");
}

template <class Make>
std::vector<Answer> at_once(Site& site, std::ptrdiff_t number, Make make) {
    std::vector<Answer> answers(static_cast<std::size_t>(number));
    std::latch ready(number);
    std::vector<std::jthread> threads;
    for (std::ptrdiff_t i = 0; i < number; ++i)
        threads.emplace_back([&, i] {
            const auto ask = make(i);
            ready.arrive_and_wait();
            answers[static_cast<std::size_t>(i)] = site.ask(ask);
        });
    threads.clear();
    return answers;
}

TEST_P(BadInput, AFormSentEightTimesAtOnceBooksOnce) {
    const auto post = form_post("/" + slug() + "/bookings", form());
    const auto answers = at_once(site, 8, [&](auto) { return post; });
    for (const auto& answer : answers) {
        EXPECT_EQ(answer.status, 303) << answer.body;
        EXPECT_EQ(answer.header("Location"), answers.front().header("Location"));
    }
    EXPECT_EQ(booking_count(), 1);
    EXPECT_EQ(site.world.diary(site.world.salon.mira).size(), 1u);
}

TEST_P(BadInput, ARequestSentEightTimesAtOnceBooksOnce) {
    const auto post = json_post(api("bookings"), rightful().dump()).with("Idempotency-Key", "one-key");
    const auto answers = at_once(site, 8, [&](auto) { return post; });
    for (const auto& answer : answers) {
        EXPECT_EQ(answer.status, 201) << answer.body;
        EXPECT_EQ(answer.body, answers.front().body);
    }
    EXPECT_EQ(booking_count(), 1);
}

TEST_P(BadInput, OfEightWhoAskForOneTimeAtOnceOneGetsIt) {
    const auto answers = at_once(site, 8, [&](std::ptrdiff_t i) {
        auto body = rightful();
        body["customer"]["email"] = fmt::format("visitor{}@example.com", i);
        return json_post(api("bookings"), body.dump());
    });
    EXPECT_EQ(std::ranges::count(answers, 201, &Answer::status), 1);
    EXPECT_EQ(std::ranges::count(answers, 409, &Answer::status), 7);
    EXPECT_EQ(booking_count(), 1);
    EXPECT_EQ(site.world.diary(site.world.salon.mira).size(), 1u);
}

TEST_P(BadInput, ABookingCancelledAndMovedAtOnceEndsInOneOfTheTwo) {
    const auto made =
        site.world.book(site.world.anna, site.world.salon.cut, site.world.salon.mira, "wed 10:00").value();
    const auto path = fmt::format("/{}/bookings/{}", slug(), made.manage_token);
    const auto answers = at_once(site, 8, [&](std::ptrdiff_t i) {
        if (i % 2 == 0) return form_post(path + "/cancellation", {});
        return form_post(path + "/reschedule", {{"start", start(i % 4 == 1 ? "wed 14:00" : "thu 14:00")}});
    });
    for (const auto& answer : answers)
        EXPECT_TRUE(answer.status == 303 || answer.status == 409) << answer.status << answer.body;
    EXPECT_EQ(site.world.status_of(made.booking.id), bookings::Status::cancelled);
    EXPECT_TRUE(site.world.diary(site.world.salon.mira).empty());
}

class Noise {
public:
    explicit Noise(std::uint64_t seed) : random_(seed) {}
    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
    std::string bytes(std::size_t most) {
        std::string out(below(most + 1), '\0');
        for (char& c : out) c = static_cast<char>(below(256));
        return out;
    }
    // The text with a few of its bytes changed, doubled, left out or cut off.
    std::string damaged(std::string text) {
        for (auto times = 1 + below(3); times > 0 && !text.empty(); --times) {
            const auto at = below(text.size());
            switch (below(5)) {
                case 0: text[at] = static_cast<char>(below(256)); break;
                case 1: text.insert(at, text.substr(at, below(40))); break;
                case 2: text.erase(at, 1 + below(10)); break;
                case 3: text.insert(at, bytes(8)); break;
                default: text.resize(at);
            }
        }
        return text;
    }

private:
    std::mt19937 random_;
};

TEST_P(BadInput, RandomBytesNeverMakeTheServerFail) {
    const support::Seed seed(20261130);
    Noise noise(seed.value);
    const auto made =
        site.world.book(site.world.anna, site.world.salon.cut, site.world.salon.mira, "thu 10:00").value();
    const auto id = base::to_text(made.booking.id);
    const auto cut = base::to_text(site.world.salon.cut);
    const std::vector<Ask> seeds{
        {"GET", "/", {}, {}},
        {"GET", fmt::format("/{}/book?service={}&provider=any&day=2026-12-01&lang=nb", slug(), cut), {}, {}},
        {"GET", fmt::format("/{}/book?service={}&provider=any&start=20261201T090000Z", slug(), cut), {}, {}},
        {"GET", fmt::format("/{}/bookings/{}/reschedule?month=2026-12", slug(), made.manage_token), {}, {}},
        {"GET",
         api(fmt::format("slots?service={}&provider=any&from=2026-12-01&to=2026-12-03&time_zone=Asia/Tokyo", cut)),
         {},
         {}},
        {"GET", api("bookings/" + id), {{"Authorization", "Bearer " + made.manage_token}}, {}},
        form_post("/" + slug() + "/bookings", form()),
        form_post(fmt::format("/{}/bookings/{}/reschedule", slug(), made.manage_token),
                  {{"start", start("fri 10:00")}, {"provider", "any"}}),
        json_post(api("bookings"), rightful().dump()).with("Idempotency-Key", "a-key"),
        json_post(api("bookings/" + id + "/reschedule"), R"({"start":"2026-12-04T10:00:00+01:00"})")
            .with("Authorization", "Bearer " + made.manage_token),
    };
    const auto until = std::chrono::steady_clock::now() + 1500ms;  // on each engine
    int asked = 0;
    for (; asked < 60 || std::chrono::steady_clock::now() < until; ++asked) {
        auto ask = seeds[noise.below(seeds.size())];
        const auto what = noise.below(4);
        if (what == 0) ask.target = noise.damaged(ask.target);
        if (what == 1 && !ask.body.empty()) ask.body = noise.damaged(ask.body);
        if (what == 2) ask.body = noise.bytes(2000);
        if (what == 3 && !ask.headers.empty()) {
            auto& value = ask.headers[noise.below(ask.headers.size())].second;
            value = noise.damaged(value);
        }
        const auto bytes = noise.below(10) == 0 ? noise.damaged(ask.bytes()) : ask.bytes();
        http::test::Client client(site.server.port());
        client.send(bytes);
        client.finish();
        const auto answer = client.receive(ask.method == "HEAD");
        // 501 and 505 say that the method or the version is not known.
        if (!answer) continue;
        ASSERT_TRUE(answer->status < 500 || answer->status == 501 || answer->status == 505)
            << "request " << asked << "\n"
            << bytes << "\n"
            << answer->body;
    }
    EXPECT_EQ(site.ask({"GET", "/healthz", {}, {}}).status, 200);
    EXPECT_TRUE(db::integrity_errors(*site.world.fresh).empty());
}

TEST(FullDisk, IsA503WithItsReasonInTheLogAndNothingHalfSaved) {
    Site site(db::Engine::sqlite);
    auto& world = site.world;
    const auto limit = [&](std::string_view pages) {
        return site.database.write(
            [&](db::Tx& tx) { return tx.value<int>(fmt::format("pragma max_page_count = {}", pages)).value(); });
    };
    ASSERT_GT(limit("1"), 1) << "the size that it has already is the least";
    int told = 0;
    for (int i = 0; i < 200 && told < 3; ++i) {
        const auto before = site.contents();
        const json body{
            {"service", base::to_text(world.salon.cut)},
            {"provider", "any"},
            {"start", base::to_text(world.at(fmt::format("tue+{} {:02}:00", i / 6, 9 + i % 3)))},
            {"customer", {{"name", "Cara"}, {"surname", "Lund"}, {"email", fmt::format("cara{}@example.com", i)}}},
            {"note", std::string(900, 'n')}};
        const Log log;
        const auto answer = site.ask(json_post("/api/v1/" + world.salon.slug + "/bookings", body.dump()));
        if (answer.status == 201) continue;
        ASSERT_EQ(answer.status, 503) << answer.body;
        ++told;
        EXPECT_EQ(answer.header("Retry-After"), "5");
        EXPECT_NE(answer.body.find("Nothing was saved"), std::string::npos) << answer.body;
        EXPECT_NE(log.text().find("the disk is full"), std::string::npos) << log.text();
        EXPECT_NE(log.text().find(answer.header("X-Request-Id")), std::string::npos) << log.text();
        EXPECT_EQ(changed(before, site.contents()), "");
    }
    ASSERT_EQ(told, 3) << "the disk was never full";
    EXPECT_EQ(site.ask({"GET", "/" + world.salon.slug, {}, {}}).status, 200) << "what is only read goes on";
    EXPECT_TRUE(db::integrity_errors(*world.fresh).empty());
    limit("1000000");
    ASSERT_TRUE(world.fresh->read([](db::Session& session) { return session.value<int>("select 1"); }));
    const json body{{"service", base::to_text(world.salon.cut)},
                    {"provider", "any"},
                    {"start", base::to_text(world.at("fri 15:00"))},
                    {"customer", {{"name", "Cara"}, {"surname", "Lund"}, {"email", "cara@example.com"}}}};
    EXPECT_EQ(site.ask(json_post("/api/v1/" + world.salon.slug + "/bookings", body.dump())).status, 201)
        << "with room again, so do bookings";
}

// The server takes the connection away while it commits.
TEST(LostCommit, DoesNotClaimThatNothingWasSaved) {
    Site site(db::Engine::postgres);
    auto& world = site.world;
    world.fresh->write([](db::Tx& tx) {
        tx.script("create function hang_up() returns trigger language plpgsql as $$ begin "
                  "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end $$");
        tx.script("create constraint trigger hang_up after insert on bookings deferrable initially deferred "
                  "for each row execute function hang_up()");
    });
    const auto start = base::to_text(world.at("tue 10:00"));
    const json body{{"service", base::to_text(world.salon.cut)},
                    {"provider", "any"},
                    {"start", start},
                    {"customer", {{"name", "Cara"}, {"surname", "Lund"}, {"email", "cara@example.com"}}}};
    const auto page =
        form_post("/" + world.salon.slug + "/bookings?lang=en",
                  {{"service", base::to_text(world.salon.cut)},
                   {"provider", base::to_text(world.salon.mira)},
                   {"start", start},
                   {"token", site.app.environment().tokens.make("portal:" + world.salon.slug, "", world.clock.now())},
                   {"key", "a-key-of-this-form-only"},
                   {"name", "Cara"},
                   {"surname", "Lund"},
                   {"email", "cara@example.com"},
                   {"consent", "1"}});
    for (const auto& ask : {json_post("/api/v1/" + world.salon.slug + "/bookings", body.dump()), page}) {
        const auto answer = site.ask(ask);
        EXPECT_EQ(answer.status, 503) << answer.body;
        EXPECT_EQ(answer.body.find("Nothing was saved"), std::string::npos) << answer.body;
        EXPECT_NE(answer.body.find("may have been saved or not"), std::string::npos) << answer.body;
    }
    // Other tests get this database next.
    world.fresh->write([](db::Tx& tx) {
        tx.script("drop trigger hang_up on bookings");
        tx.script("drop function hang_up()");
    });
}

class LockedDatabase : public BadInput {
protected:
    LockedDatabase() : BadInput(300ms) {}
};
INSTANTIATE_TEST_SUITE_P(Engines, LockedDatabase, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(LockedDatabase, IsA503AfterTheTimeoutAndReadingGoesOn) {
    std::latch locked(1), done(1);
    std::jthread other([&] {
        site.world.fresh->write([&](db::Tx& tx) {
            tx.execute("update occupants set version = version");
            locked.count_down();
            done.wait();
        });
    });
    locked.wait();
    {
        const Log log;
        const auto began = std::chrono::steady_clock::now();
        const auto answer = site.ask(json_post(api("bookings"), rightful().dump()));
        EXPECT_EQ(answer.status, 503) << answer.body;
        EXPECT_EQ(answer.header("Retry-After"), "5");
        EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
        EXPECT_NE(log.text().find("msg=unavailable"), std::string::npos) << log.text();
        const auto page = site.ask(form_post("/" + slug() + "/bookings", form()));
        EXPECT_EQ(page.status, 503);
        EXPECT_NE(page.body.find("<h1"), std::string::npos) << "a page, as for everyone who reads pages";
    }
    EXPECT_EQ(site.ask({"GET", "/" + slug(), {}, {}}).status, 200);
    EXPECT_EQ(site.ask({"GET", "/healthz", {}, {}}).status, 200);
    done.count_down();
    other.join();
    EXPECT_EQ(changed(before, site.contents()), "");
    EXPECT_EQ(site.ask(json_post(api("bookings"), rightful().dump())).status, 201);
}

}  // namespace
}  // namespace app::test
