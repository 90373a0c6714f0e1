// Asio's own code, once for both programs.
// With its deprecated calls, though our own code has none: applications of the package may.
#undef BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/impl/src.hpp>
