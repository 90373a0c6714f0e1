// Result<T>: the one way in which an expected failure is returned. The same error_code as Asio's.
#ifndef BULKHEAD_IPC_OS_RESULT_H_
#define BULKHEAD_IPC_OS_RESULT_H_

#include <cerrno>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace bulkhead {

template <class T>
using Result = boost::system::result<T>;
using ErrorCode = boost::system::error_code;

// `error` is an errno value; the default is that of the system call just made.
inline ErrorCode ErrnoError(int error = errno) {
  return ErrorCode(error, boost::system::system_category());
}

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_RESULT_H_
