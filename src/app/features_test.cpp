#include "app/features.h"
#include "activity/telling.h"

#include <gtest/gtest.h>

namespace app {
namespace {

struct Features : testing::Test {
    base::ManualClock clock{Instant{}};
    notify::Options mailing;
    html::Pages pages;
    activity::Registry registry;
    Features() { register_features(registry, features(), {clock, mailing, pages}); }
};

template <class Entries, class Name>
void expect_each_once(const Entries& entries, Name name) {
    std::set<std::string> seen;
    for (const auto& entry : entries)
        EXPECT_TRUE(seen.emplace(std::invoke(name, entry)).second) << std::invoke(name, entry);
    EXPECT_FALSE(seen.empty());
}

TEST_F(Features, RegisterEverythingUnderANameOfItsOwn) {
    expect_each_once(features(), &Feature::name);
    expect_each_once(registry.all<activity::Type>(), &activity::Type::name);
    expect_each_once(registry.all<activity::Log>(), &activity::Log::name);
    expect_each_once(registry.all<activity::Names>(), &activity::Names::kind);
    expect_each_once(registry.all<businesses::Permission>(), &businesses::Permission::name);
    expect_each_once(registry.all<businesses::Module>(), &businesses::Module::name);
}

TEST_F(Features, RegisterWhatTheirRoutesAskFor) {
    const auto& permissions = registry.all<businesses::Permission>();
    const auto& modules = registry.all<businesses::Module>();
    for (const auto& route : routes_of(features())) {
        SCOPED_TRACE(route.pattern);
        if (route.policy.permission) {
            EXPECT_NE(std::ranges::find(permissions, *route.policy.permission), permissions.end());
        }
        if (route.policy.module) {
            EXPECT_NE(std::ranges::find(modules, *route.policy.module), modules.end());
        }
    }
}

TEST_F(Features, HaveWordsInEveryLanguageForWhatTheyRecord) {
    // The same in English and in another language.
    const std::set<std::string, std::less<>> alike{"E-mail", "Labels", "Note", "Status"};
    const auto expect_words = [&](const char* words) {
        if (!words) return;
        for (const auto language : i18n::languages) {
            const auto said = i18n::words(language, words);
            EXPECT_FALSE(said.empty());
            if (language != i18n::Language::en && !alike.contains(words)) {
                EXPECT_NE(said, words) << i18n::tag(language);
            }
        }
    };
    for (const auto& type : registry.all<activity::Type>()) {
        SCOPED_TRACE(type.name);
        ASSERT_NE(type.words, nullptr);
        expect_words(type.words);
        for (const auto& field : type.fields) expect_words(field.words);
        if (!type.log.empty()) {
            const auto& logs = registry.all<activity::Log>();
            EXPECT_NE(std::ranges::find(logs, type.log, &activity::Log::name), logs.end()) << type.log;
        }
    }
}

}  // namespace
}  // namespace app
