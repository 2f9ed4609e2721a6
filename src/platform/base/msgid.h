// Words that are written where no language is known yet: bin/messages collects them, and i18n::words says them.
#pragma once

// NOLINTNEXTLINE(readability-identifier-naming): the mark that gettext's tools know.
constexpr const char* N_(const char* text) { return text; }
