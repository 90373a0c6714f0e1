// How the kernel schedules a thread among its equals.
#ifndef BULKHEAD_IPC_OS_SCHEDULING_H_
#define BULKHEAD_IPC_OS_SCHEDULING_H_

namespace bulkhead {

// Asks for the shortest slice (100 us) for the calling thread and those that it makes from now on: what works for a
// fraction of a millisecond and then sleeps is let in early, and what never yields is held to that fraction at a time.
// Unprivileged; a kernel before Linux 6.12 takes no notice.
void AskForShortSlice();

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_SCHEDULING_H_
