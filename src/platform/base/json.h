// nlohmann's JSON, of which what every file would otherwise compile for itself, most of it reading and writing, is
// compiled once, in json.cpp. It is among the precompiled headers; a file that uses JSON includes <nlohmann/json.hpp>.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

NLOHMANN_JSON_NAMESPACE_BEGIN
extern template class basic_json<>;
extern template class basic_json<ordered_map>;
namespace detail {
extern template class serializer<json>;
extern template class serializer<ordered_json>;
extern template class lexer<json, iterator_input_adapter<std::string::const_iterator>>;
extern template class lexer<json, iterator_input_adapter<const char*>>;
extern template class parser<json, iterator_input_adapter<std::string::const_iterator>>;
extern template class parser<json, iterator_input_adapter<const char*>>;
extern template class json_sax_dom_parser<json>;
extern template class json_sax_dom_callback_parser<json>;
}  // namespace detail
NLOHMANN_JSON_NAMESPACE_END

extern template class std::vector<nlohmann::json>;
extern template class std::map<std::string, nlohmann::json, std::less<>>;
