#include "office/frame/making.h"

#include "office/frame/form.h"

#include <algorithm>

namespace office {

void include_making(html::Values& values, const Page& page, const Making& making) {
    html::Values out;
    out.set("HERE", making.here).set("PROGRESS", making.words);
    out.set("SO_FAR", making.done).set("ALL", std::max<std::int64_t>(making.all, 1));
    Form stop{.action = making.stop, .token = form_token(page)};
    stop.submit = i18n::words(page.language, "Stop");
    stop.weight = Form::Weight::plain;
    include_form(out, "STOP_FORM", page, stop);
    values.include("MAKING", "office/frame/making", std::move(out));
}

}  // namespace office
