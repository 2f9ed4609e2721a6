// The main() of every test program.
#include "work/apart.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    if (const auto code = work::serve_job(argc, argv)) return *code;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
