// Accept-Language, language tags and User-Agent.
#include "fuzz/fuzz.h"
#include "html/browser.h"
#include "html/html.h"
#include "http/http.h"

void fuzz(std::string_view bytes) {
    static const std::vector<std::string> offered{"en", "nb", "da", "nl", "pt-BR"};
    http::Request request;
    request.headers.emplace_back("accept-language", bytes);
    const auto best = request.best_language(offered);
    CHECK(std::ranges::find(offered, best) != offered.end());
    if (const auto language = i18n::parse_language(bytes))
        CHECK(i18n::parse_language(i18n::tag(*language)) == language);
    CHECK(base::is_clean_text(html::browser_name(i18n::Language::en, bytes)));
}
