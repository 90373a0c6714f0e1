// The one header of the package: bulkhead::Host, its options, its events.
#ifndef BULKHEAD_BROWSER_PACKAGE_HOST_H_
#define BULKHEAD_BROWSER_PACKAGE_HOST_H_

#include "browser/host/host.h"

#endif  // BULKHEAD_BROWSER_PACKAGE_HOST_H_
