// The language of mails. Random templates are compared with a slow, obvious renderer; TIMEBOK_TEST_SEED=n repeats a
// run.
#include "notify/template.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace notify::engine {
namespace {

using i18n::Language;

const Names known{
    {"customer_name"},
    {"note"},
    {"business_name"},
    {"brand_color"},
    {"panel_url"},
    {"cancel_link", Kind::link},
    {"access_link", Kind::link, {}, true},
    {"password", Kind::text, {}, true},
    {"starts_at", Kind::moment},
    {"can_cancel", Kind::flag},
    {"upcoming_bookings",
     Kind::list,
     {{"service"},
      {"starts_at", Kind::moment},
      {"manage_link", Kind::link},
      {"extras", Kind::list, {{"extra"}, {"price"}}}}},
};

Moment moment(std::string_view text, Language language = Language::en) {
    return {*base::parse_instant(text), *Zone::find("Europe/Oslo"), language};
}

Scope anna() {
    Scope out;
    out.set("customer_name", "Anna").set("business_name", "Lind & Sønn").set("can_cancel", true);
    out.set("starts_at", moment("2026-12-11T13:45:00Z"));
    out.set("cancel_link", Link{"Cancel", "https://book.example/c?a=1&b=2"});
    out.set("panel_url", "https://book.example/lind");
    return out;
}

std::string text(std::string_view source, const Scope& values = anna(), Form form = Form::text) {
    const auto parsed = parse(source, form, known);
    if (!parsed) return "ERROR " + i18n::message(Language::en, parsed.error().code, parsed.error().parameters);
    return render(*parsed, values).value_or("too long");
}
std::string html_of(std::string_view source, const Scope& values = anna()) { return text(source, values, Form::html); }

// "template.unclosed line=2 name={{#if x}}".
std::string refusal(std::string_view source, Form form = Form::html) {
    const auto parsed = parse(source, form, known);
    if (parsed) return "accepted";
    auto out = parsed.error().code;
    for (const auto& [name, value] : parsed.error().parameters) out += " " + name + "=" + value;
    EXPECT_NE(i18n::message(Language::en, parsed.error().code, parsed.error().parameters), "");
    return out;
}

TEST(Template, PutsValuesInTheirPlaces) {
    EXPECT_EQ(text("Hello {{customer_name}}, {{ business_name }}!"), "Hello Anna, Lind & Sønn!");
    EXPECT_EQ(text(""), "");
    EXPECT_EQ(text("no placeholders { } }} %"), "no placeholders { } }} %");
    EXPECT_EQ(text("[{{note}}]"), "[]");  // was not set
}

TEST(Template, WritesMomentsInTheLanguageAndZoneOfTheMoment) {
    EXPECT_EQ(text("{{starts_at}}"), "Friday 11 December 2026 at 14:45");
    EXPECT_EQ(text("{{starts_at | date}}|{{starts_at|time}}|{{ starts_at | short_date }}|{{starts_at | weekday}}"),
              "Friday 11 December 2026|14:45|Fri 11 December|Friday");
    auto values = anna();
    values.set("starts_at", moment("2026-07-01T10:05:00Z", Language::nb));
    EXPECT_EQ(text("{{starts_at | date}} {{starts_at | time}}", values), "onsdag 1. juli 2026 12:05");
}

TEST(Template, FiltersOneAfterTheOther) {
    auto values = anna();
    values.set("customer_name", "Åse Ærlig");
    EXPECT_EQ(text("{{customer_name | upper}} {{customer_name | lower}}", values), "ÅSE ÆRLIG åse ærlig");
    EXPECT_EQ(text("{{starts_at | weekday | upper}}"), "FRIDAY");
    EXPECT_EQ(text("{{note | default: \"none }} here\" | upper}}"), "NONE }} HERE");
    EXPECT_EQ(text("{{customer_name | default: \"you\"}}"), "Anna");
    EXPECT_EQ(text("{{customer_name | default: \"you\"}}", Scope()), "you");
    EXPECT_EQ(text("{{starts_at | date | default: \"soon\"}}", Scope()), "soon");
    EXPECT_EQ(text("{{cancel_link | default: \"-\"}}", Scope()), "-");
}

TEST(Template, UnderstandsTagsAsEditorsWriteThem) {
    EXPECT_EQ(html_of("{{&nbsp;customer_name | default: &quot;you&quot; }}"), "Anna");
    EXPECT_EQ(html_of("{{\u00A0note\n|\tdefault: &quot;a &amp; b&quot;\u00A0}}"), "a &amp; b");
}

TEST(Template, LinksAreHtmlInHtmlAndAnAddressInText) {
    EXPECT_EQ(html_of("{{cancel_link}}"), "<a href=\"https://book.example/c?a=1&amp;b=2\">Cancel</a>");
    EXPECT_EQ(html_of("<a class=\"b\" href=\"{{cancel_link}}\">x</a>"),
              "<a class=\"b\" href=\"https://book.example/c?a=1&amp;b=2\">x</a>");
    EXPECT_EQ(text("{{cancel_link}}"), "Cancel: https://book.example/c?a=1&b=2");
    auto values = anna();
    values.set("cancel_link", Link{"", "https://x.example/"});
    EXPECT_EQ(text("{{cancel_link}}", values), "https://x.example/");
    EXPECT_EQ(html_of("{{cancel_link}}", values), "<a href=\"https://x.example/\">https://x.example/</a>");
    values.set("cancel_link", Link{"<b>", "javascript:alert(1)"});
    EXPECT_EQ(html_of("{{cancel_link}}", values), "<a href=\"#\">&lt;b&gt;</a>");
}

Scope with_bookings(int count) {
    auto out = anna();
    std::vector<Scope> items;
    for (int i = 0; i < count; ++i) {
        Scope item;
        item.set("service", "Cut " + std::to_string(i))
            .set("starts_at", moment("2027-01-0" + std::to_string(i % 9 + 1) + "T09:00:00Z"));
        std::vector<Scope> extras(2);
        extras[0].set("extra", "tea");
        extras[1].set("extra", "cake");
        item.set("extras", extras);
        items.push_back(item);
    }
    return out.set("upcoming_bookings", items);
}

TEST(Template, RepeatsWithTheNamesOfTheItemAndThoseAround) {
    EXPECT_EQ(text("{{#each upcoming_bookings}}{{service}} {{starts_at | time}} {{customer_name}};{{/each}}",
                   with_bookings(2)),
              "Cut 0 10:00 Anna;Cut 1 10:00 Anna;");
    EXPECT_EQ(text("{{#each upcoming_bookings}}x{{else}}none{{/each}}", with_bookings(0)), "none");
    EXPECT_EQ(text("{{#each upcoming_bookings}}x{{else}}none{{/each}}"), "none");
    EXPECT_EQ(
        text("{{#each upcoming_bookings}}{{#each extras}}{{service}}+{{extra}} {{/each}}{{/each}}", with_bookings(1)),
        "Cut 0+tea Cut 0+cake ");
}

TEST(Template, AsksWhetherThereIsSomething) {
    const auto asked = [](std::string_view name, const Scope& values) {
        return text("{{#if " + std::string(name) + "}}yes{{else}}no{{/if}}", values);
    };
    for (const auto* const name : {"customer_name", "cancel_link", "starts_at", "can_cancel"}) {
        EXPECT_EQ(asked(name, anna()), "yes") << name;
        EXPECT_EQ(asked(name, Scope()), "no") << name;
    }
    EXPECT_EQ(asked("upcoming_bookings", with_bookings(1)), "yes");
    EXPECT_EQ(asked("upcoming_bookings", with_bookings(0)), "no");
    EXPECT_EQ(asked("can_cancel", anna().set("can_cancel", false)), "no");
    EXPECT_EQ(asked("customer_name", anna().set("customer_name", "")), "no");
    EXPECT_EQ(text("{{#if note}}x{{/if}}"), "");
}

TEST(Template, LeavesNoEmptyLineForASectionsTagInText) {
    EXPECT_EQ(text("Hi\n{{#each upcoming_bookings}}\n- {{service}}\n  {{/each}}  \r\nBye\n", with_bookings(2)),
              "Hi\n- Cut 0\n- Cut 1\nBye\n");
    EXPECT_EQ(text("{{#if note}}\nx\n{{else}}\n{{#if can_cancel}}\ny\n{{/if}}\n{{/if}}"), "y\n");
    EXPECT_EQ(text("a {{#if can_cancel}}\nb{{/if}}\nc"), "a \nb\nc");
    EXPECT_EQ(html_of("a\n{{#if can_cancel}}\nb\n{{/if}}\nc"), "a\n\nb\n\nc");
}

TEST(Template, SaysWhichNamesItUses) {
    const auto parsed =
        parse("{{customer_name}}{{#if can_cancel}}{{cancel_link}}{{/if}}"
              "{{#each upcoming_bookings}}{{starts_at}}{{business_name}}{{#each extras}}{{price}}{{/each}}{{/each}}",
              Form::text, known);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(used_names(*parsed),
              (std::set<std::string>{"business_name", "can_cancel", "cancel_link", "customer_name", "upcoming_bookings",
                                     "upcoming_bookings.extras", "upcoming_bookings.extras.price",
                                     "upcoming_bookings.starts_at"}));
}

TEST(Template, RefusesNamesThatItDoesNotKnowWithTheirLine) {
    EXPECT_EQ(refusal("a\nb {{custmer_name}}"),
              "template.unknown_placeholder_near line=2 name=custmer_name suggestion=customer_name");
    EXPECT_EQ(refusal("{{CustomerName}}"),
              "template.unknown_placeholder_near line=1 name=CustomerName suggestion=customer_name");
    EXPECT_EQ(refusal("{{customer.name}}"),
              "template.unknown_placeholder_near line=1 name=customer.name suggestion=customer_name");
    EXPECT_EQ(refusal("{{color}}"), "template.unknown_placeholder_near line=1 name=color suggestion=brand_color");
    EXPECT_EQ(refusal("{{xyzzy}}"), "template.unknown_placeholder line=1 name=xyzzy");
    EXPECT_EQ(refusal("{{service}}"), "template.unknown_placeholder line=1 name=service");  // of items only
    EXPECT_EQ(refusal("{{#each upcoming_bookings}}{{servce}}{{/each}}"),
              "template.unknown_placeholder_near line=1 name=servce suggestion=service");
    EXPECT_EQ(refusal("\n\n{{#if nobody}}{{/if}}").substr(0, 35), "template.unknown_placeholder line=3");
    EXPECT_EQ(text("{{custmer_name}}"),
              "ERROR Line 1: there is no placeholder called custmer_name. Did you mean customer_name?");
}

TEST(Template, RefusesWhatIsNotClosed) {
    EXPECT_EQ(refusal("a\n{{#if note}}\n{{#each upcoming_bookings}}"),
              "template.unclosed line=3 name={{#each upcoming_bookings}}");
    EXPECT_EQ(refusal("a\n{{#if note}}x"), "template.unclosed line=2 name={{#if note}}");
    EXPECT_EQ(refusal("a\n{{#if note}}x{{else}}y"), "template.unclosed line=2 name={{#if note}}");
    EXPECT_EQ(refusal("a {{customer_name\nb"), "template.unclosed line=1 name={{customer_name");
    EXPECT_EQ(refusal("{{"), "template.unclosed line=1 name={{");
}

TEST(Template, RefusesWhatItDoesNotUnderstand) {
    for (const auto* const bad : {"{{}}",
                                  "{{ }}",
                                  "{{{customer_name}}}",
                                  "{{customer_name upper}}",
                                  "{{customer_name |}}",
                                  "{{#unless note}}{{/unless}}",
                                  "{{#if}}{{/if}}",
                                  "{{#if note note}}{{/if}}",
                                  "{{/if}}",
                                  "{{else}}",
                                  "{{#if note}}{{/each}}",
                                  "{{#if note}}{{else}}{{else}}{{/if}}",
                                  "{{note | default}}",
                                  "{{note | default: x}}",
                                  "{{note | default \"x\"}}",
                                  "{{note | upper: \"x\"}}",
                                  "{{> other}}",
                                  "{{1}}",
                                  "{{#if note}}{{/if x}}",
                                  "{{#each}}{{/each}}",
                                  "{{ /if note }}"})
        EXPECT_EQ(refusal(bad).substr(0, 26), "template.unexpected line=1") << bad;
    EXPECT_EQ(refusal("{{note | uper}}"), "template.unknown_filter line=1 name=uper");
    for (const auto* const bad :
         {"{{upcoming_bookings}}", "{{can_cancel}}", "{{#each note}}{{/each}}", "{{note | date}}",
          "{{starts_at | upper}}", "{{cancel_link | upper}}", "{{starts_at | date | time}}"})
        EXPECT_EQ(refusal(bad).substr(0, 26), "template.wrong_kind line=1") << bad;
}

TEST(Template, HasLimits) {
    EXPECT_EQ(refusal(std::string(kLongestSource, 'x')), "accepted");
    EXPECT_EQ(refusal(std::string(kLongestSource + 1, 'x')), "template.too_long limit=65536");
    const auto nested = [](int depth, const std::string& tag, const std::string& end) {
        std::string out;
        for (int i = 0; i < depth; ++i) out += tag;
        for (int i = 0; i < depth; ++i) out += end;
        return out;
    };
    EXPECT_EQ(refusal(nested(16, "{{#if note}}", "{{/if}}")), "accepted");
    EXPECT_EQ(refusal(nested(17, "{{#if note}}", "{{/if}}")), "template.too_deep line=1 limit=16");
    EXPECT_EQ(refusal(nested(4, "{{#each upcoming_bookings}}", "{{/each}}")), "accepted");
    EXPECT_EQ(refusal(nested(5, "{{#each upcoming_bookings}}", "{{/each}}")), "template.too_deep line=1 limit=4");
    EXPECT_EQ(text("{{#each upcoming_bookings}}x{{/each}}", with_bookings(1200)), std::string(1000, 'x'));
    const auto parsed = parse(nested(4, "{{#each upcoming_bookings}}", "{{/each}}"), Form::text, known);
    EXPECT_EQ(render(*parsed, with_bookings(1000)).error().code,
              "template.too_costly");  // writes nothing, for ever
    const auto long_one = parse("{{#each upcoming_bookings}}{{note}}{{/each}}", Form::text, known);
    EXPECT_EQ(render(*long_one, with_bookings(1000).set("note", std::string(2000, 'x'))).error().code,
              "template.output_too_long");
}

TEST(Template, CountsFiltersAmongItsSteps) {
    const auto nested = [](int filters) {
        std::string value = "{{starts_at | date";
        for (int i = 0; i < filters; ++i) value += i % 2 ? " | upper" : " | lower";
        std::string out = value + "}}";
        for (int i = 0; i < 3; ++i) out = "{{#each upcoming_bookings}}" + out + "{{/each}}";
        return parse(out, Form::text, known).value();
    };
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(render(nested(2), with_bookings(10)));
    EXPECT_EQ(render(nested(50), with_bookings(50)).error().code, "template.too_costly");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
}

TEST(Template, IsNotWrittenOutForLongerThanItsReaderWaits) {
    const auto parsed =
        parse("{{#each upcoming_bookings}}{{#each upcoming_bookings}}{{service}}{{/each}}{{/each}}", Form::text, known);
    const auto values = with_bookings(100);
    const auto now = std::chrono::steady_clock::now();
    EXPECT_TRUE(render(*parsed, values, now + std::chrono::hours{1}));
    EXPECT_EQ(render(*parsed, values, now - std::chrono::seconds{1}).error().code, "template.too_costly");
}

TEST(TemplateSecrets, StandWhereNothingCarriesThemAway) {
    for (const auto* const good :
         {"<a href=\"{{access_link}}\">In</a>", "<a class='b' href='{{access_link}}' style='x:y'>In</a>",
          "<A HREF = \" {{ access_link | default: &quot;https://x.example&quot; }}\">In</A>", "<p>{{access_link}}</p>",
          "<p>See {{access_link}}.</p>", "{{#if access_link}}{{access_link}}{{/if}}",
          "<a href=\"{{#if access_link}}{{access_link}}{{else}}{{panel_url}}{{/if}}\">In</a>",
          "<a href=\"{{#if can_cancel}}{{access_link}}{{else}}https://x.example/{{note}}{{/if}}\">In</a>",
          "{{#each upcoming_bookings}}<a href=\"{{access_link}}\">{{service}}</a>{{/each}}",
          "<!--[if mso]><a href=\"{{access_link}}\">In</a><![endif]-->",
          "<img src=\"https://x.example/t?u={{panel_url}}\">{{cancel_link}}",
          "<p>Visit https://x.example/. Your password: <b>{{password}}</b></p>", "<p>({{password}})</p>"})
        EXPECT_EQ(refusal(good), "accepted") << good;
    for (const auto* const good :
         {"{{access_link}}", "Hello\n\n  {{access_link}}  \nBye", "{{#if access_link}}{{access_link}}{{/if}}\n",
          "https://x.example/\n{{#if can_cancel}}\n{{access_link}}\n{{else}}\nno\n{{/if}}\nBye",
          "{{#each upcoming_bookings}}\n{{service}}\n{{access_link}}\n{{/each}}", "{{#if access_link}}Sign in: {{/if}}",
          "Your password: {{password}}", "{{password}}\n"})
        EXPECT_EQ(refusal(good, Form::text), "accepted") << good;
    EXPECT_EQ(refusal("{{customer_name}}, {{#if access_link}}now{{/if}}", Form::subject), "accepted");
}

TEST(TemplateSecrets, AreRefusedWithTheirLineWhereTheyWouldGoElsewhere) {
    for (const auto* const bad :
         {"\n<img src=\"https://elsewhere.example/t?u={{access_link}}\">", "\n<img src=\"{{access_link}}\">",
          "\n<a href=\"https://elsewhere.example/?u={{access_link}}\">In</a>",
          "\n<a href=\"{{access_link}}&u=1\">In</a>", "\n<a href=\"{{access_link}}{{note}}\">In</a>",
          "\n<a href=\"{{note}}{{access_link}}\">In</a>",
          "\n<a href=\"{{#if note}}https://elsewhere.example/?u={{/if}}{{access_link}}\">In</a>",
          "\n<a href=\"{{#if note}}{{access_link}}{{/if}}x\">In</a>", "\n<a href=\"{{access_link}}",
          "\n<a href=\"{{#each upcoming_bookings}}{{access_link}}{{/each}}\">In</a>",
          "\n<a title=\"{{access_link}}\">In</a>", "\n<link href=\"{{access_link}}\">",
          "\n<form action=\"{{access_link}}\"></form>", "\n<input name=a value=\"{{access_link}}\">",
          "\n<form action='https://elsewhere.example'><textarea name=a>{{access_link}}</textarea></form>",
          "\n<p style=\"background:{{access_link}}\">", "\n<!-- {{access_link}} -->",
          "\n<svg><image xlink:href=\"{{access_link}}\"/></svg>", "\n<title>{{access_link}}</title>"})
        EXPECT_EQ(refusal(bad), "template.secret_in_html line=2 name=access_link") << bad;
    for (const auto* const bad :
         {"\n<img src=\"https://elsewhere.example/t?u={{password}}\">", "\n<a href=\"{{password}}\">In</a>",
          "\n<p>https://elsewhere.example/?p={{password}}</p>", "\n<p>https://elsewhere.example/{{note}}{{password}}",
          "\n<i title='{{password | upper}}'></i>"})
        EXPECT_EQ(refusal(bad), "template.secret_in_html line=2 name=password") << bad;
    for (const auto* const bad :
         {"\nhttps://elsewhere.example/?u={{access_link}}", "\nSign in: {{access_link}}", "\n{{access_link}}!",
          "\n{{access_link}} {{access_link}}", "\n{{note}}{{access_link}}", "\n{{access_link}}{{note}}",
          "\n{{#if note}}https://elsewhere.example/?u={{/if}}{{access_link}}", "\n{{#if note}}{{access_link}}{{/if}}&x",
          "\n{{#each upcoming_bookings}}{{access_link}}{{/each}}",
          "\n{{#each upcoming_bookings}}{{access_link}}\nhttps://elsewhere.example/?u={{/each}}"})
        EXPECT_EQ(refusal(bad, Form::text), "template.secret_in_text line=2 name=access_link") << bad;
    EXPECT_EQ(refusal("\nhttps://elsewhere.example/?p={{password}}", Form::text),
              "template.secret_in_text line=2 name=password");
    for (const auto* const name : {"access_link", "password"})
        EXPECT_EQ(refusal("{{" + std::string(name) + "}}", Form::subject),
                  "template.secret_in_subject line=1 name=" + std::string(name));
}

TEST(TemplateSecrets, AreNoPartOfAWordInTheTextMadeOfTheHtml) {
    auto values = anna();
    values.set("access_link", Link{"In", "https://book.example/access/x"});
    const auto html =
        html_of("<p>https://elsewhere.example/?u=<a href=\"{{access_link}}\"><img src='a.png'></a></p>", values);
    EXPECT_EQ(text_of_html(html), "https://elsewhere.example/?u= https://book.example/access/x\n");
}

constexpr std::string_view pasted = R"html(<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>Hello</title>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style type="text/css">
@media only screen and (max-width:480px){.a{width:100%!important}.b{color:#fff}}
a[x-apple-data-detectors]{color:inherit} /* <b> "quoted ' { */
</style></head>
<body bgcolor=#ffffff leftmargin=0 style='margin:0;font-family:"Arial"'>
<!--[if mso]><v:roundrect href="https://x.example/?a=1&amp;b=2" style="height:40px" arcsize="8%"><![endif]-->
<!--[if !mso]><!--><a href="https://x.example" class="b">Book &raquo;</a><!--<![endif]-->
<!--[if mso]></v:roundrect><![endif]-->
<p>1 < 2 && 3 > 2 &amp; { } }} Blåbær 東京 <br/><img src="cid:logo" alt='a>b'></p>
</body></html>
)html";

TEST(TemplateHtml, LeavesAPastedMailAsItIs) {
    EXPECT_EQ(html_of(pasted), pasted);
    EXPECT_EQ(text(pasted), pasted);
    auto with_crlf = std::string(pasted);
    with_crlf.insert(with_crlf.find('\n'), "\r");
    EXPECT_EQ(html_of(with_crlf), with_crlf);
    // And what is put into it stands in its place.
    auto with_name = std::string(pasted);
    with_name.insert(with_name.find("Book &raquo;"), "{{business_name}} ");
    EXPECT_NE(html_of(with_name).find(">Lind &amp; Sønn Book &raquo;</a>"), std::string::npos);
}

std::string filled(std::string_view source, std::string_view value) {
    Scope values;
    values.set("note", std::string(value)).set("can_cancel", true);
    return html_of(source, values);
}

TEST(TemplateHtml, EscapesForTheTextAndForAttributes) {
    EXPECT_EQ(filled("<p>{{note}}</p>", "<script>alert('1')</script> & \""),
              "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;</p>");
    EXPECT_EQ(filled("<img alt=\"{{note}}\" title='{{note}}'>", "\" onload='x'"),
              "<img alt=\"&quot; onload=&#39;x&#39;\" title='&quot; onload=&#39;x&#39;'>");
    EXPECT_EQ(filled("<title>{{note}}</title>", "</title><b>"), "<title>&lt;/title&gt;&lt;b&gt;</title>");
    EXPECT_EQ(filled("<!-- {{note}} --><p>{{note}}</p>", "--><b>"), "<!-- --&gt;&lt;b&gt; --><p>--&gt;&lt;b&gt;</p>");
}

TEST(TemplateHtml, PutsOnlyAddressesThatRunNothingIntoLinks) {
    for (const auto* const good : {"https://x.example/?a=1", "HTTP://x.example", "mailto:a@b.no", "tel:+4712345678"})
        EXPECT_EQ(filled("<a href=\"{{note}}\">", good), "<a href=\"" + std::string(good) + "\">") << good;
    EXPECT_EQ(filled("<a href=' {{note}}'>", "https://x.example/?a=1&b='2'"),
              "<a href=' https://x.example/?a=1&amp;b=&#39;2&#39;'>");
    for (const auto* const bad :
         {"javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:x", "java\nscript:x", "data:text/html,x", "",
          "//x", "vbscript:x", "https", "\x01https://x", "https://x y"}) {
        EXPECT_EQ(filled("<a href=\"{{note}}\">", bad), "<a href=\"#\">") << bad;
        EXPECT_EQ(filled("<a\nHREF = '{{note}}'>", bad), "<a\nHREF = '#'>") << bad;
        EXPECT_EQ(filled("<img/src=\"{{note}}\">", bad), "<img/src=\"#\">") << bad;
        EXPECT_EQ(filled("<!--[if mso]><v:rect href=\"{{note}}\"><![endif]-->", bad),
                  "<!--[if mso]><v:rect href=\"#\"><![endif]-->")
            << bad;
    }
    EXPECT_EQ(filled("<a href=\"https://x.example/{{note}}?q={{note}}\">", "a/b c&d:+"),
              "<a href=\"https://x.example/a%2Fb%20c%26d%3A%2B?q=a%2Fb%20c%26d%3A%2B\">");
    EXPECT_EQ(filled("<a href=\"/x?a=1&amp;q={{note}}\">", "&"), "<a href=\"/x?a=1&amp;q=%26\">");
    EXPECT_EQ(filled("<a href=\"mailto:{{note}}\">", "a@b.no"), "<a href=\"mailto:a@b.no\">");
    EXPECT_EQ(filled("<a href=\"tel:{{note}}\">", "+47 12"), "<a href=\"tel:+47%2012\">");
    EXPECT_EQ(filled("<a href=\"{{note}}?tab=1\">", "https://x.example/"), "<a href=\"https://x.example/?tab=1\">");
    EXPECT_EQ(filled("<a href=\"java{{note}}\">", "script:x"), "<a href=\"javascript%3Ax\">");
    // It may be the first there is, or not.
    EXPECT_EQ(filled("<a href=\"{{#if business_name}}https://x.example/{{/if}}{{note}}\">", "javascript:x"),
              "<a href=\"javascript%3Ax\">");
}

TEST(TemplateHtml, LetsAStyleBeAStyle) {
    EXPECT_EQ(filled("<p style=\"color:{{note}};x:y\">", "#1a2B3c"), "<p style=\"color:#1a2B3c;x:y\">");
    EXPECT_EQ(filled("<p style=\"color:{{note}}\">", "red;background:url('https://x')\""),
              "<p style=\"color:redbackgroundurlhttpsx\">");
}

TEST(TemplateHtml, RefusesValuesWhereNoEscapingHelps) {
    for (const auto* const bad : {"<script>{{note}}</script>",
                                  "<STYLE>a{color:{{note}}}</style>",
                                  "<a href={{note}}>",
                                  "<a href={{note}} x>",
                                  "<{{note}}>",
                                  "</{{note}}>",
                                  "<b{{note}}>",
                                  "<p {{note}}>",
                                  "<p {{note}}=\"x\">",
                                  "<p on{{note}}=\"x\">",
                                  "<p onclick=\"f('{{note}}')\">",
                                  "<a href=\"javascript:{{note}}\">",
                                  "<a href=\"java&#115;cript:{{note}}\">",
                                  "<img srcset=\"{{note}}\">",
                                  "<iframe srcdoc='{{note}}'>",
                                  "<meta content=\"0;url={{note}}\">",
                                  "<!{{note}}>",
                                  "<!DOCTYPE {{note}}>",
                                  "<script>//</b></script x=\"{{note}}\">",
                                  "<a x=\"1\"{{note}}>",
                                  "<script>\"</script\"{{note}}</script>",
                                  "<p a='b' = {{note}}>"})
        EXPECT_EQ(refusal(bad), "template.unsafe_place line=1 name=note") << bad;
    for (const auto* const good :
         {"<p title=\"<{{note}}>\">", "<style></style>{{note}}", "<script></script >{{note}}", "a < {{note}}",
          "<!-->{{note}}", "<p title='\"{{note}}'>", "<br/>{{note}}", "<a href=x>{{note}}</a>", "<3 {{note}}",
          "<!-- <p --> {{note}}", "<!---->{{note}}", "<?xml?>{{note}}", "<![endif]-->{{note}}"})
        EXPECT_EQ(refusal(good), "accepted") << good;
}

TEST(TemplateHtml, RefusesSectionsThatEndElsewhereThanTheyBegan) {
    for (const auto* const bad : {"<p {{#if note}}class=\"a\">{{/if}}", "{{#if note}}<p title=\"{{/if}}\">",
                                  "{{#if note}}<style>{{/if}}", "<p title={{#if note}}\"a\"{{else}}\"b{{/if}}>",
                                  "{{#each upcoming_bookings}}<a href='{{/each}}'>", "{{#if note}}<!--{{/if}} -->"})
        EXPECT_EQ(refusal(bad).substr(0, 23), "template.halfway line=1") << bad;
    for (const auto* const good : {"<p {{#if note}}class=\"a\"{{/if}}>", "<p{{#if note}} class=\"a\">{{else}}>{{/if}}",
                                   "<p title=\"{{#if note}}{{note}}{{else}}b{{/if}}\">", "{{#if note}}<p>{{/if}}",
                                   "{{#each upcoming_bookings}}<tr><td>{{/each}}"})
        EXPECT_EQ(refusal(good), "accepted") << good;
}

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    int roll(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }
    std::string pick(const std::vector<std::string>& from) {
        return from[static_cast<std::size_t>(roll(0, static_cast<int>(from.size()) - 1))];
    }

private:
    std::mt19937_64 engine_;
};

std::uint64_t seed() { return support::seed_or(20261211); }

// Names: a, b, c are texts; d (of them x, y, e), e (z) are lists.
const Names letters{
    {"a"}, {"b"}, {"c"}, {"d", Kind::list, {{"x"}, {"y"}, {"e", Kind::list, {{"z"}}}}}, {"e", Kind::list, {{"z"}}}};

std::string random_source(Dice& dice, int depth, const std::string& around) {
    static const std::vector<std::string> literals{"a", "\n", "\r\n", " ", "  ",   "{",  "}", "}}",
                                                   "%", "æ",  "&",    "<", "\n\n", "\t", "|"};
    std::string out;
    for (int n = dice.roll(0, 6); n > 0; --n) {
        const auto names = around + "abc";
        const auto name =
            std::string(1, names[static_cast<std::size_t>(dice.roll(0, static_cast<int>(names.size()) - 1))]);
        switch (dice.roll(0, depth > 0 ? 5 : 2)) {
            case 0: out += " {{" + name + "}}"; break;
            case 1: out += "{{ " + name + " | default: \"-\" }}"; break;
            case 3:
                out += "{{#if " + dice.pick({name, "d", "e"}) + "}}" + random_source(dice, depth - 1, around) +
                       (dice.roll(0, 1) ? "{{else}}" + random_source(dice, depth - 1, around) : "") + "{{/if}}";
                break;
            case 4: out += "{{#each e}}" + random_source(dice, depth - 1, around + "z") + "{{/each}}"; break;
            case 5:
                out += "{{#each d}}" + random_source(dice, depth - 1, around + "xy") +
                       (dice.roll(0, 1) ? "{{else}}" + random_source(dice, depth - 1, around) : "") + "{{/each}}";
                break;
            default:
                // Nothing that could become a brace of a tag beside one.
                if (const auto literal = dice.pick(literals); !literal.starts_with('{') || !out.ends_with('{'))
                    out += literal + (literal == "{" ? " " : "");
        }
        if (dice.roll(0, 3) == 0) out += "\n";
    }
    return out;
}

Scope random_scope(Dice& dice, const std::vector<std::string>& texts, const std::vector<std::string>& lists,
                   int depth) {
    Scope out;
    for (const auto& name : texts)
        if (dice.roll(0, 4)) out.set(name, dice.pick({"", "v", "<&\"'>", "two\nlines", "{{a}}", "æ"}));
    for (const auto& name : lists) {
        std::vector<Scope> items;
        for (int n = depth > 0 ? dice.roll(0, 3) : 0; n > 0; --n)
            items.push_back(name == "d" ? random_scope(dice, {"x", "y"}, {"e"}, depth - 1)
                                        : random_scope(dice, {"z"}, {}, 0));
        out.set(name, items);
    }
    return out;
}

std::string oracle_value(const std::vector<Scope>& scopes, const std::string& name) {
    for (std::size_t i = scopes.size(); i-- > 0;)
        if (const auto* value = scopes[i].find(name)) return std::get<std::string>(*value);
    return "";
}
std::vector<Scope> oracle_list(const std::vector<Scope>& scopes, const std::string& name) {
    for (std::size_t i = scopes.size(); i-- > 0;)
        if (const auto* value = scopes[i].find(name)) return std::get<std::vector<Scope>>(*value);
    return {};
}

// Takes the first tag, finds where it ends by counting, and does the rest again for every part.
std::string oracle(const std::string& source, const std::vector<Scope>& scopes, Form form) {
    const auto open = source.find("{{");
    if (open == std::string::npos) return source;
    const auto close = source.find("}}", open);
    const auto tag = source.substr(open + 2, close - open - 2);
    const auto before = source.substr(0, open);
    if (!tag.starts_with('#')) {
        auto name = tag;
        std::erase(name, ' ');
        auto value = oracle_value(scopes, name.substr(0, 1));
        if (name.size() > 1 && value.empty()) value = "-";
        std::string escaped;
        for (const char c : value)
            escaped += form == Form::text ? std::string(1, c)
                       : c == '&'         ? "&amp;"
                       : c == '<'         ? "&lt;"
                       : c == '>'         ? "&gt;"
                       : c == '"'         ? "&quot;"
                       : c == '\''        ? "&#39;"
                                          : std::string(1, c);
        return before + escaped + oracle(source.substr(close + 2), scopes, form);
    }
    int depth = 1;
    std::size_t at = close + 2, otherwise = std::string::npos;
    while (true) {
        at = source.find("{{", at);
        const auto end = source.find("}}", at);
        const auto inner = source.substr(at + 2, end - at - 2);
        if (inner.starts_with('#')) ++depth;
        if (inner.starts_with('/') && --depth == 0) break;
        if (inner == "else" && depth == 1) otherwise = at;
        at = end + 2;
    }
    const auto body = source.substr(close + 2, std::min(otherwise, at) - close - 2);
    const auto other = otherwise == std::string::npos ? "" : source.substr(otherwise + 8, at - otherwise - 8);
    const auto rest = source.substr(source.find("}}", at) + 2);
    const auto name = tag.substr(tag.find(' ') + 1);
    const bool is_list = name == "d" || name == "e";
    const auto items = is_list ? oracle_list(scopes, name) : std::vector<Scope>();
    std::string filled;
    if (tag.starts_with("#if")) {
        filled = oracle((is_list ? !items.empty() : !oracle_value(scopes, name).empty()) ? body : other, scopes, form);
    } else if (items.empty()) {
        filled = oracle(other, scopes, form);
    } else {
        for (const auto& item : items) {
            auto within = scopes;
            within.push_back(item);
            filled += oracle(body, within, form);
        }
    }
    return before + filled + oracle(rest, scopes, form);
}

// Line by line: one that holds a single section's tag and blanks shows the tag alone.
std::string without_lines_of_tags(const std::string& source) {
    std::string out;
    for (std::size_t at = 0; at < source.size();) {
        const auto end = std::min(source.find('\n', at), source.size() - 1) + 1;
        const auto line = source.substr(at, end - at);
        auto bare = line;
        if (bare.ends_with("\r\n")) bare.erase(bare.size() - 2, 1);
        std::erase(bare, '\n');
        while (!bare.empty() && (bare.back() == ' ' || bare.back() == '\t')) bare.pop_back();
        bare.erase(0, bare.find_first_not_of(" \t"));
        const bool section = bare.starts_with("{{#") || bare.starts_with("{{/") || bare == "{{else}}";
        const bool alone = section && bare.find("}}") == bare.size() - 2;
        out += alone ? bare : line;
        at = end;
    }
    return out;
}

TEST(Template, RendersAsTheObviousRendererDoes) {
    int with_sections = 0;
    for (int round = 0; round < 4'000; ++round) {
        Dice dice(seed() + static_cast<std::uint64_t>(round));
        const auto form = dice.roll(0, 1) ? Form::text : Form::html;
        auto source = random_source(dice, 3, "");
        if (form == Form::html) std::erase(source, '<');  // places have tests of their own
        SCOPED_TRACE(
            fmt::format("TIMEBOK_TEST_SEED={} source: {}", seed() + static_cast<std::uint64_t>(round), source));
        const auto values = random_scope(dice, {"a", "b", "c"}, {"d", "e"}, 2);
        const auto parsed = parse(source, form, letters);
        ASSERT_TRUE(parsed) << parsed.error().code;
        const auto wanted = oracle(form == Form::text ? without_lines_of_tags(source) : source, {values}, form);
        ASSERT_EQ(render(*parsed, values).value(), wanted);
        with_sections += source.find("{{#each") != std::string::npos;
    }
    EXPECT_GT(with_sections, 400);
}

TEST(Template, SurvivesRandomBytes) {
    static const std::vector<std::string> pieces{"{{",
                                                 "}}",
                                                 "{{#each upcoming_bookings}}",
                                                 "{{/each}}",
                                                 "{{#if note}}",
                                                 "{{else}}",
                                                 "{{/if}}",
                                                 "{{note}}",
                                                 "note",
                                                 "service",
                                                 "|",
                                                 "default:",
                                                 "\"",
                                                 "&quot;",
                                                 "<",
                                                 ">",
                                                 "</",
                                                 "<a href=",
                                                 "'",
                                                 "=",
                                                 "<!--",
                                                 "-->",
                                                 "<!--[if",
                                                 "]>",
                                                 "<style>",
                                                 "</style>",
                                                 "<script",
                                                 "/",
                                                 " ",
                                                 "\n",
                                                 "&nbsp;",
                                                 "&#",
                                                 ";",
                                                 "\xC2\xA0",
                                                 "\xC2",
                                                 "style=\"",
                                                 "javascript:",
                                                 "https://",
                                                 "{{panel_url}}",
                                                 "{{cancel_link}}",
                                                 "{{starts_at | date}}",
                                                 "<li>",
                                                 "<pre>",
                                                 "<br>",
                                                 "</a>",
                                                 "<ol>"};
    int accepted = 0;
    for (int round = 0; round < 4'000; ++round) {
        SCOPED_TRACE(fmt::format("TIMEBOK_TEST_SEED={}", seed() + static_cast<std::uint64_t>(round)));
        Dice dice(seed() + static_cast<std::uint64_t>(round));
        std::string source;
        for (int n = dice.roll(1, 25); n > 0; --n)
            source += dice.roll(0, 6) ? dice.pick(pieces) : std::string(1, static_cast<char>(dice.roll(0, 255)));
        const auto form = dice.roll(0, 1) ? Form::text : Form::html;
        if (const auto parsed = parse(source, form, known)) {
            ++accepted;
            (void)render(*parsed, with_bookings(2)).value();
        } else {
            i18n::message(Language::en, parsed.error().code, parsed.error().parameters);
            for (const auto& [name, value] : parsed.error().parameters) EXPECT_LT(value.size(), 80U);
        }
        (void)text_of_html(source);
    }
    EXPECT_GT(accepted, 200);
}

TEST(TextOfHtml, ReadsAsThePageDoes) {
    EXPECT_EQ(text_of_html(""), "");
    EXPECT_EQ(text_of_html("plain"), "plain\n");
    EXPECT_EQ(text_of_html("<h1>Hello</h1>\n<p>See\n  you  <b>soon</b>,<br>Anna</p><p>Bye</p>"),
              "Hello\n\nSee you soon,\nAnna\n\nBye\n");
    EXPECT_EQ(text_of_html("<div>a</div><div>b<div>c</div></div>d"), "a\nb\nc\nd\n");
    EXPECT_EQ(
        text_of_html("<p>Bl&aring;b&aelig;r &amp; &quot;fl&oslash;te&quot; &#8211; &#x20AC;5&nbsp;&unknown; &</p>"),
        "Blåbær & \"fløte\" – €5 &unknown; &\n");
    EXPECT_EQ(text_of_html("1 < 2 <3"), "1 < 2 <3\n");
    EXPECT_EQ(text_of_html("a<hr>b<pre>x  y\n  z</pre>"), "a\n----\nb\n\nx  y\n  z\n");
}

TEST(TextOfHtml, WritesLinksWithTheirAddress) {
    EXPECT_EQ(text_of_html("<p><a href=\"https://x.example/?a=1&amp;b=2\">Cancel <b>it</b></a> now</p>"),
              "Cancel it: https://x.example/?a=1&b=2 now\n");
    EXPECT_EQ(text_of_html("<a href='https://x.example/'>https://x.example</a>"), "https://x.example\n");
    EXPECT_EQ(text_of_html("<a href='mailto:a@b.no'>a@b.no</a> <a href='tel:+4712'>Call us:</a>"),
              "a@b.no Call us: +4712\n");
    EXPECT_EQ(text_of_html("<a href='#top'>Top</a> <a href='javascript:x'>y</a> <a>z</a>"), "Top y z\n");
    EXPECT_EQ(text_of_html("<a href='https://x.example'><img src='b.png' alt='Book now'></a>"),
              "Book now: https://x.example\n");
    EXPECT_EQ(text_of_html("<a href='https://x.example'><img src='b.png'></a>"), "https://x.example\n");
}

TEST(TextOfHtml, WritesListsAndTablesByLine) {
    EXPECT_EQ(text_of_html("Bring:<ul><li>Shoes</li><li>Water<ul><li>cold</li></ul></li></ul>Thanks"),
              "Bring:\n\n- Shoes\n- Water\n  - cold\n\nThanks\n");
    EXPECT_EQ(text_of_html("<ol><li>One<li>Two</ol>"), "1. One\n2. Two\n");
    EXPECT_EQ(text_of_html("<table><tr><th>When</th><td>Friday</td></tr><tr><th>Where</th><td>Oslo</td></tr></table>"),
              "When  Friday\nWhere  Oslo\n");
}

TEST(TextOfHtml, LeavesOutWhatMailProgramsDoNotShow) {
    EXPECT_EQ(text_of_html(pasted), "Book »: https://x.example\n\n1 < 2 && 3 > 2 & { } }} Blåbær 東京\na>b\n");
    EXPECT_EQ(
        text_of_html(
            "<div style=\"DISPLAY : none\">preview<div>x</div></div>seen<style>p{}</style><script>'<p>'</script>"),
        "seen\n");
    EXPECT_EQ(text_of_html("a<!-- b -->c<!--[if mso]>d<![endif]-->e<!--[if !mso]><!-->f<!--<![endif]-->"), "acef\n");
    EXPECT_EQ(text_of_html("<br style='display:none'>a<style>never closed"), "a\n");
}

}  // namespace
}  // namespace notify::engine
