// The words everyone speaks. No I/O.
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
