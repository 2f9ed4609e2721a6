// What was typed into a form's field.
#pragma once

#include "base/typed.h"
#include "http/http.h"

namespace http {

// One line, trimmed; empty where it has characters that nobody types.
inline std::string line(const Form& form, std::string_view name) { return base::typed_line(form.get(name)); }
inline std::string text(const Form& form, std::string_view name) { return base::typed_text(form.get(name)); }

}  // namespace http
