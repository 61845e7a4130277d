/* libcups, loaded when it is needed: it brings thirty other libraries, whose start costs more than
 * a tenth of a handout, and of which a worker that reads untrusted forms should hold none. The
 * members have the names and types of the functions. */
#ifndef PRINT_CUPS_LIBRARY_H
#define PRINT_CUPS_LIBRARY_H

#include <cups/cups.h>
#include <stdbool.h>

#define CUPS_FUNCTIONS(FUNCTION)                                                                   \
    FUNCTION(cupsConnectDest)                                                                      \
    FUNCTION(cupsDoRequest)                                                                        \
    FUNCTION(cupsEncodeOptions2)                                                                   \
    FUNCTION(cupsEncryption)                                                                       \
    FUNCTION(cupsFreeDests)                                                                        \
    FUNCTION(cupsGetDefault2)                                                                      \
    FUNCTION(cupsGetDestWithURI)                                                                   \
    FUNCTION(cupsGetNamedDest)                                                                     \
    FUNCTION(cupsGetOption)                                                                        \
    FUNCTION(cupsGetResponse)                                                                      \
    FUNCTION(cupsLastError)                                                                        \
    FUNCTION(cupsLastErrorString)                                                                  \
    FUNCTION(cupsRemoveOption)                                                                     \
    FUNCTION(cupsSendRequest)                                                                      \
    FUNCTION(cupsServer)                                                                           \
    FUNCTION(cupsSetPasswordCB2)                                                                   \
    FUNCTION(cupsUser)                                                                             \
    FUNCTION(cupsUserAgent)                                                                        \
    FUNCTION(cupsWriteRequestData)                                                                 \
    FUNCTION(httpAssembleURIf)                                                                     \
    FUNCTION(httpClose)                                                                            \
    FUNCTION(httpConnect2)                                                                         \
    FUNCTION(httpError)                                                                            \
    FUNCTION(httpGetFd)                                                                            \
    FUNCTION(httpSetTimeout)                                                                       \
    FUNCTION(ippAddBoolean)                                                                        \
    FUNCTION(ippAddCollection)                                                                     \
    FUNCTION(ippAddInteger)                                                                        \
    FUNCTION(ippAddString)                                                                         \
    FUNCTION(ippAddStrings)                                                                        \
    FUNCTION(ippContainsInteger)                                                                   \
    FUNCTION(ippContainsString)                                                                    \
    FUNCTION(ippDelete)                                                                            \
    FUNCTION(ippFindAttribute)                                                                     \
    FUNCTION(ippFirstAttribute)                                                                    \
    FUNCTION(ippGetBoolean)                                                                        \
    FUNCTION(ippGetCount)                                                                          \
    FUNCTION(ippGetGroupTag)                                                                       \
    FUNCTION(ippGetInteger)                                                                        \
    FUNCTION(ippGetName)                                                                           \
    FUNCTION(ippGetRange)                                                                          \
    FUNCTION(ippGetString)                                                                         \
    FUNCTION(ippLength)                                                                            \
    FUNCTION(ippNew)                                                                               \
    FUNCTION(ippNewRequest)                                                                        \
    FUNCTION(ippNextAttribute)                                                                     \
    FUNCTION(ippPort)                                                                              \
    FUNCTION(pwgMediaForPWG)                                                                       \
    FUNCTION(pwgMediaForSize)

#define CUPS_MEMBER(name) __typeof__(name) *name;
struct cups {
    CUPS_FUNCTIONS(CUPS_MEMBER)
};
#undef CUPS_MEMBER

/* False if the library or one of its functions is not here. Once loaded it stays. */
bool cups_load(struct cups *out_cups);

#endif
