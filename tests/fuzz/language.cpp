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
    if (const auto language = html::parse_language(bytes))
        CHECK(html::parse_language(html::tag(*language)) == language);
    CHECK(base::is_clean_text(html::browser_name(html::Language::en, bytes)));
}
