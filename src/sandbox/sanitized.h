/* Whether this is a build with AddressSanitizer. */
#ifndef SANDBOX_SANITIZED_H
#define SANDBOX_SANITIZED_H

#include <stdbool.h>

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
static const bool is_sanitized = true;
#else
static const bool is_sanitized = false;
#endif

#endif
