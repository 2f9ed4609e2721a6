#include "base/json.h"

NLOHMANN_JSON_NAMESPACE_BEGIN
template class basic_json<>;
template class basic_json<ordered_map>;
namespace detail {
template class serializer<json>;
template class serializer<ordered_json>;
template class lexer<json, iterator_input_adapter<std::string::const_iterator>>;
template class lexer<json, iterator_input_adapter<const char*>>;
template class parser<json, iterator_input_adapter<std::string::const_iterator>>;
template class parser<json, iterator_input_adapter<const char*>>;
template class json_sax_dom_parser<json>;
template class json_sax_dom_callback_parser<json>;
}  // namespace detail
NLOHMANN_JSON_NAMESPACE_END

template class std::vector<nlohmann::json>;
template class std::map<std::string, nlohmann::json, std::less<>>;
