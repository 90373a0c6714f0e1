// Asio's own code, once for both programs.
#include <boost/asio/impl/src.hpp>
