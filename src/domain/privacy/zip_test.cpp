#include "privacy/zip.h"

#include "privacy/test_zip.h"
#include "work/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace privacy {
namespace {

using namespace std::chrono_literals;

const WallTime kAt = std::chrono::local_days(std::chrono::year(2026) / 11 / 30) + 9h + 5min + 42s;

std::string all_of(const work::File& file) { return file.read(0, file.size()); }

// Another program's view of a file on disk, however large.
class Opened {
public:
    explicit Opened(const work::File& file) : zip_(zip_fdopen(::dup(file.descriptor()), ZIP_CHECKCONS, &error_)) {
        if (!zip_) throw std::runtime_error("libzip refuses it: " + std::to_string(error_));
    }
    ~Opened() { zip_discard(zip_); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

    std::int64_t count() const { return zip_get_num_entries(zip_, 0); }
    std::string content(const std::string& name) const {
        zip_stat_t stat;
        if (zip_stat(zip_, name.c_str(), 0, &stat) != 0) return "not there";
        std::string out(stat.size, '\0');
        auto* file = zip_fopen(zip_, name.c_str(), 0);
        const auto got = zip_fread(file, out.data(), out.size());
        const auto wrong = zip_fclose(file);  // the checksum is looked at here
        return wrong != 0 || got != static_cast<zip_int64_t>(out.size()) ? "damaged" : out;
    }

private:
    int error_ = 0;
    zip_t* zip_;
};

TEST(Zip, HoldsWhatWasPutIn) {
    std::string noise;
    for (std::uint32_t i = 0, x = 1; i < 5000; ++i) noise += static_cast<char>((x = x * 1664525U + 1013904223U) >> 24U);
    const Files files{
        {"index.html", std::string(100'000, 'a')}, {"empty", ""}, {"Åse/blåbær.txt", "æøå"}, {"noise", noise}};
    const auto packed = zip(files, kAt);
    EXPECT_LT(packed.size(), 8000u) << "it is not deflated";
    EXPECT_EQ(unpacked(packed), (std::map<std::string, std::string>(files.begin(), files.end())));
    EXPECT_TRUE(unpacked(zip({}, kAt)).empty());
}

TEST(Zip, IsWrittenPieceByPiece) {
    work::File file;
    ZipWriter writer(file);
    writer.begin("index.html", kAt);
    writer.write("<p>");
    writer.write("Anna</p>");
    writer.end();
    writer.add(zip_entries({{"a.json", "1"}, {"b.json", "22"}}, "customers/1/", kAt));
    writer.add("");
    writer.add(zip_entries({{"a.json", "333"}}, "customers/2/", kAt));
    writer.finish();
    const std::map<std::string, std::string> wanted{{"index.html", "<p>Anna</p>"},
                                                    {"customers/1/a.json", "1"},
                                                    {"customers/1/b.json", "22"},
                                                    {"customers/2/a.json", "333"}};
    EXPECT_EQ(unpacked(all_of(file)), wanted);
}

TEST(Zip, HoldsMoreFilesThanTheOldFormat) {
    constexpr int kFolders = 700, kEach = 100;
    Files files;
    for (int i = 0; i < kEach; ++i) files.emplace_back(std::to_string(i), std::to_string(i * 7));
    work::File file;
    ZipWriter writer(file);
    for (int i = 0; i < kFolders; ++i) writer.add(zip_entries(files, std::to_string(i) + "/", kAt));
    writer.finish();
    const Opened opened(file);
    EXPECT_EQ(opened.count(), kFolders * kEach);
    EXPECT_EQ(opened.content("0/0"), "0");
    EXPECT_EQ(opened.content("699/99"), "693");
}

// Sparse on the disk, and quick: a hole of 5 GB, and a file behind it.
TEST(Zip, GoesOnBeyondFourGigabytes) {
    work::File file;
    ZipWriter writer(file);
    writer.begin("first", kAt);
    writer.write("at the beginning");
    writer.end();
    file.write_at(std::uint64_t{5} << 30U, "what no list names");
    writer.add(zip_entries({{"far.json", "beyond"}}, "", kAt));
    writer.finish();
    EXPECT_GT(file.size(), std::uint64_t{5} << 30U);
    const Opened opened(file);
    EXPECT_EQ(opened.count(), 2);
    EXPECT_EQ(opened.content("first"), "at the beginning");
    EXPECT_EQ(opened.content("far.json"), "beyond");
}

}  // namespace
}  // namespace privacy
