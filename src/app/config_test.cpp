#include "app/test_house.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace app::test {
namespace {

namespace fs = std::filesystem;

class Configuration : public testing::Test {
protected:
    ~Configuration() override {
        for (const auto& name : set_) unsetenv(name.c_str());
        fs::remove_all(folder_);
    }
    void environment(const std::string& name, const std::string& value) {
        setenv(name.c_str(), value.c_str(), 1);
        set_.push_back(name);
    }
    std::string file(const std::string& name, std::string_view text) {
        fs::create_directories(folder_);
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        return path.string();
    }
    static Usage usage(std::vector<std::string> flags) {
        try {
            config(std::move(flags));
        } catch (const Usage& usage) {
            return usage;
        }
        ADD_FAILURE() << "the flags were taken";
        return {-1, ""};
    }
    static std::string line_of(const Config& settings, std::string_view name) {
        const auto all = describe(settings);
        for (std::size_t at = 0; at < all.size();) {
            const auto end = all.find('\n', at);
            if (all.compare(at, name.size() + 1, std::string(name) + " ") == 0) return all.substr(at, end - at);
            at = end + 1;
        }
        return {};
    }

private:
    std::vector<std::string> set_;
    fs::path folder_ = fs::temp_directory_path() / fmt::format("timebok-config-{}", getpid());
};

TEST_F(Configuration, HasADefaultForEverything) {
    const auto settings = config({});
    EXPECT_EQ(settings.command, "serve");
    EXPECT_EQ(settings.port(), 8080);
    EXPECT_EQ(settings.text("listen"), "127.0.0.1");
    EXPECT_EQ(settings.database(), "data/timebok.db");
    EXPECT_TRUE(settings.on("rate-limits"));
    EXPECT_FALSE(settings.on("empty"));
    EXPECT_TRUE(settings.list("trusted-proxies").empty());
    for (const auto& setting : settings.settings) {
        EXPECT_EQ(setting.source, "default") << setting.name;
        EXPECT_FALSE(setting.description.empty()) << setting.name;
    }
}

TEST_F(Configuration, AFlagBeatsTheEnvironmentWhichBeatsAFileWhichBeatsTheDefault) {
    const auto source = [&](std::vector<std::string> flags) {
        const auto settings = config(std::move(flags));
        const auto found = std::ranges::find(settings.settings, "port", &Setting::name);
        return std::pair(settings.port(), found->source);
    };
    using Expected = std::pair<std::uint16_t, std::string>;
    EXPECT_EQ(source({}), Expected(8080, "default"));
    environment("TIMEBOK_PORT_FILE", file("port", "8081\nsecond line\n"));
    EXPECT_EQ(source({}), Expected(8081, "TIMEBOK_PORT_FILE"));
    environment("TIMEBOK_PORT", "8082");
    EXPECT_EQ(source({}), Expected(8082, "TIMEBOK_PORT"));
    EXPECT_EQ(source({"--port", "8083"}), Expected(8083, "--port"));
    EXPECT_EQ(source({"--port=8084"}), Expected(8084, "--port"));
    EXPECT_EQ(source({"serve", "--port", "8085"}), Expected(8085, "--port"));
    EXPECT_EQ(source({"--port", "8086", "serve"}), Expected(8086, "--port"));
}

TEST_F(Configuration, EverySettingHasItsVariable) {
    environment("TIMEBOK_BASE_URL", "https://book.example.org");
    environment("TIMEBOK_TRUSTED_PROXIES", " 10.0.0.0/8 , 127.0.0.1,, ");
    environment("TIMEBOK_RATE_LIMITS", "off");
    environment("TIMEBOK_EMPTY", "true");
    const auto settings = config({});
    EXPECT_EQ(settings.text("base-url"), "https://book.example.org");
    EXPECT_EQ(settings.list("trusted-proxies"), (std::vector<std::string>{"10.0.0.0/8", "127.0.0.1"}));
    EXPECT_FALSE(settings.on("rate-limits"));
    EXPECT_TRUE(settings.on("empty"));
}

TEST_F(Configuration, ASwitchIsOnOrOffInAnyOfItsWords) {
    EXPECT_TRUE(config({"--empty"}).on("empty"));
    for (const auto* on : {"on", "1", "true", "yes"}) {
        environment("TIMEBOK_RATE_LIMITS", on);
        EXPECT_TRUE(config({}).on("rate-limits")) << on;
    }
    for (const auto* off : {"off", "0", "false", "no", ""}) {
        environment("TIMEBOK_RATE_LIMITS", off);
        EXPECT_FALSE(config({}).on("rate-limits")) << off;
    }
}

TEST_F(Configuration, AWrongValueIsExplainedByItsName) {
    for (const auto& [flags, word] :
         std::vector<std::pair<std::vector<std::string>, std::string>>{{{"--port", "http"}, "port"},
                                                                       {{"--port", "65536"}, "65535"},
                                                                       {{"--port", "-1"}, "port"},
                                                                       {{"--port", "99999999999999999999"}, "port"},
                                                                       {{"--port", ""}, "port"},
                                                                       {{"--port", "80 80"}, "port"},
                                                                       {{"--workers", "0"}, "workers"},
                                                                       {{"--workers", "257"}, "256"},
                                                                       {{"--readers", "many"}, "readers"},
                                                                       {{"--rate-limits", "perhaps"}, "rate-limits"},
                                                                       {{"--log-level", "loud"}, "log-level"},
                                                                       {{"--prot", "1"}, "--prot"},
                                                                       {{"dance"}, "dance"},
                                                                       {{"backup"}, "FILE"},
                                                                       {{"restore"}, "FILE"}}) {
        const auto wrong = usage(flags);
        EXPECT_EQ(wrong.exit_code, 2);
        EXPECT_NE(wrong.text.find(word), std::string::npos) << word << ": " << wrong.text;
    }
    environment("TIMEBOK_PORT_FILE", "/nowhere/at/all");
    EXPECT_NE(usage({}).text.find("/nowhere/at/all"), std::string::npos);
}

TEST_F(Configuration, HelpNamesEveryCommandAndSetting) {
    const auto help = usage({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    for (const auto* command : {"serve", "migrate", "demo", "config", "check", "retry", "backup", "restore"})
        EXPECT_NE(help.text.find(command), std::string::npos) << command;
    for (const auto& setting : config({}).settings)
        EXPECT_NE(help.text.find("--" + setting.name), std::string::npos) << setting.name;
    EXPECT_EQ(usage({"--version"}).exit_code, 0);
}

TEST_F(Configuration, TheManualNamesEverySettingWithItsDefaultAndNoOther) {
    // | `--port` | `TIMEBOK_PORT` | 8080 | ...
    std::ifstream manual(TIMEBOK_MANUAL);
    std::vector<std::string> written, real;
    for (std::string line; std::getline(manual, line);) {
        if (!line.starts_with("| `--")) continue;
        std::erase_if(line, [](char c) { return c == '`' || c == ' '; });
        std::size_t end = 0;
        for (int column = 0; column < 4; ++column) end = line.find('|', end) + 1;
        written.push_back(line.substr(0, end));
    }
    for (const auto& setting : config({}).settings) {
        std::string variable = "TIMEBOK_" + setting.name;
        for (auto& c : variable) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
        real.push_back(fmt::format("|--{}|{}|{}|", setting.name, variable, setting.value));
    }
    EXPECT_EQ(written, real);
}

TEST_F(Configuration, TheDescriptionTellsEachValueAndItsSourceAndHidesSecrets) {
    environment("TIMEBOK_SECRET_FILE", file("secret", "a-secret-of-the-house\n"));
    environment("TIMEBOK_METRICS_TOKEN", "a-token-of-the-house");
    const auto settings = config({"--database", "postgresql://me:password-of-mine@db/timebok", "--port", "9000"});
    EXPECT_EQ(settings.text("secret"), "a-secret-of-the-house");
    const auto all = describe(settings);
    for (const auto* secret : {"a-secret-of-the-house", "a-token-of-the-house", "password-of-mine"})
        EXPECT_EQ(all.find(secret), std::string::npos) << all;
    for (const auto* name : {"secret", "metrics-token", "database"})
        EXPECT_NE(line_of(settings, name).find("***"), std::string::npos) << line_of(settings, name);
    EXPECT_NE(line_of(settings, "secret").find("TIMEBOK_SECRET_FILE"), std::string::npos);
    EXPECT_NE(line_of(settings, "port").find("9000"), std::string::npos);
    EXPECT_NE(line_of(settings, "port").find("--port"), std::string::npos);
    EXPECT_NE(line_of(settings, "listen").find("default"), std::string::npos);
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(all, '\n')), settings.settings.size());
}

}  // namespace
}  // namespace app::test
